// What the whole screen says about a card: one sign, one word, one sentence.

import type { Shown } from "./book";
import { insideOf } from "./decision";
import type { ScanResult } from "./protocol";
import type { Texts } from "./texts";

export interface Verdict {
  /** Green, plum, or amber for a card that nobody knows. */
  readonly look: "ok" | "look" | "warn";
  readonly picture: string;
  readonly heading: string;
  readonly sentence: string;
  /** Words for the volunteer to say; empty where none are needed. */
  readonly say: string;
  /** What these guests get, such as "table 7". */
  readonly gets?: string;
  readonly chips: readonly (readonly [string, string])[];
  /** Whether they may have been inside before: then they are counted, and simply go in. */
  readonly mayBeBack?: boolean;
  /** Whether it was read a moment ago: nothing to look into. */
  readonly isCalm?: boolean;
}

const JUST_NOW_MS = 60_000;
const SAYINGS: Readonly<Record<string, string>> = {
  full_party_already_in: "say_used",
  more_than_party: "say_used",
  revoked: "say_used",
  unknown: "say_used",
  replaced: "say_replaced",
  wrong_event: "say_wrong_event",
  needs_part_card: "say_needs_part_card",
};

export function wordWelcome(shown: Shown, kind: "entry" | "exit", texts: Texts): Verdict {
  const number = shown.entry?.number;
  return {
    look: "ok",
    picture: kind === "entry" ? "check" : "hand-waving",
    heading: texts.say(kind === "entry" ? "welcome" : "goodbye"),
    sentence: kind === "entry" ? wordParty(shown, texts) : "",
    say: "",
    gets: kind === "entry" ? (shown.entry?.gets ?? "") : "",
    chips: [
      ...(number === undefined ? [] : [["ticket", texts.say("card", { number })] as const]),
      ...(kind === "entry" ? (shown.entry?.notes ?? []) : []),
    ],
  };
}

/** One word and perhaps one sentence, without a card to speak of. */
export function wordSimply(look: Verdict["look"], heading: string, sentence: string, texts: Texts): Verdict {
  const picture = look === "ok" ? "check" : "hand-waving";
  const words = { heading: texts.say(heading), sentence: sentence && texts.say(sentence) };
  return { look, picture, ...words, say: "", chips: [] };
}

export function wordLook(shown: Shown, reason: string, texts: Texts, now: number): Verdict {
  const last = shown.party.entries.at(-1);
  const isFull = reason === "full_party_already_in" && shown.entry !== undefined;
  const isJustNow = isFull && last !== undefined && now - last.at < JUST_NOW_MS;
  const seconds = last ? Math.max(1, Math.round((now - last.at) / 1000)) : 0;
  if (reason === "unknown") return wordUnknown(shown, texts);
  return {
    look: "look",
    picture: isJustNow ? "users" : "hand-waving",
    heading: texts.say(isJustNow ? "inside_already" : "look"),
    sentence: isJustNow
      ? texts.say("used_just_now", { n: seconds })
      : reason === "full_party_already_in"
        ? wordUsed(shown, texts)
        : texts.say(reason),
    say: isJustNow ? "" : wordSaying(reason, texts),
    chips: [],
    mayBeBack: reason === "full_party_already_in",
    isCalm: isJustNow,
  };
}

/** Perhaps the card was made after the list was fetched: the organiser said what to do then. */
function wordUnknown(shown: Shown, texts: Texts): Verdict {
  const sentence = texts.say(shown.gate?.asksAboutUnknown ? "unknown_ask" : "unknown");
  const say = wordSaying("unknown", texts);
  return { look: "warn", picture: "question", heading: texts.say("look"), sentence, say, chips: [] };
}

/** What the server found out after the phone had said welcome. */
export function wordResult(result: ScanResult, texts: Texts): Verdict {
  const reason = result.reason ?? "unknown";
  const sentence = result.text ?? texts.say(reason);
  const say = wordSaying(reason, texts);
  return { look: "look", picture: "hand-waving", heading: texts.say("look"), sentence, say, chips: [] };
}

function wordParty(shown: Shown, texts: Texts): string {
  if (!shown.entry) return "";
  const { part } = shown.entry;
  if (part?.title) return texts.say("people_part", { n: shown.heads, part: part.title });
  if (shown.decision.verdict === "welcome" && shown.decision.remark) return texts.say("cancelled_by_guest");
  const inside = insideOf(shown.entry, shown.party);
  return inside ? texts.say("inside_of", { n: inside, size: shown.entry.size }) : "";
}

function wordUsed(shown: Shown, texts: Texts): string {
  const { entry, party, gate } = shown;
  const [first] = party.entries;
  const size = entry?.size ?? party.inside;
  if (first)
    return texts.say("used_here", { n: party.inside, size, time: texts.time(first.at, gate?.zone ?? "UTC") });
  if (entry?.first?.gate) {
    const time = texts.time(entry.first.at, gate?.zone ?? "UTC");
    return texts.say("used_there", { num: insideOf(entry, party), size, time, gate: entry.first.gate });
  }
  return texts.say("used_elsewhere", { n: entry ? insideOf(entry, party) : 0, size });
}

function wordSaying(reason: string, texts: Texts): string {
  const saying = SAYINGS[reason];
  return saying ? texts.say("say", { words: texts.say(saying) }) : "";
}
