// What residents say, as somebody notes it: kept on the phone until it was sent, each once. The phone is
// passed on, so what was noted is shown nowhere, and once sent only how many there were is left.

import type { Channel } from "./outbox";
import { readNoteAnswer } from "./reading";
import type { Store, Transaction } from "./store";

const LARGEST_BATCH = 20;
const OLD_MS = 7 * 24 * 3600 * 1000;

export type Question = "proud" | "better";

/** What is typed on the screen. */
export interface Heard {
  readonly question: Question;
  readonly words: string;
  /** How many said it. */
  readonly heads: number;
  /** Without the number of a house; empty where nobody said it. */
  readonly street: string;
  /** At which stop of a walk. */
  readonly stop: number | null;
}

export interface Remark extends Heard {
  /** Of chance alone: what is kept of it must not lead to this phone. */
  readonly nonce: string;
  /** Milliseconds since 1970, by this phone's clock. */
  readonly at: number;
  readonly eventId: number;
  /** The server will not take it as it is. */
  readonly isHeld?: boolean;
}

/** How many of an event were sent, and when the last of them. */
export interface SentRemarks {
  readonly eventId: number;
  readonly count: number;
  readonly at: number;
}

export interface RemarkCounts {
  readonly sent: number;
  readonly waiting: number;
  readonly held: number;
}

export class Remarks {
  constructor(
    private readonly store: Store,
    private readonly now: () => number,
    private readonly makeNonce: () => string,
  ) {}

  note(heard: Heard): Promise<void> {
    return this.store.write(async (tx) => {
      const { eventId } = await tx.place();
      const remark = { ...heard, nonce: this.makeNonce(), at: this.now(), eventId };
      await tx.setMeta("remarks", [...(await unsent(tx)), remark]);
    });
  }

  /** Count those of this event. */
  counts(): Promise<RemarkCounts> {
    return this.store.read(async (tx) => {
      const { eventId } = await tx.place();
      const own = (await unsent(tx)).filter((remark) => remark.eventId === eventId);
      const sent = ((await tx.meta("remarksSent")) ?? []).find((one) => one.eventId === eventId);
      const held = own.filter((remark) => remark.isHeld).length;
      return { sent: sent?.count ?? 0, waiting: own.length - held, held };
    });
  }

  /** Remarks of all events as a channel of the link. */
  channel(address: string, onAnswer: () => void): Channel {
    return {
      retry: () => this.hold(() => true, false),
      next: async () => {
        const remarks = (await this.store.read(unsent)).filter((one) => !one.isHeld).slice(0, LARGEST_BATCH);
        if (!remarks.length) return null;
        const batch = new Set(remarks.map(({ nonce }) => nonce));
        return {
          address,
          body: this.toBody(remarks),
          confirm: async (json) => {
            const results = readNoteAnswer(json);
            if (!remarks.some(({ nonce }) => results.has(nonce))) return false;
            await this.forget(new Set([...batch].filter((nonce) => results.get(nonce) === "kept")));
            await this.hold(({ nonce }) => batch.has(nonce) && results.has(nonce), true);
            onAnswer();
            return true;
          },
          giveUp: () => this.hold(({ nonce }) => batch.has(nonce), true),
        };
      },
    };
  }

  /** Forget what nobody would take for a week, and how many there were of events of before. */
  async tidy(): Promise<void> {
    const isYoung = ({ at }: { readonly at: number }) => this.now() - at < OLD_MS;
    const isTidy = await this.store.read(async (tx) => {
      return (await unsent(tx)).every(isYoung) && ((await tx.meta("remarksSent")) ?? []).every(isYoung);
    });
    if (isTidy) return;
    await this.store.write(async (tx) => {
      await tx.setMeta("remarks", (await unsent(tx)).filter(isYoung));
      await tx.setMeta("remarksSent", ((await tx.meta("remarksSent")) ?? []).filter(isYoung));
    });
  }

  /** The server has them: only how many there were is left, in the same moment. */
  private forget(nonces: ReadonlySet<string>): Promise<void> {
    return this.store.write(async (tx) => {
      const remarks = await unsent(tx);
      const sent = new Map(((await tx.meta("remarksSent")) ?? []).map((one) => [one.eventId, one]));
      for (const { nonce, eventId } of remarks)
        if (nonces.has(nonce))
          sent.set(eventId, { eventId, count: (sent.get(eventId)?.count ?? 0) + 1, at: this.now() });
      await tx.setMeta("remarksSent", [...sent.values()]);
      await tx.setMeta(
        "remarks",
        remarks.filter(({ nonce }) => !nonces.has(nonce)),
      );
    });
  }

  private async hold(which: (remark: Remark) => boolean, isHeld: boolean): Promise<void> {
    const differs = (remark: Remark) => which(remark) && (remark.isHeld ?? false) !== isHeld;
    if (!(await this.store.read(unsent)).some(differs)) return;
    await this.store.write(async (tx) => {
      const remarks = await unsent(tx);
      await tx.setMeta(
        "remarks",
        remarks.map((one) => (differs(one) ? { ...one, isHeld } : one)),
      );
    });
  }

  private toBody(remarks: readonly Remark[]): string {
    return JSON.stringify({
      device_now: new Date(this.now()).toISOString(),
      remarks: remarks.map(({ at, eventId, stop, isHeld: _, ...heard }) => ({
        ...{ ...heard, heard_at: new Date(at).toISOString() },
        ...(eventId ? { event: eventId } : {}),
        ...(stop === null ? {} : { stop }),
      })),
    });
  }
}

/** Of all events, the oldest first. */
async function unsent(tx: Transaction): Promise<readonly Remark[]> {
  return (await tx.meta("remarks")) ?? [];
}
