import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { test } from "node:test";
import { decide, findObstacle, insideOf } from "../src/decision";
import { Keys } from "../src/keys";
import { settle, type Fact } from "../src/party";
import { entry, facts, NOON } from "./support/stores";
import vectors from "./vectors.json";

for (const party of vectors.parties)
  test(`phone and server agree about ${party.name}`, () => {
    const own = settle(party.scans as Fact[], party.size);
    assert.equal(own.inside, party.own_inside);
    const onList = entry(1, { size: party.size, elsewhere: party.elsewhere, state: party.state });
    assert.equal(Math.max(0, party.size - insideOf(onList, own)), party.room);
    const decision = decide(onList, own, null);
    assert.deepEqual(
      decision.verdict === "look" ? decision.reason : { let_in: decision.room, remark: decision.remark },
      party.decision,
    );
  });

test("the order in which scans are written down does not matter", () => {
  for (const party of vectors.parties) {
    const backwards = [...(party.scans as Fact[])].reverse();
    assert.equal(settle([...backwards, ...backwards], party.size).inside, party.own_inside);
  }
});

for (const { code, salt, rounds, key } of vectors.keys)
  test(`the server finds ${code} on the list where the phone looks`, async () => {
    assert.equal(await new Keys(webcrypto.subtle as SubtleCrypto).keyOf(code, salt, rounds), key);
  });

test("after its end the gate lets nobody in, whatever the card", () => {
  const gate = facts({ closesAt: NOON });
  const nobody = settle([], 4);
  assert.equal(findObstacle(gate, false), null);
  assert.deepEqual(decide(entry(1), nobody, findObstacle(gate, true)), {
    verdict: "look",
    reason: "event_over",
  });
});

test("a card that is not on the list is looked at, not refused", () => {
  assert.deepEqual(decide(undefined, settle([], 0), null), { verdict: "look", reason: "unknown" });
});
