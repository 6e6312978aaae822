// What the whole screen says about a card: one sign, one word, one sentence.

import type { Shown } from "./book";
import { insideOf } from "./decision";
import type { CardAnswer, GateFacts, PhoneReason, ScanResult } from "./protocol";
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

/** What is asked before anybody of a card is counted. */
export interface Question {
  readonly sentence: string;
  readonly say: string;
  readonly gets: string;
  readonly chips: Verdict["chips"];
  /** As many as the card has place for; null without a card that we know. */
  readonly most: number | null;
  /** How many it would perhaps be, by the household. */
  readonly perhaps: number | null;
}

/** So long before, the name of a weekday leaves no doubt. */
const WEEKDAY_SAYS_IT_MS = 2 * 86_400_000;
const JUST_NOW_MS = 60_000;

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

/** Ask with how many they are: nobody told, or only perhaps. */
export function wordQuestion(shown: Shown | null, texts: Texts): Question {
  const welcome = shown?.decision.verdict === "welcome" ? shown.decision : null;
  const perhaps = welcome?.perhaps ?? null;
  const entry = shown?.entry;
  return {
    sentence: perhaps ? texts.say("said_maybe", { n: perhaps }) : shown ? wordParty(shown, texts) : "",
    say: perhaps ? "" : texts.say("say", { words: texts.say("say_how_many") }),
    gets: entry?.gets ?? "",
    chips: entry ? [["ticket", texts.say("card", { number: entry.number })], ...entry.notes] : [],
    most: welcome?.room ?? null,
    perhaps,
  };
}

/** One word and perhaps one sentence, without a card to speak of. */
export function wordSimply(look: Verdict["look"], heading: string, sentence: string, texts: Texts): Verdict {
  const picture = look === "ok" ? "check" : "hand-waving";
  const words = { heading: texts.say(heading), sentence: sentence && texts.say(sentence) };
  return { look, picture, ...words, say: "", chips: [] };
}

/** @param told what the server knows of the card, where it was asked */
export function wordLook(
  shown: Shown,
  reason: PhoneReason,
  texts: Texts,
  now: number,
  told: CardAnswer | null = null,
): Verdict {
  if (reason === "unknown" && told?.reason && told.reason !== "unknown") return wordTold(told, texts);
  const words = wordReason(reason, texts);
  if (reason === "unknown" && shown.gate?.asksAboutUnknown)
    return { ...words, sentence: texts.say("unknown_ask") };
  if (reason !== "full_party_already_in") return words;
  const last = shown.party.entries.at(-1);
  const isJustNow = shown.entry !== undefined && last !== undefined && now - last.at < JUST_NOW_MS;
  if (!isJustNow) return { ...words, sentence: wordUsed(shown, texts), mayBeBack: true };
  const n = Math.max(1, Math.round((now - last.at) / 1000));
  return {
    ...words,
    picture: "users",
    heading: texts.say("inside_already"),
    sentence: texts.say("used_just_now", { n }),
    say: "",
    mayBeBack: true,
    isCalm: true,
  };
}

/** The server knows a card that is not on the list, such as one of another event. */
function wordTold(told: CardAnswer, texts: Texts): Verdict {
  const words = wordReason(told.reason ?? "unknown", texts);
  return { ...words, sentence: told.text ?? words.sentence };
}

/**
 * What an answer means that came after the party had gone in; nothing where the phone was right.
 *
 * Its own scans are not in the answer, so a card that is full by others was let in twice.
 */
export function wordLate(answer: CardAnswer, texts: Texts, gate: GateFacts | undefined): string {
  const { entry } = answer;
  if (!entry) return answer.text ? texts.say("late", { words: answer.text }) : "";
  const number = entry.number;
  if (entry.state === "revoked" || entry.state === "replaced")
    return texts.say("late_card", { number, words: wordReason(entry.state, texts).sentence });
  if (entry.elsewhere < entry.size || !entry.size) return "";
  const time = entry.first ? texts.time(entry.first.at, gate?.zone ?? "UTC") : "";
  const used = entry.first?.gate
    ? texts.say("used_there", { num: entry.elsewhere, size: entry.size, time, gate: entry.first.gate })
    : texts.say("used_elsewhere", { n: entry.elsewhere, size: entry.size });
  return texts.say("late_card", { number, words: used });
}

/**
 * What the server found out after the phone had said welcome.
 *
 * @param welcome what was said; who may stay inside still gets what stands there
 */
export function wordResult(result: ScanResult, texts: Texts, welcome?: Verdict): Verdict {
  const words = wordReason(result.reason ?? "unknown", texts);
  const better = { ...words, sentence: result.text ?? words.sentence };
  if (result.status !== "ok" || !welcome) return better;
  return { ...better, gets: welcome.gets ?? "", chips: welcome.chips };
}

/** The same in the list of what happened last, in few words. */
export function wordOdd({ reason }: ScanResult, texts: Texts): string {
  const isTwice = reason === "full_party_already_in" || reason === "more_than_party";
  return isTwice ? texts.say("used_twice") : texts.reason(reason ?? "unknown").sentence;
}

function wordReason(reason: string, texts: Texts): Verdict {
  const { look, picture, heading, sentence, say } = texts.reason(reason);
  return { look, picture, heading, sentence, say: say && texts.say("say", { words: say }), chips: [] };
}

function wordParty(shown: Shown, texts: Texts): string {
  if (!shown.entry) return "";
  const { part } = shown.entry;
  // Before they are counted nobody knows how many they are.
  if (part?.title)
    return shown.heads ? texts.say("people_part", { n: shown.heads, part: part.title }) : part.title;
  if (shown.decision.verdict === "welcome" && shown.decision.remark)
    return texts.reason(shown.decision.remark).sentence;
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

/** Until when everything is practice; with the day, where that is not today. */
export function wordPractice(gate: GateFacts | undefined, now: number, texts: Texts): string {
  const { opensAt = 0, zone = "UTC" } = gate ?? {};
  const time = texts.time(opensAt, zone);
  if (texts.day(opensAt, zone) === texts.day(now, zone)) return texts.say("practice_until", { time });
  // Beside the key that opens the doors there is no room for more than needs to be said.
  const day = texts.day(opensAt, zone, opensAt - now < WEEKDAY_SAYS_IT_MS);
  return texts.say("practice_until_day", { day, time });
}
