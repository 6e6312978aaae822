// Who is short of hands now, and whom of today's helpers somebody could ask: as in
// planner/core/helpers/whom_to_ask.py; test/vectors.json holds both to it.

const MINUTE_MS = 60_000;
const OVERLAP_ALLOWED_MS = 15 * MINUTE_MS;
const SETTLES_IN_MS = 10 * MINUTE_MS;
const ENDS_SOON_MS = 30 * MINUTE_MS;
const ENDED_AGO_MS = 60 * MINUTE_MS;
const MOST_ASKED = 6;

export interface HelperToday {
  /** The same number in all shifts of one helper. */
  readonly person: number;
  readonly heads: number;
  readonly waits: boolean;
  readonly isHere: boolean;
}

/** Moments are milliseconds since 1970. */
export interface ShiftToday {
  readonly key: number;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly needed: number;
  readonly helpers: readonly HelperToday[];
}

export type Because = "waits" | "ends_soon" | "later";

export interface Asked {
  readonly person: number;
  readonly because: Because;
  /** The shift that this is about. */
  readonly key: number;
}

/** How many people are missing now; before it has begun, how many places are empty. */
export function shortBy(shift: ShiftToday, now: number): number {
  if (now >= shift.endsAt) return 0;
  const hasBegun = now >= shift.startsAt + SETTLES_IN_MS;
  const counted = shift.helpers.filter((one) => !one.waits && (one.isHere || !hasBegun));
  return Math.max(0, shift.needed - counted.reduce((total, { heads }) => total + heads, 0));
}

/** Who could be asked for a shift, the most likely ones first. */
export function whomToAsk(shift: ShiftToday, shifts: readonly ShiftToday[], now: number): readonly Asked[] {
  const from = Math.max(now, shift.startsAt);
  const others = shifts.filter(({ key }) => key !== shift.key);
  const isBusy = (person: number, within: readonly ShiftToday[]) =>
    within.some(
      (one) =>
        Math.min(one.endsAt, shift.endsAt) - Math.max(one.startsAt, from) > OVERLAP_ALLOWED_MS &&
        one.helpers.some((each) => each.person === person && !each.waits),
    );
  const found: Asked[] = [];
  const add = (
    of: ShiftToday,
    because: Because,
    within: readonly ShiftToday[],
    fits: (one: HelperToday) => boolean,
  ) => {
    for (const one of of.helpers)
      if (fits(one) && !isBusy(one.person, within)) found.push({ person: one.person, because, key: of.key });
  };
  add(shift, "waits", others, ({ waits }) => waits);
  for (const other of others)
    if (other.endsAt > from - ENDED_AGO_MS && other.endsAt <= from + ENDS_SOON_MS)
      add(
        other,
        "ends_soon",
        others.filter((one) => one !== other),
        ({ isHere }) => isHere,
      );
  for (const other of others)
    if (other.startsAt >= shift.endsAt - OVERLAP_ALLOWED_MS)
      add(other, "later", others, ({ waits, isHere }) => !waits && !isHere);
  const named = new Set(shift.helpers.filter(({ waits }) => !waits).map(({ person }) => person));
  const once = found.filter(({ person }) => !named.has(person) && named.add(person));
  return once.slice(0, MOST_ASKED);
}
