// What is on the screen now, and keeping it up to date.

import type { Clock } from "./clock";
import { Fade } from "./fade";
import type { Frame, Screen } from "./frame";
import type { Fresh } from "./fresh";
import type { LinkState } from "./link";
import { isPractising, placesWith } from "./places";
import { elsewhereWords } from "./places-screen";
import type { GateFacts } from "./protocol";
import { isShellKept } from "./shell";
import { showCounts } from "./screens";
import { chooseStrip } from "./status";
import type { Store } from "./store";
import type { Texts } from "./texts";
import { Turns } from "./turns";
import type { Viewfinder } from "./viewfinder";
import { wordPractice } from "./wording";

export type View =
  | "ready"
  | "verdict"
  | "type"
  | "last"
  | "places"
  | "end"
  | "group"
  | "heads"
  | "eat"
  | "more"
  | "note"
  | "remark"
  | "remark-words";

export class Stage {
  view: View = "ready";
  /** Whether people who show a card come in or go out. */
  mode: "in" | "out" = "in";
  line: LinkState["line"] = "starting";
  /** Whether the page opens without network. */
  kept = isShellKept();
  /** Whether every screen says that nothing counts yet. */
  practises = false;
  /** How many screens were shown. */
  screens = 0;
  viewfinder!: Viewfinder;
  readonly fade = new Fade();
  readonly turns = new Turns();
  /** Told how many counts wait, each time. */
  onRefresh: (waiting: number) => void = () => undefined;
  private shown = "";
  private isByTap = false;

  constructor(
    readonly store: Store,
    readonly texts: Texts,
    private readonly frame: Frame,
    readonly clock: Clock,
    private readonly fresh: Fresh,
  ) {}

  /** Do what somebody asked for with a key. */
  async byTap(work: () => Promise<void>): Promise<void> {
    this.isByTap = true;
    try {
      await work();
    } finally {
      this.isByTap = false;
    }
  }

  show(view: View, screen: Screen): void {
    this.view = view;
    this.screens += 1;
    this.frame.show(screen);
    this.fade.begin(screen.look === "full-ok");
    // The same screen again has the same keys at the same places.
    const name = view === "verdict" ? "" : `${view} ${this.mode}`;
    if (name !== this.shown || !name) this.fresh.begin(this.isByTap);
    this.shown = name;
    this.viewfinder.setView(view === "ready" ? "large" : view === "verdict" ? "small" : "resting");
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

  /** Whether the phone only listens where it works now. */
  async listens(): Promise<boolean> {
    return (await this.store.read((tx) => tx.meta("listens"))) === true;
  }

  /** Bring what stays on every screen up to date. */
  async refresh(): Promise<void> {
    // The answer about a party has the screen for itself; from the end of one event one goes to the next.
    const leads = this.view === "ready" || this.view === "end" || this.view === "remark";
    const all = await this.store.read(async (tx) => {
      const unsent = await tx.unsent();
      return {
        gate: await tx.meta("gate"),
        listAt: await tx.meta("listAt"),
        clockOffset: (await tx.meta("clockOffset")) ?? 0,
        own: (await tx.meta("ownInside")) ?? 0,
        waiting: unsent.length,
        places: leads ? await placesWith(tx, unsent) : [],
        practises: await isPractising(tx, this.clock),
        listens: (await tx.meta("listens")) === true,
        remarks: ((await tx.meta("remarks")) ?? []).length,
      };
    });
    this.frame.setHeading(this.title(all.gate));
    // Without a store only what the server has is kept, and that is sure as long as it answers.
    const waiting = all.waiting + (all.listens ? all.remarks : 0);
    this.frame.setWaiting(waiting, this.store.isLasting || this.line === "good");
    this.frame.setElsewhere(elsewhereWords(all.places, this.texts));
    const isOpen = this.view === "ready" || this.view === "verdict";
    this.practises = all.practises;
    const now = this.clock.server();
    const practice = isOpen && all.practises ? wordPractice(all.gate, now, this.texts) : "";
    this.frame.setPractice(practice, now >= (all.gate?.mayOpenAt ?? 0));
    const { line, store, texts, kept } = this;
    const hasCameraFailed = this.viewfinder.state.hasFailed;
    const inside = Math.max(0, (all.gate?.insideElsewhere ?? 0) + all.own);
    // The answer about a party has the screen for itself.
    const shown = this.view === "verdict" ? 0 : inside;
    const rest = {
      inside: shown,
      hasCameraFailed,
      line,
      kept,
      isLasting: store.isLasting,
      now,
    };
    const strip = chooseStrip({ ...all, ...rest }, texts);
    this.frame.setStrip(this.view === "end" ? "" : strip.words, strip.picture);
    this.onRefresh(all.waiting);
    if (this.view === "ready") showCounts(texts.number(inside), all.gate);
  }

  private title(gate: GateFacts | undefined): string {
    if (!gate) return this.texts.say("title");
    return this.texts.say("gate_title", { gate: gate.gateName, event: gate.eventTitle });
  }
}
