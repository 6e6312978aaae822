// The gate's book on this phone: every arrival and departure is written down before anybody sees
// green. Nothing is changed or crossed out afterwards; taking something back is one more line.

import type { Clock } from "./clock";
import { decide, findObstacle, insideOf, type Decision } from "./decision";
import { settle, type Party } from "./party";
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
const NO_CARD = { key: null, cardNumber: null, part: null, code: null, size: 0, voids: null } as const;

export class Book {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly makeNonce: (installation: string) => string,
  ) {}

  /** Let a party in, if nothing speaks against it: as many as may still come. */
  arrive(card: Card): Promise<Shown> {
    return this.store.write(async (tx) => {
      const seen = await this.look(tx, card);
      const decision = decide(seen.entry, seen.party, seen.obstacle);
      if (decision.verdict === "look") return { ...seen, decision, group: null, heads: 0 };
      const group = await this.writeCard(tx, "entry", card, seen.entry, decision.room);
      return { ...seen, decision, group, heads: decision.room };
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
      const decision = { verdict: "welcome", room: heads, remark: null } as const;
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

  /** Note what somebody without a card eats; false when that was nobody, or it is known already. */
  noteDiet(group: string, diet: string): Promise<boolean> {
    return this.store.write(async (tx) => {
      const [first] = await tx.scansInGroup(group);
      if (!first || first.kind !== "entry" || first.key !== null || first.cardNumber !== null) return false;
      const [last, ...more] = await this.takeBack(tx, group);
      for (const { adults, children, heads, diet: known, ...rest } of last ? [last, ...more] : [])
        await this.put(tx, await this.nonce(tx), {
          ...{ ...NO_CARD, ...momentOf(rest), group, kind: "entry", adults, children, heads },
          diet: known ?? diet,
        });
      return last !== undefined;
    });
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
      const rest = { group, kind: first.kind, ...momentOf(first) };
      const hasCard = first.key !== null || first.cardNumber !== null;
      const limit = hasCard ? await this.limit(tx, first) : 0;
      const onCard = Math.min(heads, limit);
      if (onCard)
        await this.put(tx, await this.nonce(tx), { ...first, adults: onCard, children: 0, heads: onCard });
      const more = heads - onCard;
      if (more > 0)
        await this.put(tx, await this.nonce(tx), {
          ...NO_CARD,
          ...rest,
          adults: more,
          children: 0,
          heads: more,
        });
    });
  }

  private async look(tx: Transaction, card: Card) {
    const gate = await tx.meta("gate");
    const entry = await ("key" in card ? tx.entry(card.key) : tx.entryByNumber(card.number));
    const key = entry?.key ?? ("key" in card ? card.key : "");
    const practises = await this.practises(tx);
    const scans = (key ? await tx.scansOf(key) : []).filter((scan) => isPractised(scan) === practises);
    const party = settle(scans, entry?.size ?? 0);
    const isOver = gate !== undefined && this.clock.isPast(gate.closesAt);
    return { gate, entry, party, obstacle: findObstacle(gate, isOver), practises };
  }

  /** Whether the doors are still closed, so that what happens is practice. */
  private async practises(tx: Transaction): Promise<boolean> {
    const opensAt = (await tx.meta("gate"))?.opensAt ?? 0;
    return this.clock.server() < opensAt && !(await tx.meta("doorsOpenedAt"));
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

  private async takeBack(tx: Transaction, group: string): Promise<OwnScan[]> {
    const scans = await tx.scansInGroup(group);
    const undone = new Set(scans.map((scan) => scan.voids));
    const counting = scans.filter((scan) => scan.kind !== "void" && !undone.has(scan.nonce));
    // At the gate where it was made, though the phone may have moved since.
    for (const { key, nonce, eventId, gateId, isPractice } of counting)
      await this.put(tx, await this.nonce(tx), {
        ...{ ...NO_CARD, group, key, kind: "void", adults: 0, children: 0, heads: 0, voids: nonce },
        ...{ ...this.moment(), eventId, gateId, isPractice: isPractice === true },
      });
    return counting;
  }

  /** How many people of a party a corrected line may hold. */
  private async limit(tx: Transaction, line: OwnScan): Promise<number> {
    const entry = line.key ? await tx.entry(line.key) : undefined;
    if (!entry) return Infinity;
    const inside = insideOf(entry, settle(await this.alike(tx, line, entry.key), entry.size));
    return line.kind === "exit" ? inside : Math.max(0, entry.size - inside);
  }

  private async put(tx: Transaction, nonce: string, draft: Draft): Promise<void> {
    const { seq: _, ...rest } = draft as OwnScan;
    const here = await tx.place();
    const isPractice = draft.isPractice ?? (await this.practises(tx));
    const scan: OwnScan = { ...here, ...rest, isPractice, nonce, state: "waiting", result: null };
    const before = await this.insideBy(tx, scan);
    await tx.putScan(scan);
    const change = (await this.insideBy(tx, scan)) - before;
    if (!isPractice) await tx.setMeta("ownInside", ((await tx.meta("ownInside")) ?? 0) + change);
    const [owns, own] = [(await tx.meta("owns")) ?? [], (await tx.meta("installation")) ?? ""];
    if (own && !owns.includes(own)) await tx.setMeta("owns", [...owns, own]);
  }

  private moment() {
    return { at: this.clock.now(), serverAt: this.clock.heard() };
  }

  /** The scans of a card that are practice as this one is, or real as it is. */
  private async alike(tx: Transaction, scan: OwnScan, key: string): Promise<OwnScan[]> {
    const all = await tx.scansOf(key);
    return all.filter((other) => isPractised(other) === isPractised(scan));
  }

  /** How many people are inside by the party, or else by the line, that a scan belongs to. */
  private async insideBy(tx: Transaction, scan: OwnScan): Promise<number> {
    if (scan.key) return settle(await this.alike(tx, scan, scan.key), 0).inside;
    const loose = (await tx.scansInGroup(scan.group)).filter((one) => one.key === null);
    const undone = new Set(loose.map((one) => one.voids));
    return loose
      .filter((one) => !undone.has(one.nonce))
      .reduce((total, one) => total + (one.kind === "exit" ? -one.heads : one.heads), 0);
  }

  private async nonce(tx: Transaction): Promise<string> {
    return this.makeNonce((await tx.meta("installation")) ?? "");
  }
}

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
