// The world of the rehearsal: its guests, its server, its store. Nothing of it is kept or sent.

import type { Ask, Outcome } from "./http";
import type { Keys } from "./keys";
import { MemoryStore } from "./memory-store";
import type { Settings } from "./settings";

/** The codes behind the four printed cards. They are nobody's: no card of a guest has such a code. */
export const PRACTICE_CODES: Readonly<Record<string, string>> = {
  1: "6TEYS3YABWKFP",
  2: "XZWKZ9VN20VDG",
  3: "03GNA6QYSEHXK",
  4: "0Y16BP72FAD9W",
};
/** Card 3 is on no list, and card 4 was taken back. */
const GUESTS = [
  { card: 1, size: 3, state: "told" },
  { card: 2, size: 2, state: "told" },
  { card: 4, size: 2, state: "revoked" },
] as const;
const SALT = "00";
const ROUNDS = 1;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Read a practice card: its address becomes the code behind it; anything else stays what it is. */
export function readPracticeCard(text: string): string {
  const number = /\/gate\/practice\/([1-4])\/?$/i.exec(text)?.[1];
  return (number && PRACTICE_CODES[number]) ?? text;
}

/** It lasts as long as the page, which is as long as the rehearsal. */
export class PracticeStore extends MemoryStore {
  override readonly isLasting = true;
}

/** Answers as our server does, from this page alone. */
export class PracticeServer {
  isOnline = true;

  constructor(
    private readonly addresses: Settings["addresses"],
    private readonly keys: Keys,
    private readonly now: () => number,
    private readonly title: string,
    private readonly gate: string,
  ) {}

  readonly ask: Ask = async (url, _timeoutMs, body) => {
    const [path = "", query = ""] = url.split("?");
    if (this.isOnline && path === this.addresses.list)
      return answer(await this.list(new URLSearchParams(query).get("own") ?? ""));
    if (this.isOnline && path === this.addresses.scans) return answer(this.take(body ?? "", "ok"));
    const isTold = path === this.addresses.notes || path === this.addresses.remarks;
    if (this.isOnline && isTold) return answer(this.take(body ?? "", "kept"));
    return { kind: "failed" };
  };

  private async list(own: string) {
    const keyed = GUESTS.map(async ({ card, size, state }) => {
      const key = await this.keys.keyOf(PRACTICE_CODES[card] ?? "", SALT, ROUNDS);
      return [key, size, card, 0, state, null, null];
    });
    return {
      version: "1",
      own,
      server_now: this.moment(),
      opens_at: this.moment(-HOUR_MS),
      closes_at: this.moment(DAY_MS),
      salt: SALT,
      rounds: ROUNDS,
      event: { id: 1, title: this.title, zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
      gate: { id: 1, name: this.gate },
      entries: await Promise.all(keyed),
    };
  }

  private take(body: string, status: string) {
    const {
      scans = [],
      notes = [],
      remarks = [],
    } = JSON.parse(body) as Record<string, readonly { nonce: string }[]>;
    const results = [...scans, ...notes, ...remarks].map(({ nonce }) => ({ nonce, status }));
    return { server_now: this.moment(), results };
  }

  private moment(later = 0): string {
    return new Date(this.now() + later).toISOString();
  }
}

function answer(json: unknown): Outcome {
  return { kind: "answer", json };
}
