import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readCode } from "../src/codes";
import { Keys } from "../src/keys";
import { applyList } from "../src/list";
import { PRACTICE_CODES, PracticeServer, PracticeStore, readPracticeCard } from "../src/practice-world";
import { readListAnswer, readScanAnswer } from "../src/reading";
import { look, setUp, STEPS } from "../src/rehearsal";
import type { Store } from "../src/store";
import { NOON, OWN, phone } from "./support/stores";

const ADDRESSES = { list: "/gate/list", scans: "/gate/scans" } as ConstructorParameters<
  typeof PracticeServer
>[0];
const keys = new Keys(crypto.subtle);

function practiceServer(): PracticeServer {
  return new PracticeServer(ADDRESSES, keys, () => NOON, "Practice", "Gate");
}

async function begun(name: string) {
  const store: Store = new PracticeStore();
  const book = await phone(store);
  const outcome = await practiceServer().ask(`/gate/list?own=${OWN}`, 0);
  assert.equal(outcome.kind, "answer");
  await applyList(store, readListAnswer(outcome.kind === "answer" && outcome.json, OWN), NOON);
  const step = STEPS.find((one) => one.name === name);
  assert.ok(step, name);
  await setUp(step, store, book, keys);
  const show = async (number: number) => {
    const code = PRACTICE_CODES[number] ?? "";
    return book.arrive({ code, key: await keys.keyOf(code, "00", 1) });
  };
  const isDone = async (screen = "") => step.isDone(await look(store, screen));
  return { store, book, step, show, isDone };
}

describe("the rehearsal", () => {
  test("a practice card is known by its address, and no other code is changed", () => {
    assert.equal(readPracticeCard("https://feest.example/gate/practice/2"), PRACTICE_CODES[2]);
    for (const text of ["https://feest.example/gate/practice/5", "6TEYS3YABWKFP", ""])
      assert.equal(readPracticeCard(text), text);
    for (const code of Object.values(PRACTICE_CODES)) assert.deepEqual(readCode(code), { code });
  });

  test("its server takes whatever is sent, unless the internet is gone", async () => {
    const server = practiceServer();
    const body = JSON.stringify({ scans: [{ nonce: "a" }, { nonce: "b" }] });
    const outcome = await server.ask("/gate/scans", 0, body);
    const { results } = readScanAnswer(outcome.kind === "answer" && outcome.json);
    assert.deepEqual(
      results.map(({ nonce, status, reason }) => [nonce, status, reason]),
      [
        ["a", "ok", null],
        ["b", "ok", null],
      ],
    );
    assert.equal((await server.ask("/gate/ask", 0, "{}")).kind, "failed");
    server.isOnline = false;
    for (const url of ["/gate/list?own=x", "/gate/scans"])
      assert.equal((await server.ask(url, 0, body)).kind, "failed");
  });

  test("no step is done before anybody did anything", async () => {
    for (const { name } of STEPS) assert.equal(await (await begun(name)).isDone(), false, name);
  });

  test("a card that is welcome is counted as a whole", async () => {
    const { show, isDone } = await begun("card");
    assert.equal((await show(1)).heads, 3);
    assert.ok(await isDone("full-ok"));
  });

  test("the same card once more is inside already", async () => {
    const { show, isDone } = await begun("again");
    const { decision } = await show(1);
    assert.deepEqual(decision, { verdict: "look", reason: "full_party_already_in" });
    assert.ok(await isDone("full-look"));
  });

  test("nobody knows the third card, and the fourth one was taken back", async () => {
    const { show, isDone } = await begun("unknown");
    assert.deepEqual((await show(4)).decision, { verdict: "look", reason: "revoked" });
    assert.equal(await isDone("full-look"), false);
    assert.deepEqual((await show(3)).decision, { verdict: "look", reason: "unknown" });
    assert.ok(await isDone("full-warn"));
  });

  test("two people without a card are two, also when one was undone before", async () => {
    const { book, isDone } = await begun("people");
    const one = { adults: 1, children: 0 };
    await book.undo(await book.count("entry", one));
    await book.count("entry", one);
    assert.equal(await isDone(), false);
    await book.count("entry", one);
    assert.ok(await isDone());
  });

  test("undoing, leaving and going on without internet are seen in the book", async () => {
    const undo = await begun("undo");
    await undo.book.undo(await undo.book.count("entry", { adults: 1, children: 0 }));
    assert.ok(await undo.isDone());
    const leave = await begun("leave");
    await leave.book.count("exit", { adults: 1, children: 0 });
    assert.ok(await leave.isDone());
    const offline = await begun("offline");
    assert.equal(offline.step.isOffline, true);
    await offline.show(2);
    assert.ok(await offline.isDone());
  });

  test("a step begins from nought as often as one likes", async () => {
    const { store, book, step, show } = await begun("again");
    for (let times = 0; times < 3; times += 1) {
      await show(1);
      await setUp(step, store, book, keys);
      assert.equal((await look(store, "")).counted.length, 1);
      assert.equal(await store.read((tx) => tx.meta("ownInside")), 3);
    }
  });
});
