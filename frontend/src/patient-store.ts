// A store for a database that may never answer, as Safari's sometimes does: after a while it is given
// up, and what was asked of it fails as if it had said so. What it holds stays there for the next start.

import type { Store, Transaction } from "./store";

/** Shorter than the page waits before it offers the way without the camera. */
const OPENS_WITHIN_MS = 2_500;
const ANSWERS_WITHIN_MS = 8_000;

export type Later = (milliseconds: number, work: () => void) => () => void;

export class PatientStore implements Store {
  readonly isLasting = true;
  private hasAnswered = false;
  private isGivenUp = false;

  constructor(
    private readonly inner: Store,
    private readonly later: Later,
  ) {}

  read<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.wait((guarded) => this.inner.read(guarded), work);
  }

  write<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.wait((guarded) => this.inner.write(guarded), work);
  }

  private wait<Result>(
    run: (work: (tx: Transaction) => Promise<Result>) => Promise<Result>,
    work: (tx: Transaction) => Promise<Result>,
  ): Promise<Result> {
    if (this.isGivenUp) return Promise.reject(givenUp());
    return new Promise((resolve, reject) => {
      let isOver = false;
      let hasBegun = false;
      const callOff = this.later(this.hasAnswered ? ANSWERS_WITHIN_MS : OPENS_WITHIN_MS, () => {
        isOver = true;
        this.isGivenUp = true;
        reject(givenUp());
      });
      const guarded = async (tx: Transaction): Promise<Result> => {
        // Too late it must not be done at all: it has been done elsewhere, and would count twice.
        if (isOver) throw givenUp();
        hasBegun = true;
        const result = await work(tx);
        if (isOver) throw givenUp();
        // From here on it is written down, sooner or later: so the end of it is waited for.
        callOff();
        return result;
      };
      run(guarded)
        .finally(callOff)
        .then(
          (result) => {
            this.hasAnswered = true;
            resolve(result);
          },
          // What failed before we did anything is the database's fault, whatever it calls it.
          (error: unknown) => reject(hasBegun || error instanceof DOMException ? error : noDatabase(error)),
        );
    });
  }
}

function givenUp(): DOMException {
  return new DOMException("no answer", "TimeoutError");
}

function noDatabase(error: unknown): DOMException {
  return new DOMException(String(error), "InvalidStateError");
}
