// The store in the browser's own database.

import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from "idb";
import type { Entry } from "./protocol";
import { ofEvent, ofGate, Scoped, type Drawers, type FiledEntry } from "./scoped";
import type { OwnScan, Store, Transaction } from "./store";

interface Schema extends DBSchema {
  cards: { key: [number, string]; value: FiledEntry; indexes: { number: [number, number] } };
  scans: {
    key: number;
    value: OwnScan;
    indexes: { nonce: string; key: string; group: string; state: string; event: number };
  };
  meta: { key: string; value: unknown };
}
type Names = ("cards" | "scans" | "meta")[];
type Mode = "readonly" | "readwrite";
const ALL: Names = ["cards", "scans", "meta"];
const VERSION = 2;

export class IdbStore implements Store {
  readonly isLasting = true;
  private opened: Promise<IDBPDatabase<Schema>> | null = null;

  constructor(private readonly name: string) {}

  read<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.run("readonly", work);
  }

  write<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.run("readwrite", work);
  }

  private async run<Result>(mode: Mode, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    const tx = await this.begin(mode);
    try {
      const result = await work(new Scoped(new IdbDrawers(tx as Writing)));
      await tx.done;
      return result;
    } catch (error) {
      tx.done.catch(() => undefined);
      try {
        tx.abort();
      } catch {
        // It has ended by itself, because of the same error.
      }
      throw error;
    }
  }

  private async begin(mode: Mode): Promise<IDBPTransaction<Schema, Names, Mode>> {
    // Strict: on the disk before anybody sees green. A phone's battery ends without a goodbye.
    const options = { durability: "strict" } as const;
    try {
      return (await this.open()).transaction(ALL, mode, options);
    } catch {
      // iPhones take the database away from pages in the background; it can be opened again.
      this.opened = null;
      return (await this.open()).transaction(ALL, mode, options);
    }
  }

  private open(): Promise<IDBPDatabase<Schema>> {
    this.opened ??= openDB<Schema>(this.name, VERSION, {
      async upgrade(database, before, _after, tx) {
        if (before < 1) {
          const scans = database.createObjectStore("scans", { keyPath: "seq", autoIncrement: true });
          scans.createIndex("nonce", "nonce", { unique: true });
          scans.createIndex("key", "key");
          scans.createIndex("group", "group");
          scans.createIndex("state", "state");
          database.createObjectStore("meta");
        }
        database
          .createObjectStore("cards", { keyPath: ["eventId", "key"] })
          .createIndex("number", ["eventId", "number"]);
        tx.objectStore("scans").createIndex("event", "eventId");
        if (before === 1) await fromVersionOne(database as unknown as IDBPDatabase, tx as unknown as Old);
      },
      // Another tab opens a newer version: it waits until this one lets go.
      blocking: () => this.close(),
      terminated: () => {
        this.opened = null;
      },
    });
    return this.opened;
  }

  private close(): void {
    void this.opened?.then((database) => database.close());
    this.opened = null;
  }
}

type Writing = IDBPTransaction<Schema, Names, "readwrite">;

type Old = IDBPTransaction<unknown, string[], "versionchange">;

/**
 * Bring what a phone had over: one event, whose gate had no number. Scans that wait are tagged with
 * their event before anything is sent; which gate it was is for the server to work out.
 */
async function fromVersionOne(database: IDBPDatabase, tx: Old): Promise<void> {
  const meta = tx.objectStore("meta");
  const facts = (await meta.get("gate")) as { readonly eventId: number } | undefined;
  const eventId = facts?.eventId ?? 0;
  for (const name of ["gate", "listAt", "isRevoked", "ownInside"]) {
    const value = (await meta.get(name)) as object | number | boolean | undefined;
    await meta.delete!(name);
    const place = name === "ownInside" ? ofEvent(name, eventId) : ofGate(name, 0);
    const whole = name === "gate" && facts ? { gateId: 0, opensAt: 0, ...facts } : value;
    if (value !== undefined) await meta.put!(whole, place);
  }
  const installation = (await meta.get("installation")) as string | undefined;
  if (installation) await meta.put!([installation], ofEvent("owns", eventId));
  await meta.put!(0, "current");
  const cards = tx.objectStore("cards");
  for (const entry of (await tx.objectStore("entries").getAll()) as Entry[])
    await cards.put!({ ...entry, eventId });
  const scans = tx.objectStore("scans");
  for (const scan of (await scans.getAll()) as OwnScan[]) await scans.put!({ ...scan, gateId: 0 });
  database.deleteObjectStore("entries");
}

class IdbDrawers implements Drawers {
  constructor(private readonly tx: Writing) {}

  entry(eventId: number, key: string) {
    return this.tx.objectStore("cards").get([eventId, key]);
  }

  entriesByNumber(eventId: number, number: number) {
    return this.tx.objectStore("cards").index("number").getAll([eventId, number]);
  }

  async putEntries(entries: readonly FiledEntry[]) {
    const store = this.tx.objectStore("cards");
    await Promise.all(entries.map((entry) => store.put(entry)));
  }

  clearEntries(eventId: number) {
    return this.tx.objectStore("cards").delete(IDBKeyRange.bound([eventId], [eventId, []]));
  }

  scan(nonce: string) {
    return this.tx.objectStore("scans").index("nonce").get(nonce);
  }

  scansOf(key: string) {
    return this.tx.objectStore("scans").index("key").getAll(key);
  }

  scansInGroup(group: string) {
    return this.tx.objectStore("scans").index("group").getAll(group);
  }

  async lastScans(eventId: number, limit: number) {
    const found: OwnScan[] = [];
    let cursor = await this.tx.objectStore("scans").index("event").openCursor(eventId, "prev");
    for (; cursor && found.length < limit; cursor = await cursor.continue()) found.push(cursor.value);
    return found;
  }

  scansOfEvent(eventId: number) {
    return this.tx.objectStore("scans").index("event").getAll(eventId);
  }

  inState(state: OwnScan["state"], limit?: number) {
    return this.tx.objectStore("scans").index("state").getAll(state, limit);
  }

  async putScan(scan: OwnScan) {
    await this.tx.objectStore("scans").put(scan);
  }

  async clearScans(eventId: number) {
    const store = this.tx.objectStore("scans");
    for (const seq of await store.index("event").getAllKeys(eventId)) await store.delete(seq);
  }

  fact(name: string) {
    return this.tx.objectStore("meta").get(name);
  }

  async setFact(name: string, value: unknown) {
    await this.tx.objectStore("meta").put(value, name);
  }

  async clearFact(name: string) {
    await this.tx.objectStore("meta").delete(name);
  }
}
