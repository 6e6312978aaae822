// What waits on the phone and is sent when there is internet: scans, and whatever else needs to arrive
// once. Each kind is a channel; the link asks them in turn.

import type { Outcome } from "./http";

/** Something ready to be sent. */
export interface Parcel {
  readonly address: string;
  /** JSON; made anew for each attempt, so it may say what time it is. */
  readonly body: string;
  /**
   * The server has answered: note what it has.
   *
   * @returns whether it was understood; what it does not name is sent again
   */
  readonly confirm: (json: unknown) => Promise<boolean>;
  /** The server won't take it, and asking again will not help; without this the link stops there. */
  readonly giveUp?: (outcome: Outcome) => Promise<void>;
}

export interface Channel {
  /** What waits longest, as much as may be sent at once; null when nothing waits. */
  readonly next: () => Promise<Parcel | null>;
  /** Somebody looks at the phone again: what was held back may be tried once more. */
  readonly retry?: () => Promise<void>;
}
