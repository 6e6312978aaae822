// One party at the door: their card is shown, they are counted, the number is put right.

import type { Asker } from "./asking";
import type { Book, Card, Shown } from "./book";
import { readCode } from "./codes";
import type { Feedback } from "./feedback";
import type { Keys } from "./keys";
import type { Link } from "./link";
import { part } from "./page";
import type { CardAnswer, ScanResult } from "./protocol";
import { Repeats } from "./repeats";
import { verdictScreen, type VerdictExtras } from "./screens";
import type { Stage } from "./stage";
import { wordLate, wordLook, wordResult, wordSimply, wordWelcome, type Verdict } from "./wording";

const SHOWN_FOR_MS = 1_500;
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
  /** What the phone said of them already; the server may know better. */
  readonly said: string | null;
}

export class Door {
  private party: AtDoor | null = null;
  /** How the party was welcomed. */
  private welcome: Verdict | undefined;
  private isBusy = false;
  private correction: ReturnType<typeof setTimeout> | undefined;
  private readonly repeats = new Repeats();
  link!: Link;

  constructor(
    private readonly stage: Stage,
    private readonly book: Book,
    private readonly asker: Asker,
    private readonly keys: Keys,
    private readonly feedback: Feedback,
  ) {}

  get group(): string | null {
    return this.party?.group ?? null;
  }

  /** The camera read something. */
  async read(found: readonly string[]): Promise<void> {
    const now = Date.now();
    const isTooSoon = this.party !== null && now - this.party.at < SHOWN_FOR_MS;
    if (this.isBusy || isTooSoon || !["ready", "verdict"].includes(this.stage.view)) return;
    for (const text of found) {
      const reading = readCode(text);
      if ("fault" in reading) this.stage.viewfinder.hint("not_ours");
      else if (this.repeats.isNew(reading.code, now)) {
        this.isBusy = true;
        const shown = this.stage.turns.take(() => this.showCode(reading.code));
        return shown.finally(() => (this.isBusy = false));
      }
    }
  }

  async showCode(code: string): Promise<void> {
    const gate = await this.stage.gate();
    await this.showCard({ code, key: gate ? await this.keys.keyOf(code, gate.salt, gate.rounds) : "" });
  }

  async showCard(card: Card): Promise<void> {
    await this.finish();
    if (this.stage.wouldLose) return this.refuseToLose();
    const kind = this.stage.mode === "in" ? "entry" : "exit";
    const told = kind === "entry" ? await this.ask(card) : null;
    const shown = await (kind === "entry" ? this.book.arrive(card) : this.book.leave(card));
    this.showDecision(shown, card, kind, told);
    this.afterWriting();
  }

  /** Let people in though their card says nothing, or something else. */
  async letIn(how: string): Promise<void> {
    if (!this.party || this.party.group !== null) return;
    const card = how === "unknown" ? this.party.card : null;
    const group = card
      ? await this.book.letInUnknown(card, 1)
      : await this.book.count("entry", { adults: 1, children: 0 });
    this.party = { at: Date.now(), card, kind: "entry", group, heads: 1, said: card && "unknown" };
    this.welcome = wordSimply("ok", "welcome", "", this.stage.texts);
    this.show(this.welcome, { heads: 1 });
    this.feedback.give("welcome");
    this.afterWriting();
  }

  /** One more, one fewer: written down once the taps have stopped. */
  step(by: number): void {
    if (!this.party?.group) return;
    this.party.heads = Math.min(MOST_AT_ONCE, Math.max(1, this.party.heads + by));
    part("form[data-do=step] output").textContent = String(this.party.heads);
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
    if (party.kind !== "entry" || (isIn && !result.reason) || result.reason === party.said) return;
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
  private async ask(card: Card): Promise<CardAnswer | null> {
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
    const said = shown.decision.verdict === "look" ? reason : shown.decision.remark;
    this.party = { at, card, kind, group: shown.group, heads: shown.heads, said };
    const { texts } = this.stage;
    if (!reason) {
      this.welcome = wordWelcome(shown, kind, texts);
      this.show(this.welcome, { heads: shown.heads, kind });
    } else {
      const letIn = CLOSED.includes(reason) ? null : reason === "unknown" ? "unknown" : "without";
      this.show(wordLook(shown, reason, texts, at, told), { letIn, call: shown.gate?.contact ?? null });
    }
    this.feedback.give(reason ? "look" : "welcome");
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
