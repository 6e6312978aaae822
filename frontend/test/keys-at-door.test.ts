import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Eating } from "../src/eating";
import { Fresh } from "../src/fresh";
import { lastLines } from "../src/lines";
import { applyList } from "../src/list";
import { pressPad, total } from "../src/pad";
import { levelOf, readPreferences, understand } from "../src/preferences";
import { nextBatch } from "../src/queue";
import { entry, list, NOON, ownInside, phone, STORES, TestClock } from "./support/stores";

for (const [kind, makeStore] of STORES)
  describe(`who comes in, ${kind}`, () => {
    test("nothing is written before the number is known", async () => {
      const store = makeStore();
      const book = await phone(store);
      await applyList(store, list([entry(1, { state: "issued", size: 6 })]), NOON);
      const asked = await book.arrive({ number: 1 });
      assert.deepEqual(asked.decision, {
        verdict: "welcome",
        room: 6,
        remark: null,
        isTold: false,
        perhaps: null,
      });
      assert.deepEqual([asked.group, await ownInside(store)], [null, 0]);
      const answered = await book.arrive({ number: 1 }, 2);
      assert.deepEqual([answered.heads, await ownInside(store)], [2, 2]);
      const later = await book.arrive({ number: 1 });
      assert.equal(later.decision.verdict === "welcome" && later.decision.room, 4);
    });

    test("a number that the household thought of is offered until one of them is inside", async () => {
      const store = makeStore();
      const book = await phone(store);
      await applyList(store, list([entry(1, { state: "issued", size: 6, perhaps: 2 })]), NOON);
      const perhaps = async () => {
        const { decision } = await book.arrive({ number: 1 });
        return decision.verdict === "welcome" ? decision.perhaps : undefined;
      };
      assert.equal(await perhaps(), 2);
      await book.arrive({ number: 1 }, 1);
      assert.equal(await perhaps(), null);
    });

    test("more than the card is for come in as people without a card", async () => {
      const store = makeStore();
      const book = await phone(store);
      await applyList(store, list([entry(1, { state: "declined", size: 3 })]), NOON);
      const { group, heads } = await book.arrive({ number: 1 }, 5);
      assert.deepEqual([heads, await ownInside(store)], [5, 5]);
      const sent = await nextBatch(store);
      assert.deepEqual(
        sent.map((scan) => [scan.cardNumber, scan.heads]),
        [
          [1, 3],
          [null, 2],
        ],
      );
      await book.undo(group ?? "");
      assert.equal(await ownInside(store), 0);
    });

    test("each tap on a diet is one person, the last who came first, and can be undone", async () => {
      const store = makeStore();
      const clock = new TestClock();
      const book = await phone(store, clock);
      await book.count("entry", { adults: 1, children: 0 });
      clock.pass(60_000);
      await book.count("entry", { adults: 1, children: 2 });
      const eating = new Eating(store, book);
      for (const diet of ["halal", "halal", "vegan"]) assert.equal(await eating.note(diet), true);
      assert.deepEqual((await eating.look()).unasked, 1);
      assert.equal(await eating.note("fish"), true);
      assert.equal(await eating.note("fish"), false);
      assert.equal(await eating.undo(), true);
      const { people, unasked, diets } = await eating.look();
      assert.deepEqual(
        [people, unasked, [...diets].sort()],
        [
          4,
          1,
          [
            ["halal", 2],
            ["vegan", 1],
          ],
        ],
      );
      assert.equal(await ownInside(store), 4);
      const [group] = await lastLines(store, 10);
      assert.deepEqual([group?.adults, group?.children], [1, 2]);
    });

    test("a group with many wishes is still one line", async () => {
      const store = makeStore();
      const book = await phone(store);
      const group = await book.count("entry", { adults: 40, children: 0 });
      for (let place = 0; place < 40; place += 1) await book.noteDiet(group, "halal");
      const [line, ...more] = await lastLines(store, 2);
      assert.deepEqual([line?.adults, line?.diets.get("halal"), more.length], [40, 40, 0]);
      await book.undo(group);
      assert.equal(await ownInside(store), 0);
    });

    test("people who came in long ago are asked nothing, unless they are chosen", async () => {
      const store = makeStore();
      const clock = new TestClock();
      const book = await phone(store, clock);
      const early = await book.count("entry", { adults: 3, children: 0 });
      clock.pass(11 * 60_000);
      await book.count("entry", { adults: 1, children: 0 });
      const eating = new Eating(store, book);
      assert.equal((await eating.look()).people, 1);
      eating.choose(early);
      assert.equal((await eating.look()).people, 3);
    });
  });

test("a digit that is tapped twice is the same digit", () => {
  const pressed = (...keys: string[]) => keys.reduce(pressPad, 0);
  assert.equal(pressed("5", "5"), 5);
  assert.equal(pressed("+10", "+10", "4"), 24);
  assert.equal(pressed("4", "+10", "6"), 16);
  assert.equal(pressed("7", "0"), 0);
  assert.equal(pressed(...Array<string>(99).fill("+10")), 500);
  assert.equal(total({ adults: 4, children: 3 }), 7);
});

test("keys that have just appeared wait, and longer while somebody hammers on one place", () => {
  const waits: number[] = [];
  let work: () => void = () => undefined;
  let isFresh = false;
  const fresh = new Fresh(
    (now) => (isFresh = now),
    (milliseconds, then) => {
      waits.push(milliseconds);
      work = then;
      return () => (work = () => undefined);
    },
  );
  fresh.touch(100, 600, false);
  fresh.begin(true);
  assert.equal(isFresh, true);
  fresh.touch(104, 590, isFresh);
  fresh.touch(300, 100, isFresh);
  work();
  assert.equal(isFresh, false);
  fresh.touch(300, 100, isFresh);
  assert.deepEqual(waits, [400, 400]);
  fresh.begin(false);
  assert.deepEqual(waits, [400, 400, 700]);
});

test("what is not understood of the preferences is as usual", () => {
  assert.deepEqual(understand({ loudness: "deafening", hand: 3 }), { loudness: "usual", hand: "right" });
  assert.deepEqual(understand(null), { loudness: "usual", hand: "right" });
  const broken = () => {
    throw new Error("private");
  };
  assert.equal(levelOf(readPreferences(broken)), levelOf(understand({})));
  assert.equal(levelOf(understand({ loudness: "off" })), 0);
});
