// What the phone says at once, from data alone: the entry on the list and its own scans.

import type { Party } from "./party";
import type { Entry, GateFacts, Reason } from "./protocol";

export type Decision =
  | { readonly verdict: "welcome"; readonly room: number; readonly remark: "cancelled_by_guest" | null }
  | { readonly verdict: "look"; readonly reason: Reason };

const CARD_OBSTACLES: Readonly<Record<string, Reason>> = {
  revoked: "revoked",
  replaced: "replaced",
  whole: "needs_part_card",
};

/** Say what to do with a card at the door. Who had answered no is welcome all the same. */
export function decide(entry: Entry | undefined, party: Party, obstacle: Reason | null): Decision {
  if (obstacle) return { verdict: "look", reason: obstacle };
  if (!entry) return { verdict: "look", reason: party.inside ? "full_party_already_in" : "unknown" };
  const reason = CARD_OBSTACLES[entry.state];
  if (reason) return { verdict: "look", reason };
  const room = entry.size - insideOf(entry, party);
  if (room <= 0) return { verdict: "look", reason: "full_party_already_in" };
  return { verdict: "welcome", room, remark: entry.state === "declined" ? "cancelled_by_guest" : null };
}

/**
 * Choose among cards with one number: the event's own, else that of its only part that has one.
 * Cards of the larger event are on the list to be known by their code, not by a number.
 */
export function chooseByNumber(entries: readonly Entry[]): Entry | undefined {
  const welcome = entries.filter((entry) => entry.state !== "whole");
  return welcome.find((entry) => !entry.part) ?? (welcome.length === 1 ? welcome[0] : undefined);
}

/** How many of a party are inside, by all phones. */
export function insideOf(entry: Entry, party: Party): number {
  return Math.max(0, entry.elsewhere + party.inside);
}

/** Why nobody can be let in now, whatever card they have. */
export function findObstacle(gate: GateFacts | undefined, isOver: boolean): Reason | null {
  if (!gate) return null;
  if (isOver) return "event_over";
  return gate.obstacle as Reason | null;
}
