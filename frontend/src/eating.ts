// What people without a card eat, asked when there is time: one tap for each who tells it.

import type { Book } from "./book";
import { lastLines, type Line } from "./lines";
import type { Store } from "./store";

/** Who came in longer before the last one is not standing there any more. */
const TOGETHER_MS = 10 * 60_000;
const LAST_LINES = 10;

export interface Eaters {
  /** How many people it is about, and of how many of them nothing is known. */
  readonly people: number;
  readonly unasked: number;
  readonly diets: ReadonlyMap<string, number>;
}

export class Eating {
  /** The line that was chosen; null for whoever came in last. */
  private group: string | null = null;
  private noted: (readonly [group: string, diet: string])[] = [];

  constructor(
    private readonly store: Store,
    private readonly book: Book,
  ) {}

  choose(group: string | null): void {
    this.group = group;
    this.noted = [];
  }

  get canUndo(): boolean {
    return this.noted.length > 0;
  }

  async look(): Promise<Eaters> {
    const lines = await this.lines();
    const diets = new Map<string, number>();
    for (const line of lines) for (const [diet, n] of line.diets) diets.set(diet, (diets.get(diet) ?? 0) + n);
    const unasked = lines.reduce((sum, line) => sum + line.unasked, 0);
    return { people: unasked + [...diets.values()].reduce((sum, n) => sum + n, 0), unasked, diets };
  }

  /** One of them eats this; false when it is known of everybody. */
  async note(diet: string): Promise<boolean> {
    const line = (await this.lines()).find((one) => one.unasked > 0);
    if (!line || !(await this.book.noteDiet(line.group, diet))) return false;
    this.noted.push([line.group, diet]);
    return true;
  }

  /** Undo the last tap. */
  async undo(): Promise<boolean> {
    const last = this.noted.pop();
    return last !== undefined && this.book.forgetDiet(...last);
  }

  private async lines(): Promise<Line[]> {
    const lines = (await lastLines(this.store, LAST_LINES)).filter(
      (line) => line.unasked > 0 || line.diets.size > 0,
    );
    if (this.group !== null) return lines.filter((line) => line.group === this.group);
    const newest = lines[0]?.at ?? 0;
    return lines.filter((line) => newest - line.at <= TOGETHER_MS);
  }
}
