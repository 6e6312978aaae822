// What time it is for the server. The phone's own clock may be wrong, and may be put right at any
// moment; what runs steadily since the server's last word can't.

const HOUR_MS = 3_600_000;
/** A phone in a pocket stops its steady clock too, but not for so long. */
const LONGEST_SLEEP_MS = 6 * HOUR_MS;
/** Without a word of the server so much later it is certain that a gate has closed. */
const CERTAINLY_OVER_MS = 12 * HOUR_MS;

interface Word {
  readonly server: number;
  readonly wall: number;
  readonly steady: number;
}

export class Clock {
  private word: Word | null = null;
  /** What to add to this phone's clock, as the server's word before this page was opened had it. */
  private known = 0;

  /**
   * @param now this phone's own clock, in milliseconds since 1970
   * @param steady milliseconds since any moment; nobody can put it right
   */
  constructor(
    readonly now: () => number = Date.now,
    readonly steady: () => number = () => performance.now(),
  ) {}

  /** The server has said what time it is. */
  hear(server: number): void {
    this.word = { server, wall: this.now(), steady: this.steady() };
  }

  /** What the server last said before this page was opened. */
  remember(offset: number): void {
    this.known = offset;
  }

  /** The server's time, as well as this phone knows it. */
  server(): number {
    return this.heard() ?? this.now() + this.known;
  }

  /** The server's time when it has said a word since the page was opened; else nobody knows. */
  heard(): number | null {
    if (!this.word) return null;
    const wall = this.now() - this.word.wall;
    const steady = this.steady() - this.word.steady;
    const slept = wall - steady;
    // A clock that was put right, or a phone that slept: only the second one is shorter than that.
    return this.word.server + (slept >= 0 && slept <= LONGEST_SLEEP_MS ? wall : steady);
  }

  /** Whether a moment is over for certain: a clock that is put right ends nothing. */
  isPast(moment: number): boolean {
    if (this.word && this.word.server + this.steady() - this.word.steady > moment) return true;
    const earliest = Math.min(this.now(), this.now() + this.known, this.heard() ?? Infinity);
    return earliest > moment + CERTAINLY_OVER_MS;
  }
}
