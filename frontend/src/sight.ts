// What the camera sees: each code in view gets an answer, by sound and word, and once.
//
// One card after the other costs no tap: the next one is counted when the one before has been out of
// sight for a moment. A card that is seen while one that had its answer is still there is not counted
// but asked about: two cards in one hand are not two parties at the door.

import { readCode } from "./codes";
import type { Signal } from "./feedback";
import { AWAY_MS, type Repeats, type Seen } from "./repeats";

/** So long an answer can be read before the next card may replace it. */
const SHOWN_FOR_MS = 1_500;
/** Two sounds in one moment would be none. */
const QUIET_MS = 700;
/** Away for so long and back, the card is shown on purpose, and not lost by the camera for a moment. */
const BACK_MS = 1_200;

export type SightWord = "not_ours" | "read_badly" | "read_just_now" | "another_card";

/** What the eye needs of the screen and the door. */
export interface Surroundings {
  readonly now: () => number;
  /** Whether cards are read on this screen. */
  readonly isOpen: () => boolean;
  /** How many screens there were: a question belongs to one. */
  readonly screen: () => number;
  /** When the party on the screen came; null when there is none. */
  readonly shownAt: () => number | null;
  readonly count: (code: string) => Promise<void>;
  readonly say: (word: SightWord) => void;
  /** What is said is still so: a code is still in view. */
  readonly goOnSaying: (word: SightWord) => void;
  readonly give: (signal: Signal) => void;
}

interface Sight {
  readonly name: string;
  readonly isCard: boolean;
  readonly word: SightWord;
  readonly seen: Seen;
}

export class Eye {
  private isBusy = false;
  private saidAt = -Infinity;
  private question: { readonly code: string; readonly screen: number } | null = null;

  constructor(
    private readonly repeats: Repeats,
    private readonly here: Surroundings,
  ) {}

  /** The camera took a picture: all codes in it, the nearest to its middle first. */
  async read(texts: readonly string[]): Promise<void> {
    if (!this.here.isOpen()) return;
    const now = this.here.now();
    this.repeats.turn();
    const sights = texts.map((text) => this.see(text, now));
    if (this.question?.screen !== this.here.screen()) this.question = null;
    if (this.isBusy) return;
    const cards = sights.filter((sight) => sight.isCard);
    for (const card of cards) if (await this.answerCard(card, now)) return;
    for (const other of sights) if (!other.isCard && this.answerOther(other, now)) return;
  }

  /** The volunteer says that the other card counts too. */
  async countOther(): Promise<void> {
    const { question } = this;
    this.question = null;
    if (!question || question.screen !== this.here.screen() || this.isBusy) return;
    const seen = this.repeats.see(question.code, this.here.now(), true);
    await this.count(question.code, seen);
  }

  private see(text: string, now: number): Sight {
    const reading = readCode(text);
    const isCard = "code" in reading;
    const name = isCard ? reading.code : text;
    const isBad = !isCard && reading.fault === "misread";
    const word = isBad ? "read_badly" : "not_ours";
    return { name, isCard, word, seen: this.repeats.see(name, now, isCard) };
  }

  /** Answer a card; false when there is nothing to say about it now. */
  private async answerCard({ name, seen }: Sight, now: number): Promise<boolean> {
    if (seen.isAnswered) return seen.awayFor >= BACK_MS && this.say("read_just_now", "again", now);
    const isAsked = this.question?.code === name;
    const other = this.repeats.otherCard(name, now);
    if (other === "beside") return this.ask(name, now);
    // It stays asked about as long as it stays, also when the other one has gone.
    if (other === "perhaps" || (isAsked && seen.awayFor < AWAY_MS)) return false;
    if (now - (this.here.shownAt() ?? -Infinity) < SHOWN_FOR_MS) return false;
    await this.count(name, seen);
    return true;
  }

  private ask(code: string, now: number): boolean {
    if (!this.say("another_card", "ask", now)) return false;
    this.question = { code, screen: this.here.screen() };
    return true;
  }

  private answerOther({ word, seen }: Sight, now: number): boolean {
    if (this.question) return false;
    if (seen.isAnswered) this.here.goOnSaying(word);
    else seen.isAnswered = this.say(word, "foreign", now);
    return seen.isAnswered;
  }

  private say(word: SightWord, signal: Signal, now: number): boolean {
    if (this.question || now - Math.max(this.saidAt, this.here.shownAt() ?? -Infinity) < QUIET_MS)
      return false;
    this.saidAt = now;
    this.here.say(word);
    this.here.give(signal);
    return true;
  }

  private async count(code: string, seen: Seen): Promise<void> {
    seen.isAnswered = true;
    this.question = null;
    this.isBusy = true;
    await this.here.count(code).finally(() => (this.isBusy = false));
  }
}
