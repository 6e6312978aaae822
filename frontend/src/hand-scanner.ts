// A hand scanner types what it reads, and Enter, whatever screen there is. Fields take their own keys.

/** A finger on Enter long after a slip on another key means the button, not a card. */
const GAP_MS = 800;
const LONGEST = 500;

export class HandScanner {
  private typed = "";
  private at = 0;

  constructor(private readonly onRead: (text: string) => void) {}

  /** A key came; true when it belongs to what is being read, and means nothing else. */
  take(key: string, at: number): boolean {
    if (at - this.at > GAP_MS) this.typed = "";
    this.at = at;
    if (key === "Enter") return this.finish();
    if (key.length !== 1 || (key === " " && !this.typed)) return false;
    this.typed = (this.typed + key).slice(0, LONGEST);
    return true;
  }

  private finish(): boolean {
    const text = this.typed.trim();
    this.typed = "";
    if (text) this.onRead(text);
    return text !== "";
  }
}
