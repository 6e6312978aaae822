// Puts a page of the crew together: pages of their own beside the gate's, with the same storage and the
// same list.

import { Clock } from "./clock";
import { tapChannel, type Tap } from "./here";
import { HelpersLine, type Line } from "./helpers-line";
import { forget, learn } from "./helpers-list";
import { ask } from "./http";
import { IdbStore } from "./idb-store";
import { randomHex } from "./keys";
import { rememberChoices } from "./languages";
import { later } from "./later";
import { onDo, part } from "./page";
import { PatientStore } from "./patient-store";
import { SafeStore } from "./safe-store";
import { learnTicks } from "./sheet-list";
import { comeBack } from "./simple";
import { keepShell, renewShell } from "./shell";
import type { Settings } from "./settings";
import { withLock } from "./start";
import type { Store } from "./store";
import { Tapping } from "./tapping";
import { Texts, type Sentences } from "./texts";
import { watchForTrouble } from "./trouble";

const TICK_MS = 20_000;

interface CrewSettings {
  readonly language: string;
  readonly texts: Sentences;
  readonly addresses: { readonly helpers: string; readonly app: string; readonly simple: string };
  readonly files: { readonly serviceWorker: string };
  readonly scope: string;
}

export interface CrewScreen {
  /** There is something to send. */
  onTap: () => void;
  changeLine(line: Line): Promise<void>;
  /** Show what the address says. */
  open(): Promise<void>;
  refresh(): Promise<void>;
  tap(key: HTMLElement, about: number): Promise<void>;
  /** Something that was tapped is not on the list any more, as it was sent. */
  say(what: "out" | "gone"): void;
}

export type MakeScreen = (store: Store, texts: Texts, clock: Clock, tapping: Tapping) => CrewScreen;

export function openCrewPage(make: MakeScreen): void {
  watchForTrouble();
  const settings = JSON.parse(part("#gate-data").textContent ?? "") as CrewSettings;
  comeBack();
  if (isSecureContext) void open(settings, make);
  else location.replace(settings.addresses.simple);
}

async function open(settings: CrewSettings, make: MakeScreen): Promise<void> {
  const clock = new Clock();
  const store = new SafeStore(new PatientStore(new IdbStore("planner-gate"), later));
  clock.remember((await store.read((tx) => tx.meta("clockOffset"))) ?? 0);
  const texts = new Texts(settings.texts, settings.language);
  const screen = make(store, texts, clock, new Tapping(store, clock, () => randomHex(12)));
  const line = new HelpersLine(store, {
    clock,
    random: Math.random,
    isOnline: () => navigator.onLine,
    alone: withLock,
    later,
    ask,
    address: settings.addresses.helpers,
    channel: tapChannel(store, settings.addresses.helpers, clock, async (tx, json, taps) => {
      const ofHelpers = taps.filter(isOfHelper);
      if (await learn(tx, json, ofHelpers)) screen.say("out");
      const ofLines = taps.filter((tap) => !isOfHelper(tap));
      if (await learnTicks(tx, json, ofLines)) screen.say("gone");
    }),
    onChange: (state) => void screen.changeLine(state),
  });
  screen.onTap = () => void line.nudge();
  const tick = async () => {
    const list = await store.read((tx) => tx.meta("helpers"));
    if (list && clock.isPast(list.closesAt)) await forget(store);
    await screen.refresh();
  };
  onDo((what, value, key) => {
    if (what === "tap") void screen.tap(key, Number(value));
  });
  addEventListener("hashchange", () => void screen.open());
  addEventListener("online", () => void line.wake());
  addEventListener("offline", () => void line.wake());
  document.addEventListener("visibilitychange", () => document.hidden || void line.wake());
  setInterval(() => void tick(), TICK_MS);
  rememberChoices(settings.scope);
  await tick();
  if (await renewShell().catch(() => false)) return;
  void line.wake();
  void keepShell(settings as unknown as Settings);
}

function isOfHelper({ entry }: Tap): boolean {
  return entry !== undefined;
}
