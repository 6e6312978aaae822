import assert from "node:assert/strict";
import { test } from "node:test";
import { PatientStore } from "../src/patient-store";
import { nextBatch } from "../src/queue";
import { SafeStore } from "../src/safe-store";
import type { Store, Transaction } from "../src/store";
import { phone, STORES } from "./support/stores";

type Work<Result> = (tx: Transaction) => Promise<Result>;

/** A database that answers when it likes. */
class Late implements Store {
  readonly isLasting = true;
  private held: (() => void)[] = [];
  isLate = true;
  constructor(readonly inner: Store) {}
  async read<Result>(work: Work<Result>): Promise<Result> {
    await this.turn();
    return this.inner.read(work);
  }
  async write<Result>(work: Work<Result>): Promise<Result> {
    await this.turn();
    return this.inner.write(work);
  }
  answer(): void {
    this.isLate = false;
    for (const go of this.held.splice(0)) go();
  }
  private turn(): Promise<void> {
    return this.isLate ? new Promise((go) => this.held.push(go)) : Promise.resolve();
  }
}

/** Time that passes when the test says so. */
function clock() {
  const alarms = new Set<() => void>();
  const later = (_: number, work: () => void) => (alarms.add(work), () => void alarms.delete(work));
  return { later, pass: () => alarms.forEach((work) => work()), alarms };
}

test("a database that never answers is given up, and the phone goes on without", async () => {
  const time = clock();
  const safe = new SafeStore(new PatientStore(new Late(STORES[0]![1]()), time.later));
  const begun = phone(safe);
  time.pass();
  const book = await begun;
  await book.arrive({ number: 1 });
  assert.equal(safe.isLasting, false);
  assert.equal((await nextBatch(safe)).length, 1);
});

test("a database that answers too late keeps what it had, and gets nothing twice", async () => {
  const [time, disk] = [clock(), STORES[0]![1]()];
  await (await phone(disk)).arrive({ number: 1 });
  const late = new Late(disk);
  const safe = new SafeStore(new PatientStore(late, time.later));
  const counting = phone(safe).then((book) => book.count("entry", { adults: 1, children: 0 }));
  time.pass();
  await counting;
  late.answer();
  await new Promise((go) => setImmediate(go));
  const kept = await nextBatch(disk);
  assert.deepEqual(
    kept.map((scan) => scan.cardNumber),
    [1],
    "what waited is sent at the next start; what was counted meanwhile is sent from here",
  );
  assert.equal((await nextBatch(safe)).length, 1);
});

test("what stops half-way is not written down when it goes on too late", async () => {
  const time = clock();
  let [goOn, isWritten]: [() => void, boolean] = [() => undefined, false];
  const hanging = { meta: () => new Promise<undefined>((go) => (goOn = () => go(undefined))) };
  const inner: Store = {
    isLasting: true,
    read: () => assert.fail("nothing is read"),
    write: async (work) => {
      const result = await work(hanging as unknown as Transaction);
      isWritten = true;
      return result;
    },
  };
  const writing = new PatientStore(inner, time.later).write((tx) => tx.meta("camera"));
  time.pass();
  await assert.rejects(writing, DOMException);
  goOn();
  await new Promise((go) => setImmediate(go));
  assert.equal(isWritten, false);
});

test("a browser without a database is a phone that keeps nothing", async () => {
  const none: Store = {
    isLasting: true,
    read: () => Promise.reject(new TypeError("indexedDB is undefined")),
    write: () => Promise.reject(new TypeError("indexedDB is undefined")),
  };
  const safe = new SafeStore(new PatientStore(none, clock().later));
  const book = await phone(safe);
  await book.arrive({ number: 1 });
  assert.equal(safe.isLasting, false);
  assert.ok(await safe.read((tx) => tx.meta("installation")), "its scans have a name of their own");
});

test("a database that answers is waited for no longer", async () => {
  const time = clock();
  const store = new PatientStore(STORES[0]![1](), time.later);
  await phone(store);
  assert.equal(time.alarms.size, 0);
});
