// The run sheet: what goes on now and what comes, then all of it; each line done in one tap.

import type { Clock } from "./clock";
import type { CrewScreen } from "./crew";
import { CrewFrame, sentence, showFacts } from "./crew-frame";
import { unsentTaps } from "./here";
import { readKept, type HelperList } from "./helpers-list";
import type { Line } from "./helpers-line";
import { clone, icon, part } from "./page";
import { nowAndNext, noteTick, type SheetLine } from "./sheet-list";
import type { Store } from "./store";
import type { Tapping } from "./tapping";
import type { Texts } from "./texts";

/** What was just ticked keeps its place so long: no other line slides under the finger. */
const KEEPS_PLACE_MS = 8_000;
/** A tap so soon after other lines moved was meant for what stood there before. */
const JUST_MOVED_MS = 400;
/** What begins so much later, or began so long ago, says its day. */
const OTHER_DAY_MS = 12 * 3600 * 1000;

export class SheetScreen implements CrewScreen {
  onTap: () => void = () => undefined;
  private readonly frame: CrewFrame;
  private readonly placesUntil = new Map<number, number>();
  private zone = "UTC";
  private tapped = "";
  private order = "";
  private movedAt = -Infinity;
  private hasBegun = false;

  constructor(
    private readonly store: Store,
    private readonly texts: Texts,
    private readonly clock: Clock,
    private readonly tapping: Tapping,
  ) {
    this.frame = new CrewFrame(store, texts);
  }

  changeLine(line: Line): Promise<void> {
    this.frame.line = line;
    return this.refresh();
  }

  open(): Promise<void> {
    return this.refresh();
  }

  /** A line is done; or, tapped again, is not after all. */
  async tap(key: HTMLElement, id: number): Promise<void> {
    const steady = this.clock.steady();
    if (isInGroup(key.id) && steady - this.movedAt < JUST_MOVED_MS) return;
    const tap = await this.tapping.keep(
      id,
      ({ sheet = [] }) => {
        const line = sheet.find((one) => one.id === id);
        return line && { line: id, is: line.doneAt === null ? "done" : "open" };
      },
      noteTick,
    );
    if (!tap) return;
    this.tapped = key.id;
    if (tap.is === "done") {
      this.placesUntil.set(id, steady + KEEPS_PLACE_MS);
      setTimeout(() => void this.refresh(), KEEPS_PLACE_MS);
    }
    await this.refresh();
    this.onTap();
  }

  say(what: "out" | "gone"): void {
    if (what === "gone") this.frame.note("gone_line");
  }

  async refresh(): Promise<void> {
    const list = await this.store.read(readKept);
    this.frame.show(list, await this.store.read(unsentTaps));
    this.zone = list?.zone ?? "UTC";
    // Until the list is here or certainly will not come now, the page says to wait.
    if (!list && this.frame.line === "starting") return;
    const content = this.content(list);
    const order = [...content.querySelectorAll("button")].map(({ id }) => id);
    const groups = order.filter(isInGroup).join(" ");
    if (this.order && groups !== this.order) this.movedAt = this.clock.steady();
    this.order = groups;
    const places = placesNow();
    const focused = document.activeElement?.id ?? "";
    part("#scene").replaceChildren(content);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    // A key that was tapped stays where it is, else the first in view.
    const stays = [this.tapped, ...places.keys()].find((id) => places.has(id) && document.getElementById(id));
    if (stays && this.hasBegun)
      window.scrollBy(0, document.getElementById(stays)!.getBoundingClientRect().top - places.get(stays)!);
    this.tapped = "";
    this.hasBegun = true;
  }

  private content(list: HelperList | undefined): DocumentFragment {
    const content = clone("sheet");
    const { sheet = [] } = list ?? {};
    const now = this.clock.server();
    const steady = this.clock.steady();
    const keepsPlace = ({ id }: SheetLine) => (this.placesUntil.get(id) ?? -Infinity) > steady;
    const placed = sheet.map((line) => (keepsPlace(line) ? { ...line, doneAt: null } : line));
    const groups = nowAndNext(placed, now);
    const byId = new Map(sheet.map((line) => [line.id, line]));
    for (const name of ["late", "now", "next"] as const) {
      const section = part(`#${name}`, content);
      section.hidden = !groups[name].length;
      part(".taps", section).append(...groups[name].map(({ id }) => this.line(byId.get(id)!, name, now)));
    }
    part(".hint", content).hidden = !sheet.length;
    part("#whole", content).hidden = !sheet.length;
    const isOpen = sheet.some(({ doneAt }) => doneAt === null);
    if (list && !sheet.length) part("#none", content).append(sentence(this.texts.say("no_sheet")));
    else if (list && !isOpen) part("#none", content).append(sentence(this.texts.say("all_done")));
    const days = [...new Set(sheet.map(({ day }) => day))];
    for (const day of days) {
      if (days.length > 1) {
        const heading = document.createElement("h3");
        heading.textContent = day;
        part("#whole .taps", content).append(heading);
      }
      const lines = sheet.filter((line) => line.day === day);
      part("#whole .taps", content).append(...lines.map((line) => this.line(line, "all", now)));
    }
    return content;
  }

  private line(line: SheetLine, place: string, now: number): DocumentFragment {
    const { texts } = this;
    const content = clone("run-line");
    const key = part<HTMLButtonElement>("button", content);
    key.id = `${place}-${line.id}`;
    key.value = String(line.id);
    key.setAttribute("aria-pressed", String(line.doneAt !== null));
    if (line.doneAt !== null) part(".sign", key).replaceChildren(icon("check"));
    const isOtherDay = place !== "all" && Math.abs(line.startsAt - now) > OTHER_DAY_MS;
    showFacts(part(".when", key), isOtherDay ? line.day : "", line.hours);
    part("b bdi", key).textContent = line.title;
    showFacts(part(".about", key), line.place, ...line.who);
    const tags = [
      line.doneAt === null ? "" : texts.say("done_at", { time: texts.time(line.doneAt, this.zone) }),
      line.isUnsent ? texts.say("not_sent") : "",
    ];
    showFacts(part(".tags", key), ...tags);
    for (const empty of key.querySelectorAll("small:empty")) empty.remove();
    return content;
  }
}

/** Where each key stands that is in view. */
function placesNow(): ReadonlyMap<string, number> {
  const keys = [...document.querySelectorAll<HTMLElement>("#scene button[data-do=tap]")];
  const places = keys.map((key) => [key.id, key.getBoundingClientRect()] as const);
  return new Map(
    places
      .filter(([, { bottom, top }]) => bottom > 0 && top < window.innerHeight)
      .map(([id, { top }]) => [id, top]),
  );
}

function isInGroup(id: string): boolean {
  return !id.startsWith("all-");
}
