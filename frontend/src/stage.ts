// What is on the screen now, and keeping it up to date.

import type { Clock } from "./clock";
import type { Frame, Screen } from "./frame";
import type { LinkState } from "./link";
import { part } from "./page";
import { listPlaces } from "./places";
import { elsewhereWords } from "./places-screen";
import type { GateFacts } from "./protocol";
import { chooseStrip } from "./status";
import type { Store } from "./store";
import type { Texts } from "./texts";
import { Turns } from "./turns";
import type { Viewfinder } from "./viewfinder";

export type View = "ready" | "verdict" | "type" | "last" | "places" | "end";

export class Stage {
  view: View = "ready";
  /** Whether people who show a card come in or go out. */
  mode: "in" | "out" = "in";
  line: LinkState["line"] = "starting";
  /** Whether the page opens without network. */
  isKept = (navigator.serviceWorker as ServiceWorkerContainer | undefined)?.controller != null;
  viewfinder!: Viewfinder;
  readonly turns = new Turns();

  constructor(
    readonly store: Store,
    readonly texts: Texts,
    private readonly frame: Frame,
    readonly clock: Clock,
  ) {}

  show(view: View, screen: Screen): void {
    this.view = view;
    this.frame.show(screen);
    this.viewfinder.setView(view === "ready" ? "shown" : view === "verdict" ? "unseen" : "resting");
  }

  /** Say what has just been done. */
  say(name: string, blanks: Readonly<Record<string, string | number>> = {}): void {
    this.frame.say(this.texts.say(name, blanks));
  }

  /** What the server said of somebody who has gone in meanwhile; it stays until it was seen. */
  showLate(words: string): void {
    this.frame.setLate(words);
  }

  hideLate(): void {
    this.frame.setLate("");
  }

  /** Whether counting would be lost, because this phone keeps nothing and there is no internet. */
  get wouldLose(): boolean {
    return !this.store.isLasting && this.line !== "good";
  }

  gate(): Promise<GateFacts | undefined> {
    return this.store.read((tx) => tx.meta("gate"));
  }

  /** Bring what stays on every screen up to date. */
  async refresh(): Promise<void> {
    const all = await this.store.read(async (tx) => ({
      gate: await tx.meta("gate"),
      listAt: await tx.meta("listAt"),
      clockOffset: (await tx.meta("clockOffset")) ?? 0,
      own: (await tx.meta("ownInside")) ?? 0,
      waiting: (await tx.unsent()).length,
      doorsOpenedAt: (await tx.meta("doorsOpenedAt")) ?? 0,
    }));
    this.frame.setHeading(this.title(all.gate));
    this.frame.setWaiting(all.waiting);
    const isOpen = this.view === "ready" || this.view === "verdict";
    this.frame.setElsewhere(isOpen ? elsewhereWords(await listPlaces(this.store), this.texts) : "");
    const opensAt = all.gate?.opensAt ?? 0;
    const practises = isOpen && this.clock.server() < opensAt && !all.doorsOpenedAt;
    const until = { time: this.texts.time(opensAt, all.gate?.zone ?? "UTC") };
    this.frame.setPractice(practises ? this.texts.say("practice_until", until) : "");
    const { line, store, texts, isKept } = this;
    const hasCameraFailed = this.viewfinder.state.hasFailed;
    const inside = Math.max(0, (all.gate?.insideElsewhere ?? 0) + all.own);
    // The answer about a party has the screen for itself.
    const shown = this.view === "verdict" ? 0 : inside;
    const rest = {
      inside: shown,
      hasCameraFailed,
      line,
      isKept,
      isLasting: store.isLasting,
      now: Date.now(),
    };
    const strip = chooseStrip({ ...all, ...rest }, texts);
    this.frame.setStrip(this.view === "end" ? "" : strip.words, strip.picture);
    if (this.view === "ready") part(".count-number").textContent = texts.number(inside);
  }

  private title(gate: GateFacts | undefined): string {
    if (!gate) return this.texts.say("title");
    return this.texts.say("gate_title", { gate: gate.gateName, event: gate.eventTitle });
  }
}
