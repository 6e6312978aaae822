// The run sheet as the server sends it, with what was tapped here since; what goes on now and what comes,
// as in planner/core/logistics/runsheet.py: test/vectors.json holds both to it.

import { soSince, type Tap } from "./here";
import { moment, NotOurServer } from "./reading";
import type { Transaction } from "./store";

/** So many lines are *next*; more are nobody's next. */
const SHOWN_NEXT = 3;

export interface Timed {
  readonly startsAt: number;
  readonly endsAt: number;
  /** When it was done; null for what is open. */
  readonly doneAt: number | null;
}

export interface SheetLine extends Timed {
  readonly id: number;
  readonly title: string;
  /** Under which day it stands, and from when until when it is, in words. */
  readonly day: string;
  readonly hours: string;
  readonly place: string;
  /** Who does it: names, or whom everybody calls so. */
  readonly who: readonly string[];
  /** Whether what was tapped here has not been sent. */
  readonly isUnsent?: boolean;
}

export interface NowAndNext<Line> {
  readonly late: readonly Line[];
  readonly now: readonly Line[];
  readonly next: readonly Line[];
}

type Loose = Record<string, unknown>;

/** A server of before sends none. */
export function readSheet(lines: unknown = []): readonly SheetLine[] {
  if (!Array.isArray(lines)) throw new NotOurServer("no sheet");
  return (lines as Loose[]).map((line) => ({
    id: Number(line["id"]),
    title: String(line["title"]),
    day: String(line["day"]),
    hours: String(line["hours"]),
    place: String(line["place"] ?? ""),
    who: ((line["who"] ?? []) as unknown[]).map(String),
    startsAt: moment(line["starts_at"]),
    endsAt: moment(line["ends_at"]),
    doneAt: line["done_at"] ? moment(line["done_at"]) : null,
  }));
}

/** @param lines in the order of time */
export function nowAndNext<Line extends Timed>(lines: readonly Line[], now: number): NowAndNext<Line> {
  const open = lines.filter(({ doneAt }) => doneAt === null);
  const begun = open.filter(({ startsAt }) => startsAt <= now);
  const isOver = ({ startsAt, endsAt }: Line) => endsAt <= now && startsAt < now;
  return {
    late: begun.filter(isOver),
    now: begun.filter((line) => !isOver(line)),
    next: open.filter(({ startsAt }) => startsAt > now).slice(0, SHOWN_NEXT),
  };
}

export function withTicks(lines: readonly SheetLine[], taps: readonly Tap[]): readonly SheetLine[] {
  return lines.map((line) => {
    const own = taps.filter((tap) => tap.line === line.id);
    return own.length ? { ...line, isUnsent: true, doneAt: soSince(own, line.doneAt) } : line;
  });
}

/** Whichever page sends the tap: the list that is kept shows already what was said here. */
export async function noteTick(tx: Transaction, tap: Tap): Promise<void> {
  await change(tx, (line) =>
    line.id === tap.line ? { ...line, doneAt: soSince([tap], line.doneAt) } : line,
  );
}

/**
 * The server has answered: what it says is what every phone shows.
 *
 * @returns whether a line was taken from the sheet meanwhile
 */
export async function learnTicks(tx: Transaction, json: unknown, taps: readonly Tap[]): Promise<boolean> {
  const { results } = json as { readonly results: readonly Result[] };
  const of = new Map(taps.map(({ nonce, line }) => [line, results.find((one) => one.nonce === nonce)]));
  await change(tx, (line) => {
    const found = of.get(line.id);
    return found ? { ...line, doneAt: Date.parse(found.done_at ?? "") || null } : line;
  });
  return [...of.values()].some((result) => result?.status === "gone");
}

interface Result {
  readonly nonce: string;
  readonly status: string;
  readonly done_at?: string | null;
}

async function change(tx: Transaction, how: (line: SheetLine) => SheetLine): Promise<void> {
  const list = await tx.meta("helpers");
  if (list?.sheet) await tx.setMeta("helpers", { ...list, sheet: list.sheet.map(how) });
}
