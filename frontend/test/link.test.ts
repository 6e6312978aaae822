import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { delayAfter } from "../src/backoff";
import type { Book } from "../src/book";
import { Link, type LinkState } from "../src/link";
import { nextBatch, scanChannel } from "../src/queue";
import type { Store } from "../src/store";
import { TestServer, wire, type Fate } from "./support/server";
import { NOON, OWN, phone, STORES, TestClock } from "./support/stores";

const END = NOON + 6 * 3600_000;

interface Rig {
  readonly store: Store;
  readonly book: Book;
  readonly link: Link;
  readonly states: LinkState[];
  readonly waits: number[];
  readonly clock: TestClock;
  isOnline: boolean;
}

async function rig(
  makeStore: () => Store,
  server: TestServer,
  fates: Fate[],
  own = OWN,
  clock = new TestClock(),
): Promise<Rig> {
  const store = makeStore();
  const book = await phone(store, clock, own);
  const states: LinkState[] = [];
  const waits: number[] = [];
  const made: Rig = { store, book, states, waits, clock, isOnline: true, link: null as unknown as Link };
  const link = new Link(store, {
    clock: clock.clock,
    random: () => 1,
    isOnline: () => made.isOnline,
    alone: (work) => work(),
    later: (milliseconds) => {
      waits.push(milliseconds);
      return () => undefined;
    },
    ask: wire(server, own, own, fates, END),
    listAddress: "/gate/list",
    channels: [scanChannel(store, "/gate/scans", clock.now, () => undefined)],
    onChange: (state) => states.push(state),
  });
  return Object.assign(made, { link });
}

function serverAt(clock: () => number): TestServer {
  const server = new TestServer();
  server.clock = clock;
  return server;
}

for (const [kind, makeStore] of STORES)
  describe(`the line to the server, with scans ${kind}`, () => {
    test("each scan arrives exactly once though answers are lost", async () => {
      const server = serverAt(() => NOON);
      const fates: Fate[] = [
        "never arrives",
        "answer is lost",
        "answer is lost",
        "never arrives",
        "answer is lost",
      ];
      const { book, link, store, clock } = await rig(makeStore, server, fates);
      for (const number of [1, 2, 3]) {
        await book.arrive({ number });
        await link.nudge();
        clock.pass(60_000);
      }
      for (let attempt = 0; attempt < 5; attempt += 1) {
        await link.nudge();
        clock.pass(60_000);
      }
      assert.deepEqual(await nextBatch(store), []);
      assert.equal(server.scans.size, 3);
      assert.deepEqual(
        [1, 2, 3].map((number) => server.inside(number)),
        [4, 4, 4],
      );
      assert.ok(server.bodies.length > 3, "some were sent more than once");
    });

    test("only what the server names is marked as sent", async () => {
      const server = serverAt(() => NOON);
      const { book, link, store } = await rig(makeStore, server, []);
      await book.arrive({ number: 1 });
      await book.arrive({ number: 2 });
      const [first, second] = await nextBatch(store);
      const partial = (nonce: string | undefined): Fate => ({
        kind: "answer",
        json: { server_now: new Date(NOON).toISOString(), results: nonce ? [{ nonce, status: "ok" }] : [] },
      });
      const fates = [partial(first?.nonce), partial(undefined)];
      const other = await rig(() => store, server, fates);
      await other.link.nudge();
      assert.deepEqual(
        (await nextBatch(store)).map((scan) => scan.nonce),
        [second?.nonce],
      );
      await link.nudge();
      assert.deepEqual(await nextBatch(store), []);
    });

    test("a thousand scans go in batches of a hundred", async () => {
      const server = serverAt(() => NOON);
      const { book, link } = await rig(makeStore, server, []);
      for (let guest = 0; guest < 250; guest += 1) await book.count("entry", { adults: 1, children: 0 });
      await link.nudge();
      const sizes = server.bodies.map((body) => (JSON.parse(body) as { scans: unknown[] }).scans.length);
      assert.deepEqual(sizes, [100, 100, 50]);
    });

    test("two phones without network: everybody is there afterwards, in whatever order they send", async () => {
      const server = serverAt(() => NOON + 3600_000);
      const slow = new TestClock(NOON - 7 * 60_000);
      const one = await rig(makeStore, server, [], "1111111111111111");
      const other = await rig(makeStore, server, [], "2222222222222222", slow);
      const { group } = await one.book.arrive({ number: 1 });
      await one.book.correct(group ?? "", 1);
      slow.pass(60_000);
      await other.book.arrive({ number: 2 });
      const mistake = await other.book.arrive({ number: 3 });
      await other.book.undo(mistake.group ?? "");
      one.clock.at = NOON + 3600_000;
      slow.at = NOON + 3600_000 - 7 * 60_000;
      await other.link.nudge();
      await one.link.nudge();
      assert.deepEqual(
        [1, 2, 3].map((number) => server.inside(number)),
        [1, 4, 0],
      );
      const times = [...server.scans.values()].filter((scan) => scan.card_number === 2);
      assert.equal(times[0]?.correctedAt, NOON + 60_000, "the clock of the slow phone is put right");
    });

    test("what was taken back and sent in two halves is still taken back", async () => {
      const server = serverAt(() => NOON);
      const { book, link } = await rig(makeStore, server, []);
      const { group } = await book.arrive({ number: 1 });
      await link.nudge();
      await book.undo(group ?? "");
      await link.nudge();
      assert.equal(server.inside(1), 0);
    });

    test("while the phone says there is no network nothing is tried", async () => {
      const server = serverAt(() => NOON);
      const made = await rig(makeStore, server, []);
      made.isOnline = false;
      await made.book.arrive({ number: 1 });
      await made.link.nudge();
      assert.equal(server.bodies.length, 0);
      assert.equal(made.states.at(-1)?.line, "offline");
      made.isOnline = true;
      await made.link.wake();
      assert.equal(server.scans.size, 1);
      assert.equal(made.states.at(-1)?.line, "good");
    });

    test("without a network after a failure it looks again after a while, and not at once for ever", async () => {
      const server = serverAt(() => NOON);
      const made = await rig(makeStore, server, ["never arrives"]);
      await made.book.arrive({ number: 1 });
      await made.link.nudge();
      made.isOnline = false;
      made.clock.pass(60_000);
      await made.link.nudge();
      assert.equal(made.states.at(-1)?.line, "offline");
      assert.equal(made.waits.at(-1), 15_000);
    });

    test("after failures it waits longer and longer, until the network is back", async () => {
      const server = serverAt(() => NOON);
      const fates: Fate[] = Array.from({ length: 8 }, () => "never arrives");
      const { book, link, waits, clock } = await rig(makeStore, server, fates);
      await book.arrive({ number: 1 });
      for (let attempt = 0; attempt < 7; attempt += 1) {
        await link.nudge();
        await link.nudge();
        clock.pass(waits.at(-1) ?? 0);
      }
      assert.deepEqual(waits.slice(0, 7), [1000, 2000, 4000, 8000, 16000, 30000, 30000]);
      await link.nudge();
      await link.wake();
      assert.equal(server.scans.size, 1);
      assert.equal(waits.at(-1), 15_000);
    });

    test("a phone that was taken away keeps its scans, and sends them when it is let back", async () => {
      const server = serverAt(() => NOON);
      const made = await rig(makeStore, server, ["arrives", { kind: "revoked" }]);
      await made.link.nudge();
      await made.book.arrive({ number: 1 });
      await made.link.nudge();
      assert.equal(made.states.at(-1)?.line, "revoked");
      assert.equal(await made.store.read((tx) => tx.entryByNumber(1)), undefined);
      assert.equal((await nextBatch(made.store)).length, 1);
      made.clock.pass(2_000);
      await made.link.nudge();
      assert.equal(server.scans.size, 1);
      assert.equal(await made.store.read((tx) => tx.meta("isRevoked")), false);
    });

    test("a phone that was taken away with nothing to send forgets everybody", async () => {
      const server = serverAt(() => NOON);
      const made = await rig(makeStore, server, ["arrives", "arrives", { kind: "revoked" }]);
      await made.link.nudge();
      await made.book.arrive({ number: 1 });
      await made.link.nudge();
      await made.link.wake();
      assert.equal(made.states.at(-1)?.line, "revoked");
      const kept = await made.store.read(async (tx) => [
        await tx.entryByNumber(1),
        await tx.meta("gate"),
        ...(await tx.lastScans(10)),
      ]);
      assert.deepEqual(kept, [undefined, undefined]);
      // Otherwise the server would leave out what this phone no longer adds.
      assert.notEqual(await made.store.read((tx) => tx.meta("installation")), OWN);
    });

    test("the server hears how many scans a phone still has", async () => {
      const server = serverAt(() => NOON);
      const { book, link } = await rig(makeStore, server, []);
      for (let tap = 0; tap < 130; tap += 1) await book.count("entry", { adults: 1, children: 0 });
      await link.nudge();
      const told = server.bodies.map((body) => (JSON.parse(body) as { waiting: number }).waiting);
      assert.deepEqual(told, [30, 0]);
    });

    test("scans that the server refuses are kept and shown", async () => {
      const server = serverAt(() => NOON);
      const { book, link, store, states } = await rig(makeStore, server, [{ kind: "refused", status: 400 }]);
      await book.arrive({ number: 1 });
      await link.nudge();
      assert.deepEqual(states.at(-1), { line: "refused", status: 400 });
      assert.equal((await nextBatch(store)).length, 1);
    });

    test("the sign-in page of a hotel's network is not taken for our server", async () => {
      const server = serverAt(() => NOON);
      const { book, link, store, states } = await rig(makeStore, server, [
        { kind: "answer", json: { ok: true } },
      ]);
      await book.arrive({ number: 1 });
      await link.nudge();
      assert.equal(states.at(-1)?.line, "failing");
      assert.equal((await nextBatch(store)).length, 1);
    });

    test("a list that counts this phone's own scans is not taken: they would count twice", async () => {
      const server = serverAt(() => NOON);
      const json = server.listAnswer("ffffffffffffffff", NOON, END);
      const { link, states } = await rig(makeStore, server, [{ kind: "answer", json }]);
      await link.nudge();
      assert.equal(states.at(-1)?.line, "failing");
    });
  });

test("waiting after failures goes from one second to thirty, never in step with other phones", () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6, 60].map((failures) => delayAfter(failures, 1)),
    [1000, 2000, 4000, 8000, 16000, 30000, 30000],
  );
  assert.equal(delayAfter(1, 0), 1000);
  assert.equal(delayAfter(6, 0), 15000);
  assert.notEqual(delayAfter(4, 0.2), delayAfter(4, 0.7));
});
