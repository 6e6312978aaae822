// Green is for the party that has just come: after a moment the screen is nobody's, and only says who
// was the last, so that no next guest is taken for welcome.

import { part } from "./page";

const FADES_AFTER_MS = 2_000;

export class Fade {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isPast = false;
  /** Who was the last, in one short sentence. */
  words: () => string = () => "";

  /** Another screen is shown, green or not. */
  begin(isGreen: boolean): void {
    clearTimeout(this.timer);
    this.isPast = false;
    if (isGreen) this.timer = setTimeout(() => this.end(), FADES_AFTER_MS);
  }

  /** The number was put right. */
  update(): void {
    if (!this.isPast) return;
    const words = this.words();
    part(".verdict h1").textContent = words;
    document.title = words;
  }

  private end(): void {
    this.isPast = true;
    document.body.className = "full-past";
    // It was read aloud when it was news.
    part(".verdict").setAttribute("aria-live", "off");
    this.update();
  }
}
