// What stays on every screen: where we are, whether the counts are safe, what is the matter.

import { icon, part } from "./page";
import type { Texts } from "./texts";

export interface Screen {
  readonly content: Node;
  /** The class of the whole page. */
  readonly look?: "full-ok" | "full-look" | "full-warn" | "ask" | "out" | "";
  /** Whether the screen has a heading of its own; else the bar is the heading. */
  readonly hasHeading?: boolean;
  readonly title: string;
  readonly focus?: string;
  /** Whether what was done last can be undone here. */
  readonly hasUndo?: boolean;
}

export class Frame {
  private readonly main = part("#main");
  private readonly saved = part("#main .saved");
  private readonly strips = part("#strips");
  private readonly notice = part("#notice");
  private readonly said = part("#said");
  private readonly undo = part("#said form");
  private content: ChildNode[] = [part("#starting")];
  private heading = part("#main .bar h1, #main .bar p").textContent?.trim() ?? "";

  constructor(private readonly texts: Texts) {}

  /** Show what is said above, and the keys below: those are always as far from the lower edge. */
  show(screen: Screen): void {
    for (const node of this.content) node.remove();
    this.content = [...screen.content.childNodes];
    const isScene = (node: ChildNode) => node instanceof Element && node.matches(".scene, .verdict");
    part("#scene").append(...this.content.filter(isScene));
    part("#deck").append(...this.content.filter((node) => !isScene(node)));
    document.body.className = `${screen.look ?? ""} app`.trim();
    this.undo.hidden = !screen.hasUndo;
    document.title = screen.title;
    this.setHeading(this.heading, screen.hasHeading === true);
    this.say("");
    part("#top").scrollTo(0, 0);
    // What had the focus is gone: a keyboard goes on from the top.
    part(screen.focus ?? "#main").focus({ preventScroll: true });
    if (screen.hasHeading) window.scrollTo(0, 0);
  }

  setHeading(words: string, isPlain = !this.main.querySelector(".bar h1")): void {
    this.heading = words;
    const name = isPlain ? "p" : "h1";
    const now = part(".bar h1, .bar p", this.main);
    if (now.localName === name && now.textContent === words) return;
    const title = document.createElement(name);
    title.textContent = words;
    now.replaceWith(title);
  }

  setWaiting(waiting: number, isSafe: boolean): void {
    const words = waiting ? this.texts.say("waiting", { n: waiting }) : isSafe ? this.texts.say("kept") : "";
    if (this.saved.textContent?.trim() === words) return;
    this.saved.classList.toggle("is-waiting", waiting > 0);
    const text = document.createElement("span");
    text.textContent = words;
    this.saved.replaceChildren(...(words ? [icon(waiting ? "cloud-slash" : "cloud-check"), text] : []));
  }

  /** Say what is the matter, as long as it is; nothing when all is well. */
  setStrip(words: string, picture: string): void {
    if (this.strips.textContent === words) return;
    const strip = document.createElement("p");
    strip.className = "offline";
    const text = document.createElement("span");
    text.textContent = words;
    strip.append(icon(picture), text);
    this.strips.replaceChildren(...(words ? [strip] : []));
  }

  /** Say that nothing counts yet, beside the key that opens the doors where they can be opened. */
  setPractice(words: string, mayOpen: boolean): void {
    setPart("#practice", "span", words);
    part("#practice button").hidden = !mayOpen;
  }

  /** Lead to the other gates of this phone. */
  setElsewhere(words: string): void {
    setPart("#elsewhere", "span", words);
  }

  /** Say what was found out about somebody who has gone in meanwhile. */
  setLate(words: string): void {
    setPart("#late", "span", words);
  }

  /** Say what has just been done. */
  say(words: string): void {
    this.notice.textContent = words;
    // Where something can be undone the place stays, so that no key moves when it is filled.
    this.said.hidden = !words && this.undo.hidden;
  }
}

/** Write words into a part that is on every screen; without words it is not there. */
function setPart(selector: string, within: string, words: string): void {
  const whole = part(selector);
  whole.hidden = !words;
  const text = part(within, whole);
  if (text.textContent !== words) text.textContent = words;
}
