// One tap on a page of the crew: kept on the phone at once, with its moment, to be sent.

import type { Clock } from "./clock";
import { unsentTaps, type Tap } from "./here";
import { readKept, type HelperList } from "./helpers-list";
import type { Store, Transaction } from "./store";

/** A second tap so soon after the first was the same finger. */
const SAME_FINGER_MS = 700;

export type Said = Pick<Tap, "entry" | "line" | "is">;

export class Tapping {
  private readonly tappedAt = new Map<number, number>();

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly makeNonce: () => string,
  ) {}

  /**
   * Keep what was tapped.
   *
   * @param about the number of the helper or the line
   * @param choose what the tap says, as things stand; nothing for what is not on the list any more
   * @param note more to keep with it
   * @returns what was kept; null for the same finger
   */
  async keep(
    about: number,
    choose: (list: HelperList) => Said | undefined,
    note?: (tx: Transaction, tap: Tap) => Promise<void>,
  ): Promise<Tap | null> {
    const steady = this.clock.steady();
    if (steady - (this.tappedAt.get(about) ?? -Infinity) < SAME_FINGER_MS) return null;
    this.tappedAt.set(about, steady);
    return this.store.write(async (tx) => {
      const list = await readKept(tx);
      const said = list && choose(list);
      if (!said) return null;
      const heard = this.clock.heard();
      const tap: Tap = {
        ...{ nonce: this.makeNonce(), ...said, event: list.eventId },
        at: new Date(this.clock.now()).toISOString(),
        ...(heard === null ? {} : { server_at: new Date(heard).toISOString() }),
      };
      await tx.setMeta("here", [...(await unsentTaps(tx)), tap]);
      await note?.(tx, tap);
      return tap;
    });
  }
}
