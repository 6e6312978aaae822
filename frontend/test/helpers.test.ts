import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { tapChannel, unsentTaps, type Tap } from "../src/here";
import { learn, readHelperList, readKept } from "../src/helpers-list";
import { HelpersLine, type Line } from "../src/helpers-line";
import type { Outcome } from "../src/http";
import { applyList, wipeAfterEnd, wipeAfterRevoking } from "../src/list";
import type { Store } from "../src/store";
import { shortBy, whomToAsk, type ShiftToday } from "../src/whom-to-ask";
import { facts, list, NOON, STORES, TestClock } from "./support/stores";
import vectors from "./vectors.json";

for (const [place, day] of vectors.helpers.entries())
  test(`whom to ask is as the server says, day ${place + 1}`, () => {
    const shifts = day.shifts as readonly ShiftToday[];
    assert.deepEqual(
      shifts.map((shift) => shortBy(shift, day.now)),
      day.short,
    );
    assert.deepEqual(
      shifts.map((shift) =>
        whomToAsk(shift, shifts, day.now).map(({ person, because, key }) => [person, because, key]),
      ),
      day.asked,
    );
  });

const CAME = new Date(NOON).toISOString();

function answer(cameAt: string | null = null): unknown {
  const helper = { entry: 5, person: 1, name: "Fatma", heads: 1, first: false, waits: false, left: false };
  const times = { starts_at: CAME, ends_at: new Date(NOON + 7_200_000).toISOString() };
  return {
    ...{ server_now: CAME, closes_at: new Date(NOON + 9_000_000).toISOString(), contact: null, invites: [] },
    ...{ event: { id: 7, title: "Barbecue", zone: "UTC" }, gate: { id: 3, name: "Entrance" } },
    shifts: [
      {
        ...{ id: 1, task: "Serving", hours: "", place: "", needed: 1, ...times },
        helpers: [{ ...helper, came_at: cameAt }],
      },
    ],
  };
}

/** A phone at the third gate of event 7, and what the server does with its taps. */
class Rig {
  readonly clock = new TestClock();
  readonly sent: (readonly Tap[])[] = [];
  line: Line = "starting";
  take: (taps: readonly Tap[]) => Outcome = (taps) => taken(taps, CAME);
  list: Outcome = { kind: "answer", json: answer() };
  private made = 0;
  private readonly helpers: HelpersLine;

  constructor(readonly store: Store) {
    this.helpers = new HelpersLine(store, {
      clock: this.clock.clock,
      random: () => 1,
      isOnline: () => true,
      alone: (work) => work(),
      later: () => () => undefined,
      ask: async (_url, _timeout, body) => {
        if (body === undefined) return this.list;
        const { taps } = JSON.parse(body) as { readonly taps: readonly Tap[] };
        this.sent.push(taps);
        return this.take(taps);
      },
      address: "/gate/helpers",
      channel: tapChannel(store, "/gate/helpers", this.clock.clock, async (tx, json, taps) => {
        await learn(tx, json, taps);
      }),
      onChange: (line) => (this.line = line),
    });
  }

  async tap(is: Tap["is"]): Promise<void> {
    this.made += 1;
    const at = new Date(this.clock.now() + this.made).toISOString();
    const tap: Tap = { nonce: `n${this.made}`, entry: 5, event: 7, is, at };
    await this.store.write(async (tx) => tx.setMeta("here", [...(await unsentTaps(tx)), tap]));
  }

  go(): Promise<void> {
    this.clock.pass(60_000);
    return this.helpers.nudge();
  }

  wake(): Promise<void> {
    return this.helpers.wake();
  }

  async shown(): Promise<{ readonly isHere: boolean; readonly isUnsent: boolean } | null> {
    const kept = await this.store.read(readKept);
    const helper = kept?.shifts[0]?.helpers[0];
    return helper ? { isHere: helper.cameAt !== null, isUnsent: helper.isUnsent === true } : null;
  }

  async waiting(): Promise<number> {
    return (await this.store.read(unsentTaps)).length;
  }
}

function taken(taps: readonly Tap[], came_at: string | null, status = "here"): Outcome {
  return {
    kind: "answer",
    json: { results: taps.map(({ nonce }) => ({ nonce, status, came_at })) },
  };
}

for (const [name, make] of STORES)
  describe(`helpers in ${name}`, () => {
    async function rig(): Promise<Rig> {
      const made = new Rig(make());
      await applyList(made.store, list([], { facts: facts({ eventId: 7, gateId: 3 }) }), NOON);
      await made.go();
      return made;
    }

    test("a tap is shown at once, sent once, and then what the server says", async () => {
      const made = await rig();
      assert.deepEqual(await made.shown(), { isHere: false, isUnsent: false });
      await made.tap("here");
      assert.deepEqual(await made.shown(), { isHere: true, isUnsent: true });
      made.list = { kind: "failed" };
      await made.go();
      await made.go();
      assert.equal(made.sent.length, 1);
      assert.deepEqual(await made.shown(), { isHere: true, isUnsent: false });
    });

    test("an answer that is lost lets the same taps go again", async () => {
      const made = await rig();
      await made.tap("here");
      made.take = () => ({ kind: "failed" });
      await made.go();
      await made.tap("not_here");
      made.take = (taps) => taken(taps, null, "not_here");
      await made.go();
      assert.deepEqual(
        made.sent.map((taps) => taps.map(({ nonce }) => nonce)),
        [["n1"], ["n1", "n2"]],
      );
      assert.equal(await made.waiting(), 0);
    });

    test("what is refused stays to be seen, and is tried again when somebody looks", async () => {
      const made = await rig();
      await made.tap("here");
      made.take = (taps) => taken(taps, null, "refused");
      await made.go();
      await made.go();
      assert.deepEqual([made.sent.length, await made.waiting()], [1, 1]);
      made.take = (taps) => taken(taps, CAME);
      await made.wake();
      assert.equal(await made.waiting(), 0);
    });

    test("a whole batch that is refused is held, and the list still comes", async () => {
      const made = await rig();
      await made.tap("here");
      made.take = () => ({ kind: "refused", status: 403 });
      await made.go();
      assert.deepEqual([made.line, await made.waiting()], ["good", 1]);
    });

    test("somebody else's answer changes nothing", async () => {
      const made = await rig();
      await made.tap("here");
      made.take = () => ({ kind: "answer", json: { hello: "sign in" } });
      await made.go();
      assert.deepEqual([made.line, await made.waiting()], ["failing", 1]);
    });

    test("what nobody would take any more goes", async () => {
      const made = await rig();
      await made.tap("here");
      made.take = () => ({ kind: "failed" });
      made.clock.pass(4 * 24 * 3_600_000);
      await made.wake();
      assert.equal(await made.waiting(), 0);
    });

    test("no helper stays on a phone that was taken away, or when the gate has closed", async () => {
      const lost = await rig();
      lost.list = { kind: "revoked" };
      await lost.wake();
      assert.deepEqual([lost.line, await lost.shown()], ["revoked", null]);
      for (const wipe of [wipeAfterEnd, (store: Store) => wipeAfterRevoking(store)]) {
        const made = await rig();
        assert.notEqual(await made.shown(), null);
        await wipe(made.store);
        assert.equal(await made.shown(), null);
      }
    });

    test("a list without moments is not ours", () => {
      assert.throws(() => readHelperList({ ...(answer() as object), server_now: "soon" }));
    });
  });
