import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Calls, readDoNow, type DoNow } from "../src/do-now";

const CALL: DoNow = { id: 3, text: "Fetch rolls: 2 × 24 pieces.", taken: null, isMine: false };
const THEIRS: DoNow = { ...CALL, taken: "Noor is going, since 17:42." };
const OURS: DoNow = { ...THEIRS, isMine: true };

describe("what has to be done now", () => {
  test("is read from the list, and nonsense is nothing", () => {
    const json = { do_now: { id: 3, text: CALL.text, taken: null, mine: false } };
    assert.deepEqual(readDoNow(json), CALL);
    for (const other of [
      null,
      7,
      "x",
      {},
      { do_now: null },
      { do_now: [] },
      { do_now: { id: "3", text: "x" } },
    ])
      assert.equal(readDoNow(other), null);
  });

  test("is called out until somebody goes, then it says once who", () => {
    const calls = new Calls();
    assert.equal(calls.choose(CALL), "call");
    assert.equal(calls.choose(CALL), "call");
    assert.equal(calls.choose(THEIRS), "who");
    assert.equal(calls.choose(THEIRS), "nothing");
    assert.equal(calls.choose(null), "nothing");
  });

  test("is called out again when whoever went can't after all", () => {
    const calls = new Calls();
    calls.choose(THEIRS);
    assert.equal(calls.choose(CALL), "call");
    assert.equal(calls.choose(THEIRS), "who");
  });

  test("stays with whoever said that they go", () => {
    const calls = new Calls();
    assert.equal(calls.choose(OURS), "mine");
    assert.equal(calls.choose(OURS), "mine");
  });

  test("that was put away does not come back, and the next one does", () => {
    const calls = new Calls();
    calls.choose(CALL);
    calls.close(CALL.id);
    assert.equal(calls.choose(CALL), "nothing");
    assert.equal(calls.choose(THEIRS), "nothing");
    assert.equal(calls.choose({ ...CALL, id: 4 }), "call");
  });
});
