// What the phone remembers. Everything that belongs together happens in one transaction, so that a
// killed browser, a flat battery or a second tab never leaves half of it.

import type { Entry, GateFacts, Place, ScanResult } from "./protocol";
import type { HelperList } from "./helpers-list";
import type { Tap } from "./here";
import type { Note } from "./notes";
import type { Remark, SentRemarks } from "./remarks";
import type { Fact } from "./party";

/** A scan of this phone. It is never changed, except for the word that the server has it. */
export interface OwnScan extends Fact {
  /** Scans of one moment at the door, such as a party and the two people it brought along. */
  readonly group: string;
  /** For which event; 0 until the phone knows that of its gate. */
  readonly eventId: number;
  /** At which gate; 0 where it was counted before the app knew gates by number. */
  readonly gateId: number;
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
  /** When it was by the server's clock, where the phone had its word. */
  readonly serverAt?: number | null;
  /** Made before the doors opened: it counts nowhere. */
  readonly isPractice?: boolean;
  /** Held: the server will not take it as it is, so it stays here to be seen. */
  readonly state: "waiting" | "held" | "kept";
  readonly result: ScanResult | null;
  /** The order in which they were written; given by the store. */
  readonly seq?: number;
}

/** Of one gate at which the phone works. */
export interface GateMeta {
  readonly gate: GateFacts;
  /** By the server's clock. */
  readonly listAt: number;
  readonly isRevoked: boolean;
  /** When somebody said on this phone that the doors open; 0 when nobody did. */
  readonly doorsOpenedAt: number;
  /** Whether the server has not heard that yet. */
  readonly isOpeningUntold: boolean;
  /** Today's helpers; gone with the list. */
  readonly helpers: HelperList;
}

/** Of one event. */
export interface EventMeta {
  readonly ownInside: number;
  /** How the nonces of its scans begin that are on this phone. */
  readonly owns: readonly string[];
}

/** Of the phone. */
export interface PhoneMeta {
  /** Names this storage; the nonces of its scans begin with it. */
  readonly installation: string;
  /** The gate where it works now; 0 until it knows gates by number. */
  readonly current: number;
  /** Whether the server has not heard yet where it works now. */
  readonly isMoveUntold: boolean;
  readonly places: readonly Place[];
  /** Milliseconds to add to the phone's clock to get the server's. */
  readonly clockOffset: number;
  readonly camera: string;
  /** For the organiser, of all events, the newest first. */
  readonly notes: readonly Note[];
  /** Whether it only listens where it works now: it counts nobody, and has no list. */
  readonly listens: boolean;
  /** What residents said, of all events, the oldest first; gone as soon as it was sent. */
  readonly remarks: readonly Remark[];
  readonly remarksSent: readonly SentRemarks[];
  /** Who of the helpers is here, of all events, the oldest first; gone as soon as it was sent. */
  readonly here: readonly Tap[];
}

export interface Meta extends GateMeta, EventMeta, PhoneMeta {}

/** What the gate where the phone works now is about; `at` gives another gate. */
export interface Transaction {
  /** The gate that this is about. */
  place(): Promise<{ readonly gateId: number; readonly eventId: number }>;
  at(gateId: number): Transaction;
  entry(key: string): Promise<Entry | undefined>;
  entryByNumber(number: number): Promise<Entry | undefined>;
  putEntries(entries: readonly Entry[]): Promise<void>;
  clearEntries(): Promise<void>;
  scan(nonce: string): Promise<OwnScan | undefined>;
  scansOf(key: string): Promise<OwnScan[]>;
  scansInGroup(group: string): Promise<OwnScan[]>;
  /** Of this event, the newest first. */
  lastScans(limit: number): Promise<OwnScan[]>;
  /** Of this event, the oldest first. */
  scansOfEvent(): Promise<OwnScan[]>;
  /** Of all events: what waits and what is held, the oldest first. */
  unsent(): Promise<OwnScan[]>;
  /** Of all events, the oldest first. */
  waiting(limit?: number): Promise<OwnScan[]>;
  putScan(scan: OwnScan): Promise<void>;
  /** Of this event. */
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
