// Both kinds of store, so that every promise is kept by both.

import "fake-indexeddb/auto";
import { Book } from "../../src/book";
import { Clock } from "../../src/clock";
import { IdbStore } from "../../src/idb-store";
import { applyList } from "../../src/list";
import { MemoryStore } from "../../src/memory-store";
import type { Entry, GateFacts, ListAnswer } from "../../src/protocol";
import type { Store } from "../../src/store";

export const NOON = Date.UTC(2027, 6, 3, 12);
export const OWN = "0123456789abcdef";
let count = 0;

export const STORES: readonly (readonly [string, () => Store])[] = [
  ["in the browser's database", () => new IdbStore(`gate-${(count += 1)}`)],
  ["in memory", () => new MemoryStore()],
];

export class TestClock {
  constructor(public at = NOON) {}
  readonly now = () => this.at;
  readonly clock = new Clock(this.now, this.now);
  pass(milliseconds: number): void {
    this.at += milliseconds;
  }
}

export function entry(number: number, changes: Partial<Entry> = {}): Entry {
  const key = number.toString(16).padStart(16, "0");
  return { key, size: 4, number, elsewhere: 0, state: "issued", notes: [], first: null, ...changes };
}

export function facts(changes: Partial<GateFacts> = {}): GateFacts {
  return {
    version: "1",
    gateId: 1,
    eventId: 7,
    eventTitle: "Barbecue",
    gateName: "North",
    zone: "Europe/Amsterdam",
    salt: "00ff",
    rounds: 10,
    opensAt: NOON - 3600_000,
    closesAt: NOON + 6 * 3600_000,
    obstacle: null,
    insideElsewhere: 0,
    places: null,
    remark: null,
    contact: null,
    ...changes,
  };
}

export function list(entries: readonly Entry[], changes: Partial<ListAnswer> = {}): ListAnswer {
  return { facts: facts(), places: [], serverNow: NOON, isWhole: true, entries, ...changes };
}

/** A phone with a list of parties of four, the cards numbered from 1. */
export async function phone(store: Store, clock = new TestClock(), own = OWN, parties = 5): Promise<Book> {
  await store.write((tx) => tx.setMeta("installation", own));
  const entries = Array.from({ length: parties }, (_, place) => entry(place + 1));
  await applyList(store, list(entries), clock.now());
  let made = 0;
  return new Book(
    store,
    clock.clock,
    (installation) => installation + (made += 1).toString(16).padStart(24, "0"),
  );
}

export async function ownInside(store: Store): Promise<number> {
  return (await store.read((tx) => tx.meta("ownInside"))) ?? 0;
}
