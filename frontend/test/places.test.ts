import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openDB } from "idb";
import type { Book } from "../src/book";
import type { Outcome } from "../src/http";
import { IdbStore } from "../src/idb-store";
import { lastLines } from "../src/lines";
import { Link } from "../src/link";
import { applyList, askForList } from "../src/list";
import { arriveAt, listPlaces, moveTo, openDoors, placeChannel } from "../src/places";
import type { GateFacts, Place, ScanItem } from "../src/protocol";
import { confirm, nextBatch, scanChannel, toBody } from "../src/queue";
import { readScanAnswer } from "../src/reading";
import type { OwnScan, Store } from "../src/store";
import { entry, facts, list, NOON, OWN, ownInside, phone, STORES, TestClock } from "./support/stores";

const NORTH = place(1, 7, "North", "Afternoon");
const SOUTH = place(2, 7, "South", "Afternoon");
const CASTLE = place(3, 8, "Entrance", "Evening");
const GATES = [NORTH, SOUTH, CASTLE];

function place(gateId: number, eventId: number, gateName: string, eventTitle: string): Place {
  return { gateId, eventId, gateName, eventTitle, closesAt: NOON + 6 * 3600_000 };
}

function factsOf({ gateId, eventId, gateName, eventTitle }: Place): GateFacts {
  return facts({ gateId, eventId, gateName, eventTitle });
}

/** A key of its own for each event, as their salts make it. */
function listOf(at: Place, places: readonly Place[] = [at]) {
  const entries = [1, 2, 3].map((number) =>
    entry(number, { key: `${at.eventId}${number}`.padStart(16, "0") }),
  );
  return { ...list(entries, { facts: factsOf(at) }), places };
}

interface Sent {
  readonly scans: readonly (ScanItem & { readonly gate?: number; readonly event?: number })[];
}

/** Sends by place, as the server books: only where the phone has been. */
class Town {
  readonly rights = new Set<number>();
  readonly booked = new Map<string, { readonly gate: number; readonly scan: ScanItem }>();
  now: Place = NORTH;
  isTakenAway = false;
  fates: ("arrives" | "is lost" | "answer is lost")[] = [];

  ask = async (url: string, _patience: number, body?: string): Promise<Outcome> => {
    const fate = this.fates.shift() ?? "arrives";
    if (this.isTakenAway) return { kind: "revoked" };
    if (fate === "is lost") return { kind: "failed" };
    const json = body === undefined ? this.listFor(url) : this.take(url, body);
    if (fate === "answer is lost") return { kind: "failed" };
    return { kind: "answer", json };
  };

  enrol(at: Place): void {
    this.rights.add(at.gateId);
    this.now = at;
  }

  /** People who came by the scans of a gate. */
  came(at: Place): number {
    const here = [...this.booked.values()].filter(({ gate }) => gate === at.gateId);
    const undone = new Set(here.map(({ scan }) => scan.voids));
    return here
      .filter(({ scan }) => scan.kind === "entry" && !undone.has(scan.nonce))
      .reduce((total, { scan }) => total + (scan.admit?.adults ?? 0) + (scan.admit?.children ?? 0), 0);
  }

  private take(url: string, body: string): unknown {
    const server_now = new Date(NOON).toISOString();
    if (url !== "/scans") {
      const { gate } = JSON.parse(body) as { gate: number };
      if (url === "/work-at") this.now = GATES.find((one) => one.gateId === gate)!;
      return { server_now };
    }
    const results = (JSON.parse(body) as Sent).scans.map((scan) => {
      const gate = scan.gate ?? 0;
      const at = GATES.find((one) => one.gateId === gate && this.rights.has(gate));
      const isOurs = at !== undefined && (scan.event ?? at.eventId) === at.eventId;
      if (!isOurs) return { nonce: scan.nonce, status: "refused", reason: "wrong_gate" };
      if (!this.booked.has(scan.nonce)) this.booked.set(scan.nonce, { gate, scan });
      return { nonce: scan.nonce, status: "ok", reason: null };
    });
    return { server_now, results };
  }

  private listFor(url: string): unknown {
    const query = new URLSearchParams(url.split("?")[1]);
    const wanted = Number(query.get("gate") ?? this.now.gateId);
    const at = GATES.find((one) => one.gateId === wanted)!;
    return {
      version: "1",
      own: query.get("own"),
      server_now: new Date(NOON).toISOString(),
      event: { id: at.eventId, title: at.eventTitle, zone: "Europe/Amsterdam" },
      gate: { id: at.gateId, name: at.gateName },
      works_at: GATES.filter((one) => this.rights.has(one.gateId)).map((one) => ({
        event: { id: one.eventId, title: one.eventTitle, zone: "Europe/Amsterdam" },
        gate: { id: one.gateId, name: one.gateName },
        closes_at: new Date(one.closesAt).toISOString(),
      })),
      salt: "00ff",
      rounds: 10,
      opens_at: new Date(0).toISOString(),
      closes_at: new Date(at.closesAt).toISOString(),
      inside: 0,
      entries: [],
    };
  }
}

function linkOf(store: Store, town: Town, clock: TestClock): Link {
  return new Link(store, {
    clock: clock.clock,
    random: () => 0,
    isOnline: () => true,
    alone: (work) => work(),
    later: () => () => undefined,
    ask: town.ask,
    listAddress: "/list",
    channels: [
      scanChannel(store, "/scans", clock.now, () => undefined),
      placeChannel(store, { workAt: "/work-at", doors: "/doors" }),
    ],
    onChange: () => undefined,
  });
}

async function sent(store: Store): Promise<Sent["scans"]> {
  return (JSON.parse(toBody(await nextBatch(store), NOON)) as Sent).scans;
}

for (const [kind, makeStore] of STORES)
  describe(`a phone at several gates, ${kind}`, () => {
    async function rig(): Promise<{ store: Store; book: Book; clock: TestClock }> {
      const [store, clock] = [makeStore(), new TestClock()];
      const book = await phone(store, clock);
      await applyList(store, listOf(NORTH), NOON);
      return { store, book, clock };
    }

    test("what waits says for which event and at which gate it was made", async () => {
      const { store, book } = await rig();
      await book.arrive({ number: 1 });
      await applyList(store, listOf(CASTLE, [CASTLE, NORTH]), NOON);
      await book.arrive({ number: 1 });
      assert.deepEqual(
        (await sent(store)).map(({ gate, event }) => [gate, event]),
        [[1, 7]],
        "each gate's scans go by themselves, the oldest first",
      );
    });

    test("each event has its own cards, its own people inside and its own last ten", async () => {
      const { store, book } = await rig();
      await book.arrive({ number: 1 });
      await applyList(store, listOf(CASTLE, [CASTLE, NORTH]), NOON);
      assert.equal(await ownInside(store), 0);
      assert.equal((await book.arrive({ number: 1 })).decision.verdict, "welcome");
      await book.arrive({ number: 2 });
      assert.equal(await ownInside(store), 8);
      await moveTo(store, 1);
      assert.equal(await ownInside(store), 4);
      assert.equal((await book.arrive({ number: 1 })).decision.verdict, "look", "it is inside here");
      assert.equal((await lastLines(store, 10)).length, 1);
      await moveTo(store, 3);
      assert.equal((await lastLines(store, 10)).length, 2);
    });

    test("at another gate of the event the same people are inside", async () => {
      const { store, book } = await rig();
      const { group } = await book.arrive({ number: 1 });
      await applyList(store, listOf(SOUTH, [SOUTH, NORTH]), NOON);
      assert.equal(await ownInside(store), 4);
      assert.equal((await book.arrive({ number: 1 })).decision.verdict, "look");
      await book.undo(group ?? "");
      assert.equal(await ownInside(store), 0);
      const all = await store.read((tx) => tx.waiting());
      assert.deepEqual(
        all.map((scan) => [scan.kind, scan.gateId]),
        [
          ["entry", 1],
          ["void", 1],
        ],
        "it is taken back where it was made",
      );
    });

    test("the phone shows what is still to be sent, by event", async () => {
      const { store, book } = await rig();
      for (const number of [1, 2]) await book.arrive({ number });
      await applyList(store, listOf(CASTLE, [CASTLE, NORTH]), NOON);
      await book.count("entry", { adults: 1, children: 0 });
      const states = (await listPlaces(store)).map(({ gateId, isHere, waiting }) => [
        gateId,
        isHere,
        waiting,
      ]);
      assert.deepEqual(states, [
        [3, true, 1],
        [1, false, 2],
      ]);
    });

    test("what a gate will not take stays to be seen, holds nothing else up, and goes later", async () => {
      const { store, book, clock } = await rig();
      const town = new Town();
      town.enrol(CASTLE);
      await book.arrive({ number: 1 });
      await applyList(store, listOf(CASTLE), NOON);
      await book.arrive({ number: 2 });
      const link = linkOf(store, town, clock);
      await link.nudge();
      assert.deepEqual([town.came(NORTH), town.came(CASTLE)], [0, 4]);
      const held = (await listPlaces(store)).find(({ gateId }) => gateId === 1);
      assert.deepEqual([held?.waiting, held?.held], [0, 1]);
      town.rights.add(1);
      await link.wake();
      assert.deepEqual([town.came(NORTH), town.came(CASTLE)], [4, 4]);
      assert.deepEqual(await store.read((tx) => tx.unsent()), []);
    });

    test("a link that was opened is that gate's at once, with or without internet", async () => {
      const { store, book } = await rig();
      await book.arrive({ number: 1 });
      await arriveAt(store, 3);
      await book.count("entry", { adults: 2, children: 0 });
      assert.equal(await ownInside(store), 2);
      const [, later] = await store.read((tx) => tx.waiting());
      assert.deepEqual([later?.gateId, later?.eventId], [3, 0]);
      await applyList(store, listOf(CASTLE, [CASTLE, NORTH]), NOON);
      const [, known] = await store.read((tx) => tx.waiting());
      assert.deepEqual([known?.gateId, known?.eventId], [3, 8]);
      assert.equal(await ownInside(store), 2);
      assert.equal((await askForList(store, "/list", true)).own, OWN, "its scans are left out");
    });

    test("the first list says where the phone works, unless it has moved by itself", async () => {
      const { store } = await rig();
      assert.equal((await askForList(store, "/list", false)).gateId, null);
      assert.equal((await askForList(store, "/list", true)).gateId, 1);
      await moveTo(store, 3);
      assert.equal((await askForList(store, "/list", false)).gateId, 3);
      await applyList(store, listOf(NORTH), NOON, 1);
      assert.equal((await store.read((tx) => tx.place())).gateId, 3, "a late list moves nobody");
    });

    test("a phone that may send nothing loses the gate where it works, not the one it left", async () => {
      const { store, book, clock } = await rig();
      const town = new Town();
      for (const gate of [CASTLE, NORTH]) town.enrol(gate);
      const link = linkOf(store, town, clock);
      await link.nudge();
      await link.refresh();
      await moveTo(store, 3);
      await book.count("entry", { adults: 1, children: 0 });
      town.isTakenAway = true;
      await link.nudge();
      const revoked = await store.read(async (tx) => [
        await tx.at(1).meta("isRevoked"),
        await tx.at(3).meta("isRevoked"),
      ]);
      assert.deepEqual(revoked, [false, true]);
    });

    test("until the doors open everything is practice, and a press opens them", async () => {
      const { store, book } = await rig();
      await applyList(store, { ...listOf(NORTH), facts: { ...factsOf(NORTH), opensAt: NOON + 1 } }, NOON);
      const first = await book.arrive({ number: 1 });
      assert.equal(first.practises, true);
      assert.equal((await book.arrive({ number: 1 })).decision.verdict, "look", "as it will be");
      assert.equal(await ownInside(store), 0);
      await openDoors(store, NOON);
      const real = await book.arrive({ number: 1 });
      assert.deepEqual([real.practises, real.decision.verdict, real.heads], [false, "welcome", 4]);
      assert.equal(await ownInside(store), 4);
      assert.deepEqual(
        (await sent(store)).map((scan) => scan.practice),
        [true, false],
      );
    });

    test("days before no press opens the doors, and those that were opened are closed", async () => {
      const { store, book } = await rig();
      const day = 24 * 3600_000;
      const far = { opensAt: NOON + 9 * day, mayOpenAt: NOON + 8 * day };
      await store.write((tx) => tx.setMeta("doorsOpenedAt", NOON));
      await store.write((tx) => tx.setMeta("isOpeningUntold", true));
      await applyList(store, { ...listOf(NORTH), facts: { ...factsOf(NORTH), ...far } }, NOON);
      assert.equal(await openDoors(store, NOON), false);
      assert.equal((await book.arrive({ number: 1 })).practises, true);
      assert.equal(await ownInside(store), 0);
      assert.equal(await openDoors(store, far.mayOpenAt), true);
      assert.equal((await book.arrive({ number: 1 })).practises, false);
    });

    test("what the server takes for practice counts on the phone neither", async () => {
      const { store, book } = await rig();
      const undone = await book.count("entry", { adults: 2, children: 1 });
      await book.count("entry", { adults: 1, children: 0 });
      await book.arrive({ number: 1 });
      await book.arrive({ number: 2 });
      await book.undo(undone);
      assert.equal(await ownInside(store), 9);
      const all = await nextBatch(store);
      const of = (scan: OwnScan, reason: string | null) => ({ nonce: scan.nonce, status: "ok", reason });
      const isReal = (scan: OwnScan) => scan.key === "72".padStart(16, "0") || scan.kind === "void";
      const results = all.map((scan) => of(scan, isReal(scan) ? null : "practice"));
      await confirm(store, readScanAnswer({ server_now: new Date(NOON).toISOString(), results }));
      assert.equal(await ownInside(store), 4);
      assert.equal((await lastLines(store, 10)).filter((line) => line.isPractice).length, 3);
    });

    test("the server says that the doors are not open after all", async () => {
      const { store, book } = await rig();
      await applyList(store, { ...listOf(NORTH), facts: { ...factsOf(NORTH), opensAt: NOON + 1 } }, NOON);
      await openDoors(store, NOON);
      const parcel = await placeChannel(store, { workAt: "/work-at", doors: "/doors" }).next();
      assert.equal(parcel?.address, "/doors");
      await parcel.confirm({ server_now: new Date(NOON).toISOString(), open: false });
      assert.equal((await book.arrive({ number: 1 })).practises, true);
    });

    for (let seed = 1; seed <= 15; seed += 1)
      test(`however a phone moves, everything is booked where it was made (${seed})`, async () => {
        const [store, clock, town] = [makeStore(), new TestClock(), new Town()];
        const random = chance(seed);
        const book = await phone(store, clock);
        town.enrol(NORTH);
        await applyList(store, listOf(NORTH), NOON);
        const wanted = new Map<number, number>();
        const groups: [string, number, number][] = [];
        let [link, here] = [linkOf(store, town, clock), NORTH];
        for (let step = 0; step < 80; step += 1) {
          const what = Math.floor(random() * 8);
          if (what === 0) {
            here = GATES[Math.floor(random() * 3)]!;
            town.enrol(here);
            await arriveAt(store, here.gateId);
            link = linkOf(store, town, clock);
          } else if (what === 1 && town.rights.has(here.gateId)) {
            const mine = GATES.filter(({ gateId }) => town.rights.has(gateId));
            here = mine[Math.floor(random() * mine.length)]!;
            await moveTo(store, here.gateId);
          } else if (what <= 4) {
            const heads = 1 + Math.floor(random() * 5);
            groups.push([await book.count("entry", { adults: heads, children: 0 }), here.gateId, heads]);
            wanted.set(here.gateId, (wanted.get(here.gateId) ?? 0) + heads);
          } else if (what === 5 && groups.length) {
            const [[group, gateId, heads]] = groups.splice(Math.floor(random() * groups.length), 1) as [
              [string, number, number],
            ];
            await book.undo(group);
            wanted.set(gateId, (wanted.get(gateId) ?? 0) - heads);
          } else {
            town.fates = (["arrives", "is lost", "answer is lost"] as const).filter(() => random() < 0.6);
            await link.nudge();
          }
          clock.pass(31_000);
        }
        town.fates = [];
        await link.wake();
        await link.nudge();
        assert.deepEqual(await store.read((tx) => tx.unsent()), []);
        for (const gate of GATES) assert.equal(town.came(gate), wanted.get(gate.gateId) ?? 0, gate.gateName);
      });
  });

function chance(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

describe("a phone that holds a queue of the app of before", () => {
  async function oldPhone(name: string): Promise<void> {
    const old = await openDB(name, 1, {
      upgrade(database) {
        const scans = database.createObjectStore("scans", { keyPath: "seq", autoIncrement: true });
        scans.createIndex("nonce", "nonce", { unique: true });
        for (const index of ["key", "group", "state"]) scans.createIndex(index, index);
        database.createObjectStore("entries", { keyPath: "key" }).createIndex("number", "number");
        database.createObjectStore("meta");
      },
    });
    const { gateId: _g, opensAt: _o, ...before } = factsOf(NORTH);
    const scan = {
      ...{ group: "a", kind: "entry", at: NOON, heads: 3, size: 4, voids: null, eventId: 7 },
      ...{ key: "7".padStart(16, "0"), cardNumber: 1, code: null, adults: 3, children: 0, result: null },
    };
    await old.put("scans", { ...scan, nonce: `${OWN}${"1".padStart(24, "0")}`, state: "waiting" });
    await old.put("scans", { ...scan, nonce: `${OWN}${"2".padStart(24, "0")}`, state: "kept" });
    await old.put("entries", entry(1, { key: "7".padStart(16, "0") }));
    for (const [name, value] of Object.entries({
      ...{ installation: OWN, gate: before, listAt: NOON, clockOffset: 5, ownInside: 3, camera: "back" },
    }))
      await old.put("meta", value, name);
    old.close();
  }

  test("tags it with its event before it is sent, and keeps list, people inside and last ten", async () => {
    await oldPhone("old-1");
    const store = new IdbStore("old-1");
    const [scan] = await sent(store);
    assert.deepEqual([scan?.event, scan?.gate], [7, undefined]);
    assert.equal(await ownInside(store), 3);
    assert.equal((await lastLines(store, 10)).length, 1);
    assert.equal((await store.read((tx) => tx.entryByNumber(1)))?.size, 4);
    assert.equal((await store.read((tx) => tx.meta("gate")))?.eventTitle, "Afternoon");
    assert.equal(await store.read((tx) => tx.meta("camera")), "back");
  });

  test("goes on at the gate that the list names", async () => {
    await oldPhone("old-2");
    const store = new IdbStore("old-2");
    await applyList(store, { ...listOf(SOUTH), isWhole: false, entries: [] }, NOON);
    assert.equal((await store.read((tx) => tx.place())).gateId, 2);
    assert.equal(await ownInside(store), 3);
    assert.equal((await store.read((tx) => tx.entryByNumber(1)))?.size, 4, "the list is the event's");
    assert.equal((await askForList(store, "/list", true)).own, OWN);
    const [scan] = await store.read((tx) => tx.waiting());
    assert.deepEqual([scan?.gateId, scan?.eventId], [0, 7], "which gate it was nobody knows");
  });

  test("does not book it at the event whose link is opened next", async () => {
    await oldPhone("old-3");
    const store = new IdbStore("old-3");
    await arriveAt(store, 3);
    await applyList(store, listOf(CASTLE), NOON);
    assert.equal(await ownInside(store), 0);
    const [scan] = await sent(store);
    assert.equal(scan?.event, 7);
    assert.deepEqual(
      (await listPlaces(store)).map(({ eventTitle, waiting }) => [eventTitle, waiting]),
      [
        ["Evening", 0],
        ["Afternoon", 1],
      ],
    );
  });
});

export type { OwnScan };
