// The line to the server: sends what waits, fetches the list, and is never in the volunteer's way.
// First up, then down; one attempt at a time, also with two tabs.

import { delayAfter } from "./backoff";
import type { Ask, Outcome } from "./http";
import { applyList, listAddress, wipeAfterRevoking } from "./list";
import type { ScanResult } from "./protocol";
import { confirm, countWaiting, nextBatch, toBody } from "./queue";
import { NotOurServer, readListAnswer, readScanAnswer } from "./reading";
import type { Store } from "./store";

const SEND_EVERY_MS = 15_000;
const LIST_EVERY_MS = 30_000;
const SEND_TIMEOUT_MS = 8_000;
const LIST_TIMEOUT_MS = 30_000;

export interface LinkState {
  readonly line: "starting" | "good" | "offline" | "failing" | "refused" | "revoked";
  /** The status the server refused with. */
  readonly status: number | null;
}

export interface Surroundings {
  readonly now: () => number;
  readonly random: () => number;
  readonly isOnline: () => boolean;
  /** Do the work unless it is being done elsewhere. */
  readonly alone: (work: () => Promise<void>) => Promise<void>;
  /** Call back later; gives a way to call it off. */
  readonly later: (milliseconds: number, work: () => void) => () => void;
  readonly ask: Ask;
  readonly addresses: { readonly list: string; readonly scans: string };
  readonly onChange: (state: LinkState) => void;
  readonly onResults: (results: readonly ScanResult[]) => void;
  /** A list has come, as the server sent it: for what is shown and not kept. */
  readonly onList?: (json: unknown) => void;
}

export class Link {
  private state: LinkState = { line: "starting", status: null };
  private failures = 0;
  private notBefore = 0;
  private listDueAt = 0;
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
    if (this.isRunning || this.here.now() < this.notBefore) return;
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
  wake(): Promise<void> {
    this.failures = 0;
    this.notBefore = 0;
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
    const outcome = (await this.send()) ?? (await this.fetchList());
    if (outcome.kind === "answer") {
      this.failures = 0;
      return this.become("good");
    }
    if (outcome.kind === "revoked") {
      await wipeAfterRevoking(this.store);
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
    for (;;) {
      const scans = await nextBatch(this.store);
      if (!scans.length) return null;
      const left = (await countWaiting(this.store)) - scans.length;
      const body = toBody(scans, this.here.now(), left);
      const outcome = await this.here.ask(this.here.addresses.scans, SEND_TIMEOUT_MS, body);
      if (outcome.kind !== "answer") return outcome;
      const answer = understand(() => readScanAnswer(outcome.json));
      if (!answer || !(await confirm(this.store, answer))) return { kind: "failed" };
      this.here.onResults(answer.results);
    }
  }

  private async fetchList(): Promise<Outcome> {
    if (this.here.now() < this.listDueAt) return { kind: "answer", json: null };
    const own = (await this.store.read((tx) => tx.meta("installation"))) ?? "";
    const address = await listAddress(this.store, this.here.addresses.list);
    const outcome = await this.here.ask(address, LIST_TIMEOUT_MS);
    if (outcome.kind !== "answer") return outcome;
    const answer = understand(() => readListAnswer(outcome.json, own));
    if (!answer) return { kind: "failed" };
    await applyList(this.store, answer, this.here.now());
    this.here.onList?.(outcome.json);
    this.listDueAt = this.here.now() + LIST_EVERY_MS;
    return outcome;
  }

  private waitAfterFailure(): void {
    this.failures += 1;
    this.notBefore = this.here.now() + delayAfter(this.failures, this.here.random());
  }

  private schedule(): void {
    this.callOff();
    const wait = this.failures ? this.notBefore - this.here.now() : SEND_EVERY_MS;
    this.callOff = this.here.later(Math.max(0, wait), () => void this.nudge());
  }

  private become(line: LinkState["line"], status: number | null = null): void {
    this.state = { line, status };
    this.here.onChange(this.state);
  }
}

function understand<Answer>(read: () => Answer): Answer | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotOurServer) return null;
    throw error;
  }
}
