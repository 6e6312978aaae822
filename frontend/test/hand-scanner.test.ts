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

test("a scanner that ends with Tab is read, and a Tab by hand goes on", () => {
  const { read, type } = reader();
  assert.equal(type([..."7KQM7KQM7KQM7", "Tab"]).at(-1), true);
  assert.equal(type([..."417"], 200).length, 3);
  assert.deepEqual(type(["Tab"]), [false]);
  type(["Enter"]);
  assert.deepEqual(type(["a", "Tab"], 5), [true, false], "one slip is no card");
  assert.deepEqual(read, ["7KQM7KQM7KQM7", "417"]);
});

test("in a field the Tab of a scanner ends it, and a Tab by hand does not", () => {
  const scanner = new HandScanner(() => assert.fail("fields take their own keys"));
  let at = 1000;
  const type = (keys: readonly string[], gap: number) =>
    keys.map((key) => scanner.endsField(key, (at += gap)));
  assert.equal(type([..."7KQM", "Shift", ..."7KQM7", "Tab"], 8).at(-1), true);
  assert.equal(type([..."417", "Tab"], 180).at(-1), false);
  assert.equal(type(["4", "Tab"], 8).at(-1), false);
});
