// From the book to the server: what is sent, and what is marked when it says it has it.

import type { ScanAnswer, ScanItem } from "./protocol";
import type { OwnScan, Store } from "./store";

export const LARGEST_BATCH = 100;

/** The oldest scans of this event that the server has not confirmed. */
export function nextBatch(store: Store): Promise<OwnScan[]> {
  return store.read(async (tx) => {
    const eventId = (await tx.meta("gate"))?.eventId;
    const waiting = (await tx.waiting()).filter((scan) => scan.eventId === eventId);
    return waiting.slice(0, LARGEST_BATCH);
  });
}

/** How many scans wait on this phone, of any event. */
export function countWaiting(store: Store): Promise<number> {
  return store.read(async (tx) => (await tx.waiting()).length);
}

/** @param left how many wait besides these: the organiser sees whether a phone has more to tell */
export function toBody(scans: readonly OwnScan[], now: number, left = 0): string {
  const device_now = new Date(now).toISOString();
  return JSON.stringify({ device_now, waiting: left, scans: scans.map(toItem) });
}

function toItem(scan: OwnScan): ScanItem {
  const { nonce, kind, adults, children, heads } = scan;
  const common = { nonce, kind, scanned_at: new Date(scan.at).toISOString(), offline: true } as const;
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

/** Mark what the server has. What it does not name is sent again, with the same nonce. */
export function confirm(store: Store, answer: ScanAnswer): Promise<number> {
  return store.write(async (tx) => {
    let confirmed = 0;
    for (const result of answer.results) {
      const scan = await tx.scan(result.nonce);
      if (scan?.state !== "waiting") continue;
      await tx.putScan({ ...scan, state: "kept", code: null, result });
      confirmed += 1;
    }
    return confirmed;
  });
}
