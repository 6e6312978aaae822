// A number in one or two taps. A digit that is tapped twice is the same digit: no finger that slips makes
// five people fifty-five.

const MOST_AT_ONCE = 500;

export type Pads = Readonly<Record<string, number>>;

/** @param key a digit, "+10", or "0" to begin again */
export function pressPad(number: number, key: string): number {
  if (key === "0") return 0;
  if (key === "+10") return Math.min(MOST_AT_ONCE, number + 10);
  return Math.min(MOST_AT_ONCE, Math.floor(number / 10) * 10 + Number(key));
}

export function total(pads: Pads): number {
  return Object.values(pads).reduce((sum, number) => sum + number, 0);
}
