import assert from "node:assert/strict";
import { test } from "node:test";
import { HandScanner } from "../src/hand-scanner";

function reader() {
  const read: string[] = [];
  const scanner = new HandScanner((text) => read.push(text));
  let at = 1000;
  const type = (keys: readonly string[], gap = 5) => keys.map((key) => scanner.take(key, (at += gap)));
  return { read, type };
}

test("what a hand scanner types is read at its Enter, a whole address too", () => {
  const { read, type } = reader();
  assert.ok(type([..."https://feest.example/7KQM7KQM7KQM7", "Enter"]).every(Boolean));
  type([..."417", "Enter"]);
  assert.deepEqual(read, ["https://feest.example/7KQM7KQM7KQM7", "417"]);
});

test("keys that press buttons stay what they are", () => {
  const { read, type } = reader();
  assert.deepEqual(type(["Enter", "Tab", " ", "ArrowDown", "Shift", "Escape"]), Array(6).fill(false));
  assert.deepEqual(read, []);
});

test("a slip on a key long before is no card", () => {
  const { read, type } = reader();
  type(["a"]);
  assert.deepEqual(type(["Enter"], 900), [false]);
  assert.deepEqual(read, []);
});

test("a key that is held down ends", () => {
  const { read, type } = reader();
  type([...Array<string>(5000).fill("x"), "Enter"]);
  assert.equal(read[0]?.length, 500);
});
