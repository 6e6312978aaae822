// What somebody has to do now because food runs short: shown once, and one of all phones says 'I go'.
// It lies over the bar and never moves a key; a press goes to the server at once or says that it did not.

import type { Ask } from "./http";
import { part } from "./page";

const TIMEOUT_MS = 8_000;

export interface DoNow {
  readonly id: number;
  readonly text: string;
  /** Who goes and since when, in a sentence; null while nobody does. */
  readonly taken: string | null;
  /** Whether that is whoever holds this phone. */
  readonly isMine: boolean;
}

/** Read it from an answer of the server; null when there is nothing to do, or it makes no sense. */
export function readDoNow(json: unknown): DoNow | null {
  const found = record(record(json)?.["do_now"]);
  if (!found || typeof found["id"] !== "number" || typeof found["text"] !== "string") return null;
  const taken = typeof found["taken"] === "string" ? found["taken"] : null;
  return { id: found["id"], text: found["text"], taken, isMine: found["mine"] === true };
}

export type Shown = "call" | "mine" | "who" | "nothing";

/** Decides what is shown: each call until somebody goes or it is put away; who goes, once. */
export class Calls {
  private readonly putAway = new Set<number>();
  private readonly told = new Set<number>();

  /** What to show of what the server says now. */
  choose(doNow: DoNow | null): Shown {
    if (!doNow) return "nothing";
    if (doNow.isMine) return "mine";
    if (this.putAway.has(doNow.id)) return "nothing";
    if (!doNow.taken) {
      this.told.delete(doNow.id);
      return "call";
    }
    if (this.told.has(doNow.id)) return "nothing";
    this.told.add(doNow.id);
    return "who";
  }

  /** Nobody at this phone can go. */
  close(id: number): void {
    this.putAway.add(id);
  }
}

/** The strip on the screen. */
export class DoNowStrip {
  private readonly calls = new Calls();
  private now: DoNow | null = null;
  private gate: unknown = null;

  constructor(
    private readonly ask: Ask,
    private readonly address: string,
  ) {
    part("#do-now-go").addEventListener("click", () => void this.say(true));
    part("#do-now-stay").addEventListener("click", () => void this.say(false));
    part("#do-now-close").addEventListener("click", () => this.close());
  }

  /** A list has come. */
  learn(list: unknown): void {
    this.gate = record(record(list)?.["gate"])?.["id"] ?? null;
    this.show(readDoNow(list));
  }

  private async say(isGoing: boolean): Promise<void> {
    if (!this.now) return;
    const body = JSON.stringify({ id: this.now.id, going: isGoing, gate: this.gate });
    const outcome = await this.ask(this.address, TIMEOUT_MS, body);
    part("#do-now-failed").hidden = outcome.kind === "answer";
    if (outcome.kind === "answer") this.show(readDoNow(outcome.json));
  }

  private close(): void {
    if (this.now) this.calls.close(this.now.id);
    part("#do-now").hidden = true;
  }

  private show(doNow: DoNow | null): void {
    this.now = doNow;
    const shown = this.calls.choose(doNow);
    part("#do-now-text").textContent = shown === "who" ? "" : (doNow?.text ?? "");
    part("#do-now-taken").textContent = shown === "call" ? "" : (doNow?.taken ?? "");
    part("#do-now-go").hidden = shown !== "call";
    part("#do-now-close").hidden = shown !== "call";
    part("#do-now-stay").hidden = shown !== "mine";
    part("#do-now-failed").hidden = true;
    part("#do-now").hidden = shown === "nothing";
  }
}

function record(json: unknown): Readonly<Record<string, unknown>> | null {
  return typeof json === "object" && json !== null ? (json as Record<string, unknown>) : null;
}
