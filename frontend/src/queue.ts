// From the book to the server: what is sent, and what is marked when it says it has it. Scans of all
// gates at which this phone worked, each gate's by itself.

import { insideBy } from "./book";
import type { Channel } from "./outbox";
import type { ScanAnswer, ScanItem, ScanResult } from "./protocol";
import { readScanAnswer } from "./reading";
import type { OwnScan, Store } from "./store";

export const LARGEST_BATCH = 100;
/** What the server does not store: it stays on the phone to be seen. */
const NOT_TAKEN: readonly (string | null)[] = ["wrong_gate", "not_understood"];

/** The oldest scans that wait, of one gate of one event. */
export async function nextBatch(store: Store): Promise<OwnScan[]> {
  return (await waitingAtOnePlace(store)).slice(0, LARGEST_BATCH);
}

/** How many scans wait on this phone, of any event. */
export function countWaiting(store: Store): Promise<number> {
  return store.read(async (tx) => (await tx.waiting()).length);
}

/** Scans as a channel of the link. */
export function scanChannel(
  store: Store,
  address: string,
  now: () => number,
  onAnswer: (answer: ScanAnswer) => void,
): Channel {
  return {
    retry: () => releaseHeld(store),
    next: async () => {
      const all = await waitingAtOnePlace(store);
      const scans = all.slice(0, LARGEST_BATCH);
      if (!scans.length) return null;
      return {
        address,
        body: toBody(scans, now(), all.length - scans.length),
        confirm: async (json) => {
          const answer = readScanAnswer(json);
          if (!(await confirm(store, answer))) return false;
          onAnswer(answer);
          return true;
        },
      };
    },
  };
}

/** @param left how many wait besides these: the organiser sees whether a phone has more to tell */
export function toBody(scans: readonly OwnScan[], now: number, left = 0): string {
  const device_now = new Date(now).toISOString();
  return JSON.stringify({ device_now, waiting: left, scans: scans.map(toItem) });
}

function toItem(scan: OwnScan): ScanItem {
  const { nonce, kind, adults, children, heads } = scan;
  const common = {
    ...{ nonce, kind, scanned_at: new Date(scan.at).toISOString(), offline: true as const },
    ...(scan.gateId ? { gate: scan.gateId } : {}),
    ...(scan.eventId ? { event: scan.eventId } : {}),
    ...(scan.serverAt == null ? {} : { server_at: new Date(scan.serverAt).toISOString() }),
    ...(scan.isPractice === undefined ? {} : { practice: scan.isPractice }),
  };
  if (scan.voids !== null) return { ...common, voids: scan.voids };
  // The phone does not know who of a party are children, so it says how many people it are.
  if (scan.code !== null) return { ...common, code: scan.code, admit: { adults, children, heads } };
  if (scan.cardNumber !== null) {
    const part = scan.part ? { part: scan.part } : {};
    return { ...common, card_number: scan.cardNumber, ...part, admit: { adults, children, heads } };
  }
  const diet = scan.diet ? { diet: scan.diet } : {};
  return { ...common, walk_in: true, ...diet, admit: { adults, children } };
}

/**
 * Mark what the server has, and what it will not take. What it does not name is sent again, with the
 * same nonce.
 */
export function confirm(store: Store, answer: ScanAnswer): Promise<number> {
  return store.write(async (tx) => {
    let confirmed = 0;
    for (const result of answer.results) {
      const scan = await tx.scan(result.nonce);
      if (scan?.state !== "waiting") continue;
      const at = scan.gateId ? tx.at(scan.gateId) : tx;
      const before = await insideBy(at, scan);
      await tx.putScan(marked(scan, result));
      // The doors were not open, as this phone thought: what counts nowhere is not inside here either.
      const change = (await insideBy(at, scan)) - before;
      if (change) await at.setMeta("ownInside", ((await at.meta("ownInside")) ?? 0) + change);
      confirmed += 1;
    }
    return confirmed;
  });
}

function marked(scan: OwnScan, result: ScanResult): OwnScan {
  if (NOT_TAKEN.includes(result.reason)) return { ...scan, state: "held", result };
  const isPractice = scan.isPractice === true || result.reason === "practice";
  return { ...scan, isPractice, state: "kept", code: null, result };
}

/** What was held may be taken now, such as after the gate's link was opened again. */
function releaseHeld(store: Store): Promise<void> {
  return store.write(async (tx) => {
    for (const scan of await tx.unsent())
      if (scan.state === "held") await tx.putScan({ ...scan, state: "waiting", result: null });
  });
}

async function waitingAtOnePlace(store: Store): Promise<OwnScan[]> {
  const waiting = await store.read((tx) => tx.waiting());
  return waiting.filter((scan) => isOfOnePlace(scan, waiting[0]));
}

function isOfOnePlace(scan: OwnScan, other: OwnScan | undefined): boolean {
  return scan.gateId === other?.gateId && scan.eventId === other.eventId;
}
