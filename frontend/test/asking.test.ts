import assert from "node:assert/strict";
import { test } from "node:test";
import { Asker } from "../src/asking";
import type { Outcome } from "../src/http";
import { MemoryStore } from "../src/memory-store";
import type { CardAnswer } from "../src/protocol";
import { NOON, OWN, phone, TestClock } from "./support/stores";

const KEY = "1".padStart(16, "0");

function answerOf(elsewhere: number): Outcome {
  const entries = [[KEY, 4, 1, elsewhere, "issued", null, [Math.floor(NOON / 60_000), 2]]];
  const server_now = new Date(NOON).toISOString();
  return { kind: "answer", json: { server_now, entries, gates: { "2": "South" }, reason: null, text: null } };
}

async function rig(outcome: Promise<Outcome>) {
  const [store, clock] = [new MemoryStore(), new TestClock()];
  const book = await phone(store, clock);
  const asked: unknown[] = [];
  let wait: () => void = () => undefined;
  const asker = new Asker(
    store,
    clock.clock,
    async (_url, _patience, body) => {
      asked.push(JSON.parse(body ?? ""));
      return outcome;
    },
    "/gate/ask",
    (_milliseconds, work) => {
      wait = work;
      return () => undefined;
    },
  );
  return { store, book, asker, asked, secondIsOver: () => wait() };
}

test("a card that was used elsewhere a moment ago is known before the door opens", async () => {
  const { book, asker, asked } = await rig(Promise.resolve(answerOf(4)));
  const told = await asker.first({ number: 1 }, () => assert.fail("it came in time"));
  assert.equal(told?.entry?.elsewhere, 4);
  assert.deepEqual(asked, [{ gate: 1, own: OWN, card_number: 1 }]);
  const shown = await book.arrive({ number: 1 });
  assert.deepEqual(shown.decision, { verdict: "look", reason: "full_party_already_in" });
});

test("after a second the list decides, and the answer is told when it comes", async () => {
  let arrive: (outcome: Outcome) => void = () => undefined;
  const { asker, secondIsOver } = await rig(new Promise((resolve) => (arrive = resolve)));
  const late = new Promise<CardAnswer>((resolve) => {
    void asker.first({ number: 1 }, resolve).then((told) => {
      assert.equal(told, null);
      arrive(answerOf(4));
    });
    setImmediate(secondIsOver);
  });
  assert.equal((await late).entry?.elsewhere, 4);
});

test("without a server, or with somebody else's, the list decides", async () => {
  for (const outcome of [{ kind: "failed" }, { kind: "answer", json: { hotel: "sign in" } }] as const) {
    const { asker, book } = await rig(Promise.resolve(outcome));
    assert.equal(await asker.first({ number: 1 }, () => assert.fail()), null);
    assert.equal((await book.arrive({ number: 1 })).decision.verdict, "welcome");
  }
});
