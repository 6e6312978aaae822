// Who of a party is inside by the scans of this phone: heads only, and as planner/core/admission.py
// counts them. A pure function of the set of scans; test/vectors.json holds both to it.

import type { Kind } from "./protocol";

export interface Fact {
  readonly nonce: string;
  readonly kind: Kind;
  /** Milliseconds since 1970, by this phone's clock. */
  readonly at: number;
  readonly heads: number;
  /** The party's size when it was scanned; 0 where there was none. */
  readonly size: number;
  readonly voids: string | null;
}

export interface Party {
  readonly inside: number;
  /** The scans that let somebody in, the first first. */
  readonly entries: readonly Fact[];
}

/** Work out who is inside, from the scans in any order. */
export function settle(facts: readonly Fact[], size: number): Party {
  const undone = new Set(facts.map((fact) => fact.voids));
  const distinct = [...new Map(facts.map((fact) => [fact.nonce, fact])).values()];
  const counting = distinct.filter((fact) => !undone.has(fact.nonce) && fact.heads > 0);
  let inside = 0;
  const entries: Fact[] = [];
  for (const fact of counting.sort(byTime)) {
    if (fact.kind === "exit") inside = Math.max(0, inside - fact.heads);
    else if (fact.kind === "entry") {
      const room = Math.max(0, Math.max(size, fact.size) - inside);
      const entering = Math.min(fact.heads, room);
      if (entering > 0) entries.push(fact);
      inside += entering;
    }
  }
  return { inside, entries };
}

function byTime(one: Fact, other: Fact): number {
  return one.at - other.at || (one.nonce < other.nonce ? -1 : 1);
}
