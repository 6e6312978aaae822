// With internet the phone asks before it decides: one question, one second at most. The answer is the
// card as it stands on the list now, so there is still one set of rules, on the phone.

import type { Card } from "./book";
import type { Clock } from "./clock";
import type { Ask } from "./http";
import { ownNames } from "./list";
import type { CardAnswer } from "./protocol";
import { NotOurServer, readCardAnswer } from "./reading";
import type { Store } from "./store";

const PATIENCE_MS = 1_000;
const TIMEOUT_MS = 8_000;

export class Asker {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly ask: Ask,
    private readonly address: string,
    private readonly later: (milliseconds: number, work: () => void) => () => void,
  ) {}

  /**
   * Ask what the server knows of a card, and put it on the list.
   *
   * @param onLate called with an answer that comes after the phone had to decide by itself
   * @returns null when no answer came in time
   */
  async first(card: Card, onLate: (answer: CardAnswer) => void): Promise<CardAnswer | null> {
    const question = this.question(card);
    let isLate = false;
    const answered = question.then((answer) => {
      if (isLate && answer) onLate(answer);
      return answer;
    });
    return new Promise((resolve) => {
      const callOff = this.later(PATIENCE_MS, () => {
        isLate = true;
        resolve(null);
      });
      void answered.then((answer) => {
        callOff();
        resolve(answer);
      });
    });
  }

  private async question(card: Card): Promise<CardAnswer | null> {
    const { gateId, body } = await this.bodyOf(card);
    if (!gateId) return null;
    const outcome = await this.ask(this.address, TIMEOUT_MS, body);
    if (outcome.kind !== "answer") return null;
    try {
      const answer = readCardAnswer(outcome.json);
      this.clock.hear(answer.serverNow);
      const { entry } = answer;
      if (entry) await this.store.write((tx) => tx.at(gateId).putEntries([entry]));
      return answer;
    } catch (error) {
      if (error instanceof NotOurServer) return null;
      throw error;
    }
  }

  private bodyOf(card: Card): Promise<{ gateId: number; body: string }> {
    return this.store.read(async (tx) => {
      const { gateId } = await tx.place();
      const own = await ownNames(tx);
      const shown = await shownAs(card, async (number) => (await tx.entryByNumber(number))?.part?.id);
      return { gateId, body: JSON.stringify({ gate: gateId, own, ...shown }) };
    });
  }
}

async function shownAs(card: Card, partOf: (number: number) => Promise<number | undefined>) {
  if (!("number" in card)) return { code: card.code };
  const part = await partOf(card.number);
  return { card_number: card.number, ...(part ? { part } : {}) };
}
