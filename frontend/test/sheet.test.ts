import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { tapChannel, type Tap } from "../src/here";
import { learn, readHelperList, readKept } from "../src/helpers-list";
import { HelpersLine } from "../src/helpers-line";
import type { Outcome } from "../src/http";
import { applyList, wipeAfterEnd, wipeAfterRevoking } from "../src/list";
import { learnTicks, nowAndNext, noteTick, type Timed } from "../src/sheet-list";
import type { Store } from "../src/store";
import { Tapping } from "../src/tapping";
import { facts, list, NOON, STORES, TestClock } from "./support/stores";
import vectors from "./vectors.json";

for (const [place, day] of vectors.sheets.entries())
  test(`now and next are as the server says, sheet ${place + 1}`, () => {
    const lines = day.lines as readonly (Timed & { readonly id: number })[];
    const { late, now, next } = nowAndNext(lines, day.now);
    const ids = (those: readonly { readonly id: number }[]) => those.map(({ id }) => id);
    assert.deepEqual({ late: ids(late), now: ids(now), next: ids(next) }, day.groups);
  });

const AT_NOON = new Date(NOON).toISOString();

function answer(done_at: string | null = null, sheet?: unknown): Outcome {
  const line = { id: 8, title: "Fire", day: "today", hours: "", place: "", who: ["Ali"] };
  return {
    kind: "answer",
    json: {
      ...{ server_now: AT_NOON, closes_at: new Date(NOON + 9_000_000).toISOString(), contact: null },
      ...{ event: { id: 7, title: "Barbecue", zone: "UTC" }, gate: { id: 3, name: "Entrance" } },
      ...{ shifts: [], invites: [] },
      sheet: sheet ?? [{ ...line, starts_at: AT_NOON, ends_at: AT_NOON, done_at }],
    },
  };
}

/** A phone at the third gate of event 7, and what the server does with its taps. */
class Rig {
  readonly clock = new TestClock();
  readonly sent: (readonly Tap[])[] = [];
  readonly gone: boolean[] = [];
  take: (taps: readonly Tap[]) => Outcome = () => ({ kind: "failed" });
  list: Outcome = answer();
  private made = 0;
  private readonly tapping: Tapping;

  constructor(readonly store: Store) {
    this.tapping = new Tapping(store, this.clock.clock, () => `n${(this.made += 1)}`);
  }

  /** @param isScanningPage whether it is the page of the cards that is open, which knows no sheet */
  async go(isScanningPage = false): Promise<void> {
    const { clock } = this.clock;
    const line = new HelpersLine(this.store, {
      clock,
      ...{ random: () => 1, isOnline: () => true, onChange: () => undefined, address: "/gate/helpers" },
      alone: (work) => work(),
      later: () => () => undefined,
      ask: async (_url, _timeout, body) => {
        if (body === undefined) return isScanningPage ? { kind: "failed" } : this.list;
        const { taps } = JSON.parse(body) as { readonly taps: readonly Tap[] };
        this.sent.push(taps);
        return this.take(taps);
      },
      channel: tapChannel(this.store, "/gate/helpers", clock, async (tx, json, taps) => {
        await learn(tx, json, taps);
        if (!isScanningPage) this.gone.push(await learnTicks(tx, json, taps));
      }),
    });
    this.clock.pass(60_000);
    await line.nudge();
  }

  async tap(): Promise<Tap | null> {
    const choose = ({ sheet = [] }: { readonly sheet?: readonly (Timed & { readonly id: number })[] }) => {
      const line = sheet.find(({ id }) => id === 8);
      return line && ({ line: 8, is: line.doneAt === null ? "done" : "open" } as const);
    };
    return this.tapping.keep(8, choose, noteTick);
  }

  async shown() {
    const line = (await this.store.read(readKept))?.sheet?.[0];
    return line ? { doneAt: line.doneAt, isUnsent: line.isUnsent === true } : null;
  }
}

function taken(status: string, done_at: string | null): (taps: readonly Tap[]) => Outcome {
  return (taps) => ({
    kind: "answer",
    json: { results: taps.map(({ nonce }) => ({ nonce, status, done_at })) },
  });
}

for (const [name, make] of STORES)
  describe(`the run sheet in ${name}`, () => {
    async function rig(): Promise<Rig> {
      const made = new Rig(make());
      await applyList(made.store, list([], { facts: facts({ eventId: 7, gateId: 3 }) }), NOON);
      await made.go();
      return made;
    }

    test("a tick is shown at once with its moment, sent once, and then what the server says", async () => {
      const made = await rig();
      assert.deepEqual(await made.shown(), { doneAt: null, isUnsent: false });
      const tap = await made.tap();
      const at = Date.parse(tap!.server_at ?? tap!.at);
      assert.deepEqual(await made.shown(), { doneAt: at, isUnsent: true });
      made.take = taken("done", AT_NOON);
      made.list = { kind: "failed" };
      await made.go();
      await made.go();
      assert.deepEqual([made.sent.length, made.gone], [1, [false]]);
      assert.deepEqual(await made.shown(), { doneAt: NOON, isUnsent: false });
    });

    test("the same finger is one tap; another one takes it back", async () => {
      const made = await rig();
      assert.equal((await made.tap())?.is, "done");
      assert.equal(await made.tap(), null);
      made.clock.pass(2_000);
      assert.equal((await made.tap())?.is, "open");
      assert.deepEqual(await made.shown(), { doneAt: null, isUnsent: true });
    });

    test("a list that comes before the ticks were sent takes none of them away", async () => {
      const made = await rig();
      const tap = await made.tap();
      await made.store.write(async (tx) => {
        await tx.setMeta("helpers", readHelperList((answer() as { json: unknown }).json).list);
      });
      assert.deepEqual(await made.shown(), { doneAt: Date.parse(tap!.server_at ?? tap!.at), isUnsent: true });
    });

    test("what the scanning page sends is still done when the sheet opens without network", async () => {
      const made = await rig();
      const tap = await made.tap();
      made.take = taken("done", AT_NOON);
      await made.go(true);
      assert.equal(made.sent.length, 1);
      const doneAt = Date.parse(tap!.server_at ?? tap!.at);
      assert.deepEqual(await made.shown(), { doneAt, isUnsent: false });
    });

    test("a line that was taken from the sheet is said once, and not sent again", async () => {
      const made = await rig();
      await made.tap();
      made.take = taken("gone", null);
      made.list = answer(null, []);
      await made.go();
      await made.go();
      assert.deepEqual([made.sent.length, made.gone, await made.shown()], [1, [true], null]);
    });

    test("no line stays on a phone that was taken away, or when the gate has closed", async () => {
      const lost = await rig();
      lost.list = { kind: "revoked" };
      await lost.go();
      assert.equal(await lost.shown(), null);
      for (const wipe of [wipeAfterEnd, (store: Store) => wipeAfterRevoking(store)]) {
        const made = await rig();
        assert.notEqual(await made.shown(), null);
        await wipe(made.store);
        assert.equal(await made.shown(), null);
      }
    });

    test("what a page of before has kept, and a server of before, have no sheet", async () => {
      const made = await rig();
      await made.store.write(async (tx) => {
        const { sheet: _sheet, ...old } = (await tx.meta("helpers"))!;
        await tx.setMeta("helpers", old);
      });
      assert.equal(await made.tap(), null);
      assert.equal(await made.shown(), null);
      const { sheet: _none, ...before } = (answer() as { json: Record<string, unknown> }).json;
      assert.deepEqual(readHelperList(before).list.sheet, []);
      assert.throws(() => readHelperList({ ...before, sheet: "soon" }));
      assert.throws(() => readHelperList({ ...before, sheet: [{ id: 1 }] }));
    });
  });
