// Notes for the organiser: written down on the phone, and sent when there is internet, each once.

import type { Ask } from "./http";
import type { Store } from "./store";

export const LONGEST_NOTE = 280;
const LARGEST_BATCH = 20;
const SEND_TIMEOUT_MS = 8_000;
const SENT_KEPT_MS = 24 * 3600 * 1000;
const OLD_MS = 7 * 24 * 3600 * 1000;

export interface Note {
  /** The same note sent again has the same one. */
  readonly nonce: string;
  readonly text: string;
  /** Milliseconds since 1970, by this phone's clock. */
  readonly at: number;
  /** Where it was written: it is delivered there, or not at all. */
  readonly eventId: number;
  readonly gateId: number | null;
  readonly isSent: boolean;
}

/** What is to be sent, how it is said, and what is done with the answer. */
export interface Outgoing<Item> {
  waiting(): Promise<readonly Item[]>;
  toBody(items: readonly Item[]): string;
  /** Give how many of them the server has now. */
  confirm(answer: unknown): Promise<number>;
}

export class Notes implements Outgoing<Note> {
  constructor(
    private readonly store: Store,
    private readonly now: () => number,
    private readonly makeNonce: (installation: string) => string,
  ) {}

  write(text: string): Promise<void> {
    return this.store.write(async (tx) => {
      const gate = await tx.meta("gate");
      const note: Note = {
        nonce: this.makeNonce((await tx.meta("installation")) ?? ""),
        text,
        at: this.now(),
        eventId: gate?.eventId ?? 0,
        gateId: gate?.gateId ?? null,
        isSent: false,
      };
      await tx.setMeta("notes", [note, ...((await tx.meta("notes")) ?? [])]);
    });
  }

  /** Those of this event, the newest first. */
  list(): Promise<readonly Note[]> {
    return this.store.read(async (tx) => {
      const eventId = (await tx.meta("gate"))?.eventId;
      return ((await tx.meta("notes")) ?? []).filter((note) => note.eventId === eventId);
    });
  }

  /** Those of this event that the server has not confirmed, the oldest first. */
  async waiting(): Promise<readonly Note[]> {
    const waiting = (await this.list()).filter((note) => !note.isSent);
    return waiting.reverse().slice(0, LARGEST_BATCH);
  }

  toBody(notes: readonly Note[]): string {
    return JSON.stringify({
      device_now: new Date(this.now()).toISOString(),
      notes: notes.map(({ nonce, text, at, eventId, gateId }) => ({
        ...{ nonce, text, written_at: new Date(at).toISOString(), event: eventId },
        ...(gateId === null ? {} : { gate: gateId }),
      })),
    });
  }

  confirm(answer: unknown): Promise<number> {
    const kept = new Set(keptOf(answer));
    return this.store.write(async (tx) => {
      const notes = (await tx.meta("notes")) ?? [];
      const arrived = notes.filter((note) => !note.isSent && kept.has(note.nonce));
      if (arrived.length)
        await tx.setMeta(
          "notes",
          notes.map((note) => (arrived.includes(note) ? { ...note, isSent: true } : note)),
        );
      return arrived.length;
    });
  }

  /** Forget what was sent a day ago, and what nobody would take for a week. */
  tidy(): Promise<void> {
    return this.store.write(async (tx) => {
      const notes = (await tx.meta("notes")) ?? [];
      const left = notes.filter((note) => this.now() - note.at < (note.isSent ? SENT_KEPT_MS : OLD_MS));
      if (left.length < notes.length) await tx.setMeta("notes", left);
    });
  }
}

/** Send everything that waits; false when some of it has to wait on. */
export async function deliver<Item>(outgoing: Outgoing<Item>, ask: Ask, address: string): Promise<boolean> {
  for (;;) {
    const items = await outgoing.waiting();
    if (!items.length) return true;
    const outcome = await ask(address, SEND_TIMEOUT_MS, outgoing.toBody(items));
    if (outcome.kind !== "answer" || !(await outgoing.confirm(outcome.json))) return false;
  }
}

/** Read which notes the server has; whoever answers something else has none. */
function keptOf(answer: unknown): string[] {
  const results = (answer as { results?: unknown } | null)?.results;
  if (!Array.isArray(results)) return [];
  return results
    .map((result) => (result ?? {}) as Record<string, unknown>)
    .filter((result) => result["status"] === "kept")
    .map((result) => String(result["nonce"]));
}
