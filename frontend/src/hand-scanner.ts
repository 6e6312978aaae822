// A hand scanner types what it reads, and Enter or Tab, whatever screen there is. Fields take their own
// keys; only the Tab that a scanner presses after its code ends a field as Enter does.

/** A finger on Enter long after a slip on another key means the button, not a card. */
const GAP_MS = 800;
/** No finger types so fast: two keys of a scanner come closer together than this. */
const MACHINE_GAP_MS = 60;
const FEWEST_OF_A_MACHINE = 3;
const LONGEST = 500;

export class HandScanner {
  private typed = "";
  private at = 0;
  private isMachine = true;

  constructor(private readonly onRead: (text: string) => void) {}

  /** A key came; true when it belongs to what is being read, and means nothing else. */
  take(key: string, at: number): boolean {
    this.note(at);
    if (key === "Enter") return this.finish();
    // By hand it goes to the next key or field, as it always does.
    if (key === "Tab") return this.isByMachine() && this.finish();
    if (key.length !== 1 || (key === " " && !this.typed)) return false;
    this.typed = (this.typed + key).slice(0, LONGEST);
    return true;
  }

  /** A key came to a field; true when it is the Tab that ends what a scanner typed there. */
  endsField(key: string, at: number): boolean {
    this.note(at);
    if (key.length === 1) this.typed = (this.typed + key).slice(0, LONGEST);
    const isEnd = key === "Tab" && this.isByMachine();
    // A shift key belongs to the capital that comes; any other key ends what was typed.
    if (key === "Tab" || key === "Enter") this.typed = "";
    return isEnd;
  }

  private note(at: number): void {
    const gap = at - this.at;
    if (gap > GAP_MS) this.typed = "";
    if (!this.typed) this.isMachine = true;
    else if (gap > MACHINE_GAP_MS) this.isMachine = false;
    this.at = at;
  }

  private isByMachine(): boolean {
    return this.isMachine && this.typed.length >= FEWEST_OF_A_MACHINE;
  }

  private finish(): boolean {
    const text = this.typed.trim();
    this.typed = "";
    if (text) this.onRead(text);
    return text !== "";
  }
}

/** Listen to the keys of the whole page. */
export function listenToScanner(onRead: (text: string) => void): void {
  const scanner = new HandScanner(onRead);
  document.addEventListener("keydown", (event) => {
    const { target, key, timeStamp } = event;
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    // A note is written by hand: all keys are its own.
    if (target instanceof HTMLTextAreaElement) return;
    if (!(target instanceof HTMLInputElement)) {
      if (scanner.take(key, timeStamp)) event.preventDefault();
    } else if (scanner.endsField(key, timeStamp)) {
      event.preventDefault();
      target.form?.requestSubmit();
    }
  });
}
