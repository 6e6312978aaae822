// The steps of the rehearsal: one sentence, one thing to do, and how one sees that it was done.

import type { Book } from "./book";
import type { Keys } from "./keys";
import { PRACTICE_CODES } from "./practice-world";
import type { OwnScan, Store } from "./store";

/** What can be seen of what somebody did. */
export interface Seen {
  /** What was counted, without what was undone. */
  readonly counted: readonly OwnScan[];
  readonly hasUndone: boolean;
  /** The colour of the whole screen. */
  readonly look: string;
}

export interface Step {
  /** Names its sentences: `do_…` and `done_…`. */
  readonly name: string;
  /** The practice card to hold in front of the camera. */
  readonly card?: number;
  /** What has happened before. */
  readonly before?: "family" | "two people";
  readonly isOffline?: true;
  readonly isDone: (seen: Seen) => boolean;
}

export const STEPS: readonly Step[] = [
  { name: "card", card: 1, isDone: ({ counted }) => counted.some((scan) => scan.cardNumber === 1) },
  { name: "again", card: 1, before: "family", isDone: ({ look }) => look === "full-look" },
  { name: "unknown", card: 3, isDone: ({ look }) => look === "full-warn" },
  { name: "people", isDone: ({ counted }) => headsOf(counted, isLoose) >= 2 },
  { name: "undo", before: "two people", isDone: ({ hasUndone }) => hasUndone },
  { name: "leave", before: "family", isDone: ({ counted }) => counted.some((scan) => scan.kind === "exit") },
  {
    name: "offline",
    card: 2,
    isOffline: true,
    isDone: ({ counted }) => counted.some((scan) => scan.cardNumber === 2),
  },
];

/** Begin a step from nought, as often as one likes; people without a card are counted by their key. */
export async function setUp(step: Step, store: Store, book: Book, keys: Keys): Promise<void> {
  await store.write(async (tx) => {
    await tx.clearScans();
    await tx.setMeta("ownInside", 0);
  });
  const code = PRACTICE_CODES[1] ?? "";
  const gate = await store.read((tx) => tx.meta("gate"));
  if (step.before === "family" && gate)
    await book.arrive({ code, key: await keys.keyOf(code, gate.salt, gate.rounds) });
}

export async function look(store: Store, screen: string): Promise<Seen> {
  const scans = await store.read((tx) => tx.lastScans(100));
  const undone = new Set(scans.map((scan) => scan.voids).filter((nonce) => nonce !== null));
  return {
    counted: scans.filter((scan) => scan.kind !== "void" && !undone.has(scan.nonce)),
    hasUndone: undone.size > 0,
    look: /full-\w+/.exec(screen)?.[0] ?? "",
  };
}

function isLoose(scan: OwnScan): boolean {
  return scan.kind === "entry" && scan.cardNumber === null && scan.key === null;
}

function headsOf(scans: readonly OwnScan[], which: (scan: OwnScan) => boolean): number {
  return scans.filter(which).reduce((total, scan) => total + scan.heads, 0);
}
