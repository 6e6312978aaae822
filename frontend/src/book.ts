// The gate's book on this phone: every arrival and departure is written down before anybody sees
// green. Nothing is changed or crossed out afterwards; taking something back is one more line.

import type { Clock } from "./clock";
import { decide, findObstacle, insideOf, type Decision } from "./decision";
import { settle, type Party } from "./party";
import { isPractising } from "./places";
import type { Entry, GateFacts } from "./protocol";
import type { OwnScan, Store, Transaction } from "./store";

/** A card as it was shown: scanned or typed in full, or by its short number. */
export type Card = { readonly key: string; readonly code: string } | { readonly number: number };

export interface Shown {
  readonly decision: Decision | { readonly verdict: "look"; readonly reason: "nobody_inside" };
  readonly entry: Entry | undefined;
  readonly party: Party;
  readonly gate: GateFacts | undefined;
  /** Names what was written, to take it back; null when nothing was. */
  readonly group: string | null;
  readonly heads: number;
  /** Whether the doors are still closed: what is written down counts nowhere. */
  readonly practises: boolean;
}

type Draft = Omit<OwnScan, "nonce" | "state" | "result" | "eventId" | "gateId" | "seq"> &
  Partial<Pick<OwnScan, "eventId" | "gateId">>;
/** As many people as one scan may hold: the list does not say how many the card is for. */
const SIZE_UNKNOWN = 500;
/** Who goes out is counted at once; one key puts it right. */
const TOLD = { isTold: true, perhaps: null } as const;
const NO_CARD = { key: null, cardNumber: null, part: null, code: null, size: 0, voids: null } as const;

export class Book {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly makeNonce: (installation: string) => string,
  ) {}

  /**
   * Let a party in, if nothing speaks against it. Nothing is written before the number is known.
   *
   * @param heads how many they are, by somebody at the door; else what the household told
   */
  arrive(card: Card, heads: number | null = null): Promise<Shown> {
    return this.store.write(async (tx) => {
      const seen = await this.look(tx, card);
      const decision = decide(seen.entry, seen.party, seen.obstacle);
      const isKnown = decision.verdict === "welcome" && (heads !== null || decision.isTold);
      if (!isKnown) return { ...seen, decision, group: null, heads: 0 };
      const coming = heads ?? decision.room;
      const onCard = Math.min(coming, decision.room);
      const group = await this.writeCard(tx, "entry", card, seen.entry, onCard);
      if (coming > onCard)
        await this.putAlong(tx, { group, kind: "entry", ...this.moment() }, coming - onCard);
      return { ...seen, decision, group, heads: coming };
    });
  }

  /** Let a party out: everybody of it who is inside. */
  leave(card: Card): Promise<Shown> {
    return this.store.write(async (tx) => {
      const seen = await this.look(tx, card);
      const heads = seen.entry ? insideOf(seen.entry, seen.party) : seen.party.inside;
      if (!heads) {
        const decision = { verdict: "look", reason: "nobody_inside" } as const;
        return { ...seen, decision, group: null, heads: 0 };
      }
      const decision = { verdict: "welcome", room: heads, remark: null, ...TOLD } as const;
      const group = await this.writeCard(tx, "exit", card, seen.entry, heads);
      return { ...seen, decision, group, heads };
    });
  }

  /** Let people in on a card that is not on the list; the server may know it by then. */
  letInUnknown(card: Card, heads: number): Promise<string> {
    return this.store.write((tx) => this.writeCard(tx, "entry", card, undefined, heads));
  }

  /** Count people without a card, in or out. */
  count(kind: "entry" | "exit", people: { adults: number; children: number }): Promise<string> {
    return this.store.write(async (tx) => {
      const group = await this.nonce(tx);
      await this.put(tx, group, { ...NO_CARD, ...people, group, kind, ...this.moment(), heads: sum(people) });
      return group;
    });
  }

  /** Note what one of a group without a card eats; false when it is known of all of them. */
  noteDiet(group: string, diet: string): Promise<boolean> {
    return this.store.write((tx) => this.moveOne(tx, group, null, diet));
  }

  /** One of a group does not eat that after all; false when nobody of it does. */
  forgetDiet(group: string, diet: string): Promise<boolean> {
    return this.store.write((tx) => this.moveOne(tx, group, diet, null));
  }

  /** Take back what was written at one moment; false when it was taken back before. */
  undo(group: string): Promise<boolean> {
    return this.store.write(async (tx) => (await this.takeBack(tx, group)).length > 0);
  }

  /**
   * Correct how many people it were; who finds no place on the card came without one.
   *
   * @param card what was shown: the code of an unknown card is gone as soon as the server has it
   */
  correct(group: string, heads: number, card: Card | null = null): Promise<void> {
    return this.store.write(async (tx) => {
      const [last] = await this.takeBack(tx, group);
      if (!last) return;
      const isUnknown = last.key !== null && last.cardNumber === null;
      const first = { ...last, code: isUnknown && card && "code" in card ? card.code : null };
      const hasCard = first.key !== null || first.cardNumber !== null;
      const limit = hasCard ? await this.limit(tx, first) : 0;
      const onCard = Math.min(heads, limit);
      if (onCard)
        await this.put(tx, await this.nonce(tx), { ...first, adults: onCard, children: 0, heads: onCard });
      const more = heads - onCard;
      if (more > 0) await this.putAlong(tx, { group, kind: first.kind, ...momentOf(first) }, more);
    });
  }

  private async look(tx: Transaction, card: Card) {
    const gate = await tx.meta("gate");
    const entry = await ("key" in card ? tx.entry(card.key) : tx.entryByNumber(card.number));
    const key = entry?.key ?? ("key" in card ? card.key : "");
    const practises = await isPractising(tx, this.clock);
    const scans = (key ? await tx.scansOf(key) : []).filter((scan) => isPractised(scan) === practises);
    const party = settle(scans, entry?.size ?? 0);
    const isOver = gate !== undefined && this.clock.isPast(gate.closesAt);
    return { gate, entry, party, obstacle: findObstacle(gate, isOver), practises };
  }

  private async writeCard(
    tx: Transaction,
    kind: "entry" | "exit",
    card: Card,
    entry: Entry | undefined,
    heads: number,
  ): Promise<string> {
    const group = await this.nonce(tx);
    await this.put(tx, group, {
      group,
      kind,
      ...this.moment(),
      key: entry?.key ?? ("key" in card ? card.key : null),
      cardNumber: entry?.number ?? ("number" in card ? card.number : null),
      part: entry?.part?.id ?? null,
      // A card on the list is named by its number, so the phone keeps no code that opens a page.
      code: entry ? null : "code" in card ? card.code : null,
      adults: heads,
      children: 0,
      heads,
      size: entry?.size ?? SIZE_UNKNOWN,
      voids: null,
    });
    return group;
  }

  /** Write down people who came along, without a card. */
  private async putAlong(tx: Transaction, party: Along, heads: number): Promise<void> {
    const people = { adults: heads, children: 0, heads };
    await this.put(tx, await this.nonce(tx), { ...NO_CARD, ...party, ...people });
  }

  /** Move one person without a card from those who eat one thing to those who eat another. */
  private async moveOne(
    tx: Transaction,
    group: string,
    from: string | null,
    to: string | null,
  ): Promise<boolean> {
    const loose = countingOf(await tx.scansInGroup(group)).filter((scan) => isLoose(scan));
    const eating = loose.find((scan) => scan.kind === "entry" && (scan.diet ?? null) === from);
    if (!eating) return false;
    await this.void(tx, eating);
    const moment = { group, kind: eating.kind, ...momentOf(eating) };
    const adults = Math.min(1, eating.adults);
    const one = { adults, children: 1 - adults, heads: 1, diet: to };
    const rest = {
      adults: eating.adults - one.adults,
      children: eating.children - one.children,
      heads: eating.heads - 1,
      diet: from,
    };
    for (const people of [rest, one])
      if (people.heads) await this.put(tx, await this.nonce(tx), { ...NO_CARD, ...moment, ...people });
    return true;
  }

  private async takeBack(tx: Transaction, group: string): Promise<OwnScan[]> {
    const counting = countingOf(await tx.scansInGroup(group));
    for (const scan of counting) await this.void(tx, scan);
    return counting;
  }

  /** At the gate where it was made, though the phone may have moved since. */
  private async void(tx: Transaction, scan: OwnScan): Promise<void> {
    const { group, key, nonce, eventId, gateId, isPractice } = scan;
    await this.put(tx, await this.nonce(tx), {
      ...{ ...NO_CARD, group, key, kind: "void", adults: 0, children: 0, heads: 0, voids: nonce },
      ...{ ...this.moment(), eventId, gateId, isPractice: isPractice === true },
    });
  }

  /** How many people of a party a corrected line may hold. */
  private async limit(tx: Transaction, line: OwnScan): Promise<number> {
    const entry = line.key ? await tx.entry(line.key) : undefined;
    if (!entry) return Infinity;
    const inside = insideOf(entry, settle(alike(await tx.scansOf(entry.key), line), entry.size));
    return line.kind === "exit" ? inside : Math.max(0, entry.size - inside);
  }

  private async put(tx: Transaction, nonce: string, draft: Draft): Promise<void> {
    const { seq: _, ...rest } = draft as OwnScan;
    const here = await tx.place();
    const isPractice = draft.isPractice ?? (await isPractising(tx, this.clock));
    const scan: OwnScan = { ...here, ...rest, isPractice, nonce, state: "waiting", result: null };
    const before = await insideBy(tx, scan);
    await tx.putScan(scan);
    const change = (await insideBy(tx, scan)) - before;
    if (!isPractice) await tx.setMeta("ownInside", ((await tx.meta("ownInside")) ?? 0) + change);
    const [owns, own] = [(await tx.meta("owns")) ?? [], (await tx.meta("installation")) ?? ""];
    if (own && !owns.includes(own)) await tx.setMeta("owns", [...owns, own]);
  }

  private moment() {
    return { at: this.clock.now(), serverAt: this.clock.heard() };
  }

  private async nonce(tx: Transaction): Promise<string> {
    return this.makeNonce((await tx.meta("installation")) ?? "");
  }
}

/** The scans among these that are practice as this one is, or real as it is. */
function alike(scans: readonly OwnScan[], scan: OwnScan): OwnScan[] {
  return scans.filter((other) => isPractised(other) === isPractised(scan));
}

/** How many people are inside by the party, or else by the line, that a scan belongs to. */
export async function insideBy(tx: Transaction, scan: OwnScan): Promise<number> {
  if (scan.key) return settle(alike(await tx.scansOf(scan.key), scan), 0).inside;
  const all = alike(await tx.scansInGroup(scan.group), scan);
  const loose = all.filter((one) => one.key === null);
  const undone = new Set(loose.map((one) => one.voids));
  return loose
    .filter((one) => !undone.has(one.nonce))
    .reduce((total, one) => total + (one.kind === "exit" ? -one.heads : one.heads), 0);
}

/** Those of some scans that were not taken back. */
export function countingOf(scans: readonly OwnScan[]): OwnScan[] {
  const undone = new Set(scans.map((scan) => scan.voids));
  return scans.filter((scan) => scan.kind !== "void" && !undone.has(scan.nonce));
}

/** Whether a scan is of people without a card. */
export function isLoose(scan: OwnScan): boolean {
  return scan.key === null && scan.cardNumber === null;
}

type Along = Pick<Draft, "group" | "kind" | "at" | "serverAt" | "eventId" | "gateId" | "isPractice">;
type Moment = Pick<OwnScan, "at" | "serverAt" | "eventId" | "gateId" | "isPractice">;

/** When and where something was, for what stands in its place. */
function momentOf({ at, serverAt, eventId, gateId, isPractice }: Moment) {
  return { at, serverAt: serverAt ?? null, eventId, gateId, isPractice: isPractice === true };
}

function isPractised(scan: OwnScan): boolean {
  return scan.isPractice === true;
}

function sum(people: { adults: number; children: number }): number {
  return people.adults + people.children;
}
