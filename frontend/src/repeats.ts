// A camera sees the same code thirty times a second; people at the door see it once.

/** Out of sight for so long and so many pictures, a card was taken away; the camera loses one for less. */
export const AWAY_MS = 300;
const AWAY_PICTURES = 3;
const KEPT_FOR_MS = 3_000;

/** A code that is before the camera now, or was a moment ago. */
export interface Seen {
  /** How long it was out of sight before this picture; without end when it is new. */
  awayFor: number;
  isAnswered: boolean;
}

interface Memory extends Seen {
  at: number;
  /** The picture that it was in last, and the first one of this time that it is there. */
  picture: number;
  since: number;
  isCard: boolean;
  /** Out of sight for so long, it counts as new. */
  keptFor: number;
}

export class Repeats {
  private readonly memories = new Map<string, Memory>();
  private picture = 0;

  /** Another picture was taken, with something in it or nothing. */
  turn(): void {
    this.picture += 1;
  }

  /** Note that a code is in the picture. One that stays there stays the same reading. */
  see(text: string, now: number, isCard: boolean): Seen {
    const { picture } = this;
    const known = this.memories.get(text);
    const awayFor = known ? now - known.at : Infinity;
    if (known && awayFor < known.keptFor) {
      const since = this.isAway(known, now) ? picture : known.since;
      return Object.assign(known, { at: now, picture, since, awayFor });
    }
    const isAnswered = false;
    const memory = { at: now, picture, since: picture, awayFor, isCard, isAnswered, keptFor: KEPT_FOR_MS };
    this.memories.set(text, memory);
    this.dropOld(now);
    return memory;
  }

  /**
   * Say whether a card that had its answer is still there: beside this one, or perhaps, because it was
   * there a moment ago.
   */
  otherCard(text: string, now: number): "beside" | "perhaps" | "none" {
    const since = this.memories.get(text)?.since ?? this.picture;
    const others = [...this.memories]
      .filter(([other, { isCard, isAnswered }]) => other !== text && isCard && isAnswered)
      .map(([, memory]) => memory)
      .filter((memory) => !this.isAway(memory, now));
    if (others.some((other) => other.picture >= since)) return "beside";
    return others.length ? "perhaps" : "none";
  }

  /** Something was taken back: its card may come again as soon as it has been taken away. */
  forget(): void {
    for (const memory of this.memories.values()) memory.keptFor = AWAY_MS;
  }

  private isAway({ at, picture }: Memory, now: number): boolean {
    return now - at >= AWAY_MS && this.picture - picture >= AWAY_PICTURES;
  }

  private dropOld(now: number): void {
    for (const [text, { at }] of this.memories) if (now - at >= KEPT_FOR_MS) this.memories.delete(text);
  }
}
