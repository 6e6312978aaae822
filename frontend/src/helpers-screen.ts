// Today's helpers: who is here in one tap, who is missing and whom to ask, the code for who passes by.

import type { Clock } from "./clock";
import type { CrewScreen } from "./crew";
import { CrewFrame, sentence, showFacts } from "./crew-frame";
import { unsentTaps } from "./here";
import { asToday, readKept, type Helper, type HelperList, type HelperShift } from "./helpers-list";
import type { Line } from "./helpers-line";
import { clone, icon, part } from "./page";
import type { Store } from "./store";
import type { Tapping } from "./tapping";
import type { Texts } from "./texts";
import { shortBy, whomToAsk } from "./whom-to-ask";

/** What begins later than that stands folded away. */
const SOON_MS = 3 * 3600 * 1000;

export class HelpersScreen implements CrewScreen {
  onTap: () => void = () => undefined;
  private readonly frame: CrewFrame;
  private shown = "";
  private zone = "UTC";

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
    this.shown = "";
    return this.refresh();
  }

  /** Somebody is here; or, tapped again, is not after all. */
  async tap(_key: HTMLElement, entry: number): Promise<void> {
    const tap = await this.tapping.keep(entry, ({ shifts }) => {
      const helper = shifts.flatMap(({ helpers }) => helpers).find((one) => one.entry === entry);
      return helper && { entry, is: helper.cameAt === null ? "here" : "not_here" };
    });
    if (!tap) return;
    await this.refresh();
    this.onTap();
  }

  /** They came, and are not in the shift any more. */
  say(what: "out" | "gone"): void {
    if (what === "out") this.frame.note("out_helpers");
  }

  async refresh(): Promise<void> {
    const list = await this.store.read(readKept);
    this.frame.show(list, await this.store.read(unsentTaps));
    this.zone = list?.zone ?? "UTC";
    const view = location.hash.slice(1);
    const content = this.content(view, list);
    const folded = document.querySelector<HTMLDetailsElement>("#later")?.open ?? false;
    const focused = (document.activeElement as HTMLButtonElement | null)?.value;
    part("#scene").replaceChildren(content);
    const later = document.querySelector<HTMLDetailsElement>("#later");
    if (later) later.open = folded;
    if (this.shown !== `#${view}`) this.begin(view);
    else if (focused) document.querySelector<HTMLElement>(`#scene [value="${focused}"]`)?.focus();
  }

  private begin(view: string): void {
    this.shown = `#${view}`;
    const name = /^ask/.test(view) ? "ask" : ["invite", "emergency"].includes(view) ? view : "";
    document.title = this.texts.say(name ? `title_${name}` : "title");
    window.scrollTo(0, 0);
    part("#main").focus({ preventScroll: true });
  }

  private content(view: string, list: HelperList | undefined): DocumentFragment {
    const asked = /^ask-(\d+)$/.exec(view)?.[1];
    if (view === "emergency") return this.emergency(list);
    if (view === "invite") return this.invite(list);
    const shift = asked && list?.shifts.find(({ id }) => id === Number(asked));
    return shift && list ? this.ask(shift, list) : this.list(list);
  }

  private list(list: HelperList | undefined): DocumentFragment {
    const content = clone("list");
    const now = this.clock.server();
    const shifts = (list?.shifts ?? []).filter(({ endsAt }) => endsAt > now);
    const isSoon = ({ startsAt }: HelperShift) => startsAt <= now + SOON_MS;
    const soon = shifts.filter(isSoon);
    part(".hint", content).hidden = !soon.length;
    if (soon.length) part("#now", content).append(...soon.map((shift) => this.shift(shift, now)));
    else part("#now", content).append(sentence(this.texts.say("none_now")));
    const rest = shifts.filter((shift) => !isSoon(shift));
    part("#later", content).hidden = !rest.length;
    part("#later > div", content).append(...rest.map((shift) => this.shift(shift, now)));
    part("#to-sheet", content).hidden = !list?.sheet?.length;
    return content;
  }

  private shift(shift: HelperShift, now: number): DocumentFragment {
    const content = clone("shift");
    const title = part("h2", content);
    title.textContent = shift.task;
    title.id = `shift-${shift.id}`;
    part(".shift", content).setAttribute("aria-labelledby", title.id);
    const today = asToday(shift);
    const here = heads(today.helpers.filter(({ isHere, waits }) => isHere && !waits));
    const all = heads(today.helpers.filter(({ waits }) => !waits));
    const counted =
      now >= shift.startsAt || here
        ? this.texts.say("here_of", { here, needed: shift.needed })
        : this.texts.say("in_of", { people: all, needed: shift.needed });
    showFacts(part(".what", content), shift.hours, counted, shift.place);
    part(".taps", content).append(
      ...shift.helpers.filter(({ waits }) => !waits).map((one) => this.helper(one)),
    );
    const missing = shortBy(today, now);
    const link = part<HTMLAnchorElement>(".missing", content);
    if (!missing) link.remove();
    link.href = `#ask-${shift.id}`;
    part("span", link).textContent = this.texts.say("short_by", { n: missing });
    return content;
  }

  private helper(helper: Helper): DocumentFragment {
    const { texts } = this;
    const content = clone("helper");
    const key = part<HTMLButtonElement>("button", content);
    key.value = String(helper.entry);
    key.setAttribute("aria-pressed", String(helper.cameAt !== null));
    if (helper.cameAt !== null) part(".sign", key).replaceChildren(icon("check"));
    part("b", key).textContent = helper.name || texts.say("nameless");
    const tags = [
      helper.cameAt === null ? "" : texts.say("here_since", { time: texts.time(helper.cameAt, this.zone) }),
      helper.isFirstTime ? texts.say("first_time") : "",
      helper.heads > 1 ? texts.say("brings") : "",
      helper.hasLeft ? texts.say("went_home") : "",
      helper.isUnsent ? texts.say("not_sent") : "",
    ];
    for (const words of tags.filter(Boolean)) {
      const tag = document.createElement("small");
      tag.textContent = words;
      part("b", key).parentElement?.append(" ", tag);
    }
    return content;
  }

  private ask(shift: HelperShift, list: HelperList): DocumentFragment {
    const { texts } = this;
    const content = clone("ask");
    showFacts(part(".what", content), shift.task, shift.hours);
    const waiting = shift.helpers.filter(({ waits }) => waits);
    part("#waiting", content).hidden = !waiting.length;
    part("#waiting .taps", content).append(...waiting.map((one) => this.helper(one)));
    const asked = whomToAsk(asToday(shift), list.shifts.map(asToday), this.clock.server());
    const others = asked.filter(({ because }) => because !== "waits");
    const lines = others.map(({ person, because, key }) => {
      const about = list.shifts.find(({ id }) => id === key)!;
      const helper = about.helpers.find((one) => one.person === person)!;
      const line = clone("line");
      part("b", line).textContent = helper.name || texts.say("nameless");
      const at = because === "later" ? about.startsAt : about.endsAt;
      const time = texts.time(at, list.zone);
      part("small", line).textContent = texts.say(`because_${because}`, { task: about.task, time });
      return line;
    });
    part(".rows", content).append(...lines);
    part("#nobody", content).textContent = waiting.length || lines.length ? "" : texts.say("nobody_to_ask");
    return content;
  }

  private invite(list: HelperList | undefined): DocumentFragment {
    const content = clone("invite");
    const now = this.clock.server();
    const invite = list?.invites.find(({ until }) => until > now);
    part("#no-code", content).hidden = Boolean(invite);
    showFacts(part(".what", content), invite?.title ?? "", invite?.day ?? "");
    part(".address", content).textContent = invite?.address ?? "";
    if (invite) part(".code", content).append(drawing(invite.svg));
    return content;
  }

  private emergency(list: HelperList | undefined): DocumentFragment {
    const content = clone("emergency");
    const call = part<HTMLAnchorElement>("#call", content);
    call.hidden = !list?.contact;
    if (list?.contact) {
      call.href = `tel:${list.contact.phone}`;
      part("span", call).textContent = this.texts.say("call", { name: list.contact.name });
    }
    return content;
  }
}

function heads(helpers: readonly { readonly heads: number }[]): number {
  return helpers.reduce((total, one) => total + one.heads, 0);
}

/** The code as our server drew it; what is no drawing is not shown. */
function drawing(svg: string): Node {
  const read = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  return read.localName === "svg" ? document.importNode(read, true) : document.createTextNode("");
}
