// The gate: which screen is shown, and what its keys do.

import type { Book } from "./book";
import { readCardNumber, readCode } from "./codes";
import type { Door } from "./door";
import type { Feedback } from "./feedback";
import type { Link, LinkState } from "./link";
import { findEnd, type End } from "./ending";
import { lastLines, type Line } from "./lines";
import { wipePast } from "./list";
import { part } from "./page";
import * as screens from "./screens";
import { listPlaces, moveTo, openDoors } from "./places";
import { placesScreen } from "./places-screen";
import type { Stage } from "./stage";

const LAST_LINES = 10;

export class Gate {
  private end: End | null = null;
  /** Who came in last without a card, as long as they may still say what they eat. */
  private loose: string | null = null;
  link!: Link;

  constructor(
    private readonly stage: Stage,
    private readonly door: Door,
    private readonly book: Book,
    private readonly feedback: Feedback,
  ) {}

  /** The address names another screen. */
  open(): Promise<void> {
    return this.stage.turns.take(() => this.route());
  }

  /** A key was pressed. */
  do(what: string, value: string): Promise<void> {
    return this.stage.turns.take(() => this.press(what, value));
  }

  /** A hand scanner read something, on whatever screen. */
  scan(text: string): Promise<void> {
    return this.stage.turns.take(async () => (this.end ? undefined : this.typed(text)));
  }

  changeLine(state: LinkState): Promise<void> {
    this.stage.line = state.line;
    return this.tick();
  }

  /** The camera went on or off, or has another light. */
  changeCamera(): Promise<void> {
    const isReady = () => this.stage.view === "ready" && !this.end;
    return this.stage.turns.take(() => (isReady() ? this.showReady() : this.stage.refresh()));
  }

  /** Time passes: perhaps the gate's is over. */
  tick(): Promise<void> {
    return this.stage.turns.take(() => this.lookAround());
  }

  private async lookAround(): Promise<void> {
    const before = this.end;
    this.end = await findEnd(this.stage.store, this.stage.clock, this.end);
    await wipePast(this.stage.store, this.stage.clock);
    if (this.end !== before) await this.route();
    else if (this.end && this.stage.view === "end") await this.showEnd(this.end);
    else await this.stage.refresh();
  }

  private async route(): Promise<void> {
    await this.door.finish();
    const name = location.hash.slice(1);
    this.stage.mode = name === "out" ? "out" : "in";
    this.end = await findEnd(this.stage.store, this.stage.clock, this.end);
    if (this.end && name !== "places") return this.showEnd(this.end);
    if (name === "type") this.stage.show("type", screens.typeScreen(this.stage.texts));
    else if (name === "last") await this.showLast();
    else if (name === "places") await this.showPlaces();
    else await this.showReady();
  }

  private async press(what: string, value: string): Promise<void> {
    if (what === "start") this.start();
    else if (what === "light") this.stage.viewfinder.switchLight();
    else if (what === "other-camera") this.stage.viewfinder.useOther();
    else if (what === "count") await this.count(value === "child" ? "child" : "adult");
    else if (what === "diet") await this.noteDiet(value);
    else if (what === "undo") await this.undoLast();
    else if (what === "take-back") await this.takeBack(value || this.door.group);
    else if (what === "step") this.door.step(Number(value));
    else if (what === "let-in") await this.door.letIn(value);
    else if (what === "typed") await this.typed(part<HTMLInputElement>("#typed").value);
    else if (what === "next") await this.next();
    else if (what === "work-at") await this.workAt(Number(value));
    else if (what === "open-doors") await this.openDoors();
    else if (what === "seen-late") this.stage.hideLate();
  }

  /** People can be counted while the browser asks whether the camera may be used. */
  private start(): void {
    this.feedback.unlock();
    const chosen = this.stage.store.read((tx) => tx.meta("camera"));
    void chosen.then((camera) => this.stage.viewfinder.start(camera));
  }

  private async count(who: "adult" | "child"): Promise<void> {
    if (this.stage.wouldLose) return this.door.refuseToLose();
    const people = { adults: Number(who === "adult"), children: Number(who === "child") };
    const group = await this.book.count(this.stage.mode === "in" ? "entry" : "exit", people);
    const serves = ((await this.stage.gate())?.diets ?? []).length > 0;
    this.askDiet(serves && this.stage.mode === "in" ? group : null);
    this.feedback.give("counted");
    this.stage.say(`counted_${who}_${this.stage.mode}`);
    this.afterWriting();
  }

  /** A tap for the kitchen, for whoever just came in; everybody else costs none. */
  private askDiet(group: string | null): void {
    this.loose = group;
    screens.showDiets(group !== null);
  }

  private async noteDiet(diet: string): Promise<void> {
    const noted = this.loose !== null && (await this.book.noteDiet(this.loose, diet));
    this.askDiet(null);
    if (!noted) return;
    this.stage.say("diet_noted");
    this.afterWriting();
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
    this.askDiet(null);
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
    if (this.stage.view !== "type") {
      await this.door.finish();
      this.feedback.give("look");
      if (this.stage.mode === "out") return this.showReady().then(() => this.stage.say(name, blanks));
      history.replaceState(null, "", "#type");
      this.stage.show("type", screens.typeScreen(this.stage.texts));
    }
    part<HTMLInputElement>("#typed").value = text;
    screens.showTypingError(this.stage.texts.say(name, blanks));
  }

  /** The card was found: the way back from here is to the camera. */
  private leaveTyping(next: () => Promise<void>): Promise<void> {
    history.replaceState(null, "", location.pathname + location.search);
    return next();
  }

  /** Back to the camera; the address decides, so that the phone's own back key works too. */
  private async next(): Promise<void> {
    const hash = this.stage.mode === "out" ? "#out" : "";
    if (location.hash === hash) await this.route();
    else location.hash = hash;
  }

  private async showReady(): Promise<void> {
    const { mode, texts, viewfinder } = this.stage;
    const remark = (await this.stage.gate())?.remark ?? "";
    const needsStart = !viewfinder.state.isOn;
    this.stage.show("ready", screens.readyScreen({ mode, inside: 0, remark, needsStart }, texts));
    await this.stage.refresh();
  }

  private async showLast(): Promise<void> {
    const zone = (await this.stage.gate())?.zone ?? "UTC";
    const lines = await lastLines(this.stage.store, LAST_LINES);
    this.stage.show("last", screens.lastScreen(lines, zone, this.stage.texts));
    await this.stage.refresh();
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
    await openDoors(this.stage.store, this.stage.clock.now());
    this.stage.say("doors_opened");
    this.afterWriting();
  }

  private async showEnd(end: End): Promise<void> {
    const { texts, store, viewfinder } = this.stage;
    const n = await store.read(async (tx) => (await tx.waiting()).length);
    const waiting = n ? texts.say("still_here", { n }) : "";
    const name = end === "revoked" ? "signed_out" : end;
    viewfinder.stop();
    this.stage.show("end", screens.endScreen(texts.say(name), texts.say(`${name}_what`), waiting));
    await this.stage.refresh();
  }

  private afterWriting(): void {
    void this.stage.refresh();
    void this.link.nudge();
  }
}
