import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Outcome } from "../src/http";
import { Link, type LinkState } from "../src/link";
import { applyList } from "../src/list";
import { moveTo } from "../src/places";
import { readListAnswer } from "../src/reading";
import { Remarks, type Heard } from "../src/remarks";
import type { Store } from "../src/store";
import { facts, list, NOON, OWN, phone, STORES, TestClock } from "./support/stores";

interface Sent {
  readonly remarks: readonly { readonly nonce: string; readonly words: string; readonly event?: number }[];
}

const HEARD: Heard = { question: "better", words: "It is dark", heads: 2, street: "Hof", stop: null };
const LISTENING = {
  listens: true,
  server_now: new Date(NOON).toISOString(),
  closes_at: new Date(NOON + 3600_000).toISOString(),
  event: { id: 7, title: "Walk", zone: "Europe/Amsterdam" },
  gate: { id: 5, name: "Listening" },
  works_at: [],
  walk: [{ id: 9, title: "The playground" }],
};

/** A phone at event 7, and what the server does with its remarks. */
class Rig {
  readonly clock = new TestClock();
  readonly bodies: string[] = [];
  readonly asked: string[] = [];
  readonly remarks: Remarks;
  line: LinkState["line"] = "starting";
  answer: (sent: Sent) => Outcome = taken;
  list: Outcome = { kind: "failed" };
  listening: Outcome = { kind: "failed" };
  private made = 0;
  private readonly link: Link;

  constructor(readonly store: Store) {
    this.remarks = new Remarks(store, this.clock.now, () => String((this.made += 1)));
    this.link = new Link(store, {
      clock: this.clock.clock,
      random: () => 1,
      isOnline: () => true,
      alone: (work) => work(),
      later: () => () => undefined,
      ask: async (url, _timeout, body) => {
        const [path = ""] = url.split("?");
        this.asked.push(path);
        if (path === "/list") return this.list;
        if (path === "/listening") return this.listening;
        this.bodies.push(body ?? "");
        return this.answer(JSON.parse(body ?? "") as Sent);
      },
      listAddress: "/list",
      listeningAddress: "/listening",
      channels: [this.remarks.channel("/remarks", () => undefined)],
      onChange: ({ line }) => (this.line = line),
    });
  }

  /** Send what waits. */
  async send(): Promise<void> {
    this.clock.pass(60_000);
    await this.link.nudge();
  }

  sent(): string[] {
    const bodies = this.bodies.map((body) => JSON.parse(body) as Sent);
    return bodies.flatMap(({ remarks }) => remarks.map(({ nonce }) => nonce));
  }

  /** Everything that the phone keeps of remarks, as it is kept. */
  async kept(): Promise<string> {
    return JSON.stringify(
      await this.store.read(async (tx) => [await tx.meta("remarks"), await tx.meta("remarksSent")]),
    );
  }
}

function taken({ remarks }: Sent): Outcome {
  return answered(remarks.map(({ nonce }) => ({ nonce, status: "kept" })));
}

function answered(results: unknown): Outcome {
  return { kind: "answer", json: { results } };
}

for (const [kind, makeStore] of STORES)
  describe(`what residents say, ${kind}`, () => {
    async function rig(): Promise<Rig> {
      const made = new Rig(makeStore());
      await phone(made.store, made.clock);
      await applyList(made.store, list([], { facts: facts({ eventId: 7, gateId: 3 }) }), NOON);
      return made;
    }

    test("a remark is sent until the server has it, and then only its number is left", async () => {
      const made = await rig();
      await made.remarks.note(HEARD);
      made.answer = () => ({ kind: "failed" });
      await made.send();
      assert.deepEqual(await made.remarks.counts(), { sent: 0, waiting: 1, held: 0 });
      made.answer = taken;
      await made.send();
      await made.send();
      assert.deepEqual(made.sent(), ["1", "1"]);
      assert.deepEqual((JSON.parse(made.bodies[1] ?? "") as Sent).remarks, [
        {
          ...{ question: "better", words: "It is dark", heads: 2, street: "Hof", nonce: "1" },
          ...{ heard_at: new Date(NOON).toISOString(), event: 7 },
        },
      ]);
      assert.deepEqual(await made.remarks.counts(), { sent: 1, waiting: 0, held: 0 });
      assert.ok(!(await made.kept()).includes("dark"));
    });

    test("nothing that is sent names this phone", async () => {
      const made = await rig();
      await made.remarks.note(HEARD);
      await made.send();
      assert.ok(!made.bodies.join().includes(OWN));
      assert.ok(!made.bodies.join().includes("gate"));
    });

    test("a remark of a walk has its stop, and one of another event goes there", async () => {
      const made = await rig();
      await made.remarks.note({ ...HEARD, stop: 9 });
      await applyList(made.store, list([], { facts: facts({ eventId: 8, gateId: 4 }) }), NOON);
      assert.deepEqual(await made.remarks.counts(), { sent: 0, waiting: 0, held: 0 });
      await made.send();
      assert.match(made.bodies[0] ?? "", /"event":7,"stop":9/);
    });

    test("what the server won't take holds nothing up, and is tried again later", async () => {
      const made = await rig();
      for (const words of ["One", "Two"]) await made.remarks.note({ ...HEARD, words });
      made.answer = ({ remarks }) =>
        answered(remarks.map(({ nonce }) => ({ nonce, status: nonce === "1" ? "refused" : "kept" })));
      await made.send();
      await made.send();
      assert.deepEqual(made.sent(), ["1", "2"]);
      assert.deepEqual(await made.remarks.counts(), { sent: 1, waiting: 0, held: 1 });
      await made.remarks.channel("/remarks", () => undefined).retry?.();
      made.answer = taken;
      await made.send();
      assert.deepEqual(await made.remarks.counts(), { sent: 2, waiting: 0, held: 0 });
    });

    test("a whole batch that the server refuses is put aside", async () => {
      const made = await rig();
      await made.remarks.note(HEARD);
      made.answer = () => ({ kind: "refused", status: 413 });
      await made.send();
      await made.send();
      assert.deepEqual(made.sent(), ["1"]);
      assert.deepEqual(await made.remarks.counts(), { sent: 0, waiting: 0, held: 1 });
    });

    test("half of the answers are lost, and each is sent until one comes", async () => {
      const made = await rig();
      const arrived = new Set<string>();
      let asked = 0;
      made.answer = (sent) => {
        for (const { nonce } of sent.remarks) arrived.add(nonce);
        return (asked += 1) % 2 ? { kind: "failed" } : taken(sent);
      };
      for (let n = 0; n < 45; n += 1) await made.remarks.note({ ...HEARD, words: `Remark ${n}` });
      for (let n = 0; n < 12; n += 1) await made.send();
      assert.deepEqual(await made.remarks.counts(), { sent: 45, waiting: 0, held: 0 });
      assert.equal(arrived.size, 45);
    });

    test("after a week nothing of it is left", async () => {
      const made = await rig();
      await made.remarks.note(HEARD);
      await made.send();
      await made.remarks.note({ ...HEARD, words: "Never taken" });
      made.clock.pass(8 * 24 * 3600_000);
      await made.remarks.tidy();
      assert.equal(await made.kept(), "[[],[]]");
    });

    test("a phone that only listens asks for no list", async () => {
      const made = await rig();
      made.list = { kind: "refused", status: 403 };
      made.listening = { kind: "answer", json: LISTENING };
      await made.send();
      await made.send();
      assert.deepEqual(made.asked, ["/list", "/listening", "/listening"]);
      assert.equal(made.line, "good");
      const [gate, listens] = await made.store.read(async (tx) => [
        await tx.meta("gate"),
        await tx.meta("listens"),
      ]);
      assert.equal(listens, true);
      assert.deepEqual((gate as { walk?: unknown }).walk, LISTENING.walk);
      await made.remarks.note(HEARD);
      await made.send();
      assert.equal((await made.remarks.counts()).sent, 1);
    });

    test("a phone that counts again asks for the list again", async () => {
      const made = await rig();
      await made.store.write((tx) => tx.setMeta("listens", true));
      made.listening = { kind: "answer", json: { listens: false, server_now: LISTENING.server_now } };
      await made.send();
      assert.deepEqual(made.asked, ["/listening", "/list"]);
      assert.equal(await made.store.read((tx) => tx.meta("listens")), false);
    });

    test("changing the place without internet knows where one only listens", async () => {
      const made = await rig();
      const places = [{ ...facts({ gateId: 5 }), listens: true }, facts({ gateId: 3 })];
      await made.store.write((tx) => tx.setMeta("places", places));
      await moveTo(made.store, 5);
      assert.equal(await made.store.read((tx) => tx.meta("listens")), true);
      await moveTo(made.store, 3);
      assert.equal(await made.store.read((tx) => tx.meta("listens")), false);
    });
  });

test("what a listening phone is told has no list in it", () => {
  const answer = readListAnswer(LISTENING, OWN);
  assert.deepEqual(answer.entries, []);
  assert.equal(answer.isWhole, false);
  assert.equal(answer.facts.listens, true);
  assert.equal(answer.facts.gateName, "Listening");
});
