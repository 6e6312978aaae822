import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Book } from "../src/book";
import { Clock } from "../src/clock";
import { findEnd } from "../src/ending";
import { applyList } from "../src/list";
import { nextBatch, toBody } from "../src/queue";
import { entry, facts, list, NOON, OWN, STORES } from "./support/stores";

const HOUR = 3_600_000;

/** A phone whose clock can be put right, and that can sleep. */
class Phone {
  wall = NOON;
  steady = 1_000;
  readonly clock = new Clock(
    () => this.wall,
    () => this.steady,
  );
  pass(milliseconds: number): void {
    this.wall += milliseconds;
    this.steady += milliseconds;
  }
}

describe("the time of the server on a phone", () => {
  test("runs on steadily when the phone's clock is put right", () => {
    const phone = new Phone();
    phone.clock.hear(NOON + 24 * HOUR);
    phone.pass(HOUR);
    phone.wall += 24 * HOUR;
    assert.equal(phone.clock.server(), NOON + 25 * HOUR);
    phone.wall -= 72 * HOUR;
    assert.equal(phone.clock.server(), NOON + 25 * HOUR);
  });

  test("goes on while the phone sleeps in a pocket, though its steady clock stands still", () => {
    const phone = new Phone();
    phone.clock.hear(NOON);
    phone.wall += HOUR;
    assert.equal(phone.clock.server(), NOON + HOUR);
  });

  test("is what it was before the page was opened, until the server says a word", () => {
    const phone = new Phone();
    phone.clock.remember(2 * HOUR);
    assert.deepEqual([phone.clock.server(), phone.clock.heard()], [NOON + 2 * HOUR, null]);
  });
});

for (const [kind, makeStore] of STORES)
  describe(`the end of the event on a phone, ${kind}`, () => {
    async function rig(phone: Phone) {
      const store = makeStore();
      await store.write((tx) => tx.setMeta("installation", OWN));
      await applyList(store, list([entry(1)], { facts: facts({ closesAt: NOON + 6 * HOUR }) }), phone.wall);
      const cards = () => store.read((tx) => tx.entryByNumber(1));
      return { store, cards, end: () => findEnd(store, phone.clock, null) };
    }

    test("a clock that is a day slow and is put right ends nothing and wipes nothing", async () => {
      const phone = new Phone();
      phone.wall -= 24 * HOUR;
      const { end, cards } = await rig(phone);
      phone.clock.hear(NOON);
      phone.pass(HOUR);
      phone.wall += 24 * HOUR;
      assert.equal(await end(), null);
      assert.ok(await cards());
    });

    test("also when the page is opened anew in between", async () => {
      const phone = new Phone();
      phone.clock.remember(24 * HOUR);
      const { end, cards } = await rig(phone);
      assert.equal(await end(), null);
      assert.ok(await cards());
    });

    test("a clock that jumps ahead by days ends nothing as long as the page is open", async () => {
      const phone = new Phone();
      const { end } = await rig(phone);
      phone.clock.hear(NOON);
      phone.wall += 9 * HOUR;
      assert.equal(await end(), null);
    });

    test("six hours after the server's word the gate closes, without internet too", async () => {
      const phone = new Phone();
      const { end, cards } = await rig(phone);
      phone.clock.hear(NOON);
      phone.pass(6 * HOUR);
      assert.equal(await end(), null);
      phone.pass(1);
      assert.equal(await end(), "over");
      assert.equal(await cards(), undefined);
    });

    test("without a word of the server it is over after many hours more", async () => {
      const phone = new Phone();
      const { end } = await rig(phone);
      phone.pass(18 * HOUR);
      assert.equal(await end(), null);
      phone.pass(1);
      assert.equal(await end(), "over");
    });

    test("a scan keeps its moment though the clock is put right before it is sent", async () => {
      const phone = new Phone();
      phone.wall -= 24 * HOUR;
      const { store } = await rig(phone);
      phone.clock.hear(NOON);
      let made = 0;
      const book = new Book(store, phone.clock, (own) => own + String((made += 1)).padStart(24, "0"));
      await book.arrive({ number: 1 });
      phone.wall += 24 * HOUR;
      const body = JSON.parse(toBody(await nextBatch(store), phone.wall)) as {
        scans: { server_at: string }[];
      };
      assert.equal(body.scans[0]?.server_at, new Date(NOON).toISOString());
    });
  });
