// The gates of this phone: it changes between them with a tap, and what was counted at each of them
// is still sent.

import type { Clock } from "./clock";
import type { Channel } from "./outbox";
import type { Place } from "./protocol";
import { NotOurServer } from "./reading";
import type { OwnScan, Store, Transaction } from "./store";

/** A gate of this phone, and what of its event is still here. */
export interface PlaceState extends Place {
  readonly isHere: boolean;
  readonly waiting: number;
  /** What the server will not take from this phone as it is. */
  readonly held: number;
}

export function listPlaces(store: Store): Promise<PlaceState[]> {
  return store.read(async (tx) => placesWith(tx, await tx.unsent()));
}

/** @param unsent the scans that the server has not taken */
export async function placesWith(tx: Transaction, unsent: readonly OwnScan[]): Promise<PlaceState[]> {
  const here = await tx.place();
  return (await knownPlaces(tx, unsent)).map((place) => {
    const own = unsent.filter((scan) => isOf(scan, place));
    const held = own.filter((scan) => scan.state === "held").length;
    const isHere = place.gateId === here.gateId;
    return { ...place, isHere, waiting: own.length - held, held };
  });
}

/**
 * Whether the doors are still closed, so that what happens is practice. Those that were opened days
 * before the event, or before it was put off, are not open.
 */
export async function isPractising(tx: Transaction, clock: Clock): Promise<boolean> {
  const { opensAt = 0, mayOpenAt = 0 } = (await tx.meta("gate")) ?? {};
  const openedAt = (await tx.meta("doorsOpenedAt")) ?? 0;
  return clock.server() < opensAt && (!openedAt || openedAt < mayOpenAt);
}

/** Work at another gate from now on; without internet too. */
export function moveTo(store: Store, gateId: number): Promise<void> {
  return store.write(async (tx) => {
    const place = ((await tx.meta("places")) ?? []).find((one) => one.gateId === gateId);
    await tx.setMeta("current", gateId);
    await tx.setMeta("isMoveUntold", true);
    await tx.setMeta("listens", place?.listens === true);
  });
}

/** A link was opened: the server knows already, and the list comes as soon as there is internet. */
export function arriveAt(store: Store, gateId: number, listens = false): Promise<void> {
  return store.write(async (tx) => {
    await tx.setMeta("current", gateId);
    await tx.setMeta("isMoveUntold", false);
    await tx.setMeta("listens", listens);
  });
}

/**
 * Everything counts from now on at the gate where the phone works.
 *
 * @param now the server's time
 * @returns whether the doors are open: days before the event they are not
 */
export function openDoors(store: Store, now: number): Promise<boolean> {
  return store.write(async (tx) => {
    if (now < ((await tx.meta("gate"))?.mayOpenAt ?? 0)) return false;
    await tx.setMeta("doorsOpenedAt", now);
    await tx.setMeta("isOpeningUntold", true);
    return true;
  });
}

/** Tells the server where the phone works, and that the doors were opened. */
export function placeChannel(
  store: Store,
  addresses: { readonly workAt: string; readonly doors: string },
): Channel {
  const told = (name: "isMoveUntold" | "isOpeningUntold", gateId: number) =>
    store.write(async (tx) => {
      const isMove = name === "isMoveUntold";
      // It may have moved on while the answer was on its way.
      if (!isMove || (await tx.place()).gateId === gateId) await tx.at(gateId).setMeta(name, false);
    });
  return {
    next: () =>
      store.read(async (tx) => {
        const { gateId } = await tx.place();
        const name = (await tx.meta("isMoveUntold"))
          ? "isMoveUntold"
          : (await tx.meta("isOpeningUntold"))
            ? "isOpeningUntold"
            : null;
        if (!name || !gateId) return null;
        return {
          address: name === "isMoveUntold" ? addresses.workAt : addresses.doors,
          body: JSON.stringify({ gate: gateId }),
          confirm: async (json) => {
            if (typeof json !== "object" || json === null || !("server_now" in json))
              throw new NotOurServer("no time");
            await told(name, gateId);
            if ("open" in json && json.open === false) await closeDoors(store, gateId);
            return true;
          },
          // Such as a gate that is full or gone: what was counted is sent all the same.
          giveUp: () => told(name, gateId),
        };
      }),
  };
}

/** The server says that they are not open after all. */
function closeDoors(store: Store, gateId: number): Promise<void> {
  return store.write((tx) => tx.at(gateId).clearMeta("doorsOpenedAt"));
}

/** Scans of an event whose gate nobody names any more stand under the event's number alone. */
async function knownPlaces(tx: Transaction, unsent: readonly OwnScan[]): Promise<Place[]> {
  const places = [...((await tx.meta("places")) ?? [])];
  const unnamed = await tx.at(0).meta("gate");
  if (
    unnamed &&
    !places.some((place) => place.eventId === unnamed.eventId) &&
    unsent.some((scan) => scan.eventId === unnamed.eventId)
  )
    places.push(unnamed);
  return places;
}

/** Scans without a gate's number belong to the first gate of their event. */
function isOf(scan: { readonly gateId: number; readonly eventId: number }, place: Place): boolean {
  return scan.gateId ? scan.gateId === place.gateId : scan.eventId === place.eventId;
}
