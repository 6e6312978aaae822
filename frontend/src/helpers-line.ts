// The line of the helpers' page to the server: sends what was tapped, then fetches the list of now.

import { delayAfter } from "./backoff";
import type { Clock } from "./clock";
import { forget, readHelperList } from "./helpers-list";
import type { Ask } from "./http";
import type { Channel } from "./outbox";
import { NotOurServer } from "./reading";
import type { Store } from "./store";

const EVERY_MS = 15_000;
const LIST_EVERY_MS = 60_000;
const TIMEOUT_MS = 8_000;

export type Line = "starting" | "good" | "offline" | "failing" | "revoked";

export interface Surroundings {
  readonly clock: Clock;
  readonly random: () => number;
  readonly isOnline: () => boolean;
  readonly alone: (work: () => Promise<void>) => Promise<void>;
  readonly later: (milliseconds: number, work: () => void) => () => void;
  readonly ask: Ask;
  readonly address: string;
  readonly channel: Channel;
  readonly onChange: (line: Line) => void;
}

export class HelpersLine {
  private failures = 0;
  private listDueAt = 0;
  private isRunning = false;
  private isWanted = false;
  private callOff: () => void = () => undefined;

  constructor(
    private readonly store: Store,
    private readonly here: Surroundings,
  ) {}

  /** The network is back, or somebody looks at the phone again. */
  async wake(): Promise<void> {
    this.listDueAt = 0;
    await this.here.channel.retry?.();
    return this.nudge();
  }

  /** There is something to send. */
  async nudge(): Promise<void> {
    this.isWanted = true;
    if (this.isRunning) return;
    this.isRunning = true;
    this.callOff();
    try {
      while (this.isWanted) {
        this.isWanted = false;
        await this.here.alone(async () => this.become(await this.attempt()));
      }
    } finally {
      this.isRunning = false;
      const wait = this.failures ? delayAfter(this.failures, this.here.random()) : EVERY_MS;
      this.callOff = this.here.later(wait, () => void this.nudge());
    }
  }

  private become(line: Line): void {
    this.failures = line === "failing" ? this.failures + 1 : 0;
    this.here.onChange(line);
  }

  private async attempt(): Promise<Line> {
    if (!this.here.isOnline()) return "offline";
    try {
      return (await this.send()) ?? (await this.fetchList());
    } catch (error) {
      if (error instanceof NotOurServer) return "failing";
      throw error;
    }
  }

  private async send(): Promise<Line | null> {
    const { channel, ask } = this.here;
    for (let parcel = await channel.next(); parcel; parcel = await channel.next()) {
      const outcome = await ask(parcel.address, TIMEOUT_MS, parcel.body);
      if (outcome.kind === "revoked") return this.lose();
      if (outcome.kind === "refused" && parcel.giveUp) await parcel.giveUp(outcome);
      else if (outcome.kind !== "answer" || !(await parcel.confirm(outcome.json))) return "failing";
      this.listDueAt = 0;
    }
    return null;
  }

  private async fetchList(): Promise<Line> {
    const { clock, ask, address } = this.here;
    if (clock.steady() < this.listDueAt) return "good";
    const current = (await this.store.read((tx) => tx.meta("current"))) ?? 0;
    const outcome = await ask(current ? `${address}?gate=${current}` : address, TIMEOUT_MS);
    // Taken away, or here only to listen: then no helper is its business.
    if (outcome.kind === "revoked" || outcome.kind === "refused") return this.lose();
    if (outcome.kind !== "answer") return "failing";
    const { list, serverNow } = readHelperList(outcome.json);
    clock.hear(serverNow);
    await this.store.write((tx) => tx.setMeta("helpers", list));
    this.listDueAt = clock.steady() + LIST_EVERY_MS;
    return "good";
  }

  private async lose(): Promise<Line> {
    await forget(this.store);
    return "revoked";
  }
}
