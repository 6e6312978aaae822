// A transaction is about one gate and its event. Here is what belongs to which; beneath it are the
// plain drawers that both stores have.

import { chooseByNumber } from "./decision";
import type { Entry } from "./protocol";
import type { Meta, OwnScan, Transaction } from "./store";

/** An entry in its drawer: cards of two events may have one number. */
export type FiledEntry = Entry & { readonly eventId: number };

/** What a store does; names of facts are whole words. */
export interface Drawers {
  entry(eventId: number, key: string): Promise<FiledEntry | undefined>;
  entriesByNumber(eventId: number, number: number): Promise<FiledEntry[]>;
  putEntries(entries: readonly FiledEntry[]): Promise<void>;
  clearEntries(eventId: number): Promise<void>;
  scan(nonce: string): Promise<OwnScan | undefined>;
  scansOf(key: string): Promise<OwnScan[]>;
  scansInGroup(group: string): Promise<OwnScan[]>;
  lastScans(eventId: number, limit: number): Promise<OwnScan[]>;
  scansOfEvent(eventId: number): Promise<OwnScan[]>;
  inState(state: OwnScan["state"], limit?: number): Promise<OwnScan[]>;
  putScan(scan: OwnScan): Promise<void>;
  clearScans(eventId: number): Promise<void>;
  fact(name: string): Promise<unknown>;
  setFact(name: string, value: unknown): Promise<void>;
  clearFact(name: string): Promise<void>;
}

const OF_GATE: readonly (keyof Meta)[] = [
  ...(["gate", "listAt", "isRevoked", "doorsOpenedAt", "isOpeningUntold", "helpers"] as const),
];
const OF_EVENT: readonly (keyof Meta)[] = ["ownInside", "owns"];

export class Scoped implements Transaction {
  private known: { readonly gateId: number; readonly eventId: number } | null = null;

  /** @param gateId which gate; without it the one where the phone works now */
  constructor(
    private readonly drawers: Drawers,
    private readonly gateId?: number,
  ) {}

  at(gateId: number): Transaction {
    return new Scoped(this.drawers, gateId);
  }

  async place() {
    if (this.known) return this.known;
    const gateId = this.gateId ?? ((await this.drawers.fact("current")) as number | undefined) ?? 0;
    const facts = (await this.drawers.fact(ofGate("gate", gateId))) as Meta["gate"] | undefined;
    const eventId = facts?.eventId ?? (await this.eventOf(gateId));
    return (this.known = { gateId, eventId });
  }

  async entry(key: string) {
    return this.drawers.entry(await this.eventId(), key);
  }

  async entryByNumber(number: number) {
    return chooseByNumber(await this.drawers.entriesByNumber(await this.eventId(), number));
  }

  async putEntries(entries: readonly Entry[]) {
    const eventId = await this.eventId();
    await this.drawers.putEntries(entries.map((entry) => ({ ...entry, eventId })));
  }

  async clearEntries() {
    await this.drawers.clearEntries(await this.eventId());
  }

  scan(nonce: string) {
    return this.drawers.scan(nonce);
  }

  scansOf(key: string) {
    return this.drawers.scansOf(key);
  }

  scansInGroup(group: string) {
    return this.drawers.scansInGroup(group);
  }

  async lastScans(limit: number) {
    return this.drawers.lastScans(await this.eventId(), limit);
  }

  async scansOfEvent() {
    return this.drawers.scansOfEvent(await this.eventId());
  }

  async unsent() {
    const [waiting, held] = [await this.drawers.inState("waiting"), await this.drawers.inState("held")];
    return [...waiting, ...held].sort((one, other) => (one.seq ?? 0) - (other.seq ?? 0));
  }

  waiting(limit?: number) {
    return this.drawers.inState("waiting", limit);
  }

  putScan(scan: OwnScan) {
    return this.drawers.putScan(scan);
  }

  async clearScans() {
    await this.drawers.clearScans(await this.eventId());
  }

  async meta<Name extends keyof Meta>(name: Name) {
    return (await this.drawers.fact(await this.nameOf(name))) as Meta[Name] | undefined;
  }

  async setMeta<Name extends keyof Meta>(name: Name, value: Meta[Name]) {
    await this.drawers.setFact(await this.nameOf(name), value);
    if (name === "gate" || name === "current") this.known = null;
  }

  async clearMeta(...names: (keyof Meta)[]) {
    // All names before the first goes: what is of the event is found by what is of the gate.
    const whole = await Promise.all(names.map((name) => this.nameOf(name)));
    await Promise.all(whole.map((name) => this.drawers.clearFact(name)));
    this.known = null;
  }

  private async nameOf(name: keyof Meta): Promise<string> {
    if (OF_GATE.includes(name)) return ofGate(name, (await this.place()).gateId);
    return OF_EVENT.includes(name) ? ofEvent(name, await this.eventId()) : name;
  }

  private async eventId(): Promise<number> {
    return (await this.place()).eventId;
  }

  /** A gate whose list never came may be among those that another list has named. */
  private async eventOf(gateId: number): Promise<number> {
    const places = ((await this.drawers.fact("places")) as Meta["places"] | undefined) ?? [];
    return places.find((place) => place.gateId === gateId)?.eventId ?? 0;
  }
}

export function ofGate(name: string, gateId: number): string {
  return `${name}@${gateId}`;
}

export function ofEvent(name: string, eventId: number): string {
  return `${name}@event-${eventId}`;
}
