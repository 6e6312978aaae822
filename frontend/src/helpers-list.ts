// Today's helpers and the run sheet as the server sends them, kept on the phone until the gate closes;
// with what was tapped here since.

import { soSince, unsentTaps, type Tap } from "./here";
import { moment, NotOurServer } from "./reading";
import { readSheet, withTicks, type SheetLine } from "./sheet-list";
import type { Store, Transaction } from "./store";
import type { ShiftToday } from "./whom-to-ask";

export interface Helper {
  readonly entry: number;
  readonly person: number;
  readonly name: string;
  readonly heads: number;
  readonly isFirstTime: boolean;
  readonly waits: boolean;
  /** Since when they are here; null for who is not. */
  readonly cameAt: number | null;
  readonly hasLeft: boolean;
  /** Whether what was tapped here has not been sent. */
  readonly isUnsent?: boolean;
}

export interface HelperShift {
  readonly id: number;
  readonly task: string;
  readonly hours: string;
  readonly place: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly needed: number;
  readonly helpers: readonly Helper[];
}

/** The code of an event that needs somebody, for who passes by. */
export interface Invite {
  /** Of another event; empty for the one where the phone is. */
  readonly title: string;
  readonly day: string;
  readonly address: string;
  readonly svg: string;
  readonly until: number;
}

export interface HelperList {
  readonly eventId: number;
  readonly gateId: number;
  readonly eventTitle: string;
  readonly zone: string;
  readonly closesAt: number;
  readonly contact: { readonly name: string; readonly phone: string } | null;
  readonly shifts: readonly HelperShift[];
  readonly invites: readonly Invite[];
  /** In the order of time; what a page of before has kept has none. */
  readonly sheet?: readonly SheetLine[];
}

type Loose = Record<string, unknown>;

export function readHelperList(json: unknown): { readonly list: HelperList; readonly serverNow: number } {
  const answer = (json ?? {}) as Loose;
  const [event, gate] = [(answer["event"] ?? {}) as Loose, (answer["gate"] ?? {}) as Loose];
  const [shifts, invites] = [answer["shifts"], answer["invites"]];
  if (!Array.isArray(shifts) || !Array.isArray(invites)) throw new NotOurServer("no helpers");
  return {
    serverNow: moment(answer["server_now"]),
    list: {
      eventId: Number(event["id"]),
      gateId: Number(gate["id"]),
      eventTitle: String(event["title"]),
      zone: String(event["zone"]),
      closesAt: moment(answer["closes_at"]),
      contact: (answer["contact"] ?? null) as HelperList["contact"],
      shifts: (shifts as Loose[]).map(readShift),
      invites: (invites as Loose[]).map((one) => ({
        ...(one as unknown as Invite),
        until: moment(one["until"]),
      })),
      sheet: readSheet(answer["sheet"]),
    },
  };
}

function readShift(shift: Loose): HelperShift {
  return {
    id: Number(shift["id"]),
    task: String(shift["task"]),
    hours: String(shift["hours"]),
    place: String(shift["place"]),
    startsAt: moment(shift["starts_at"]),
    endsAt: moment(shift["ends_at"]),
    needed: Number(shift["needed"]),
    helpers: (shift["helpers"] as Loose[]).map((one) => ({
      entry: Number(one["entry"]),
      person: Number(one["person"]),
      name: String(one["name"]),
      heads: Number(one["heads"]),
      isFirstTime: one["first"] === true,
      waits: one["waits"] === true,
      cameAt: one["came_at"] ? moment(one["came_at"]) : null,
      hasLeft: one["left"] === true,
    })),
  };
}

/** What the phone knows, with the taps that the server does not have yet. */
export async function readKept(tx: Transaction): Promise<HelperList | undefined> {
  const list = await tx.meta("helpers");
  const taps = await unsentTaps(tx);
  return list && { ...withTaps(list, taps), sheet: withTicks(list.sheet ?? [], taps) };
}

export function withTaps(list: HelperList, taps: readonly Tap[]): HelperList {
  return changed(list, (helper) => {
    const own = taps.filter(({ entry, event }) => entry === helper.entry && event === list.eventId);
    return own.length ? { ...helper, isUnsent: true, cameAt: soSince(own, helper.cameAt) } : helper;
  });
}

/**
 * The server has answered: what it says is what every phone shows.
 *
 * @returns whether somebody came who is not in the shift any more
 */
export async function learn(tx: Transaction, json: unknown, taps: readonly Tap[]): Promise<boolean> {
  const { results } = json as { readonly results: readonly Result[] };
  const of = new Map(taps.map(({ nonce, entry }) => [entry, results.find((one) => one.nonce === nonce)]));
  const list = await tx.meta("helpers");
  const how = (helper: Helper): Helper => {
    const found = of.get(helper.entry);
    return found ? { ...helper, cameAt: Date.parse(found.came_at ?? "") || null } : helper;
  };
  if (list) await tx.setMeta("helpers", changed(list, how));
  return [...of.values()].some((result) => result?.status === "out");
}

interface Result {
  readonly nonce: string;
  readonly status: string;
  readonly came_at?: string | null;
}

export function forget(store: Store): Promise<void> {
  return store.write((tx) => tx.clearMeta("helpers"));
}

export function asToday(shift: HelperShift): ShiftToday {
  return {
    ...{ key: shift.id, startsAt: shift.startsAt, endsAt: shift.endsAt, needed: shift.needed },
    helpers: shift.helpers.map(({ person, heads, waits, cameAt, hasLeft }) => ({
      ...{ person, heads, waits },
      isHere: cameAt !== null && !hasLeft,
    })),
  };
}

function changed(list: HelperList, how: (helper: Helper) => Helper): HelperList {
  return {
    ...list,
    shifts: list.shifts.map((shift) => ({ ...shift, helpers: shift.helpers.map(how) })),
  };
}
