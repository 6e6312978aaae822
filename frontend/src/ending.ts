// When nobody counts here any more: the gate's time is over, or the phone was taken away.

import type { Clock } from "./clock";
import { wipeAfterEnd } from "./list";
import type { Store } from "./store";

export type End = "over" | "revoked";

/** Look whether it has ended, and wipe what is nobody's business then. */
export async function findEnd(store: Store, clock: Clock, before: End | null): Promise<End | null> {
  const { gate, isRevoked } = await store.read(async (tx) => ({
    gate: await tx.meta("gate"),
    isRevoked: (await tx.meta("isRevoked")) === true,
  }));
  if (isRevoked) return "revoked";
  // Without any list: as it was, such as over and wiped, or not begun.
  if (!gate) return before === "over" ? "over" : null;
  if (!clock.isPast(gate.closesAt)) return null;
  await wipeAfterEnd(store);
  return "over";
}
