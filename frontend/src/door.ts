// One party at the door: their card is shown, they are counted, the number is put right.

import type { Asker } from "./asking";
import type { Book, Card, Shown } from "./book";
import type { Feedback } from "./feedback";
import type { Keys } from "./keys";
import type { Link } from "./link";
import { part } from "./page";
import type { CardAnswer, ScanResult } from "./protocol";
import { Repeats } from "./repeats";
import { askScreen, moreHeadsScreen, verdictScreen, type VerdictExtras } from "./screens";
import type { Stage } from "./stage";
import {
  wordLate,
  wordLook,
  wordQuestion,
  wordResult,
  wordSimply,
  wordWelcome,
  type Question,
  type Verdict,
} from "./wording";

const CORRECT_AFTER_MS = 600;
const MOST_AT_ONCE = 500;
/** Where nobody can be let in, also not without a card. */
const CLOSED: readonly string[] = ["event_over", "event_cancelled", "gate_closed", "nobody_inside"];

interface AtDoor {
  readonly at: number;
  readonly card: Card | null;
  readonly kind: "entry" | "exit";
  /** What was written down; null when nothing was. */
  readonly group: string | null;
  heads: number;
  /** The number of the card, where it is known. */
  readonly number?: number | undefined;
  /** What the phone said of them already; the server may know better. */
  readonly said: string | null;
}

/** People at the door of whom somebody has to say how many come in; until then nothing is written. */
interface Asked {
  readonly card: Card | null;
  readonly shown: Shown | null;
  readonly question: Question;
}

export class Door {
  private party: AtDoor | null = null;
  private asked: Asked | null = null;
  /** How the party was welcomed. */
  private welcome: Verdict | undefined;
  private correction: ReturnType<typeof setTimeout> | undefined;
  readonly repeats = new Repeats();
  link!: Link;

  constructor(
    private readonly stage: Stage,
    private readonly book: Book,
    private readonly asker: Asker,
    private readonly keys: Keys,
    private readonly feedback: Feedback,
  ) {}

  /** Whether somebody has to say how many come in. */
  get isAsking(): boolean {
    return this.asked !== null;
  }

  get group(): string | null {
    return this.party?.group ?? null;
  }

  /** When the party on the screen came. */
  get shownAt(): number | null {
    return this.party?.at ?? null;
  }

  /** Who was counted last, as long as they are on the screen: "card 36, 3 in". */
  get lastWords(): string {
    if (!this.party) return "";
    const { kind, heads, number } = this.party;
    const name = number === undefined ? "last_people" : "last_card";
    const way = kind === "entry" ? "in" : "out";
    return this.stage.texts.say(`${name}_${way}`, { n: heads, number: number ?? "" });
  }

  async showCode(code: string): Promise<void> {
    const gate = await this.stage.gate();
    await this.showCard({ code, key: gate ? await this.keys.keyOf(code, gate.salt, gate.rounds) : "" });
  }

  async showCard(card: Card): Promise<void> {
    // Who stands there first is counted first, or they would go in uncounted.
    if (this.asked) return this.remind(card);
    await this.finish();
    if (this.stage.wouldLose) return this.refuseToLose();
    const kind = this.stage.mode === "in" ? "entry" : "exit";
    const told = kind === "entry" ? await this.askServer(card) : null;
    const shown = await (kind === "entry" ? this.book.arrive(card) : this.book.leave(card));
    const isAsked = kind === "entry" && shown.decision.verdict === "welcome" && shown.group === null;
    if (isAsked) return this.askNumber(card, shown);
    this.showDecision(shown, card, kind, told);
    this.afterWriting();
  }

  /** Let people in though their card says nothing, or something else: first, how many they are. */
  letIn(how: string): void {
    if (this.party?.group === null) this.askNumber(how === "unknown" ? this.party.card : null, null);
  }

  /** Somebody said how many come in. */
  async answer(heads: number): Promise<void> {
    const { asked } = this;
    if (!asked || !heads) return;
    this.asked = null;
    // A card that was held up meanwhile is read now.
    this.repeats.forget();
    if (this.stage.wouldLose) return this.refuseToLose();
    const { card, shown } = asked;
    if (card && shown) this.showDecision(await this.book.arrive(card, heads), card, "entry");
    else {
      const group = card
        ? await this.book.letInUnknown(card, heads)
        : await this.book.count("entry", { adults: heads, children: 0 });
      this.party = { at: Date.now(), card, kind: "entry", group, heads, said: card && "unknown" };
      this.welcome = wordSimply("ok", "welcome", "", this.stage.texts);
      this.show(this.welcome, { heads });
      this.feedback.give("welcome");
    }
    this.afterWriting();
  }

  /** More of them than there are keys. */
  askMore(): void {
    if (this.asked) this.stage.show("heads", moreHeadsScreen(this.asked.question, this.stage.texts));
  }

  private askNumber(card: Card | null, shown: Shown | null): void {
    const { texts } = this.stage;
    const question = wordQuestion(shown, texts);
    this.asked = { card, shown, question };
    this.party = { at: Date.now(), card, kind: "entry", group: null, heads: 0, said: null };
    this.stage.show("verdict", askScreen(question, texts));
    this.feedback.give("ask");
  }

  /** Say that somebody still has to be counted; not for the card itself, which stays in view. */
  remind(card: Card | null): void {
    const { shown, card: before } = this.asked ?? {};
    const entry = shown?.entry;
    const numberOf = (one: Card | null | undefined) => (one && "number" in one ? one.number : undefined);
    const isSame =
      card !== null &&
      ("key" in card
        ? card.key === (entry?.key ?? (before && "key" in before ? before.key : undefined))
        : card.number === (entry?.number ?? numberOf(before)));
    if (isSame) return;
    this.feedback.give("look");
    this.stage.say("first_how_many");
  }

  /** One more, one fewer: written down once the taps have stopped. */
  step(by: number): void {
    if (!this.party?.group) return;
    this.party.heads = Math.min(MOST_AT_ONCE, Math.max(1, this.party.heads + by));
    part("form[data-do=step] output").textContent = String(this.party.heads);
    this.stage.fade.update();
    clearTimeout(this.correction);
    this.correction = setTimeout(() => void this.writeCorrection(), CORRECT_AFTER_MS);
  }

  /** Write down how many it were after all. */
  async writeCorrection(): Promise<void> {
    if (this.correction === undefined) return;
    this.dropCorrection();
    if (!this.party?.group) return;
    await this.book.correct(this.party.group, this.party.heads, this.party.card);
    this.afterWriting();
  }

  /** The party has gone in; the next one may come. */
  async finish(): Promise<void> {
    await this.writeCorrection();
    this.party = null;
    this.asked = null;
  }

  /** What was counted is taken back: the same card may be shown again at once. */
  forget(): void {
    this.dropCorrection();
    this.repeats.forget();
  }

  /** The server has confirmed scans; it may know what the phone could not. */
  learn(results: readonly ScanResult[]): void {
    const { party } = this;
    const result = results.find((one) => one.nonce === party?.group);
    if (!party || !result || this.stage.view !== "verdict") return;
    const isIn = result.status === "ok";
    // Before the doors open a strip says on every screen that this is practice; else it is as it will be.
    const isSaid = result.reason === party.said || (result.reason === "practice" && this.stage.practises);
    if (party.kind !== "entry" || (isIn && !result.reason) || isSaid) return;
    this.party = { ...party, said: result.reason };
    const keys = isIn ? { heads: party.heads } : { canTakeBack: true };
    this.show(wordResult(result, this.stage.texts, this.welcome), keys);
    this.feedback.give("look");
  }

  refuseToLose(): void {
    this.party = { at: Date.now(), card: null, kind: "entry", group: null, heads: 0, said: null };
    this.show(wordSimply("look", "look", "memory_offline", this.stage.texts), {});
  }

  /** One question where there is internet; without an answer in time the list has to do. */
  private async askServer(card: Card): Promise<CardAnswer | null> {
    if (this.stage.line !== "good") return null;
    return this.asker.first(card, (answer) => void this.stage.turns.take(() => this.learnLate(answer)));
  }

  /** The answer came when the party had gone in: what it means is said all the same. */
  private async learnLate(answer: CardAnswer): Promise<void> {
    const words = wordLate(answer, this.stage.texts, await this.stage.gate());
    if (!words) return;
    this.stage.showLate(words);
    this.feedback.give("look");
  }

  private showDecision(
    shown: Shown,
    card: Card,
    kind: "entry" | "exit",
    told: CardAnswer | null = null,
  ): void {
    const at = Date.now();
    const reason = shown.decision.verdict === "look" ? shown.decision.reason : null;
    const number = shown.entry?.number;
    const said = shown.decision.verdict === "look" ? reason : shown.decision.remark;
    this.party = { at, card, kind, group: shown.group, heads: shown.heads, said, number };
    const { texts } = this.stage;
    if (!reason) {
      this.welcome = wordWelcome(shown, kind, texts);
      this.show(this.welcome, { heads: shown.heads, kind });
    } else {
      // A card that the server knows is not one that nobody knows.
      const isUnknown = reason === "unknown" && (told?.reason ?? "unknown") === "unknown";
      const letIn = CLOSED.includes(reason) ? null : isUnknown ? "unknown" : "without";
      const verdict = wordLook(shown, reason, texts, at, told);
      this.show(verdict, { letIn, call: shown.gate?.contact ?? null });
      this.feedback.give(verdict.look === "warn" ? "unknown" : verdict.isCalm ? "again" : "look");
    }
    if (!reason) this.feedback.give("welcome");
    // Perhaps the card was made after the list was fetched: then the list knows it in a moment.
    if (reason === "unknown") void this.askAgain(card, this.party);
  }

  private async askAgain(card: Card, party: AtDoor): Promise<void> {
    await this.link.refresh();
    const entry = await this.stage.store.read((tx) =>
      "key" in card ? tx.entry(card.key) : tx.entryByNumber(card.number),
    );
    const isStillHere = () => this.party === party && this.stage.view === "verdict";
    if (entry) await this.stage.turns.take(async () => isStillHere() && this.showCard(card));
  }

  private show(verdict: Verdict, extras: Partial<VerdictExtras>): void {
    const none = { heads: null, kind: "entry", call: null, letIn: null, canTakeBack: false } as const;
    this.stage.show("verdict", verdictScreen(verdict, { ...none, ...extras }, this.stage.texts));
  }

  private dropCorrection(): void {
    clearTimeout(this.correction);
    this.correction = undefined;
  }

  private afterWriting(): void {
    void this.stage.refresh();
    void this.link.nudge();
  }
}
