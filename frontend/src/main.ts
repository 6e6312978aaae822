// Puts the gate together.

import { Asker } from "./asking";
import { Book } from "./book";
import { isCameraAllowed } from "./camera";
import { Clock } from "./clock";
import { Feedback } from "./feedback";
import { Frame } from "./frame";
import { Gate } from "./gate";
import { HandScanner } from "./hand-scanner";
import { ask } from "./http";
import { IdbStore } from "./idb-store";
import { Keys, newInstallation, randomHex } from "./keys";
import { DoNowStrip } from "./do-now";
import { Door } from "./door";
import { rememberChoices } from "./languages";
import { Link } from "./link";
import { wipeOld } from "./list";
import { onDo } from "./page";
import { arriveAt, placeChannel } from "./places";
import { scanChannel } from "./queue";
import { SafeStore } from "./safe-store";
import { comeBack } from "./simple";
import { PracticeStore, readPracticeCard } from "./practice-world";
import { makeServer, practises, rehearse } from "./practising";
import { readSettings, type Settings } from "./settings";
import { askToKeep, keepShell, renewShell, stayAwake } from "./shell";
import { Stage } from "./stage";
import { Texts } from "./texts";
import { Viewfinder } from "./viewfinder";

const TICK_MS = 20_000;

async function open(settings: Settings): Promise<void> {
  const texts = new Texts(settings.texts, settings.language, settings.reasons);
  const clock = new Clock();
  const keys = new Keys(crypto.subtle);
  const practice = practises() ? makeServer(settings, keys, clock, texts) : null;
  const store = new SafeStore(practice ? new PracticeStore() : new IdbStore("planner-gate"));
  const askServer = practice?.ask ?? ask;
  await begin(store, clock);
  const book = new Book(store, clock, (installation) => installation + randomHex(12));
  const feedback = new Feedback();
  const stage = new Stage(store, texts, new Frame(texts), clock);
  const asker = new Asker(store, clock, askServer, settings.addresses.ask, later);
  const door = new Door(stage, book, asker, keys, feedback);
  const gate = new Gate(stage, door, book, feedback);
  const scans = scanChannel(store, settings.addresses.scans, clock.now, ({ serverNow, results }) => {
    clock.hear(serverNow);
    door.learn(results);
  });
  const doNow = new DoNowStrip(ask, settings.addresses.going);
  const link = new Link(store, {
    clock,
    random: Math.random,
    isOnline: () => practice?.isOnline ?? navigator.onLine,
    alone: withLock,
    later,
    ask: askServer,
    listAddress: settings.addresses.list,
    channels: [scans, placeChannel(store, settings.addresses)],
    onChange: (state) => void gate.changeLine(state),
    onList: (list) => doNow.learn(list),
  });
  store.onLoss = () => void gate.tick();
  gate.link = link;
  door.link = link;
  stage.viewfinder = new Viewfinder(
    settings.files,
    texts,
    (camera) => void store.write((tx) => tx.setMeta("camera", camera)),
    (found) => void door.read(practice ? found.map(readPracticeCard) : found),
    () => void gate.changeCamera(),
  );
  listen(gate, door, link, feedback);
  rememberChoices(settings.scope);
  await gate.open();
  if (practice) return rehearse({ practice, store, texts, book, keys, gate, link, door, stage });
  const isNothingWaiting = (await store.read((tx) => tx.waiting(1))).length === 0;
  if (isNothingWaiting && (await renewShell().catch(() => false))) return;
  void link.wake();
  void keepShell(settings).then((isKept) => {
    stage.isKept = isKept;
    return gate.tick();
  });
  void askToKeep();
  if (await isCameraAllowed()) void gate.do("start", "");
}

function listen(gate: Gate, door: Door, link: Link, feedback: Feedback): void {
  onDo((what, value) => void gate.do(what, value));
  const scanner = new HandScanner((text) => void gate.scan(text));
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target instanceof HTMLInputElement || event.isComposing;
    if (isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
    if (scanner.take(event.key, event.timeStamp)) event.preventDefault();
  });
  addEventListener("hashchange", () => void gate.open());
  addEventListener("online", () => void link.wake());
  addEventListener("offline", () => void link.wake());
  document.addEventListener("click", () => feedback.unlock(), { capture: true });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) void door.writeCorrection();
    else void link.wake();
  });
  setInterval(() => void gate.tick(), TICK_MS);
  stayAwake();
}

/** Give the storage a name, once; and drop what is nobody's business any more. */
async function begin(store: SafeStore, clock: Clock): Promise<void> {
  await wipeOld(store, clock.now());
  // The link of a gate was opened: from now on it is that gate's, with or without internet.
  const arrived = /^#at-(\d+)$/.exec(location.hash)?.[1];
  if (arrived) {
    await arriveAt(store, Number(arrived));
    history.replaceState(null, "", location.pathname);
  }
  clock.remember((await store.read((tx) => tx.meta("clockOffset"))) ?? 0);
  await store.write(async (tx) => {
    if (!(await tx.meta("installation"))) await tx.setMeta("installation", newInstallation());
  });
}

function later(milliseconds: number, work: () => void): () => void {
  const timer = setTimeout(work, milliseconds);
  return () => clearTimeout(timer);
}

function withLock(work: () => Promise<void>): Promise<void> {
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) return work();
  return locks.request("planner-gate-link", { ifAvailable: true }, (lock) => (lock ? work() : undefined));
}

const settings = readSettings();
// Whoever opens this page wants it, also after a while on the simple one.
comeBack();
// Only addresses that begin with https give a page what it needs to keep things safe.
if (isSecureContext) void open(settings);
else location.replace(settings.addresses.simple);
