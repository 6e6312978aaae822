// Puts the gate together.

import { Asker } from "./asking";
import { Book } from "./book";
import { isCameraAllowed } from "./camera";
import { Clock } from "./clock";
import { Feedback } from "./feedback";
import { Frame } from "./frame";
import { Fresh } from "./fresh";
import { Gate } from "./gate";
import { listenToScanner } from "./hand-scanner";
import { learn } from "./helpers-list";
import { tapChannel } from "./here";
import { ask } from "./http";
import { IdbStore } from "./idb-store";
import { Keys, newInstallation, randomHex } from "./keys";
import { DoNowStrip } from "./do-now";
import { Door } from "./door";
import { rememberChoices } from "./languages";
import { later } from "./later";
import { Link } from "./link";
import { wipeOld } from "./list";
import { Newer } from "./newer";
import { NoteScreen } from "./note-screen";
import { Notes } from "./notes";
import { onDo, part } from "./page";
import { PatientStore } from "./patient-store";
import { arriveAt, placeChannel } from "./places";
import { scanChannel } from "./queue";
import { RemarkScreen } from "./remark-screen";
import { Remarks } from "./remarks";
import { SafeStore } from "./safe-store";
import { comeBack } from "./simple";
import { PracticeStore, readPracticeCard } from "./practice-world";
import { makeServer, practises, rehearse } from "./practising";
import { readSettings, type Settings } from "./settings";
import { askToKeep, keepShell, renewShell, stayAwake } from "./shell";
import { Stage } from "./stage";
import { openEye, withLock } from "./start";
import { Texts } from "./texts";
import { watchForTrouble } from "./trouble";
import { Viewfinder } from "./viewfinder";

const TICK_MS = 20_000;

async function open(settings: Settings): Promise<void> {
  const texts = new Texts(settings.texts, settings.language, settings.reasons);
  const clock = new Clock();
  const keys = new Keys(crypto.subtle);
  const practice = practises() ? makeServer(settings, keys, clock, texts) : null;
  const kept = () => new PatientStore(new IdbStore("planner-gate"), later);
  const store = new SafeStore(practice ? new PracticeStore() : kept());
  const askServer = practice?.ask ?? ask;
  await begin(store, clock);
  const book = new Book(store, clock, (installation) => installation + randomHex(12));
  const feedback = new Feedback();
  const main = part("#main");
  const fresh = new Fresh((isFresh) => main.classList.toggle("is-fresh", isFresh), later);
  const stage = new Stage(store, texts, new Frame(texts), clock, fresh);
  const asker = new Asker(store, clock, askServer, settings.addresses.ask, later);
  const door = new Door(stage, book, asker, keys, feedback);
  const notes = new Notes(store, clock.now, (installation) => installation + randomHex(12));
  const noteScreen = new NoteScreen(stage, notes);
  const remarks = new Remarks(store, clock.now, () => randomHex(16));
  const remarkScreen = new RemarkScreen(stage, remarks, settings.remarks);
  const gate = new Gate(stage, door, book, feedback, noteScreen, remarkScreen);
  const newer = new Newer();
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
    ask: newer.listening(askServer),
    listAddress: settings.addresses.list,
    listeningAddress: settings.addresses.listening,
    channels: [
      scans,
      placeChannel(store, settings.addresses),
      notes.channel(settings.addresses.notes, () => void noteScreen.refresh()),
      remarks.channel(settings.addresses.remarks, () => void remarkScreen.refresh()),
      // The list that is kept learns what was sent: offline its page shows who is here.
      tapChannel(store, settings.addresses.helpers, clock, learn),
    ],
    onChange: (state) => void gate.changeLine(state),
    onList: (list) => doNow.learn(list),
  });
  store.onLoss = () => void gate.tick();
  gate.link = link;
  door.link = link;
  noteScreen.link = link;
  remarkScreen.link = link;
  const eye = openEye(stage, door, feedback);
  stage.fade.words = () => door.lastWords;
  stage.onRefresh = (waiting) => void newer.refresh(stage, waiting);
  stage.viewfinder = new Viewfinder(
    settings.files,
    texts,
    (camera) => void store.write((tx) => tx.setMeta("camera", camera)),
    (found) => void eye.read(practice ? found.map(readPracticeCard) : found),
    () => void gate.changeCamera(),
  );
  listen(gate, door, link, feedback);
  onDo((what, value) => {
    if (what === "count-too") void eye.countOther();
    else if (what === "renew") void newer.open();
    else void gate.do(what, value);
  });
  document.addEventListener(
    "pointerdown",
    (event) => fresh.touch(event.clientX, event.clientY, main.classList.contains("is-fresh")),
    { capture: true },
  );
  rememberChoices(settings.scope);
  await gate.open();
  if (practice) return rehearse({ practice, store, texts, book, keys, gate, link, door, stage });
  // Counts that wait are in the store, which the next version reads as well as this one.
  if (await renewShell().catch(() => false)) return;
  void link.wake();
  void keepShell(settings).then((kept) => {
    stage.kept = kept;
    return gate.tick();
  });
  void askToKeep();
  if (await isCameraAllowed()) void gate.do("start", "");
}

function listen(gate: Gate, door: Door, link: Link, feedback: Feedback): void {
  listenToScanner((text) => void gate.scan(text));
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
  const [, kind, arrived] = /^#(at|listen)-(\d+)$/.exec(location.hash) ?? [];
  if (arrived) {
    await arriveAt(store, Number(arrived), kind === "listen");
    history.replaceState(null, "", location.pathname);
  }
  clock.remember((await store.read((tx) => tx.meta("clockOffset"))) ?? 0);
  await store.write(async (tx) => {
    if (!(await tx.meta("installation"))) await tx.setMeta("installation", newInstallation());
  });
}

watchForTrouble();
const settings = readSettings();
// Whoever opens this page wants it, also after a while on the simple one.
comeBack();
// Only addresses that begin with https give a page what it needs to keep things safe.
if (isSecureContext) void open(settings);
else location.replace(settings.addresses.simple);
