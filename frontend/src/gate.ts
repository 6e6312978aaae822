// The gate: which screen is shown, and what its keys do.

import type { Book } from "./book";
import { readCardNumber, readCode } from "./codes";
import type { Door } from "./door";
import { Eating } from "./eating";
import type { Feedback } from "./feedback";
import type { Link, LinkState } from "./link";
import { findEnd, type End } from "./ending";
import { lastLines, type Line } from "./lines";
import { wipePast } from "./list";
import type { NoteScreen } from "./note-screen";
import { part } from "./page";
import { pressPad, total, type Pads } from "./pad";
import { listPlaces, moveTo, openDoors } from "./places";
import { placesScreen } from "./places-screen";
import { keepPreferences, levelOf, readPreferences, understand } from "./preferences";
import * as screens from "./screens";
import type { RemarkScreen } from "./remark-screen";
import type { Stage } from "./stage";

const LAST_LINES = 10;
const NO_GROUP: Pads = { adults: 0, children: 0 };

export class Gate {
  private end: End | null = null;
  /** Whether the phone only listens: then it has no other screens. */
  private listens = false;
  private pads: Pads = {};
  private readonly eating: Eating;
  private preferences = readPreferences(() => localStorage);
  link!: Link;

  constructor(
    private readonly stage: Stage,
    private readonly door: Door,
    private readonly book: Book,
    private readonly feedback: Feedback,
    private readonly notes: NoteScreen,
    private readonly remarks: RemarkScreen,
  ) {
    this.eating = new Eating(stage.store, book);
    this.usePreferences();
  }

  /** The address names another screen. */
  open(): Promise<void> {
    return this.stage.turns.take(() => this.stage.byTap(() => this.route()));
  }

  /** A key was pressed. */
  do(what: string, value: string): Promise<void> {
    return this.stage.turns.take(() => this.stage.byTap(() => this.press(what, value)));
  }

  /** A hand scanner read something, on whatever screen. */
  scan(text: string): Promise<void> {
    return this.stage.turns.take(async () => (this.end || this.listens ? undefined : this.typed(text)));
  }

  changeLine(state: LinkState): Promise<void> {
    this.stage.line = state.line;
    return this.tick();
  }

  /** The camera went on or off, or has another light. */
  changeCamera(): Promise<void> {
    return this.stage.turns.take(async () => {
      if (this.stage.view === "ready" && !this.end) {
        screens.showStart(!this.stage.viewfinder.state.isOn);
        this.stage.viewfinder.setView("large");
      }
      await this.stage.refresh();
    });
  }

  /** Time passes: perhaps the gate's is over. */
  tick(): Promise<void> {
    return this.stage.turns.take(() => this.lookAround());
  }

  private async lookAround(): Promise<void> {
    const before = this.end;
    this.end = await findEnd(this.stage.store, this.stage.clock, this.end);
    await wipePast(this.stage.store, this.stage.clock);
    await this.notes.tidy();
    await this.remarks.tidy();
    const isOther = this.end !== before || this.listens !== (await this.stage.listens());
    if (isOther) await this.route();
    else if (this.end && this.stage.view === "end") await this.showEnd(this.end);
    else await this.stage.refresh();
  }

  private async route(): Promise<void> {
    await this.door.finish();
    const name = location.hash.slice(1);
    this.listens = await this.stage.listens();
    this.stage.mode = name.startsWith("out") || name === "group-out" ? "out" : "in";
    this.end = await findEnd(this.stage.store, this.stage.clock, this.end);
    if (this.end && name !== "places") return this.showEnd(this.end);
    if (name.startsWith("remark") || (this.listens && name !== "places")) return this.remarks.show(name);
    if (name === "type") this.stage.show("type", screens.typeScreen(this.stage.texts));
    else if (name === "last") await this.showLast();
    else if (name === "places") await this.showPlaces();
    else if (name === "group" || name === "group-out") this.showGroup();
    else if (name === "eat") await this.showEating();
    else if (name === "more") this.showMore();
    else if (name === "note") await this.notes.show();
    else await this.showReady();
    if (name !== "eat") this.eating.choose(null);
  }

  private async press(what: string, value: string): Promise<void> {
    if (what === "start") this.start();
    else if (what === "light") this.stage.viewfinder.switchLight();
    else if (what === "other-camera") this.stage.viewfinder.useOther();
    else if (what === "count") await this.countOne(value === "child" ? "child" : "adult");
    else if (what === "pad") this.pressPad(value);
    else if (what === "count-group") await this.countGroup();
    else if (what === "eat") await this.askWhatTheyEat(value);
    else if (what === "diet") await this.noteDiet(value);
    else if (what === "diet-undo") await this.undoDiet();
    else if (what === "undo") await this.undoLast();
    else if (what === "take-back") await this.takeBack(value || this.door.group);
    else if (what === "step") this.door.step(Number(value));
    else if (what === "let-in") this.door.letIn(value);
    else if (what === "heads") await this.door.answer(Number(value));
    else if (what === "more-heads") this.askMore();
    else if (what === "pad-heads") await this.door.answer(total(this.pads));
    else if (what === "typed") await this.typed(part<HTMLInputElement>("#typed").value);
    else if (what === "loudness" || what === "hand") this.prefer({ [what]: value });
    else if (what === "note") await this.notes.write();
    else if (what === "remark") await this.remarks.save();
    else if (what === "remark-heads") this.remarks.step(Number(value));
    else if (what === "next") await this.next();
    else if (what === "work-at") await this.workAt(Number(value));
    else if (what === "open-doors") await this.openDoors();
    else if (what === "seen-late") this.stage.hideLate();
  }

  /** People can be counted while the browser asks whether the camera may be used. */
  private start(): void {
    if (this.listens) return;
    this.feedback.unlock();
    const chosen = this.stage.store.read((tx) => tx.meta("camera"));
    void chosen.then((camera) => this.stage.viewfinder.start(camera));
  }

  private async countOne(who: "adult" | "child"): Promise<void> {
    const people = { adults: Number(who === "adult"), children: Number(who === "child") };
    if (await this.count(people)) this.stage.say(`counted_${who}_${this.stage.mode}`);
  }

  private async count(people: { adults: number; children: number }): Promise<boolean> {
    if (this.stage.wouldLose) {
      this.door.refuseToLose();
      return false;
    }
    await this.book.count(this.stage.mode === "in" ? "entry" : "exit", people);
    this.feedback.give("counted");
    this.afterWriting();
    return true;
  }

  private showGroup(): void {
    this.pads = NO_GROUP;
    this.stage.show("group", screens.groupScreen(this.stage.mode, this.stage.texts));
  }

  private askMore(): void {
    this.pads = { heads: 0 };
    this.door.askMore();
  }

  private pressPad(value: string): void {
    const [name = "", key = ""] = value.split(" ");
    const before = this.pads[name];
    if (before === undefined) return;
    this.pads = { ...this.pads, [name]: pressPad(before, key) };
    screens.showPads(this.pads, this.stage.mode, this.stage.texts);
  }

  /** A group without cards, all at once; what they eat can wait. */
  private async countGroup(): Promise<void> {
    const { adults = 0, children = 0 } = this.pads;
    const n = adults + children;
    if (!n || !(await this.count({ adults, children }))) return;
    this.pads = NO_GROUP;
    await this.next();
    this.stage.say(`counted_group_${this.stage.mode}`, { n });
  }

  private async showEating(): Promise<void> {
    this.stage.show("eat", screens.eatScreen(this.stage.texts));
    await this.refreshEating();
  }

  private async refreshEating(): Promise<void> {
    screens.showEaters(await this.eating.look(), this.eating.canUndo, this.stage.texts);
  }

  private async askWhatTheyEat(group: string): Promise<void> {
    this.eating.choose(group);
    this.goTo("#eat");
    await this.showEating();
  }

  private async noteDiet(diet: string): Promise<void> {
    if (await this.eating.note(diet)) {
      this.feedback.give("counted");
      this.stage.say("diet_noted");
      this.afterWriting();
    }
    await this.refreshEating();
  }

  private async undoDiet(): Promise<void> {
    if (await this.eating.undo()) {
      this.stage.say("diet_undone");
      this.afterWriting();
    }
    await this.refreshEating();
  }

  private async undoLast(): Promise<void> {
    const lines = await lastLines(this.stage.store, LAST_LINES);
    const last = lines.find((line) => !line.isUndone);
    if (last) await this.undo(last);
    else this.stage.say("nothing_to_undo");
  }

  private async takeBack(group: string | null): Promise<void> {
    const lines = await lastLines(this.stage.store, LAST_LINES * 2);
    const line = lines.find((one) => one.group === group);
    this.door.forget();
    if (line) await this.book.undo(line.group);
    if (this.stage.view === "last") await this.showLast();
    else await this.route();
    if (line) this.sayUndone(line);
    this.afterWriting();
  }

  private async undo(line: Line): Promise<void> {
    this.door.forget();
    await this.book.undo(line.group);
    this.sayUndone(line);
    this.afterWriting();
  }

  private sayUndone(line: Line): void {
    const n = line.adults + line.children;
    this.feedback.give("counted");
    if (line.cardNumber === null) this.stage.say("undone_people", { n });
    else this.stage.say("undone_card", { n, number: line.cardNumber });
  }

  private async typed(text: string): Promise<void> {
    const { store } = this.stage;
    const number = readCardNumber(text);
    if (number !== null) {
      const entry = await store.read((tx) => tx.entryByNumber(number));
      if (entry) await this.leaveTyping(() => this.door.showCard({ number }));
      else await this.refuseTyped(text, "no_such_number", { number });
      return;
    }
    const reading = readCode(text);
    if ("code" in reading) await this.leaveTyping(() => this.door.showCode(reading.code));
    else await this.refuseTyped(text, `typed_${reading.fault.replaceAll(" ", "_")}`);
  }

  /** Say what is wrong beside the field; where people go out there is none, and they go on going. */
  private async refuseTyped(text: string, name: string, blanks: Record<string, number> = {}): Promise<void> {
    if (this.door.isAsking) return this.door.remind(null);
    if (this.stage.view !== "type") {
      await this.door.finish();
      this.feedback.give("look");
      if (this.stage.mode === "out") return this.showReady().then(() => this.stage.say(name, blanks));
      this.goTo("#type");
      this.stage.show("type", screens.typeScreen(this.stage.texts));
    }
    part<HTMLInputElement>("#typed").value = text;
    screens.showTypingError(this.stage.texts.say(name, blanks));
  }

  /** The card was found: the way back from here is to the camera. */
  private leaveTyping(next: () => Promise<void>): Promise<void> {
    this.goTo("");
    return next();
  }

  private goTo(hash: string): void {
    history.replaceState(null, "", hash || location.pathname + location.search);
  }

  /** Back to the camera; the address decides, so that the phone's own back key works too. */
  private async next(): Promise<void> {
    this.goTo(this.stage.mode === "out" ? "#out" : "");
    await this.route();
  }

  private async showReady(): Promise<void> {
    const { mode, texts, viewfinder } = this.stage;
    const needsStart = !viewfinder.state.isOn;
    const isClosing = await this.isClosing();
    this.stage.show("ready", screens.readyScreen({ mode, needsStart, isClosing }, texts));
    await this.stage.refresh();
  }

  /** Looked at when the screen is shown, so that no key moves while somebody counts. */
  private async isClosing(): Promise<boolean> {
    const at = (await this.stage.gate())?.leavingAt ?? null;
    return at !== null && this.stage.clock.server() >= at;
  }

  private async showLast(): Promise<void> {
    const lines = await lastLines(this.stage.store, LAST_LINES);
    this.stage.show("last", screens.lastScreen(lines, await this.stage.gate(), this.stage.texts));
    await this.stage.refresh();
  }

  private showMore(): void {
    this.stage.show("more", screens.moreScreen(this.preferences, this.stage.texts));
  }

  private prefer(change: Readonly<Record<string, string>>): void {
    this.preferences = understand({ ...this.preferences, ...change });
    keepPreferences(this.preferences, () => localStorage);
    this.usePreferences();
    screens.showPreferences(this.preferences);
    // So that one hears how loud it is.
    this.feedback.give("welcome");
  }

  private usePreferences(): void {
    this.feedback.loudness = levelOf(this.preferences);
    document.documentElement.classList.toggle("mirrored-keys", this.preferences.hand === "left");
  }

  private async showPlaces(): Promise<void> {
    const { store, texts } = this.stage;
    this.stage.show("places", placesScreen(await listPlaces(store), texts));
    await this.stage.refresh();
  }

  /** The same phone at another of its gates; what it counted is sent for the gate where it was. */
  private async workAt(gateId: number): Promise<void> {
    await this.door.finish();
    await moveTo(this.stage.store, gateId);
    this.end = null;
    void this.link.refresh();
    await this.next();
  }

  private async openDoors(): Promise<void> {
    const isOpen = await openDoors(this.stage.store, this.stage.clock.server());
    this.stage.say(isOpen ? "doors_opened" : "doors_too_early");
    this.afterWriting();
  }

  private async showEnd(end: End): Promise<void> {
    const { texts, store, viewfinder } = this.stage;
    const n = await store.read(async (tx) => (await tx.waiting()).length);
    const heard = await this.remarks.unsent();
    const left = heard ? texts.say("remarks_still_here", { n: heard }) : "";
    const waiting = n ? texts.say("still_here", { n }) : left;
    const name = end === "revoked" ? "signed_out" : end;
    const what = this.listens ? `${name}_listening` : `${name}_what`;
    viewfinder.stop();
    this.stage.show("end", screens.endScreen(texts.say(name), texts.say(what), waiting));
    await this.stage.refresh();
  }

  private afterWriting(): void {
    void this.stage.refresh();
    void this.link.nudge();
  }
}
