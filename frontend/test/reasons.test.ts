// Every reason of the protocol, in every language, with the sentences of the server.
// tests/test_frontend.py writes them down and says where: GATE_TEXTS.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import type { Shown } from "../src/book";
import { PHONE_REASONS, REASONS, type ScanResult } from "../src/protocol";
import type { Settings } from "../src/settings";
import { Texts } from "../src/texts";
import { wordLook, wordOdd, wordResult, wordWelcome, type Verdict } from "../src/wording";
import { entry, facts, NOON } from "./support/stores";
import vectors from "./vectors.json";

type Spoken = Pick<Settings, "language" | "texts" | "reasons"> & {
  /** The form that gettext chooses for a number, from nought on. */
  readonly forms: readonly string[];
};
const file = process.env["GATE_TEXTS"];
const LANGUAGES = file ? (JSON.parse(readFileSync(file, "utf8")) as readonly Spoken[]) : [];
const ALL = [...REASONS, ...PHONE_REASONS];
const LATER = NOON + 3600_000;

test("the phone knows the reasons of the protocol, and no other", () => {
  assert.deepEqual([...REASONS], vectors.reasons);
});

test("the sentences of the server are there", { skip: file ? false : "GATE_TEXTS names no file" }, () => {
  assert.equal(LANGUAGES.length, 7);
});

for (const { language, texts, reasons, forms } of LANGUAGES)
  describe(`in ${language}`, () => {
    const words = new Texts(texts, language, reasons);
    const others = LANGUAGES.filter((one) => one.language !== language);

    for (const reason of ALL)
      test(`${reason} is said`, () => {
        for (const verdict of verdictsOf(reason, words)) {
          for (const said of [verdict.heading, verdict.sentence, verdict.say])
            assert.doesNotMatch(said, /%|undefined|NaN|[\ufdd0-\ufdd2]/);
          assert.ok(verdict.heading && verdict.sentence, JSON.stringify(verdict));
        }
        const given = reasons[reason];
        assert.ok(given, reason);
        assert.equal(wordOf(reason, words).sentence, given.sentence);
        assert.equal(Boolean(wordOf(reason, words).say), Boolean(given.say));
        assert.ok(wordOdd(result(reason), words));
        // Nothing was borrowed from another language.
        for (const other of others) assert.notEqual(given.sentence, other.reasons[reason]?.sentence);
      });

    test("each reason has a sentence of its own", () => {
      const sentences = ALL.map((reason) => reasons[reason]?.sentence);
      assert.equal(new Set(sentences).size, ALL.length);
    });

    test("for each number the phone chooses the form that the server chooses", () => {
      const known = Object.fromEntries(
        ["zero", "one", "two", "few", "many", "other"].map((form) => [form, form]),
      );
      const counting = new Texts({ form: { other: "other", ...known } }, language);
      const chosen = forms.map((_, n) => counting.say("form", { n }));
      assert.deepEqual(chosen, forms);
    });
  });

function result(reason: string): ScanResult {
  return { nonce: "a", status: "refused", reason, admittedTotal: 0, partySize: 4, text: null };
}

function wordOf(reason: string, texts: Texts): Verdict {
  return wordResult(result(reason), texts);
}

/** Every screen on which a reason may stand. */
function verdictsOf(reason: (typeof ALL)[number], texts: Texts): Verdict[] {
  const scan = { nonce: "a", kind: "entry", at: NOON, heads: 4, size: 4, voids: null } as const;
  const shown: Shown = {
    decision: { verdict: "look", reason: "unknown" },
    entry: entry(417),
    party: { inside: 0, entries: [] },
    gate: facts(),
    group: null,
    heads: 0,
    practises: false,
  };
  const here = { ...shown, party: { inside: 4, entries: [scan] } };
  const first = { at: NOON, gate: "North" };
  const welcome = { verdict: "welcome", room: 4, remark: "cancelled_by_guest" } as const;
  return [
    wordOf(reason, texts),
    wordResult({ ...result(reason), status: "ok" }, texts, wordWelcome(shown, "entry", texts)),
    wordLook(shown, reason, texts, LATER),
    wordLook({ ...shown, entry: undefined }, reason, texts, LATER),
    wordLook({ ...shown, gate: facts({ asksAboutUnknown: true }) }, reason, texts, LATER),
    wordLook(here, reason, texts, LATER),
    wordLook(here, reason, texts, NOON + 1000),
    wordLook({ ...shown, entry: entry(1, { elsewhere: 4, first }) }, reason, texts, LATER),
    wordWelcome({ ...shown, decision: welcome }, "entry", texts),
  ];
}
