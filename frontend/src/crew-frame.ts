// Around each page of the crew: the bar, whether taps wait, what is the matter with the line.

import type { Tap } from "./here";
import type { HelperList } from "./helpers-list";
import type { Line } from "./helpers-line";
import { icon, part } from "./page";
import type { Store } from "./store";
import type { Texts } from "./texts";

export class CrewFrame {
  line: Line = "starting";

  constructor(
    private readonly store: Store,
    private readonly texts: Texts,
  ) {}

  /** @param taps that were not sent, of all events */
  show(list: HelperList | undefined, taps: readonly Tap[]): void {
    const { texts } = this;
    const title = list ? texts.say("gate_title", { event: list.eventTitle }) : texts.say("title");
    setHeading(title, location.hash.length > 1);
    const saved = part(".saved");
    saved.classList.toggle("is-waiting", taps.length > 0);
    const words = taps.length
      ? texts.say("waiting", { n: taps.length })
      : this.line === "good"
        ? texts.say("kept")
        : "";
    if (saved.textContent !== words) {
      const text = document.createElement("span");
      text.textContent = words;
      saved.replaceChildren(...(words ? [icon(taps.length ? "cloud-slash" : "cloud-check"), text] : []));
    }
    const strip = this.strip(list, taps.filter(({ isHeld }) => isHeld).length);
    if (part("#strips").textContent === strip) return;
    const line = document.createElement("p");
    line.className = "offline";
    const text = document.createElement("span");
    text.textContent = strip;
    line.append(icon("wifi-slash"), text);
    part("#strips").replaceChildren(...(strip ? [line] : []));
  }

  /** Say something that is no fault of the line. */
  note(name: string): void {
    part("#said").hidden = false;
    part("#said span").textContent = this.texts.say(name);
  }

  private strip(list: HelperList | undefined, held: number): string {
    const { texts, line } = this;
    if (line === "revoked") return texts.say("signed_out");
    if (held) return texts.say("held_helpers", { n: held });
    if (line === "offline" || line === "failing") {
      if (!this.store.isLasting) return texts.say("memory_helpers");
      return texts.say(list ? `${line}_helpers` : "not_yet");
    }
    return "";
  }
}

/** The bar is the heading of the list; other screens have one of their own. */
function setHeading(words: string, isPlain: boolean): void {
  const [now, name] = [part(".bar h1, .bar p"), isPlain ? "p" : "h1"];
  if (now.localName === name && now.textContent === words) return;
  const title = document.createElement(name);
  title.textContent = words;
  now.replaceWith(title);
}

/** Each fact in its own direction: a Dutch place does not turn an Arabic line around. */
export function showFacts(line: HTMLElement, ...facts: readonly string[]): void {
  const shown = facts.filter(Boolean).map((words) => {
    const fact = document.createElement("bdi");
    fact.textContent = words;
    return fact;
  });
  line.replaceChildren(...shown.flatMap((fact, place) => (place ? [" · ", fact] : [fact])));
}

export function sentence(words: string): HTMLParagraphElement {
  const line = document.createElement("p");
  line.textContent = words;
  return line;
}
