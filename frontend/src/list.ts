// The list of who is expected: fetched, kept, and wiped when it is nobody's business any more.

import type { Clock } from "./clock";
import { newInstallation } from "./keys";
import type { ListAnswer, Place } from "./protocol";
import type { OwnScan, Store, Transaction } from "./store";

/** Letters of the name of a storage, with which the nonces of its scans begin. */
const NAME_LENGTH = 16;
const OLD_MS = 7 * 24 * 3600 * 1000;

export interface ListQuestion {
  readonly address: string;
  /** How the nonces begin that the server leaves out. */
  readonly own: string;
  /** The gate that is asked for; null for the one where the server thinks that the phone works. */
  readonly gateId: number | null;
}

/**
 * Ask for the list of the gate where the phone works.
 *
 * @param knowsPlace whether this page has heard where that is; a link may have been opened meanwhile
 */
export function askForList(store: Store, url: string, knowsPlace: boolean): Promise<ListQuestion> {
  return store.read(async (tx) => {
    const { gateId } = await tx.place();
    const [gate, listAt] = [await tx.meta("gate"), await tx.meta("listAt")];
    const isUntold = (await tx.meta("isMoveUntold")) === true;
    const asksFor = gateId && (knowsPlace || isUntold) ? gateId : null;
    const own = await ownNames(tx);
    const query = new URLSearchParams({ own });
    if (asksFor) query.set("gate", String(asksFor));
    if (gate && listAt !== undefined) query.set("since", gate.version);
    return { address: `${url}?${query}`, own, gateId: asksFor };
  });
}

/** Give how the nonces of this phone's scans begin, with commas between. */
export async function ownNames(tx: Transaction): Promise<string> {
  const owns = (await tx.meta("owns")) ?? [];
  return owns.length ? owns.join(",") : ((await tx.meta("installation")) ?? "");
}

/** @param asked the gate that the list was asked for; null: the phone works where the answer says */
export function applyList(
  store: Store,
  answer: ListAnswer,
  now: number,
  asked: number | null = null,
): Promise<void> {
  return store.write(async (outer) => {
    const { facts } = answer;
    const before = await outer.place();
    const isUntold = (await outer.meta("isMoveUntold")) === true;
    if (asked === null && !isUntold) await outer.setMeta("current", facts.gateId);
    if ((await outer.place()).gateId === facts.gateId) await outer.setMeta("listens", facts.listens === true);
    const tx = outer.at(facts.gateId);
    if (before.gateId === 0 && before.eventId === facts.eventId) await adoptUnnumbered(outer, tx);
    const early = await scansWithoutEvent(tx);
    await tx.setMeta("gate", facts);
    await joinEvent(tx, early);
    if (answer.isWhole) await tx.clearEntries();
    // After the end nobody needs to know who was expected.
    if (answer.serverNow <= facts.closesAt) await tx.putEntries(answer.entries);
    // Once the doors were open no clock that is put right makes it practice again.
    if (answer.serverNow >= facts.opensAt) await tx.setMeta("doorsOpenedAt", answer.serverNow);
    else if (!(await tx.meta("isOpeningUntold"))) await tx.clearMeta("doorsOpenedAt");
    await tx.setMeta("listAt", answer.serverNow);
    await tx.setMeta("isRevoked", false);
    await outer.setMeta("clockOffset", answer.serverNow - now);
    await mergePlaces(outer, answer);
  });
}

/** The list of before had no number of its gate: it is this gate's now. */
async function adoptUnnumbered(outer: Transaction, tx: Transaction): Promise<void> {
  const old = outer.at(0);
  const listAt = await old.meta("listAt");
  const facts = await old.meta("gate");
  if (facts) await tx.setMeta("gate", facts);
  if (listAt !== undefined) await tx.setMeta("listAt", listAt);
  // Not what belongs to the event: it is the same one.
  await old.clearMeta("gate", "listAt", "isRevoked", "helpers");
}

/** Take the scans in hand that were made before the phone knew the event of its gate. */
async function scansWithoutEvent(tx: Transaction): Promise<OwnScan[]> {
  const { gateId, eventId } = await tx.place();
  if (eventId) return [];
  await tx.clearMeta("ownInside", "owns");
  return (await tx.unsent()).filter((scan) => scan.eventId === 0 && scan.gateId === gateId);
}

async function joinEvent(tx: Transaction, early: readonly OwnScan[]): Promise<void> {
  if (!early.length) return;
  const { eventId } = await tx.place();
  for (const scan of early) await tx.putScan({ ...scan, eventId });
  const undone = new Set(early.map((scan) => scan.voids));
  const counting = early.filter((scan) => !scan.isPractice && !undone.has(scan.nonce));
  const heads = counting.reduce((total, scan) => total + signOf(scan.kind) * scan.heads, 0);
  await tx.setMeta("ownInside", ((await tx.meta("ownInside")) ?? 0) + heads);
  const prefixes = early.map((scan) => scan.nonce.slice(0, NAME_LENGTH));
  await tx.setMeta("owns", [...new Set([...((await tx.meta("owns")) ?? []), ...prefixes])]);
}

function signOf(kind: string): number {
  return kind === "entry" ? 1 : kind === "exit" ? -1 : 0;
}

/** Gates that the server does not name any more stay as long as something of them is here. */
async function mergePlaces(tx: Transaction, answer: ListAnswer): Promise<void> {
  const { gateId, eventId, gateName, eventTitle, closesAt } = answer.facts;
  const own = { gateId, eventId, gateName, eventTitle, closesAt, listens: answer.facts.listens === true };
  const named = answer.places.length ? answer.places : [own];
  const isNamed = (gateId: number) => named.some((place) => place.gateId === gateId);
  const unsent = await tx.unsent();
  const left = ((await tx.meta("places")) ?? []).filter(
    ({ gateId, eventId }) =>
      !isNamed(gateId) && unsent.some((scan) => scan.gateId === gateId || scan.eventId === eventId),
  );
  await tx.setMeta("places", [...named, ...left]);
}

/** The server took this phone away from a gate: all goes at once, but what was not sent stays. */
export function wipeAfterRevoking(store: Store, gateId: number | null = null): Promise<void> {
  return store.write(async (outer) => {
    const tx = gateId === null ? outer : outer.at(gateId);
    await tx.setMeta("isRevoked", true);
    const unsent = await unsentOfEvent(tx);
    if (!unsent.length) return forget(tx);
    const gate = await tx.meta("gate");
    await clearList(tx);
    // Without the salt nobody finds the code of a card; the next list brings it again.
    if (gate) await tx.setMeta("gate", { ...gate, salt: "", contact: null });
  });
}

/** The gate's time is over: the list goes, and everything else as soon as it has been sent. */
export function wipeAfterEnd(store: Store): Promise<void> {
  return store.write(endOf);
}

async function endOf(tx: Transaction): Promise<void> {
  await clearList(tx);
  if (!(await unsentOfEvent(tx)).length) await forget(tx);
}

/** Gates of the phone where it does not work now, whose time is over. */
export async function wipePast(store: Store, clock: Clock): Promise<void> {
  // Looked at every few seconds, and hardly ever is there anything to write.
  if (!(await store.read((tx) => pastOf(tx, clock))).length) return;
  await store.write(async (tx) => {
    const past = await pastOf(tx, clock);
    const unsent = await tx.unsent();
    for (const { gateId } of past) await endOf(tx.at(gateId));
    const isGone = ({ gateId, eventId }: Place) =>
      past.some((place) => place.gateId === gateId) && !unsent.some((scan) => scan.eventId === eventId);
    const places = (await tx.meta("places")) ?? [];
    await tx.setMeta(
      "places",
      places.filter((place) => !isGone(place)),
    );
  });
}

async function pastOf(tx: Transaction, clock: Clock): Promise<readonly Place[]> {
  const here = await tx.place();
  return ((await tx.meta("places")) ?? []).filter(
    ({ gateId, eventId, closesAt }) =>
      gateId !== here.gateId && eventId !== here.eventId && clock.isPast(closesAt),
  );
}

/** What the server would not take any more after so long is not worth keeping. */
export function wipeOld(store: Store, now: number): Promise<void> {
  return store.write(async (tx) => {
    const events = new Set((await tx.unsent()).map((scan) => scan.eventId));
    const { eventId: here } = await tx.place();
    const places = (await tx.meta("places")) ?? [];
    for (const eventId of new Set([here, ...events])) {
      const place = places.find((one) => one.eventId === eventId);
      const of = eventId === here ? tx : place ? tx.at(place.gateId) : null;
      const [newest] = of ? await of.lastScans(1) : [];
      if (of && newest && now - newest.at > OLD_MS) await forget(of);
    }
  });
}

/** All gates of the event share it, so each of them has to fetch it anew. */
async function clearList(tx: Transaction): Promise<void> {
  const { eventId } = await tx.place();
  await tx.clearEntries();
  await tx.clearMeta("listAt", "helpers");
  for (const place of (await tx.meta("places")) ?? [])
    if (place.eventId === eventId) await tx.at(place.gateId).clearMeta("listAt", "helpers");
}

async function unsentOfEvent(tx: Transaction): Promise<OwnScan[]> {
  const { eventId } = await tx.place();
  return (await tx.unsent()).filter((scan) => scan.eventId === eventId);
}

/** Forget an event: its list, its scans, its gate. */
async function forget(tx: Transaction): Promise<void> {
  await tx.clearScans();
  await tx.clearEntries();
  await tx.clearMeta("ownInside", "owns");
  await tx.clearMeta("gate", "listAt", "doorsOpenedAt", "helpers");
  // What was sent under the old name is counted elsewhere from now on.
  await tx.setMeta("installation", newInstallation());
}
