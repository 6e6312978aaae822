// The line to the server: sends what waits, fetches the list, and is never in the volunteer's way.
// First up, then down; one attempt at a time, also with two tabs.

import { delayAfter } from "./backoff";
import type { Ask, Outcome } from "./http";
import type { Clock } from "./clock";
import { applyList, askForList, wipeAfterRevoking } from "./list";
import type { Channel } from "./outbox";
import { NotOurServer, readListAnswer } from "./reading";
import type { Store } from "./store";

const SEND_EVERY_MS = 15_000;
const LIST_EVERY_MS = 30_000;
const SEND_TIMEOUT_MS = 8_000;
/** A timer may come a moment before its time, and nobody would wind it up again. */
const TIMER_EARLY_MS = 50;
const LIST_TIMEOUT_MS = 30_000;

export interface LinkState {
  readonly line: "starting" | "good" | "offline" | "failing" | "refused" | "revoked";
  /** The status the server refused with. */
  readonly status: number | null;
}

export interface Surroundings {
  readonly clock: Clock;
  readonly random: () => number;
  readonly isOnline: () => boolean;
  /** Do the work unless it is being done elsewhere. */
  readonly alone: (work: () => Promise<void>) => Promise<void>;
  /** Call back later; gives a way to call it off. */
  readonly later: (milliseconds: number, work: () => void) => () => void;
  readonly ask: Ask;
  readonly listAddress: string;
  /** For a phone that only listens. */
  readonly listeningAddress?: string;
  /** What is sent, in this order, before the list is fetched. */
  readonly channels: readonly Channel[];
  readonly onChange: (state: LinkState) => void;
  /** A list has come, as the server sent it: for what is shown and not kept. */
  readonly onList?: (json: unknown) => void;
}

export class Link {
  private state: LinkState = { line: "starting", status: null };
  private failures = 0;
  private notBefore = 0;
  private listDueAt = 0;
  /** The first list tells where the phone works: its link may have been opened meanwhile. */
  private knowsPlace = false;
  /** The gate whose list was asked for last; null for the one where the server thinks we work. */
  private asked: number | null = null;
  private isRunning = false;
  private isWanted = false;
  private callOff: () => void = () => undefined;

  constructor(
    private readonly store: Store,
    private readonly here: Surroundings,
  ) {}

  /** There is something to send. */
  async nudge(): Promise<void> {
    this.isWanted = true;
    if (this.isRunning || this.here.clock.steady() + TIMER_EARLY_MS < this.notBefore) return;
    this.isRunning = true;
    try {
      while (this.isWanted) {
        this.isWanted = false;
        await this.here.alone(() => this.attempt());
        if (this.failures) break;
      }
    } finally {
      this.isRunning = false;
      this.schedule();
    }
  }

  /** The network is back, or somebody looks at the phone again: waiting has no use now. */
  async wake(): Promise<void> {
    this.failures = 0;
    this.notBefore = 0;
    for (const channel of this.here.channels) await channel.retry?.();
    return this.refresh();
  }

  /** Get the list now, such as when a card is not on it. */
  refresh(): Promise<void> {
    this.listDueAt = 0;
    return this.nudge();
  }

  stop(): void {
    this.callOff();
  }

  private async attempt(): Promise<void> {
    // It may say that there is a network when there is none, but never the other way round.
    if (!this.here.isOnline()) return this.become("offline");
    const unsent = await this.send();
    const outcome = unsent ?? (await this.fetchList());
    if (outcome.kind === "answer") {
      this.failures = 0;
      return this.become("good");
    }
    if (outcome.kind === "revoked") {
      // Who may send nothing was taken away everywhere; the list says it of its own gate.
      await wipeAfterRevoking(this.store, unsent ? null : this.asked);
      this.listDueAt = 0;
      this.waitAfterFailure();
      return this.become("revoked");
    }
    this.waitAfterFailure();
    if (outcome.kind === "refused") return this.become("refused", outcome.status);
    this.become("failing");
  }

  /** Send everything that waits; null when it all arrived. */
  private async send(): Promise<Outcome | null> {
    for (const channel of this.here.channels)
      for (let parcel = await channel.next(); parcel; parcel = await channel.next()) {
        const outcome = await this.here.ask(parcel.address, SEND_TIMEOUT_MS, parcel.body);
        if (outcome.kind === "refused" && parcel.giveUp) await parcel.giveUp(outcome);
        else if (outcome.kind !== "answer") return outcome;
        else if (!(await understand(() => parcel.confirm(outcome.json)))) return { kind: "failed" };
      }
    return null;
  }

  private async fetchList(): Promise<Outcome> {
    if (this.here.clock.steady() < this.listDueAt) return { kind: "answer", json: null };
    let { question, outcome, listens } = await this.askForFacts();
    // The server knows better what this phone is here for: then its other address has the answer.
    const isOther = listens ? countsHere(outcome) : outcome.kind === "refused" && outcome.status === 403;
    if (isOther && this.here.listeningAddress) {
      await this.store.write((tx) => tx.setMeta("listens", !listens));
      ({ question, outcome } = await this.askForFacts());
    }
    if (outcome.kind !== "answer") return outcome;
    const answer = await understand(async () => readListAnswer(outcome.json, question.own));
    if (!answer) return { kind: "failed" };
    this.here.clock.hear(answer.serverNow);
    const now = this.here.clock.now();
    await applyList(this.store, answer, now, question.gateId);
    this.here.onList?.(outcome.json);
    this.knowsPlace = true;
    this.listDueAt = this.here.clock.steady() + LIST_EVERY_MS;
    return outcome;
  }

  private async askForFacts() {
    const { listAddress, listeningAddress = listAddress } = this.here;
    const listens = (await this.store.read((tx) => tx.meta("listens"))) === true;
    const question = await askForList(this.store, listens ? listeningAddress : listAddress, this.knowsPlace);
    this.asked = question.gateId;
    return { question, outcome: await this.here.ask(question.address, LIST_TIMEOUT_MS), listens };
  }

  private waitAfterFailure(): void {
    this.failures += 1;
    this.notBefore = this.here.clock.steady() + delayAfter(this.failures, this.here.random());
  }

  private schedule(): void {
    this.callOff();
    // Without a network nothing is tried, so nothing has failed: it looks again after a while, and at
    // once when the phone says that there is one.
    const hasFailed = this.failures > 0 && this.state.line !== "offline";
    const wait = hasFailed ? this.notBefore - this.here.clock.steady() : SEND_EVERY_MS;
    this.callOff = this.here.later(Math.max(0, wait), () => void this.nudge());
  }

  private become(line: LinkState["line"], status: number | null = null): void {
    this.state = { line, status };
    this.here.onChange(this.state);
  }
}

function countsHere(outcome: Outcome): boolean {
  return outcome.kind === "answer" && (outcome.json as { listens?: unknown } | null)?.listens === false;
}

async function understand<Answer>(read: () => Promise<Answer>): Promise<Answer | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof NotOurServer) return null;
    throw error;
  }
}
