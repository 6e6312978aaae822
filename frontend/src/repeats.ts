// A camera sees the same card thirty times a second; people at the door see it once.

const IGNORED_FOR_MS = 3_000;

export class Repeats {
  private readonly seenAt = new Map<string, number>();

  /** Say whether a reading is new. A card that stays in the picture stays the same reading. */
  isNew(text: string, now: number): boolean {
    for (const [other, at] of this.seenAt) if (now - at >= IGNORED_FOR_MS) this.seenAt.delete(other);
    const isNew = !this.seenAt.has(text);
    this.seenAt.set(text, now);
    return isNew;
  }

  /** Something was taken back: the same card may be shown again at once. */
  forget(): void {
    this.seenAt.clear();
  }
}
