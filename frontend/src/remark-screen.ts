// Where somebody notes what a resident said: which question, the words, save. What points at somebody is
// marked before it is kept; what was typed stays in its fields until then.

import type { Link } from "./link";
import { marksIn, piecesOf, type Pattern } from "./marks";
import { clone, part } from "./page";
import type { Question, Remarks } from "./remarks";
import { showFieldError } from "./screens";
import type { Stage } from "./stage";

export interface RemarkRules {
  readonly mostHeads: number;
  readonly patterns: readonly Pattern[];
}

interface Draft {
  readonly words: string;
  readonly heads: number;
  readonly street: string;
}

const NOTHING: Draft = { words: "", heads: 1, street: "" };

export class RemarkScreen {
  link!: Link;
  private question: Question = "better";
  private draft = NOTHING;
  /** Where on a walk: the next one is likely said at the same stop. */
  private stop: number | null = null;
  /** What points at somebody, and was asked about. */
  private asked: ReadonlySet<string> = new Set();

  constructor(
    private readonly stage: Stage,
    private readonly remarks: Remarks,
    private readonly rules: RemarkRules,
  ) {}

  /** @param name the address: which question, or none yet */
  async show(name: string): Promise<void> {
    this.keepDraft();
    if (name === "remark-proud" || name === "remark-better") await this.showWords(name);
    else await this.showQuestions();
  }

  private async showQuestions(): Promise<void> {
    const content = clone("remark");
    const listens = await this.stage.listens();
    part("#remark-back", content).hidden = listens;
    part("#remark-languages", content).hidden = !listens;
    this.stage.show("remark", { content, hasHeading: true, title: this.stage.texts.say("title_remark") });
    await this.refresh();
  }

  private async showWords(name: "remark-proud" | "remark-better"): Promise<void> {
    this.question = name === "remark-proud" ? "proud" : "better";
    const content = clone("remark-words");
    const title = this.stage.texts.say(name.replace("-", "_"));
    part("h1", content).textContent = title;
    part<HTMLTextAreaElement>("#remark-text", content).value = this.draft.words;
    part<HTMLInputElement>("#remark-street", content).value = this.draft.street;
    part(".stepper output", content).textContent = this.stage.texts.number(this.draft.heads);
    await this.offerStops(content);
    this.stage.show("remark-words", { content, hasHeading: true, title, focus: "#remark-text" });
    await this.stage.refresh();
  }

  private async offerStops(content: ParentNode): Promise<void> {
    const stops = (await this.stage.gate())?.walk ?? [];
    part("#remark-where", content).hidden = !stops.length;
    const list = part<HTMLSelectElement>("#remark-stop", content);
    for (const { id, title } of stops) list.append(new Option(title, String(id)));
    list.value = stops.some(({ id }) => id === this.stop) ? String(this.stop) : "";
  }

  /** One more or one less said it. */
  step(by: number): void {
    const heads = Math.min(this.rules.mostHeads, Math.max(1, this.draft.heads + by));
    this.draft = { ...this.draft, heads };
    part(".stepper output").textContent = this.stage.texts.number(heads);
  }

  /** Keep what was noted, and send it if that can be; first ask about what points at somebody. */
  async save(): Promise<void> {
    if (this.stage.view !== "remark-words") return;
    this.keepDraft();
    const { texts } = this.stage;
    const words = this.draft.words.trim();
    showFieldError("#remark-text", words ? "" : texts.say("remark_empty"));
    if (!words || this.asksAbout(words)) return;
    const { heads, street } = this.draft;
    await this.remarks.note({
      question: this.question,
      words,
      heads,
      street: street.trim(),
      stop: this.stop,
    });
    this.draft = NOTHING;
    this.asked = new Set();
    history.replaceState(null, "", "#remark");
    await this.showQuestions();
    this.stage.say("remark_kept");
    void this.link.nudge();
  }

  /** Mark what points at somebody, if it was not asked about before; whoever saves then means it. */
  private asksAbout(words: string): boolean {
    const marks = marksIn(words, this.rules.patterns);
    const marked = marks.map(({ start, end }) => words.slice(start, end));
    if (marked.every((one) => this.asked.has(one))) return false;
    this.asked = new Set(marked);
    const pieces = piecesOf(words, marks).map(([text, isMarked]) => {
      if (!isMarked) return text;
      const mark = document.createElement("mark");
      mark.textContent = text;
      return mark;
    });
    part("#remark-marks").hidden = false;
    part("#remark-hint").hidden = true;
    part("#remark-marked").replaceChildren(...pieces);
    part("#remark-save span").textContent = this.stage.texts.say("remark_save_so");
    part("#remark-marks").scrollIntoView({ block: "nearest" });
    return true;
  }

  /** What was typed is there again when somebody comes back, such as from the other question. */
  private keepDraft(): void {
    if (this.stage.view !== "remark-words") return;
    const words = part<HTMLTextAreaElement>("#remark-text").value;
    const street = part<HTMLInputElement>("#remark-street").value;
    this.draft = { ...this.draft, words, street };
    const stop = part<HTMLSelectElement>("#remark-stop").value;
    this.stop = stop ? Number(stop) : null;
  }

  /** Time passes: forget what is old. */
  tidy(): Promise<void> {
    return this.remarks.tidy();
  }

  /** How many are still to be sent. */
  async unsent(): Promise<number> {
    const { waiting, held } = await this.remarks.counts();
    return waiting + held;
  }

  /** Say how many there are; never what: the phone is passed on. */
  async refresh(): Promise<void> {
    await this.stage.refresh();
    if (this.stage.view !== "remark") return;
    const counts = await this.remarks.counts();
    const lines = (["sent", "waiting", "held"] as const).filter((name) => counts[name]);
    part("#scene .rows").replaceChildren(...lines.map((name) => this.line(name, counts[name])));
  }

  private line(name: string, n: number): HTMLLIElement {
    const content = clone("line-undone");
    part("b", content).textContent = this.stage.texts.say(`remarks_${name}`, { n });
    part("small", content).remove();
    return content.firstElementChild as HTMLLIElement;
  }
}
