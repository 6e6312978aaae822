// What points at somebody in what was noted: the same patterns as planner/core/residents/marks.py, which
// come with the page. Each ends with its only group, and that is what is marked.

/** A kind of mark, and its pattern. */
export type Pattern = readonly [string, string];

export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
}

/** Find what points at somebody, in order and without overlaps; of two the earlier one. */
export function marksIn(words: string, patterns: readonly Pattern[]): readonly Mark[] {
  const found = patterns.flatMap(([kind, pattern]) =>
    // Python's digits are those of every script.
    [...words.matchAll(new RegExp(pattern.replaceAll("\\d", "\\p{Nd}"), "gu"))].map((match): Mark => {
      const end = match.index + match[0].length;
      return { start: end - (match[1] ?? "").length, end, kind };
    }),
  );
  const kept: Mark[] = [];
  for (const mark of found.sort((one, other) => one.start - other.start || other.end - one.end))
    if (mark.start >= (kept.at(-1)?.end ?? 0)) kept.push(mark);
  return kept;
}

/** A part of the words, and whether it is marked. */
export type Piece = readonly [string, boolean];

/** Cut words where marks begin and end. */
export function piecesOf(words: string, marks: readonly Mark[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const mark of marks) {
    pieces.push([words.slice(end, mark.start), false], [words.slice(mark.start, mark.end), true]);
    end = mark.end;
  }
  return [...pieces, [words.slice(end), false] as const].filter(([text]) => text);
}
