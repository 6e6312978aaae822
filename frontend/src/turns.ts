// One thing after the other: a card, a key and the end of the event may come in the same moment.

export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Do the work when all that was asked before is done. */
  take<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.last.then(work);
    this.last = result.catch(() => undefined);
    return result;
  }
}
