// Who of the helpers is here, and what of the run sheet is done: tapped on the phone, and sent when there
// is internet, each tap once, by whichever page is open. The moments decide which counts, so nothing is
// lost by what comes late.

import type { Clock } from "./clock";
import type { Channel } from "./outbox";
import { readNoteAnswer } from "./reading";
import type { Store, Transaction } from "./store";

const LARGEST_BATCH = 50;
const OLD_MS = 3 * 24 * 3600 * 1000;

/** Somebody tapped: a helper is here, or is not after all; a line is done, or open again. It is kept as
 * it is sent. */
export interface Tap {
  readonly nonce: string;
  /** Of a helper in a shift. */
  readonly entry?: number;
  /** Of the run sheet. */
  readonly line?: number;
  readonly event: number;
  readonly is: "here" | "not_here" | "done" | "open";
  /** By this phone's clock, and by the server's where the phone had its word. */
  readonly at: string;
  readonly server_at?: string;
  /** The server will not take it as it is, so it stays here to be seen. */
  readonly isHeld?: boolean;
}

/** Taps of all events, the oldest first. */
export async function unsentTaps(tx: Transaction): Promise<readonly Tap[]> {
  return (await tx.meta("here")) ?? [];
}

/**
 * Taps as a channel of the link.
 *
 * @param learn what the server answered, in the moment in which the taps are forgotten here
 */
export function tapChannel(
  store: Store,
  address: string,
  clock: Clock,
  learn?: (tx: Transaction, json: unknown, taps: readonly Tap[]) => Promise<unknown>,
): Channel {
  const isYoung = ({ at }: Tap) => clock.now() - Date.parse(at) < OLD_MS;
  const hold = (which: (tap: Tap) => boolean, isHeld: boolean) =>
    store.write(async (tx) => {
      const taps = (await unsentTaps(tx)).filter(isYoung);
      await tx.setMeta(
        "here",
        taps.map((tap) => (which(tap) ? { ...tap, isHeld } : tap)),
      );
    });
  return {
    retry: async () => {
      if ((await store.read(unsentTaps)).length) await hold(() => true, false);
    },
    next: async () => {
      const taps = (await store.read(unsentTaps)).filter(({ isHeld }) => !isHeld).slice(0, LARGEST_BATCH);
      if (!taps.length) return null;
      return {
        address,
        body: JSON.stringify({ device_now: new Date(clock.now()).toISOString(), taps }),
        confirm: async (json) => {
          const results = readNoteAnswer(json);
          const isTaken = ({ nonce }: Tap) => (results.get(nonce) ?? "refused") !== "refused";
          await store.write(async (tx) => {
            await tx.setMeta(
              "here",
              (await unsentTaps(tx)).filter((tap) => !isTaken(tap)),
            );
            await learn?.(tx, json, taps.filter(isTaken));
          });
          await hold(({ nonce }) => results.has(nonce), true);
          return taps.some(({ nonce }) => results.has(nonce));
        },
        giveUp: () => hold((tap) => taps.some(({ nonce }) => nonce === tap.nonce), true),
      };
    },
  };
}

/**
 * Since when something is so, with what was tapped here on top of what the server said.
 *
 * @param own the taps about it, the oldest first
 * @param known since when it was so for the server; null for what was not
 */
export function soSince(own: readonly Tap[], known: number | null): number | null {
  const since = own.slice(1 + own.map((tap) => isBack(tap)).lastIndexOf(true));
  if (!since.length) return null;
  const said = since.map(({ server_at, at }) => Date.parse(server_at ?? at));
  return Math.min(...(since.length === own.length && known !== null ? [known] : []), ...said);
}

function isBack(tap: Tap): boolean {
  return tap.is === "not_here" || tap.is === "open";
}
