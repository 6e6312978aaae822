// The store of a phone that may not keep anything: gone with the page, so good only with internet.

import { chooseByNumber } from "./decision";
import type { Entry } from "./protocol";
import type { Meta, OwnScan, Store, Transaction } from "./store";
import { Turns } from "./turns";

export class MemoryStore implements Store {
  readonly isLasting = false;
  private readonly held = new Held();
  private readonly turns = new Turns();

  read<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.write(work);
  }

  /** One after the other, as transactions in a database. */
  write<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.turns.take(() => work(this.held));
  }
}

class Held implements Transaction {
  private readonly entries = new Map<string, Entry>();
  private readonly facts = new Map<string, Meta[keyof Meta]>();
  private scans: OwnScan[] = [];

  async entry(key: string) {
    return this.entries.get(key);
  }

  async entryByNumber(number: number) {
    return chooseByNumber([...this.entries.values()].filter((entry) => entry.number === number));
  }

  async putEntries(entries: readonly Entry[]) {
    for (const entry of entries) this.entries.set(entry.key, entry);
  }

  async clearEntries() {
    this.entries.clear();
  }

  async scan(nonce: string) {
    return this.scans.find((scan) => scan.nonce === nonce);
  }

  async scansOf(key: string) {
    return this.scans.filter((scan) => scan.key === key);
  }

  async scansInGroup(group: string) {
    return this.scans.filter((scan) => scan.group === group);
  }

  async lastScans(limit: number) {
    return this.scans.slice(-limit).reverse();
  }

  async waiting(limit?: number) {
    return this.scans.filter((scan) => scan.state === "waiting").slice(0, limit);
  }

  async putScan(scan: OwnScan) {
    const place = this.scans.findIndex((one) => one.seq === scan.seq);
    if (scan.seq === undefined) this.scans.push({ ...scan, seq: (this.scans.at(-1)?.seq ?? 0) + 1 });
    else if (place >= 0) this.scans[place] = scan;
    else this.scans.push(scan);
  }

  async clearScans() {
    this.scans = [];
  }

  async meta<Name extends keyof Meta>(name: Name) {
    return this.facts.get(name) as Meta[Name] | undefined;
  }

  async setMeta<Name extends keyof Meta>(name: Name, value: Meta[Name]) {
    this.facts.set(name, value);
  }

  async clearMeta(...names: (keyof Meta)[]) {
    for (const name of names) this.facts.delete(name);
  }
}
