// The store of a phone that may not keep anything: gone with the page, so good only with internet.

import { Scoped, type Drawers, type FiledEntry } from "./scoped";
import type { OwnScan, Store, Transaction } from "./store";
import { Turns } from "./turns";

export class MemoryStore implements Store {
  readonly isLasting: boolean = false;
  private readonly held = new HeldDrawers();
  private readonly turns = new Turns();

  read<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.write(work);
  }

  /** One after the other, as transactions in a database. */
  write<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.turns.take(() => work(new Scoped(this.held)));
  }
}

class HeldDrawers implements Drawers {
  private readonly entries = new Map<string, FiledEntry>();
  private readonly facts = new Map<string, unknown>();
  private scans: OwnScan[] = [];
  private last = 0;

  async entry(eventId: number, key: string) {
    return this.entries.get(`${eventId} ${key}`);
  }

  async entriesByNumber(eventId: number, number: number) {
    const all = [...this.entries.values()];
    return all.filter((entry) => entry.eventId === eventId && entry.number === number);
  }

  async putEntries(entries: readonly FiledEntry[]) {
    for (const entry of entries) this.entries.set(`${entry.eventId} ${entry.key}`, entry);
  }

  async clearEntries(eventId: number) {
    for (const [name, entry] of this.entries) if (entry.eventId === eventId) this.entries.delete(name);
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

  async lastScans(eventId: number, limit: number) {
    return (await this.scansOfEvent(eventId)).slice(-limit).reverse();
  }

  async scansOfEvent(eventId: number) {
    return this.scans.filter((scan) => scan.eventId === eventId);
  }

  async inState(state: OwnScan["state"], limit?: number) {
    return this.scans.filter((scan) => scan.state === state).slice(0, limit);
  }

  async putScan(scan: OwnScan) {
    const place = this.scans.findIndex((one) => one.seq === scan.seq);
    if (scan.seq !== undefined && place >= 0) this.scans[place] = scan;
    else this.scans.push({ ...scan, seq: (this.last += 1) });
  }

  async clearScans(eventId: number) {
    this.scans = this.scans.filter((scan) => scan.eventId !== eventId);
  }

  async fact(name: string) {
    return this.facts.get(name);
  }

  async setFact(name: string, value: unknown) {
    this.facts.set(name, value);
  }

  async clearFact(name: string) {
    this.facts.delete(name);
  }
}
