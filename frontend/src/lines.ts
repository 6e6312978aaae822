// What happened last on this phone, as people remember it: by party, not by line of the book.

import type { OwnScan, Store } from "./store";

export interface Line {
  readonly group: string;
  readonly at: number;
  readonly kind: "entry" | "exit";
  readonly cardNumber: number | null;
  readonly adults: number;
  readonly children: number;
  readonly isUndone: boolean;
  readonly isWaiting: boolean;
  readonly isPractice: boolean;
  readonly result: OwnScan["result"];
}

/** Scans that one line may consist of, when a number was corrected again and again. */
const MOST_CORRECTIONS = 8;

/** Give the last lines, the newest first. */
export function lastLines(store: Store, limit: number): Promise<Line[]> {
  return store.read(async (tx) => {
    const scans = await tx.lastScans(limit * MOST_CORRECTIONS);
    const groups = new Map<string, OwnScan[]>();
    for (const scan of scans) groups.set(scan.group, [...(groups.get(scan.group) ?? []), scan]);
    return [...groups.values()].map(lineOf).slice(0, limit);
  });
}

function lineOf(scans: readonly OwnScan[]): Line {
  const undone = new Set(scans.map((scan) => scan.voids));
  const people = scans.filter((scan) => scan.kind !== "void");
  const counting = people.filter((scan) => !undone.has(scan.nonce));
  // Taken back altogether: show what it was.
  const shown = counting.length ? counting : people.slice(0, 1);
  const card = people.find((scan) => scan.cardNumber !== null);
  const odd = scans.find((scan) => scan.result && scan.result.status !== "ok");
  return {
    group: scans[0]?.group ?? "",
    at: Math.min(...people.map((scan) => scan.at)),
    kind: people[0]?.kind === "exit" ? "exit" : "entry",
    cardNumber: card?.cardNumber ?? null,
    adults: shown.reduce((total, scan) => total + scan.adults, 0),
    children: shown.reduce((total, scan) => total + scan.children, 0),
    isUndone: counting.length === 0,
    isWaiting: scans.some((scan) => scan.state !== "kept"),
    isPractice: people.some((scan) => scan.isPractice === true),
    result: odd?.result ?? null,
  };
}
