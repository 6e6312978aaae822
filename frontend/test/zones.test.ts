import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lastLines } from "../src/lines";
import { applyList } from "../src/list";
import { nextBatch, toBody } from "../src/queue";
import { entry, list, NOON, ownInside, phone, STORES } from "./support/stores";

const DINNER = { id: 9, title: "Dinner" };
const KEY = "ffffffffffffffff";

interface Sent {
  readonly scans: readonly Record<string, unknown>[];
}

for (const [kind, makeStore] of STORES)
  describe(`guests of a part, and what people eat, ${kind}`, () => {
    test("a card of the dinner is welcome at the castle and sent with its event", async () => {
      const store = makeStore();
      const book = await phone(store);
      await applyList(store, list([entry(1), entry(1, { key: KEY, size: 6, part: DINNER })]), NOON);
      const shown = await book.arrive({ key: KEY, code: "" });
      assert.deepEqual([shown.heads, shown.entry?.part], [6, DINNER]);
      const sent = JSON.parse(toBody(await nextBatch(store), NOON)) as Sent;
      assert.deepEqual([sent.scans[0]?.["card_number"], sent.scans[0]?.["part"]], [1, 9]);
    });

    test("a typed number is the event's own, else that of its only part", async () => {
      const store = makeStore();
      const book = await phone(store);
      const part = { key: KEY, part: DINNER };
      await applyList(store, list([entry(1), entry(1, part)]), NOON);
      assert.equal((await book.arrive({ number: 1 })).entry?.part ?? null, null);
      await applyList(store, list([entry(4, part)]), NOON);
      assert.deepEqual((await book.arrive({ number: 4 })).entry?.part, DINNER);
      await applyList(store, list([entry(4, part), entry(4, { part: { id: 10, title: "Show" } })]), NOON);
      assert.equal((await book.arrive({ number: 4 })).decision.verdict, "look");
    });

    test("a card of the castle at the dinner gets a word of its own and lets nobody in", async () => {
      const store = makeStore();
      const book = await phone(store);
      await applyList(store, list([entry(1), entry(2, { key: KEY, size: 0, state: "whole" })]), NOON);
      const shown = await book.arrive({ key: KEY, code: "" });
      assert.deepEqual(shown.decision, { verdict: "look", reason: "needs_part_card" });
      assert.equal((await book.arrive({ number: 2 })).entry, undefined);
      assert.equal(await ownInside(store), 0);
    });

    test("what somebody without a card eats is one more line, and counts nobody twice", async () => {
      const store = makeStore();
      const book = await phone(store);
      const group = await book.count("entry", { adults: 0, children: 1 });
      assert.equal(await book.noteDiet(group, "halal"), true);
      const sent = JSON.parse(toBody(await nextBatch(store), NOON)) as Sent;
      assert.deepEqual(
        sent.scans.map((scan) => [scan["kind"], scan["diet"] ?? null]),
        [
          ["entry", null],
          ["void", null],
          ["entry", "halal"],
        ],
      );
      assert.equal(await ownInside(store), 1);
      const [line] = await lastLines(store, 10);
      assert.deepEqual([line?.children, line?.isUndone], [1, false]);
    });

    test("whoever was taken back eats nothing", async () => {
      const store = makeStore();
      const book = await phone(store);
      const group = await book.count("entry", { adults: 1, children: 0 });
      await book.undo(group);
      assert.equal(await book.noteDiet(group, "vegan"), false);
      const party = await book.arrive({ number: 1 });
      assert.equal(await book.noteDiet(party.group ?? "", "vegan"), false);
      assert.equal(await ownInside(store), 4);
    });
  });
