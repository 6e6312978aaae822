import assert from "node:assert/strict";
import { test } from "node:test";
import { SafeStore } from "../src/safe-store";
import { nextBatch } from "../src/queue";
import type { Store, Transaction } from "../src/store";
import { ownInside, phone, STORES } from "./support/stores";

/** A phone that gets full, or loses its database for a moment. */
class Filling implements Store {
  readonly isLasting = true;
  isFull = false;
  losses = 0;
  constructor(private readonly inner: Store) {}
  read<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.inner.read(work);
  }
  async write<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    if (this.isFull) throw new DOMException("full", "QuotaExceededError");
    if (this.losses-- > 0) throw new DOMException("lost", "InvalidStateError");
    return this.inner.write(work);
  }
}

test("a phone that gets full goes on counting, and says that it keeps nothing", async () => {
  const full = new Filling(STORES[0]![1]());
  let losses = 0;
  const store = new SafeStore(full);
  store.onLoss = () => (losses += 1);
  const book = await phone(store);
  await book.arrive({ number: 1 });
  full.isFull = true;
  await book.count("entry", { adults: 1, children: 0 });
  await book.count("entry", { adults: 1, children: 0 });
  assert.deepEqual([store.isLasting, losses], [false, 1]);
  assert.equal((await nextBatch(store)).length, 3, "what waited before is still sent");
  assert.equal(await ownInside(store), 6);
});

test("a database that is lost for a moment is used again", async () => {
  const flickering = new Filling(STORES[0]![1]());
  const store = new SafeStore(flickering);
  const book = await phone(store);
  flickering.losses = 1;
  await book.arrive({ number: 1 });
  assert.equal(store.isLasting, true);
  assert.equal((await nextBatch(store)).length, 1);
});

test("two counts at the moment the phone gets full are both kept", async () => {
  const full = new Filling(STORES[0]![1]());
  const store = new SafeStore(full);
  const book = await phone(store);
  full.isFull = true;
  const person = { adults: 1, children: 0 };
  await Promise.all([book.count("entry", person), book.count("entry", person)]);
  assert.equal((await nextBatch(store)).length, 2);
});

test("a mistake in our own code is not taken for a full phone", async () => {
  const store = new SafeStore(STORES[0]![1]());
  await assert.rejects(
    store.write(async () => {
      throw new TypeError("ours");
    }),
    TypeError,
  );
  assert.equal(store.isLasting, true);
});

test("a transaction that fails half-way leaves nothing", async () => {
  const store = STORES[0]![1]();
  const book = await phone(store);
  await book.arrive({ number: 1 });
  const failing = store.write(async (tx) => {
    await tx.clearScans();
    throw new Error("half-way");
  });
  await assert.rejects(failing);
  assert.equal((await nextBatch(store)).length, 1);
});
