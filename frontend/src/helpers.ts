// Puts the helpers' page together: a page of its own beside the gate's, with the same storage.

import { Clock } from "./clock";
import { tapChannel } from "./here";
import { HelpersLine } from "./helpers-line";
import { forget, learn } from "./helpers-list";
import { HelpersScreen } from "./helpers-screen";
import { ask } from "./http";
import { IdbStore } from "./idb-store";
import { randomHex } from "./keys";
import { rememberChoices } from "./languages";
import { later } from "./later";
import { onDo, part } from "./page";
import { PatientStore } from "./patient-store";
import { SafeStore } from "./safe-store";
import { comeBack } from "./simple";
import { keepShell, renewShell } from "./shell";
import type { Settings } from "./settings";
import { withLock } from "./start";
import { Texts, type Sentences } from "./texts";
import { watchForTrouble } from "./trouble";

const TICK_MS = 20_000;

interface HelperSettings {
  readonly language: string;
  readonly texts: Sentences;
  readonly addresses: { readonly helpers: string; readonly app: string; readonly simple: string };
  readonly files: { readonly serviceWorker: string };
  readonly scope: string;
}

async function open(settings: HelperSettings): Promise<void> {
  const clock = new Clock();
  const store = new SafeStore(new PatientStore(new IdbStore("planner-gate"), later));
  clock.remember((await store.read((tx) => tx.meta("clockOffset"))) ?? 0);
  const texts = new Texts(settings.texts, settings.language);
  const screen = new HelpersScreen(store, texts, clock, () => randomHex(12));
  const line = new HelpersLine(store, {
    clock,
    random: Math.random,
    isOnline: () => navigator.onLine,
    alone: withLock,
    later,
    ask,
    address: settings.addresses.helpers,
    channel: tapChannel(store, settings.addresses.helpers, clock, async (tx, json, taps) => {
      if (await learn(tx, json, taps)) screen.sayOut();
    }),
    onChange: (state) => void screen.changeLine(state),
  });
  screen.onTap = () => void line.nudge();
  const tick = async () => {
    const list = await store.read((tx) => tx.meta("helpers"));
    if (list && clock.isPast(list.closesAt)) await forget(store);
    await screen.refresh();
  };
  onDo((what, value) => {
    if (what === "tap") void screen.tap(Number(value));
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

watchForTrouble();
const settings = JSON.parse(part("#gate-data").textContent ?? "") as HelperSettings;
comeBack();
if (isSecureContext) void open(settings);
else location.replace(settings.addresses.simple);
