// What happened last on this phone, as people remember it: by party, not by line of the book.

import { countingOf, isLoose } from "./book";
import type { OwnScan, Store } from "./store";

export interface Line {
  readonly group: string;
  readonly at: number;
  readonly kind: "entry" | "exit";
  readonly cardNumber: number | null;
  readonly adults: number;
  readonly children: number;
  /** Whether it is known who of them are children: of people with a card the phone does not know. */
  readonly isCounted: boolean;
  readonly isUndone: boolean;
  readonly isWaiting: boolean;
  readonly isPractice: boolean;
  /** People without a card who came in, of whom nobody said what they eat. */
  readonly unasked: number;
  /** What the others of them eat, and how many do. */
  readonly diets: ReadonlyMap<string, number>;
  readonly result: OwnScan["result"];
}

/** Scans that one line may consist of, when a number was corrected again and again. */
const MOST_CORRECTIONS = 8;

/** Give the last lines, the newest first. */
export function lastLines(store: Store, limit: number): Promise<Line[]> {
  return store.read(async (tx) => {
    const scans = await tx.lastScans(limit * MOST_CORRECTIONS);
    const groups = new Set(scans.map((scan) => scan.group));
    const lines: Line[] = [];
    // Each as a whole: the first scans of a large group may be older than all that was read.
    for (const group of groups) lines.push(lineOf(await tx.scansInGroup(group)));
    // By when they came: what was put right about an earlier party makes it no later one.
    return lines.sort((one, other) => other.at - one.at).slice(0, limit);
  });
}

function lineOf(scans: readonly OwnScan[]): Line {
  const people = scans.filter((scan) => scan.kind !== "void");
  const counting = countingOf(scans);
  // Taken back altogether: show what it was.
  const shown = counting.length ? counting : people.slice(0, 1);
  const card = people.find((scan) => scan.cardNumber !== null);
  const odd = scans.find((scan) => scan.result && scan.result.status !== "ok");
  const loose = counting.filter((scan) => isLoose(scan) && scan.kind === "entry");
  const diets = new Map<string, number>();
  for (const { diet, heads } of loose) if (diet) diets.set(diet, (diets.get(diet) ?? 0) + heads);
  return {
    group: scans[0]?.group ?? "",
    at: Math.min(...people.map((scan) => scan.at)),
    kind: people[0]?.kind === "exit" ? "exit" : "entry",
    cardNumber: card?.cardNumber ?? null,
    adults: sumOf(shown, "adults"),
    children: sumOf(shown, "children"),
    isCounted: people.every(isLoose),
    isUndone: counting.length === 0,
    isWaiting: scans.some((scan) => scan.state !== "kept"),
    isPractice: people.some((scan) => scan.isPractice === true),
    unasked: sumOf(
      loose.filter((scan) => !scan.diet),
      "heads",
    ),
    diets,
    result: odd?.result ?? null,
  };
}

function sumOf(scans: readonly OwnScan[], name: "adults" | "children" | "heads"): number {
  return scans.reduce((total, scan) => total + scan[name], 0);
}
