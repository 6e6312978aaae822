import assert from "node:assert/strict";
import { test } from "node:test";
import { betterLens, nextLens } from "../src/lens";
import { Repeats } from "../src/repeats";

test("a card held before the camera is one card, however long", () => {
  const repeats = new Repeats();
  assert.equal(repeats.isNew("A", 0), true);
  for (let at = 33; at < 20_000; at += 33) assert.equal(repeats.isNew("A", at), false);
});

test("a card shown again after three seconds is looked at again", () => {
  const repeats = new Repeats();
  repeats.isNew("A", 0);
  assert.equal(repeats.isNew("A", 2_999), false);
  assert.equal(repeats.isNew("A", 5_999), true);
});

test("two cards side by side are two parties, each once", () => {
  const repeats = new Repeats();
  const seen = [0, 33, 66, 99].flatMap((at) => ["A", "B"].filter((card) => repeats.isNew(card, at)));
  assert.deepEqual(seen, ["A", "B"]);
});

test("after taking back, the same card may be shown at once", () => {
  const repeats = new Repeats();
  repeats.isNew("A", 0);
  repeats.forget();
  assert.equal(repeats.isNew("A", 100), true);
});

const PHONE = [
  { deviceId: "f", label: "Front Camera" },
  { deviceId: "u", label: "Back Ultra Wide Camera" },
  { deviceId: "b", label: "Back Camera" },
];

test("the plain camera at the back is used when the phone gives another one", () => {
  assert.equal(betterLens(PHONE, "u")?.deviceId, "b");
  assert.equal(betterLens(PHONE, "f")?.deviceId, "b");
  assert.equal(betterLens(PHONE, "b"), null);
  assert.equal(betterLens([{ deviceId: "x", label: "" }], "x"), null);
});

test("the button goes round all cameras", () => {
  assert.deepEqual(
    ["f", "u", "b"].map((used) => nextLens(PHONE, used)?.deviceId),
    ["u", "b", "f"],
  );
  assert.equal(nextLens([{ deviceId: "x", label: "" }], "x"), null);
});
