// Puts the gate together.

import { Book } from "./book";
import { isCameraAllowed } from "./camera";
import { Feedback } from "./feedback";
import { Frame } from "./frame";
import { Gate } from "./gate";
import { HandScanner } from "./hand-scanner";
import { ask } from "./http";
import { IdbStore } from "./idb-store";
import { Keys, newInstallation, randomHex } from "./keys";
import { DoNowStrip } from "./do-now";
import { Door } from "./door";
import { Link } from "./link";
import { wipeOld } from "./list";
import { onDo } from "./page";
import { SafeStore } from "./safe-store";
import { comeBack } from "./simple";
import { readSettings, type Settings } from "./settings";
import { askToKeep, keepShell, renewShell, stayAwake } from "./shell";
import { Stage } from "./stage";
import { Texts } from "./texts";
import { Viewfinder } from "./viewfinder";

const TICK_MS = 20_000;

async function open(settings: Settings): Promise<void> {
  const texts = new Texts(settings.texts, settings.language);
  const store = new SafeStore(new IdbStore("planner-gate"));
  await begin(store);
  const book = new Book(store, Date.now, (installation) => installation + randomHex(12));
  const feedback = new Feedback();
  const stage = new Stage(store, texts, new Frame(texts));
  const door = new Door(stage, book, new Keys(crypto.subtle), feedback);
  const gate = new Gate(stage, door, book, feedback);
  const doNow = new DoNowStrip(ask, settings.addresses.going);
  const link = new Link(store, {
    now: Date.now,
    random: Math.random,
    isOnline: () => navigator.onLine,
    alone: withLock,
    later: (milliseconds, work) => {
      const timer = setTimeout(work, milliseconds);
      return () => clearTimeout(timer);
    },
    ask,
    addresses: settings.addresses,
    onChange: (state) => void gate.changeLine(state),
    onResults: (results) => door.learn(results),
    onList: (list) => doNow.learn(list),
  });
  store.onLoss = () => void gate.tick();
  gate.link = link;
  door.link = link;
  stage.viewfinder = new Viewfinder(
    settings.files,
    texts,
    (camera) => void store.write((tx) => tx.setMeta("camera", camera)),
    (found) => void door.read(found),
    () => void gate.changeCamera(),
  );
  listen(gate, door, link, feedback);
  await gate.open();
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
async function begin(store: SafeStore): Promise<void> {
  await wipeOld(store, Date.now());
  await store.write(async (tx) => {
    if (!(await tx.meta("installation"))) await tx.setMeta("installation", newInstallation());
  });
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
