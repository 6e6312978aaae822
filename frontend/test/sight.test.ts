import assert from "node:assert/strict";
import { test } from "node:test";
import { Repeats } from "../src/repeats";
import { Eye } from "../src/sight";

const [A, B, C] = ["VVQ93R0Z9K41V", "MC9P3ZHHA4Y17", "0000000000000"];
const FOREIGN = "https://menu.example/kaart.pdf";
const MISREAD = "VVQ93R0Z9K410";
const EVERY_MS = 100;

/** A gate with a camera: pictures come ten times a second, and what happens is noted. */
function gate() {
  const happened: string[] = [];
  const repeats = new Repeats();
  let [now, screens, isOpen] = [10_000, 1, true];
  let shownAt: number | null = null;
  const show = () => ((screens += 1), (shownAt = now));
  const eye = new Eye(repeats, {
    now: () => now,
    isOpen: () => isOpen,
    screen: () => screens,
    shownAt: () => shownAt,
    count: async (code) => {
      happened.push(`counted ${code}`);
      show();
    },
    say: (word) => happened.push(word),
    goOnSaying: () => undefined,
    give: (signal) => happened.push(`(${signal})`),
  });
  const see = async (milliseconds: number, ...texts: string[]) => {
    for (const end = now + milliseconds; now < end; now += EVERY_MS) await eye.read(texts);
  };
  const next = () => ((screens += 1), (shownAt = null));
  return { happened, eye, repeats, see, next, close: () => (isOpen = false) };
}

test("one card after the other costs no tap", async () => {
  const { happened, see } = gate();
  await see(1_000, A);
  await see(700);
  await see(1_000, B);
  await see(700);
  await see(1_000, C);
  assert.deepEqual(
    happened,
    [A, B, C].map((code) => `counted ${code}`),
  );
});

test("the next card waits until the answer about the last one could be read", async () => {
  const { happened, see } = gate();
  await see(200, A);
  await see(700);
  await see(300, B);
  assert.deepEqual(happened, [`counted ${A}`]);
  await see(500, B);
  assert.deepEqual(happened, [`counted ${A}`, `counted ${B}`]);
});

test("of two cards in one picture one is counted and the other is asked about, once", async () => {
  const { happened, eye, see } = gate();
  await see(30_000, A, B);
  assert.deepEqual(happened, [`counted ${A}`, "another_card", "(ask)"]);
  await eye.countOther();
  await see(5_000, A, B);
  assert.deepEqual(happened.slice(3), [`counted ${B}`]);
});

test("a card that comes while the first is still there is asked about, and stays so when that goes", async () => {
  const { happened, see } = gate();
  await see(1_000, A);
  await see(1_000, A, B);
  await see(10_000, B);
  assert.deepEqual(happened, [`counted ${A}`, "another_card", "(ask)"]);
});

test("a hand that is quick costs no tap either: cards that follow each other are no two at once", async () => {
  const { happened, see } = gate();
  for (const card of [A, B, C]) {
    await see(1_500, card);
    await see(200);
  }
  assert.deepEqual(
    happened,
    [A, B, C].map((code) => `counted ${code}`),
  );
});

test("cards that the camera reads by turns are there together", async () => {
  const { happened, see } = gate();
  await see(1_500, A);
  for (let turn = 0; turn < 10; turn += 1) {
    await see(100, B);
    await see(100, A);
  }
  assert.deepEqual(happened, [`counted ${A}`, "another_card", "(ask)"]);
});

test("a card asked about that goes and comes alone is the next party", async () => {
  const { happened, see } = gate();
  await see(1_000, A);
  await see(1_000, A, B);
  await see(1_000);
  await see(200, B);
  assert.deepEqual(happened.slice(3), [`counted ${B}`]);
});

test("next guest means the card that is alone in view", async () => {
  const { happened, eye, see, next } = gate();
  await see(1_000, A);
  await see(1_000, A, B);
  await see(1_000, B);
  next();
  await eye.countOther();
  assert.equal(happened.length, 3, "the question was about the screen before");
  await see(200, B);
  assert.deepEqual(happened.slice(3), [`counted ${B}`]);
});

test("a code of somebody else is answered, by sound and word, and once as long as it stays", async () => {
  const { happened, see } = gate();
  await see(10_000, FOREIGN);
  await see(4_000);
  await see(1_000, FOREIGN);
  await see(1_000, MISREAD);
  const answer = ["not_ours", "(foreign)"];
  assert.deepEqual(happened, [...answer, ...answer, "read_badly", "(foreign)"]);
});

test("a code of somebody else beside a card of ours is answered after it", async () => {
  const { happened, see } = gate();
  await see(500, FOREIGN, A);
  assert.deepEqual(happened, [`counted ${A}`]);
  await see(1_000, FOREIGN);
  assert.deepEqual(happened.slice(1), ["not_ours", "(foreign)"]);
});

test("a card shown again at once is answered calmly, and later as a card that was used", async () => {
  const { happened, see } = gate();
  await see(1_000, A);
  await see(1_500);
  await see(1_000, A);
  assert.deepEqual(happened.slice(1), ["read_just_now", "(again)"]);
  await see(4_000);
  await see(1_000, A);
  assert.deepEqual(happened.slice(3), [`counted ${A}`]);
});

test("a card taken back is not counted again while it is still held there", async () => {
  const { happened, repeats, see, next } = gate();
  await see(1_000, A);
  repeats.forget();
  next();
  await see(3_000, A);
  assert.deepEqual(happened, [`counted ${A}`]);
  await see(700);
  await see(200, A);
  assert.deepEqual(happened, [`counted ${A}`, `counted ${A}`]);
});

test("where no card is read, nothing is said", async () => {
  const { happened, see, close } = gate();
  close();
  await see(1_000, A, FOREIGN);
  assert.deepEqual(happened, []);
});
