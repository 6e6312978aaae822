// Keys that have only just appeared are not pressed yet: the finger was on its way to another one.

import type { Later } from "./later";

/** After a key that somebody pressed, and after something that came by itself, such as a card. */
const AFTER_A_TAP_MS = 400;
const BY_ITSELF_MS = 700;
const SAME_PLACE_PX = 48;

export class Fresh {
  private callOff: () => void = () => undefined;
  private last: { readonly x: number; readonly y: number } | null = null;

  /**
   * @param setFresh keys of the screen take taps, or not yet
   */
  constructor(
    private readonly setFresh: (isFresh: boolean) => void,
    private readonly later: Later,
  ) {}

  /** Another screen is shown. */
  begin(isAfterTap: boolean): void {
    this.wait(isAfterTap ? AFTER_A_TAP_MS : BY_ITSELF_MS);
  }

  /** A finger came down; who goes on hammering on one place has not seen the new screen yet. */
  touch(x: number, y: number, isFresh: boolean): void {
    const isSamePlace = this.last && Math.hypot(x - this.last.x, y - this.last.y) <= SAME_PLACE_PX;
    this.last = { x, y };
    if (isFresh && isSamePlace) this.wait(AFTER_A_TAP_MS);
  }

  private wait(milliseconds: number): void {
    this.callOff();
    this.setFresh(true);
    this.callOff = this.later(milliseconds, () => this.setFresh(false));
  }
}
