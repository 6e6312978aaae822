import assert from "node:assert/strict";
import { test } from "node:test";
import { readCardNumber, readCode } from "../src/codes";
import vectors from "./vectors.json";

for (const { typed, ...expected } of vectors.codes)
  test(`phone and server read ${JSON.stringify(typed).slice(0, 60)} alike`, () => {
    assert.deepEqual(readCode(typed), expected);
  });

for (const [typed, number] of [
  ["417", 417],
  [" 0417 ", 417],
  ["٤١٧", 417],
  ["4O7", 407],
  ["4B7", null],
  ["1234567", null],
  ["", null],
] as const)
  test(`the number on a card, typed as ${JSON.stringify(typed)}, is ${number}`, () => {
    assert.equal(readCardNumber(typed), number);
  });
