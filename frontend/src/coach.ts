// Leads through the rehearsal: says what to do above the gate's own screens, and sees when it is done.

import { clone, fill, part } from "./page";
import { PRACTICE_CODES } from "./practice-world";
import { look, STEPS, type Step } from "./rehearsal";
import type { Store } from "./store";
import type { Texts } from "./texts";

export interface Stagehands {
  readonly store: Store;
  readonly texts: Texts;
  /** Begin a step from nought, on the screen where people are counted. */
  readonly begin: (step: Step) => Promise<void>;
  /** What a scanner would read. */
  readonly scan: (text: string) => Promise<void>;
  readonly setOnline: (isOnline: boolean) => void;
  /** Where the gate is, or its link. */
  readonly gate: string;
}

export class Coach {
  private place = 0;
  private isDone = false;
  private readonly region = document.createElement("section");

  constructor(private readonly hands: Stagehands) {
    this.region.id = "rehearsal";
    this.region.setAttribute("aria-label", hands.texts.say("practise"));
    document.documentElement.dataset["practice"] = "yes";
    part("#main").before(this.region);
    this.region.addEventListener("click", (event) => {
      const what = (event.target as Element).closest<HTMLElement>("[data-coach]")?.dataset["coach"];
      if (what) void this.press(what);
    });
    // Whatever the gate's screens and keys are: what was done shows in the book and in the colour.
    const watch = new MutationObserver(() => void this.check());
    watch.observe(part("#main"), { childList: true, subtree: true, characterData: true });
    watch.observe(document.body, { attributes: true, attributeFilter: ["class"] });
  }

  async begin(): Promise<void> {
    const step = this.step;
    if (!step) return this.showEnd();
    this.isDone = false;
    this.hands.setOnline(!step.isOffline);
    await this.hands.begin(step);
    window.scrollTo(0, 0);
    this.show(`do_${step.name}`, step.card ? "no-card" : "", "stop");
  }

  private get step(): Step | undefined {
    return STEPS[this.place];
  }

  private async press(what: string): Promise<void> {
    if (what === "no-card") return this.hands.scan(PRACTICE_CODES[this.step?.card ?? 0] ?? "");
    if (what === "go-on") this.place += 1;
    if (what === "from-start") this.place = 0;
    if (what !== "stop") return this.begin();
  }

  private async check(): Promise<void> {
    const { step } = this;
    if (!step || this.isDone || !this.region.textContent) return;
    const seen = await look(this.hands.store, document.body.className);
    if (this.isDone || step !== this.step || !step.isDone(seen)) return;
    this.isDone = true;
    this.show(`done_${step.name}`, "go-on", "again");
  }

  private showEnd(): void {
    this.hands.setOnline(true);
    this.show("practice_end", "to-gate", "from-start");
  }

  private show(sentence: string, ...keys: string[]): void {
    const { texts, gate } = this.hands;
    const content = clone("coach");
    const n = this.place + 1;
    const where = this.step ? texts.say("practice_step", { n, all: STEPS.length }) : "";
    fill(content, ".where", where);
    part(".task", content).textContent = texts.say(sentence);
    for (const key of content.querySelectorAll<HTMLElement>("[data-coach]"))
      if (!keys.includes(key.dataset["coach"] ?? "")) key.remove();
      else if (key instanceof HTMLAnchorElement) key.href = gate;
    this.region.classList.toggle("is-done", this.isDone || !this.step);
    this.region.replaceChildren(content);
  }
}
