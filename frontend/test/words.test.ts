import assert from "node:assert/strict";
import { test } from "node:test";
import type { Shown } from "../src/book";
import { chooseStrip, type Circumstances } from "../src/status";
import { Texts } from "../src/texts";
import { wordLook, wordPractice, wordResult, wordWelcome } from "../src/wording";
import { entry, facts, NOON } from "./support/stores";

const NAMES = ["look", "inside_already", "welcome", "goodbye", "unknown_ask", "used_twice"];
const REASON = { heading: "look", sentence: "", say: "", look: "look", picture: "hand-waving" } as const;
const TEXTS = new Texts(
  {
    ...Object.fromEntries(NAMES.map((name) => [name, name])),
    card: "card %(number)s",
    say: "Say: %(words)s",
    inside_of: "%(n)s of %(size)s",
    used_here: "at %(time)s, %(n)s of %(size)s",
    used_there: "at %(time)s at %(gate)s, %(num)s of %(size)s",
    almost_full: "%(n)s of %(places)s",
    full: "%(n)s where %(places)s fit",
    used_elsewhere: "elsewhere, %(n)s of %(size)s",
    practice_until: "until %(time)s",
    practice_until_day: "until %(day)s, %(time)s",
    used_just_now: { one: "%(n)s second ago", other: "%(n)s seconds ago" },
    ...Object.fromEntries(
      [
        "memory",
        "memory_offline",
        "no_list",
        "refused",
        "offline",
        "failing",
        "no_camera",
        "keeping",
        "never_kept",
      ].map((name) => [name, name]),
    ),
    offline_long: "%(n)s minutes without",
    clock_minutes: { one: "%(n)s minute wrong", other: "%(n)s minutes wrong" },
    clock_hours: { one: "%(n)s hour wrong", other: "%(n)s hours wrong" },
    clock_days: { one: "one day wrong", other: "%(n)s days wrong" },
  },
  "nl",
  {
    full_party_already_in: { ...REASON, say: "say_used" },
    cancelled_by_guest: { ...REASON, sentence: "said no" },
    replaced: { ...REASON, sentence: "replaced", say: "say_replaced" },
    too_early: { ...REASON, heading: "early", sentence: "not begun", look: "warn", picture: "clock" },
    unknown: { ...REASON, sentence: "unknown", look: "warn", picture: "question" },
  },
);

function shown(changes: Partial<Shown>): Shown {
  const decision = { verdict: "look", reason: "full_party_already_in" } as const;
  return {
    decision,
    entry: entry(417),
    party: { inside: 0, entries: [] },
    gate: facts(),
    group: null,
    heads: 0,
    practises: false,
    ...changes,
  };
}

const EARLIER = { nonce: "a", kind: "entry", at: NOON, heads: 4, size: 4, voids: null } as const;

test("a used card says when it was used here, on the clocks of the event", () => {
  const party = { inside: 4, entries: [EARLIER] };
  const verdict = wordLook(shown({ party }), "full_party_already_in", TEXTS, NOON + 3600_000);
  assert.equal(verdict.sentence, "at 14:00, 4 of 4");
  assert.equal(verdict.say, "Say: say_used");
});

test("a card read twice in a minute is no reason to ask anybody anything", () => {
  const party = { inside: 4, entries: [EARLIER] };
  const verdict = wordLook(shown({ party }), "full_party_already_in", TEXTS, NOON + 12_000);
  assert.deepEqual(
    [verdict.heading, verdict.sentence, verdict.say],
    ["inside_already", "12 seconds ago", ""],
  );
});

test("a card used at another gate says so", () => {
  const verdict = wordLook(
    shown({ entry: entry(1, { elsewhere: 4 }) }),
    "full_party_already_in",
    TEXTS,
    NOON,
  );
  assert.equal(verdict.sentence, "elsewhere, 4 of 4");
});

test("a card used at another gate says when and where, as soon as the list does", () => {
  const first = { at: NOON - 60_000, gate: "South" };
  const used = shown({ entry: entry(1, { elsewhere: 4, first }) });
  const verdict = wordLook(used, "full_party_already_in", TEXTS, NOON);
  assert.equal(verdict.sentence, "at 13:59 at South, 4 of 4");
});

test("who went out for a moment may come back; who has another card is asked first", () => {
  assert.equal(wordLook(shown({}), "full_party_already_in", TEXTS, NOON).mayBeBack, true);
  assert.ok(!wordLook(shown({}), "replaced", TEXTS, NOON).mayBeBack);
});

test("a welcome shows the card's number and what is noted on the list", () => {
  const decision = { verdict: "welcome", room: 4, remark: null, isTold: true, perhaps: null } as const;
  const verdict = wordWelcome(
    shown({ decision, entry: entry(417, { notes: [["wheelchair", "ramp"]] }) }),
    "entry",
    TEXTS,
  );
  assert.deepEqual(verdict.chips, [
    ["ticket", "card 417"],
    ["wheelchair", "ramp"],
  ]);
});

test("who had said no is welcome all the same", () => {
  const decision = {
    verdict: "welcome",
    room: 4,
    remark: "cancelled_by_guest",
    isTold: false,
    perhaps: null,
  } as const;
  assert.equal(wordWelcome(shown({ decision }), "entry", TEXTS).sentence, "said no");
});

test("what the server knows better is said in its own words", () => {
  const result = {
    nonce: "a",
    status: "refused",
    reason: "replaced",
    admittedTotal: 0,
    partySize: 4,
    text: "There is a new card.",
  };
  const verdict = wordResult(result, TEXTS);
  assert.deepEqual(
    [verdict.look, verdict.sentence, verdict.say],
    ["look", "There is a new card.", "Say: say_replaced"],
  );
});

test("who is inside all the same keeps what was said with the welcome", () => {
  const welcome = { ...wordWelcome(shown({ entry: entry(417) }), "entry", TEXTS), gets: "table 7" };
  const result = {
    nonce: "a",
    status: "ok",
    reason: "too_early",
    admittedTotal: 4,
    partySize: 4,
    text: null,
  };
  const verdict = wordResult(result, TEXTS, welcome);
  assert.deepEqual([verdict.look, verdict.sentence, verdict.gets], ["warn", "not begun", "table 7"]);
  assert.deepEqual(verdict.chips, [["ticket", "card 417"]]);
});

test("a reason that only a newer server knows is said in its words", () => {
  const result = { nonce: "a", status: "ok", reason: "new", admittedTotal: 4, partySize: 4, text: "Newer." };
  assert.deepEqual(
    [wordResult(result, TEXTS).heading, wordResult(result, TEXTS).sentence],
    ["look", "Newer."],
  );
});

test("a name keeps its own direction, and a number needs none", () => {
  const said = { gate: "at %(gate)s", n: "%(n)s" };
  assert.equal(new Texts(said, "nl").say("gate", { gate: "North" }), "at North");
  assert.equal(new Texts(said, "nl").say("gate", { gate: "شمال" }), "at \u2068شمال\u2069");
  assert.equal(new Texts(said, "ar").say("gate", { gate: "North" }), "at \u2068North\u2069");
  assert.equal(new Texts(said, "ar").say("n", { n: 12 }), "12");
});

test("clocks and digits are those of the printed card in every language", () => {
  for (const language of ["nl", "ar", "pl", "uk", "tr", "de", "en"])
    assert.equal(new Texts({}, language).time(NOON, "Europe/Amsterdam"), "14:00");
  assert.match(new Texts({}, "ar").number(1234), /^1.?234$/);
});

test("a sentence that does not exist is an error, not an empty space", () => {
  assert.throws(() => TEXTS.say("no such sentence"), /no such sentence/);
});

const WELL: Circumstances = {
  line: "good",
  isLasting: true,
  kept: "yes",
  gate: facts(),
  listAt: NOON,
  clockOffset: 0,
  hasCameraFailed: false,
  inside: 0,
  now: NOON,
};
for (const [name, changes, words] of [
  ["nothing is the matter", {}, ""],
  ["the page would not open without network yet", { kept: "coming" }, "keeping"],
  ["and where it never will", { kept: "no" }, "never_kept"],
  ["there is no network", { line: "offline" }, "offline"],
  ["there has been no network for long", { line: "offline", now: NOON + 31 * 60_000 }, "31 minutes without"],
  ["the server is in trouble", { line: "failing" }, "failing"],
  ["the server takes nothing", { line: "refused" }, "refused"],
  ["the phone keeps nothing", { isLasting: false }, "memory"],
  ["the phone keeps nothing and has no network", { isLasting: false, line: "offline" }, "memory_offline"],
  ["there is no list yet", { gate: undefined, line: "offline" }, "no_list"],
  ["the camera does not work", { hasCameraFailed: true }, "no_camera"],
  ["the phone's clock is wrong", { clockOffset: -40 * 60_000 }, "40 minutes wrong"],
  ["the phone's clock is an hour wrong", { clockOffset: 3_610_000 }, "1 hour wrong"],
  ["the phone's clock is many hours wrong", { clockOffset: 5 * 3600_000 }, "5 hours wrong"],
  ["the phone's clock is a day wrong", { clockOffset: 86_400_000 }, "one day wrong"],
  ["the phone's clock is days wrong", { clockOffset: -3 * 86_400_000 }, "3 days wrong"],
  ["nine in ten places are taken", { gate: facts({ places: 340 }), inside: 306 }, "306 of 340"],
  ["there is room", { gate: facts({ places: 340 }), inside: 305 }, ""],
  ["all places are taken", { gate: facts({ places: 40 }), inside: 41, line: "offline" }, "41 where 40 fit"],
  ["the phone's clock is a little off", { clockOffset: 100_000 }, ""],
] as const)
  test(`when ${name}, the screen says ${words || "nothing"}`, () => {
    assert.equal(chooseStrip({ ...WELL, ...changes }, TEXTS).words, words);
  });

test("guests are told what they get, and only when they come in", () => {
  const welcome = { verdict: "welcome", room: 4, remark: null, isTold: true, perhaps: null } as const;
  const table = shown({ decision: welcome, entry: { ...entry(417), gets: "table 7" }, heads: 4 });
  assert.equal(wordWelcome(table, "entry", TEXTS).gets, "table 7");
  assert.equal(wordWelcome(table, "exit", TEXTS).gets, "");
  assert.equal(wordWelcome(shown({ decision: welcome }), "entry", TEXTS).gets, "");
});

test("a card that nobody knows is amber, and the organiser says what to do with it", () => {
  const unknown = { entry: undefined };
  const verdict = wordLook(shown(unknown), "unknown", TEXTS, NOON);
  assert.deepEqual([verdict.look, verdict.sentence], ["warn", "unknown"]);
  const asking = { ...facts(), asksAboutUnknown: true };
  assert.equal(wordLook(shown({ ...unknown, gate: asking }), "unknown", TEXTS, NOON).sentence, "unknown_ask");
});

test("a day is written as the server writes it", () => {
  const days = {
    nl: "zaterdag 3 juli",
    en: "Saturday 3 July",
    de: "Samstag, 3. Juli",
    pl: "sobota, 3 lipca",
    uk: "субота, 3 липня",
    tr: "3 Temmuz Cumartesi",
    ar: "السبت، 3 يوليو",
  };
  for (const [language, day] of Object.entries(days))
    assert.equal(new Texts({}, language).day(NOON, "Europe/Amsterdam"), day);
});

test("until when it is practice is said with the day, where that is not today", () => {
  const hours = (count: number) => {
    const opensAt = NOON + count * 3600_000;
    return wordPractice(facts({ opensAt }), NOON, TEXTS);
  };
  assert.equal(hours(3), "until 17:00");
  assert.equal(hours(20), "until zondag, 10:00");
  assert.equal(hours(9 * 24), "until maandag 12 juli, 14:00");
});
