// How long to wait after attempts that failed: 1 s, 2 s, 4 s … 30 s, each a little different, so
// that the phones of a whole castle do not come back at the same moment.

const SHORTEST_MS = 1_000;
const LONGEST_MS = 30_000;

/** @param random from 0 up to 1, as Math.random gives it */
export function delayAfter(failures: number, random: number): number {
  const doubled = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** (failures - 1));
  return Math.max(SHORTEST_MS, Math.round(doubled * (0.5 + random / 2)));
}
