// What the phone remembers. Everything that belongs together happens in one transaction, so that a
// killed browser, a flat battery or a second tab never leaves half of it.

import type { Entry, GateFacts, ScanResult } from "./protocol";
import type { Fact } from "./party";

/** A scan of this phone. It is never changed, except for the word that the server has it. */
export interface OwnScan extends Fact {
  /** Scans of one moment at the door, such as a party and the two people it brought along. */
  readonly group: string;
  readonly eventId: number;
  /** The hash of the card's code; null for people without a card. */
  readonly key: string | null;
  readonly cardNumber: number | null;
  /** The part of the event that the number belongs to. */
  readonly part?: number | null;
  /** What somebody without a card eats, if they said so. */
  readonly diet?: string | null;
  /** Only of a card that is not on the list, and only until the server has it. */
  readonly code: string | null;
  readonly adults: number;
  readonly children: number;
  readonly state: "waiting" | "kept";
  readonly result: ScanResult | null;
  /** The order in which they were written; given by the store. */
  readonly seq?: number;
}

export interface Meta {
  /** Names this storage; the nonces of its scans begin with it. */
  readonly installation: string;
  readonly gate: GateFacts;
  readonly listAt: number;
  /** Milliseconds to add to the phone's clock to get the server's. */
  readonly clockOffset: number;
  readonly ownInside: number;
  readonly isRevoked: boolean;
  readonly camera: string;
}

export interface Transaction {
  entry(key: string): Promise<Entry | undefined>;
  entryByNumber(number: number): Promise<Entry | undefined>;
  putEntries(entries: readonly Entry[]): Promise<void>;
  clearEntries(): Promise<void>;
  scan(nonce: string): Promise<OwnScan | undefined>;
  scansOf(key: string): Promise<OwnScan[]>;
  scansInGroup(group: string): Promise<OwnScan[]>;
  /** The newest first. */
  lastScans(limit: number): Promise<OwnScan[]>;
  /** The oldest first. */
  waiting(limit?: number): Promise<OwnScan[]>;
  putScan(scan: OwnScan): Promise<void>;
  clearScans(): Promise<void>;
  meta<Name extends keyof Meta>(name: Name): Promise<Meta[Name] | undefined>;
  setMeta<Name extends keyof Meta>(name: Name, value: Meta[Name]): Promise<void>;
  clearMeta(...names: (keyof Meta)[]): Promise<void>;
}

export interface Store {
  /** Whether it survives the end of the page. */
  readonly isLasting: boolean;
  read<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>;
  /** Do all of it, on the disk when this returns, or nothing of it. */
  write<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>;
}
