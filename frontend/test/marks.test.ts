import assert from "node:assert/strict";
import { test } from "node:test";
import { marksIn, piecesOf, type Pattern } from "../src/marks";
import vectors from "./vectors.json";

const patterns = vectors.marks.patterns as unknown as readonly Pattern[];

for (const { words, marked } of vectors.marks.words)
  test(`what points at somebody is marked as the server marks it: ${words}`, () => {
    const marks = marksIn(words, patterns);
    assert.deepEqual(
      marks.map(({ kind, start, end }) => [kind, words.slice(start, end)]),
      marked,
    );
    const pieces = piecesOf(words, marks);
    assert.equal(pieces.map(([text]) => text).join(""), words);
    assert.deepEqual(
      pieces.filter(([, isMarked]) => isMarked).map(([text]) => text),
      marked.map(([, text]) => text),
    );
  });

test("five hundred signs of anything are marked at once", () => {
  for (const sign of ["a", "0", "-", "@", " ", "van ", "Van ", "é", "🎉"]) {
    const began = performance.now();
    marksIn(`mevrouw ${sign.repeat(500)}`, patterns);
    assert.ok(performance.now() - began < 1_000, sign);
  }
});
