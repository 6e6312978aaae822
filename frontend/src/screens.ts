// The screens: each takes values ready to show.

import type { Eaters } from "./eating";
import { clone, fill, icon, part } from "./page";
import type { Screen } from "./frame";
import type { Line } from "./lines";
import { total, type Pads } from "./pad";
import type { Preferences } from "./preferences";
import type { GateFacts } from "./protocol";
import type { Texts } from "./texts";
import { wordOdd, type Question, type Verdict } from "./wording";

/** So many keys for a number; who are more go on to the number pad. */
const MOST_HEAD_KEYS = 9;
const HEAD_KEYS_WITHOUT_CARD = 6;

export interface Ready {
  readonly mode: "in" | "out";
  readonly needsStart: boolean;
  /** Whether more people leave than come. */
  readonly isClosing: boolean;
}

export function readyScreen(ready: Ready, texts: Texts): Screen {
  const content = clone(ready.mode === "in" ? "ready" : "out");
  part(".places", content).classList.toggle("is-closing", ready.isClosing);
  if (ready.mode === "in") part("#start", content).hidden = !ready.needsStart;
  const look = ready.mode === "in" ? "" : "out";
  return { content, look, title: texts.say(ready.mode === "in" ? "title" : "title_out"), hasUndo: true };
}

export function showStart(needsStart: boolean): void {
  const start = document.getElementById("start");
  if (start) start.hidden = !needsStart;
}

/** What is known of the event while people are counted; no key moves for it. */
export function showCounts(inside: string, gate: GateFacts | undefined): void {
  part(".count-number").textContent = inside;
  part(".count small").textContent = gate?.remark ?? "";
  document.getElementById("eats")?.classList.toggle("unused", !gate?.diets?.length);
}

export interface VerdictExtras {
  /** How many go in or out now; null when nobody does. */
  readonly heads: number | null;
  readonly kind: "entry" | "exit";
  readonly call: { readonly name: string; readonly phone: string } | null;
  /** What the button lets in, if there is one. */
  readonly letIn: "without" | "unknown" | null;
  readonly canTakeBack: boolean;
}

export function verdictScreen(verdict: Verdict, extras: VerdictExtras, texts: Texts): Screen {
  const content = clone("verdict");
  part(".ring", content).replaceChildren(icon(verdict.picture));
  part(".verdict h1", content).textContent = verdict.heading;
  fill(content, ".what", verdict.sentence);
  fill(content, ".gets", verdict.gets ?? "");
  fill(content, ".say", verdict.say);
  fillChips(content, verdict.chips);
  setSteps(content, extras, texts);
  setKeys(content, verdict, extras, texts);
  const look = `full-${verdict.look}` as const;
  return { content, look, hasHeading: true, title: verdict.heading, focus: ".verdict" };
}

/** Ask how many come in; a number that the household thought of is the first key. */
export function askScreen(question: Question, texts: Texts): Screen {
  const content = clone("ask");
  fill(content, ".what", question.sentence);
  fill(content, ".gets", question.gets);
  fill(content, ".say", question.say);
  fillChips(content, question.chips);
  const keys = Math.min(question.most ?? HEAD_KEYS_WITHOUT_CARD, MOST_HEAD_KEYS);
  const numbers = Array.from({ length: keys }, (_, place) => place + 1);
  part(".heads", content).append(...numbers.map((number) => headKey(number, question, texts)));
  part("#more-heads span", content).textContent = texts.say("more_than", { n: keys });
  return {
    content,
    look: "ask",
    hasHeading: true,
    title: part("h1", content).textContent ?? "",
    focus: ".verdict",
  };
}

export function groupScreen(mode: "in" | "out", texts: Texts): Screen {
  const content = clone("group");
  const title = texts.say(mode === "in" ? "title_group" : "title_group_out");
  part("h1", content).textContent = title;
  part("#count-group", content).textContent = texts.say("count_nobody");
  return { content, look: mode === "in" ? "" : "out", hasHeading: true, title };
}

export function moreHeadsScreen(question: Question, texts: Texts): Screen {
  const content = clone("pad-heads");
  fill(content, ".sentence", question.chips.map(([, words]) => words).join(" · "));
  part("#count-group", content).textContent = texts.say("count_nobody");
  return { content, look: "ask", hasHeading: true, title: part("h1", content).textContent ?? "" };
}

/** The digits that are chosen, the number they make, and what the key below does with it. */
export function showPads(pads: Pads, mode: "in" | "out", texts: Texts): void {
  for (const [name, number] of Object.entries(pads)) {
    const pad = part(`[data-pad="${name}"]`);
    part("output", pad).textContent = texts.number(number);
    for (const key of pad.querySelectorAll<HTMLButtonElement>("[aria-pressed]"))
      key.setAttribute("aria-pressed", String(key.value === `${name} ${number % 10}`));
  }
  const key = part<HTMLButtonElement>("#count-group");
  const n = total(pads);
  key.disabled = n === 0;
  key.textContent = n
    ? texts.say(mode === "in" ? "count_in" : "count_out", { n })
    : texts.say("count_nobody");
}

export function eatScreen(texts: Texts): Screen {
  return { content: clone("eat"), hasHeading: true, title: texts.say("title_eat") };
}

export function showEaters({ people, unasked, diets }: Eaters, canUndo: boolean, texts: Texts): void {
  const name = !people ? "eat_nobody" : unasked ? "eat_of" : "eat_known";
  part("#scene .sentence").textContent = texts.say(name, { n: people });
  for (const key of document.querySelectorAll<HTMLButtonElement>("[data-do=diet] button")) {
    const n = diets.get(key.value) ?? 0;
    const number = part("b", key);
    number.hidden = !n;
    number.textContent = texts.number(n);
    key.disabled = !unasked;
  }
  part<HTMLButtonElement>("#diet-undo").disabled = !canUndo;
}

export function typeScreen(texts: Texts): Screen {
  return { content: clone("type"), hasHeading: true, title: texts.say("title_type"), focus: "#typed" };
}

export function showTypingError(words: string): void {
  showFieldError("#typed", words);
  part<HTMLInputElement>("#typed").select();
}

export function showFieldError(selector: string, words: string): void {
  const field = part(selector);
  const error = part(`${selector.replace("-text", "")}-error`);
  error.hidden = !words;
  part("span", error).textContent = words;
  if (words) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  field.focus();
}

export function lastScreen(lines: readonly Line[], gate: GateFacts | undefined, texts: Texts): Screen {
  const content = clone("last");
  part(".rows", content).replaceChildren(...lines.map((line) => lineItem(line, gate, texts)));
  if (lines.length) part("#nothing-yet", content).remove();
  return { content, hasHeading: true, title: texts.say("title_last") };
}

export function moreScreen(preferences: Preferences, texts: Texts): Screen {
  const content = clone("more");
  showPreferences(preferences, content);
  return { content, hasHeading: true, title: texts.say("title_more") };
}

export function showPreferences(preferences: Preferences, within: ParentNode = document): void {
  const { loudness, hand } = preferences;
  for (const key of within.querySelectorAll<HTMLButtonElement>(".choice-keys button"))
    key.setAttribute("aria-pressed", String(key.value === loudness || key.value === hand));
}

export function endScreen(heading: string, sentence: string, waiting: string): Screen {
  const content = clone("end");
  part("h1", content).textContent = heading;
  fill(content, ".sentence", sentence);
  fill(content, ".hint", waiting);
  return { content, hasHeading: true, title: heading };
}

function headKey(number: number, { perhaps }: Question, texts: Texts): HTMLElement {
  const content = clone("head-key");
  const key = part<HTMLButtonElement>("button", content);
  key.value = String(number);
  part("b", key).textContent = texts.number(number);
  const isPerhaps = number === perhaps;
  key.classList.toggle("is-perhaps", isPerhaps);
  fill(key, "small", isPerhaps ? texts.say("as_said") : "");
  return key;
}

function fillChips(content: ParentNode, chips: Verdict["chips"]): void {
  const list = part(".who", content);
  list.replaceChildren(...chips.map(([picture, words]) => item(icon(picture), words)));
  if (!chips.length) list.remove();
}

function setSteps(content: ParentNode, extras: VerdictExtras, texts: Texts): void {
  const form = part("form[data-do=step]", content);
  if (extras.heads === null) return form.remove();
  part("output", form).textContent = String(extras.heads);
  part("small", form).textContent = texts.say(extras.kind === "entry" ? "come_in_now" : "go_out_now");
}

function setKeys(content: ParentNode, verdict: Verdict, extras: VerdictExtras, texts: Texts): void {
  const call = part<HTMLAnchorElement>("#call", content);
  const letIn = part("#let-in", content);
  if (extras.call && verdict.look !== "ok") {
    call.href = `tel:${extras.call.phone}`;
    part("span", call).textContent = texts.say("call", { name: extras.call.name });
  } else call.remove();
  if (extras.letIn) {
    part("span", letIn).textContent = texts.say(`let_in_${extras.letIn}`);
    letIn.setAttribute("value", extras.letIn);
  } else letIn.remove();
  if (!verdict.mayBeBack) part("#welcome-back", content).remove();
  if (!extras.canTakeBack) part("#take-back", content).remove();
  const asksNumber = verdict.look === "warn" && extras.letIn === "unknown";
  if (!asksNumber) part("#type-number", content).remove();
  // The largest key is the way to count them; going on would send them away uncounted.
  else part("[data-do=next] .next", content).className = "key";
}

function lineItem(line: Line, gate: GateFacts | undefined, texts: Texts): HTMLLIElement {
  const content = clone(line.isUndone ? "line-undone" : "line");
  const n = line.adults + line.children;
  part("b", content).textContent = texts.say(line.kind === "entry" ? "line_in" : "line_out", { n });
  const facts = [texts.time(line.at, gate?.zone ?? "UTC")];
  if (line.cardNumber !== null) facts.push(texts.say("card", { number: line.cardNumber }));
  else if (line.isCounted) {
    if (line.adults) facts.push(texts.say("adults", { n: line.adults }));
    if (line.children) facts.push(texts.say("children", { n: line.children }));
  }
  for (const [diet, count] of line.diets)
    facts.push(texts.say("eats", { n: count, diet: texts.say(`eats_${diet}`) }));
  if (line.isUndone) facts.push(texts.say("undone"));
  else if (line.result) facts.push(wordOdd(line.result, texts));
  if (line.isWaiting) facts.push(texts.say("not_sent"));
  part("small", content).textContent = facts.join(" · ");
  if (!line.isUndone) {
    const mayEat = (line.unasked > 0 || line.diets.size > 0) && Boolean(gate?.diets?.length);
    const eat = part("[data-do=eat]", content);
    if (mayEat) part<HTMLButtonElement>("button", eat).value = line.group;
    else eat.remove();
    part<HTMLButtonElement>("[data-do=take-back] button", content).value = line.group;
  }
  return content.firstElementChild as HTMLLIElement;
}

function item(picture: Node, words: string): HTMLLIElement {
  const line = document.createElement("li");
  line.append(picture, words);
  return line;
}
