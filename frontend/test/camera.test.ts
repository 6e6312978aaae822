import assert from "node:assert/strict";
import { test } from "node:test";
import { betterLens, nextLens } from "../src/lens";
import { Repeats } from "../src/repeats";
import { soften } from "../src/soften";

test("a code that stays in the picture stays the same reading, however long", () => {
  const repeats = new Repeats();
  repeats.see("A", 0, true).isAnswered = true;
  for (let at = 33; at < 20_000; at += 33) {
    const seen = repeats.see("A", at, true);
    assert.deepEqual([seen.isAnswered, seen.awayFor], [true, 33]);
  }
});

test("out of sight for three seconds it is new", () => {
  const repeats = new Repeats();
  repeats.see("A", 0, true).isAnswered = true;
  assert.equal(repeats.see("A", 2_999, true).isAnswered, true);
  assert.equal(repeats.see("A", 5_999, true).isAnswered, false);
});

test("a card taken back is new as soon as it was away, and not while it is held there", () => {
  const repeats = new Repeats();
  repeats.see("A", 0, true).isAnswered = true;
  repeats.forget();
  assert.equal(repeats.see("A", 100, true).isAnswered, true);
  assert.equal(repeats.see("A", 500, true).isAnswered, false);
});

test("another card is beside it, or has just been there, or has gone", () => {
  const repeats = new Repeats();
  const see = (now: number, ...cards: string[]) => {
    repeats.turn();
    for (const card of cards) repeats.see(card, now, true);
    return repeats.otherCard("B", now);
  };
  see(0, "A");
  repeats.see("A", 0, true).isAnswered = true;
  assert.equal(see(100, "A", "B"), "beside");
  assert.equal(see(200, "B"), "beside", "lost by the camera for a moment");
  for (const at of [300, 400, 500]) see(at, "B");
  assert.equal(see(600, "B"), "none");
  assert.equal(see(1_000, "A"), "beside", "it came back");
  for (const at of [1_100, 1_200, 1_300, 1_400]) see(at);
  see(1_500, "A");
  assert.equal(see(1_600, "B"), "perhaps", "one goes and the other comes");
  assert.equal(see(1_700, "B"), "perhaps");
  assert.equal(see(1_800, "B"), "none");
});

test("soft, stripes are gone and what is broad stays", () => {
  const [width, height] = [720, 720];
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let row = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1)
      data.fill(
        column < 360 && column % 3 ? 240 : 0,
        (row * width + column) * 4,
        (row * width + column) * 4 + 3,
      );
  const soft = soften({ data, width, height });
  assert.deepEqual([soft.width, soft.height], [360, 360]);
  const row = Array.from({ length: 360 }, (_, column) => soft.data[(180 * 360 + column) * 4] ?? 0);
  const left = row.slice(10, 160);
  assert.ok(Math.max(...left) - Math.min(...left) < 30, "hardly a stripe");
  assert.ok(Math.min(...left) > 140);
  assert.ok(Math.max(...row.slice(190)) < 10);
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
