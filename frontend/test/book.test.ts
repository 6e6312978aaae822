import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { applyList, wipeAfterEnd, wipeAfterRevoking, wipeOld } from "../src/list";
import { lastLines } from "../src/lines";
import { confirm, nextBatch } from "../src/queue";
import { entry, facts, list, NOON, ownInside, phone, STORES, TestClock } from "./support/stores";

for (const [kind, makeStore] of STORES)
  describe(`the book, ${kind}`, () => {
    test("a party is let in as a whole and the same card finds them inside", async () => {
      const store = makeStore();
      const book = await phone(store);
      const first = await book.arrive({ number: 3 });
      assert.deepEqual(first.decision, { verdict: "welcome", room: 4, remark: null });
      const again = await book.arrive({ key: entry(3).key, code: "" });
      assert.deepEqual(again.decision, { verdict: "look", reason: "full_party_already_in" });
      assert.equal(again.party.entries.length, 1);
      assert.equal(await ownInside(store), 4);
    });

    test("a family may arrive in parts", async () => {
      const store = makeStore();
      const book = await phone(store);
      const grandmother = await book.arrive({ number: 1 });
      await book.correct(grandmother.group ?? "", 1);
      assert.equal((await book.arrive({ number: 1 })).heads, 3);
      assert.equal(await ownInside(store), 4);
    });

    test("who comes along beyond the card is counted, as people without a card", async () => {
      const store = makeStore();
      const book = await phone(store);
      const { group } = await book.arrive({ number: 1 });
      await book.correct(group ?? "", 6);
      await book.correct(group ?? "", 7);
      const waiting = await nextBatch(store);
      const undone = new Set(waiting.map((scan) => scan.voids));
      const counting = waiting.filter((scan) => scan.kind === "entry" && !undone.has(scan.nonce));
      assert.deepEqual(
        counting.map((scan) => [scan.cardNumber, scan.heads]),
        [
          [1, 4],
          [null, 3],
        ],
      );
      assert.equal(await ownInside(store), 7);
    });

    test("taking back is one more line, and only once", async () => {
      const store = makeStore();
      const book = await phone(store);
      const { group } = await book.arrive({ number: 1 });
      assert.equal(await book.undo(group ?? ""), true);
      assert.equal(await book.undo(group ?? ""), false);
      assert.equal((await nextBatch(store)).length, 2);
      assert.equal(await ownInside(store), 0);
      assert.equal((await book.arrive({ number: 1 })).heads, 4);
    });

    test("people without a card are counted in one tap, and taken back in another", async () => {
      const store = makeStore();
      const book = await phone(store);
      await book.count("entry", { adults: 1, children: 0 });
      const child = await book.count("entry", { adults: 0, children: 1 });
      await book.count("exit", { adults: 1, children: 0 });
      assert.equal(await ownInside(store), 1);
      await book.undo(child);
      assert.equal(await ownInside(store), 0);
    });

    test("a party that goes out may come back in", async () => {
      const store = makeStore();
      const clock = new TestClock();
      const book = await phone(store, clock);
      await book.arrive({ number: 1 });
      clock.pass(1000);
      const leaving = await book.leave({ number: 1 });
      assert.equal(leaving.heads, 4);
      clock.pass(1000);
      assert.deepEqual((await book.leave({ number: 1 })).decision, {
        verdict: "look",
        reason: "nobody_inside",
      });
      assert.equal((await book.arrive({ number: 1 })).heads, 4);
      assert.equal(await ownInside(store), 4);
    });

    test("people let in at another gate are found inside here", async () => {
      const store = makeStore();
      const book = await phone(store);
      await applyList(store, list([entry(1, { elsewhere: 3 })], { isWhole: false }), NOON);
      assert.equal((await book.arrive({ number: 1 })).heads, 1);
      assert.equal((await book.arrive({ number: 2 })).heads, 4);
    });

    test("an unknown card keeps its code until the server has it, and no longer", async () => {
      const store = makeStore();
      const book = await phone(store);
      const card = { key: "ffffffffffffffff", code: "7KQ4MEREL0000" };
      assert.equal((await book.arrive(card)).group, null);
      const nonce = await book.letInUnknown(card, 2);
      assert.equal((await nextBatch(store))[0]?.code, card.code);
      const result = {
        nonce,
        status: "unknown",
        reason: "unknown",
        admittedTotal: 2,
        partySize: null,
        text: null,
      };
      await confirm(store, { serverNow: NOON, results: [result] });
      assert.equal((await store.read((tx) => tx.scan(nonce)))?.code, null);
      assert.deepEqual((await book.arrive(card)).decision, {
        verdict: "look",
        reason: "full_party_already_in",
      });
    });

    test("an unknown card is corrected by its code, also when the server has the first count", async () => {
      const store = makeStore();
      const book = await phone(store);
      const card = { key: "ffffffffffffffff", code: "7KQ4MEREL0000" };
      const nonce = await book.letInUnknown(card, 1);
      const result = {
        nonce,
        status: "unknown",
        reason: "unknown",
        admittedTotal: 1,
        partySize: null,
        text: null,
      };
      await confirm(store, { serverNow: NOON, results: [result] });
      await book.correct(nonce, 3, card);
      const waiting = await nextBatch(store);
      assert.deepEqual(
        waiting.map((scan) => [scan.kind, scan.heads, scan.code]),
        [
          ["void", 0, null],
          ["entry", 3, card.code],
        ],
      );
      assert.equal(await ownInside(store), 3);
    });

    test("cards on the list leave no code on the phone", async () => {
      const store = makeStore();
      const book = await phone(store);
      await book.arrive({ key: entry(2).key, code: "SECRETSECRET0" });
      const kept = await store.read((tx) => tx.lastScans(10));
      assert.doesNotMatch(JSON.stringify(kept), /SECRET/);
    });

    test("the last lines are shown by party, newest first, with what was taken back", async () => {
      const store = makeStore();
      const clock = new TestClock();
      const book = await phone(store, clock);
      const first = await book.arrive({ number: 1 });
      await book.correct(first.group ?? "", 2);
      clock.pass(1000);
      const second = await book.count("entry", { adults: 0, children: 1 });
      await book.undo(second);
      const lines = await lastLines(store, 10);
      assert.deepEqual(
        lines.map((line) => [line.cardNumber, line.adults, line.children, line.isUndone]),
        [
          [null, 0, 1, true],
          [1, 2, 0, false],
        ],
      );
    });

    test("after the end the list goes at once, and the rest when nothing waits any more", async () => {
      const store = makeStore();
      const book = await phone(store);
      const { group } = await book.arrive({ number: 1 });
      await wipeAfterEnd(store);
      assert.equal(await store.read((tx) => tx.entryByNumber(1)), undefined);
      const [waiting] = await nextBatch(store);
      assert.equal(waiting?.nonce, group);
      const result = {
        nonce: group ?? "",
        status: "ok",
        reason: null,
        admittedTotal: 4,
        partySize: 4,
        text: null,
      };
      await confirm(store, { serverNow: NOON, results: [result] });
      await wipeAfterEnd(store);
      assert.deepEqual(await store.read((tx) => tx.lastScans(10)), []);
      assert.equal(await store.read((tx) => tx.meta("gate")), undefined);
    });

    test("a phone that was taken away forgets the list and keeps what it has not sent", async () => {
      const store = makeStore();
      const book = await phone(store);
      await book.arrive({ number: 1 });
      await wipeAfterRevoking(store);
      assert.equal(await store.read((tx) => tx.entryByNumber(1)), undefined);
      assert.equal((await store.read((tx) => tx.waiting())).length, 1);
    });

    test("a list that comes after the end is not kept", async () => {
      const store = makeStore();
      await phone(store);
      const over = { facts: facts({ closesAt: NOON - 1 }), serverNow: NOON };
      await applyList(store, list([entry(1)], over), NOON);
      assert.equal(await store.read((tx) => tx.entryByNumber(1)), undefined);
    });

    test("another event begins at nought, and the scans of the last one still wait", async () => {
      const store = makeStore();
      const book = await phone(store);
      await book.arrive({ number: 1 });
      await applyList(store, list([entry(1)], { facts: facts({ gateId: 2, eventId: 8 }) }), NOON);
      assert.equal(await ownInside(store), 0);
      assert.deepEqual(await lastLines(store, 10), []);
      const waits = await nextBatch(store);
      assert.deepEqual(
        waits.map(({ gateId, eventId }) => [gateId, eventId]),
        [[1, 7]],
        "and say where they were made",
      );
    });

    test("after a week nothing is kept, sent or not", async () => {
      const store = makeStore();
      const book = await phone(store);
      await book.arrive({ number: 1 });
      await wipeOld(store, NOON + 6 * 24 * 3600_000);
      assert.equal((await store.read((tx) => tx.waiting())).length, 1);
      await wipeOld(store, NOON + 8 * 24 * 3600_000);
      assert.equal((await store.read((tx) => tx.waiting())).length, 0);
    });
  });
