// The screens: each takes values ready to show.

import { clone, fill, icon, part } from "./page";
import type { Screen } from "./frame";
import type { Line } from "./lines";
import type { Texts } from "./texts";
import { wordOdd, type Verdict } from "./wording";

export interface Ready {
  readonly mode: "in" | "out";
  readonly inside: number;
  readonly remark: string;
  readonly needsStart: boolean;
}

export function readyScreen(ready: Ready, texts: Texts): Screen {
  const content = clone(ready.mode === "in" ? "ready" : "out");
  part(".count-number", content).textContent = String(ready.inside);
  fill(content, ".count small", ready.remark);
  if (ready.needsStart) content.prepend(clone("start"));
  return { content, title: texts.say(ready.mode === "in" ? "title" : "title_out") };
}

/** The keys for what somebody without a card eats; only on the screen that counts. */
export function showDiets(isAsked: boolean): void {
  const keys = document.querySelector<HTMLElement>("#diets");
  if (keys) keys.hidden = !isAsked;
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
  const chips = part(".who", content);
  chips.replaceChildren(...verdict.chips.map(([picture, words]) => item(icon(picture), words)));
  if (!verdict.chips.length) chips.remove();
  setSteps(content, extras, texts);
  setKeys(content, verdict, extras, texts);
  const look = `full-${verdict.look}` as const;
  return { content, look, hasHeading: true, title: verdict.heading, focus: ".verdict" };
}

export function typeScreen(texts: Texts): Screen {
  return { content: clone("type"), hasHeading: true, title: texts.say("title_type"), focus: "#typed" };
}

export function showTypingError(words: string): void {
  const field = part<HTMLInputElement>("#typed");
  const error = part("#typed-error");
  error.hidden = !words;
  part("span", error).textContent = words;
  field.toggleAttribute("aria-invalid", Boolean(words));
  if (words) field.setAttribute("aria-invalid", "true");
  field.select();
  field.focus();
}

export function lastScreen(lines: readonly Line[], zone: string, texts: Texts): Screen {
  const content = clone("last");
  part(".rows", content).replaceChildren(...lines.map((line) => lineItem(line, zone, texts)));
  if (lines.length) part("#nothing-yet", content).remove();
  return { content, hasHeading: true, title: texts.say("title_last") };
}

export function endScreen(heading: string, sentence: string, waiting: string): Screen {
  const content = clone("end");
  part("h1", content).textContent = heading;
  fill(content, ".sentence", sentence);
  fill(content, ".hint", waiting);
  return { content, hasHeading: true, title: heading };
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
}

function lineItem(line: Line, zone: string, texts: Texts): HTMLLIElement {
  const content = clone(line.isUndone ? "line-undone" : "line");
  const n = line.adults + line.children;
  part("b", content).textContent = texts.say(line.kind === "entry" ? "line_in" : "line_out", { n });
  const facts = [texts.time(line.at, zone)];
  if (line.cardNumber !== null) facts.push(texts.say("card", { number: line.cardNumber }));
  if (line.isUndone) facts.push(texts.say("undone"));
  else if (line.result) facts.push(wordOdd(line.result, texts));
  if (line.isWaiting) facts.push(texts.say("not_sent"));
  part("small", content).textContent = facts.join(" · ");
  const button = content.querySelector("button");
  if (button) button.value = line.group;
  return content.firstElementChild as HTMLLIElement;
}

function item(picture: Node, words: string): HTMLLIElement {
  const line = document.createElement("li");
  line.append(picture, words);
  return line;
}
