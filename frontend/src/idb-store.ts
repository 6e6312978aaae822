// The store in the browser's own database.

import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from "idb";
import { chooseByNumber } from "./decision";
import type { Entry } from "./protocol";
import type { Meta, OwnScan, Store, Transaction } from "./store";

interface Schema extends DBSchema {
  entries: { key: string; value: Entry; indexes: { number: number } };
  scans: {
    key: number;
    value: OwnScan;
    indexes: { nonce: string; key: string; group: string; state: string };
  };
  meta: { key: string; value: Meta[keyof Meta] };
}
type Names = ("entries" | "scans" | "meta")[];
type Mode = "readonly" | "readwrite";
const ALL: Names = ["entries", "scans", "meta"];

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
      const result = await work(new IdbTransaction(tx as Writing));
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
    this.opened ??= openDB<Schema>(this.name, 1, {
      upgrade(database) {
        const scans = database.createObjectStore("scans", { keyPath: "seq", autoIncrement: true });
        scans.createIndex("nonce", "nonce", { unique: true });
        scans.createIndex("key", "key");
        scans.createIndex("group", "group");
        scans.createIndex("state", "state");
        database.createObjectStore("entries", { keyPath: "key" }).createIndex("number", "number");
        database.createObjectStore("meta");
      },
      terminated: () => {
        this.opened = null;
      },
    });
    return this.opened;
  }
}

type Writing = IDBPTransaction<Schema, Names, "readwrite">;

class IdbTransaction implements Transaction {
  constructor(private readonly tx: Writing) {}

  entry(key: string) {
    return this.tx.objectStore("entries").get(key);
  }

  async entryByNumber(number: number) {
    return chooseByNumber(await this.tx.objectStore("entries").index("number").getAll(number));
  }

  async putEntries(entries: readonly Entry[]) {
    const store = this.tx.objectStore("entries");
    await Promise.all(entries.map((entry) => store.put(entry)));
  }

  clearEntries() {
    return this.tx.objectStore("entries").clear();
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

  async lastScans(limit: number) {
    const found: OwnScan[] = [];
    let cursor = await this.tx.objectStore("scans").openCursor(null, "prev");
    for (; cursor && found.length < limit; cursor = await cursor.continue()) found.push(cursor.value);
    return found;
  }

  waiting(limit?: number) {
    return this.tx.objectStore("scans").index("state").getAll("waiting", limit);
  }

  async putScan(scan: OwnScan) {
    await this.tx.objectStore("scans").put(scan);
  }

  clearScans() {
    return this.tx.objectStore("scans").clear();
  }

  async meta<Name extends keyof Meta>(name: Name) {
    return (await this.tx.objectStore("meta").get(name)) as Meta[Name] | undefined;
  }

  async setMeta<Name extends keyof Meta>(name: Name, value: Meta[Name]) {
    await this.tx.objectStore("meta").put(value, name);
  }

  async clearMeta(...names: (keyof Meta)[]) {
    await Promise.all(names.map((name) => this.tx.objectStore("meta").delete(name)));
  }
}
