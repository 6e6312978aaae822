import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Outcome } from "../src/http";
import { Link, type LinkState } from "../src/link";
import { applyList } from "../src/list";
import { Notes } from "../src/notes";
import type { Store } from "../src/store";
import { facts, list, NOON, OWN, phone, STORES, TestClock } from "./support/stores";

interface Sent {
  readonly notes: readonly { readonly nonce: string; readonly event?: number }[];
}

/** A phone at the third gate of event 7, and what the server does with its notes. */
class Rig {
  readonly clock = new TestClock();
  readonly bodies: string[] = [];
  readonly notes: Notes;
  line: LinkState["line"] = "starting";
  answer: (sent: Sent) => Outcome = taken;
  private made = 0;
  private readonly link: Link;

  constructor(readonly store: Store) {
    this.notes = new Notes(store, this.clock.now, (own) => own + String((this.made += 1)));
    this.link = new Link(store, {
      clock: this.clock.clock,
      random: () => 1,
      isOnline: () => true,
      alone: (work) => work(),
      later: () => () => undefined,
      ask: async (url, _timeout, body) => {
        if (url !== "/notes") return { kind: "failed" };
        this.bodies.push(body ?? "");
        return this.answer(JSON.parse(body ?? "") as Sent);
      },
      listAddress: "/list",
      channels: [this.notes.channel("/notes", () => undefined)],
      onChange: ({ line }) => (this.line = line),
    });
  }

  async workAt(eventId: number, gateId = 3): Promise<void> {
    await applyList(this.store, list([], { facts: facts({ eventId, gateId }) }), NOON);
  }

  /** Send what waits; how the list goes is not looked at. */
  async send(): Promise<void> {
    this.clock.pass(60_000);
    await this.link.nudge();
  }

  sent(): string[] {
    const bodies = this.bodies.map((body) => JSON.parse(body) as Sent);
    return bodies.flatMap(({ notes }) => notes.map(({ nonce }) => nonce.slice(OWN.length)));
  }
}

function taken({ notes }: Sent): Outcome {
  return answered(notes.map(({ nonce }) => ({ nonce, status: "kept" })));
}

function answered(results: unknown): Outcome {
  return { kind: "answer", json: { results } };
}

for (const [kind, makeStore] of STORES)
  describe(`notes for the organiser, ${kind}`, () => {
    async function rig(): Promise<Rig> {
      const made = new Rig(makeStore());
      await phone(made.store, made.clock);
      await made.workAt(7);
      return made;
    }

    test("a note is sent until the server has it, once", async () => {
      const made = await rig();
      await made.notes.write("The toilet is broken.");
      made.answer = () => ({ kind: "failed" });
      await made.send();
      made.answer = taken;
      await made.send();
      await made.send();
      assert.deepEqual(made.sent(), ["1", "1"]);
      assert.deepEqual((JSON.parse(made.bodies[1] ?? "") as Sent).notes, [
        {
          nonce: `${OWN}1`,
          text: "The toilet is broken.",
          written_at: new Date(NOON).toISOString(),
          event: 7,
          gate: 3,
        },
      ]);
      assert.deepEqual(
        (await made.notes.list()).map((note) => note.isSent),
        [true],
      );
      made.clock.pass(25 * 3600_000);
      await made.notes.tidy();
      assert.deepEqual(await made.notes.list(), []);
    });

    test("a note of another event is sent from wherever the phone works now", async () => {
      const made = await rig();
      await made.notes.write("The toilet is broken.");
      await made.workAt(8, 4);
      assert.deepEqual(await made.notes.list(), []);
      await made.send();
      assert.equal((JSON.parse(made.bodies[0] ?? "") as Sent).notes[0]?.event, 7);
    });

    test("what the server won't take holds nothing up, and is tried again later", async () => {
      const made = await rig();
      for (const text of ["One", "Two"]) await made.notes.write(text);
      made.answer = ({ notes }) =>
        answered(notes.map(({ nonce }) => ({ nonce, status: nonce.endsWith("1") ? "refused" : "kept" })));
      await made.send();
      await made.notes.write("Three");
      await made.send();
      assert.deepEqual(made.sent(), ["1", "2", "3"]);
      const states = (await made.notes.list()).map(({ text, isSent }) => [text, isSent]);
      assert.deepEqual(states, [
        ["Three", true],
        ["Two", true],
        ["One", false],
      ]);
      await made.notes.channel("/notes", () => undefined).retry?.();
      made.answer = taken;
      await made.send();
      assert.deepEqual(made.sent(), ["1", "2", "3", "1"]);
    });

    test("a whole batch that the server refuses is put aside", async () => {
      const made = await rig();
      await made.notes.write("One");
      made.answer = () => ({ kind: "refused", status: 413 });
      await made.send();
      await made.send();
      assert.deepEqual(made.sent(), ["1"]);
      assert.deepEqual(
        (await made.notes.list()).map((note) => note.isSent),
        [false],
      );
    });

    test("a server that answers something else has no note", async () => {
      const made = await rig();
      await made.notes.write("Hello");
      for (const json of [null, [], { results: 1 }, { results: [null, { nonce: "x", status: "kept" }] }]) {
        made.answer = () => ({ kind: "answer", json });
        await made.send();
        assert.equal(made.line, "failing");
      }
      assert.deepEqual(made.sent(), ["1", "1", "1", "1"]);
    });
  });
