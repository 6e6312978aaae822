// Notes for the organiser: written down on the phone, and sent when there is internet, each once.

import type { Channel } from "./outbox";
import { readNoteAnswer } from "./reading";
import type { Store } from "./store";

export const LONGEST_NOTE = 280;
const LARGEST_BATCH = 20;
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
  /** The server will not take it as it is, so it stays here to be seen. */
  readonly isHeld?: boolean;
}

export class Notes {
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
      const { eventId } = await tx.place();
      return ((await tx.meta("notes")) ?? []).filter((note) => note.eventId === eventId);
    });
  }

  /** Notes of all events as a channel of the link. */
  channel(address: string, onAnswer: () => void): Channel {
    return {
      retry: () => this.change((note) => (note.isHeld ? { ...note, isHeld: false } : note)),
      next: async () => {
        const notes = await this.waiting();
        const sent = new Set(notes.map(({ nonce }) => nonce));
        const hold = () => this.change((note) => (sent.has(note.nonce) ? { ...note, isHeld: true } : note));
        if (!notes.length) return null;
        return {
          address,
          body: this.toBody(notes),
          confirm: async (json) => {
            const results = readNoteAnswer(json);
            if (!notes.some(({ nonce }) => results.has(nonce))) return false;
            await this.change((note) => marked(note, results.get(note.nonce)));
            onAnswer();
            return true;
          },
          giveUp: hold,
        };
      },
    };
  }

  /** Forget what was sent a day ago, and what nobody would take for a week. */
  async tidy(): Promise<void> {
    const isKept = (note: Note) => this.now() - note.at < (note.isSent ? SENT_KEPT_MS : OLD_MS);
    const notes = (await this.store.read((tx) => tx.meta("notes"))) ?? [];
    if (notes.every(isKept)) return;
    await this.store.write(async (tx) =>
      tx.setMeta("notes", ((await tx.meta("notes")) ?? []).filter(isKept)),
    );
  }

  /** Those that the server has not answered, the oldest first. */
  private waiting(): Promise<readonly Note[]> {
    return this.store.read(async (tx) => {
      const notes = ((await tx.meta("notes")) ?? []).filter((note) => !note.isSent && !note.isHeld);
      return notes.reverse().slice(0, LARGEST_BATCH);
    });
  }

  private toBody(notes: readonly Note[]): string {
    return JSON.stringify({
      device_now: new Date(this.now()).toISOString(),
      notes: notes.map(({ nonce, text, at, eventId, gateId }) => ({
        ...{ nonce, text, written_at: new Date(at).toISOString() },
        ...(eventId ? { event: eventId } : {}),
        ...(gateId === null ? {} : { gate: gateId }),
      })),
    });
  }

  private async change(change: (note: Note) => Note): Promise<void> {
    const differs = (notes: readonly Note[]) => notes.some((note) => change(note) !== note);
    if (!differs((await this.store.read((tx) => tx.meta("notes"))) ?? [])) return;
    await this.store.write(async (tx) => tx.setMeta("notes", ((await tx.meta("notes")) ?? []).map(change)));
  }
}

function marked(note: Note, status: string | undefined): Note {
  if (note.isSent || status === undefined) return note;
  return status === "kept" ? { ...note, isSent: true } : { ...note, isHeld: true };
}
