// Puts the rehearsal together: the gate's own screens, on guests that only this page has.

import type { Book } from "./book";
import type { Clock } from "./clock";
import { Coach } from "./coach";
import type { Door } from "./door";
import type { Gate } from "./gate";
import type { Keys } from "./keys";
import type { Link } from "./link";
import { PracticeServer } from "./practice-world";
import { setUp } from "./rehearsal";
import type { Settings } from "./settings";
import type { Stage } from "./stage";
import type { Store } from "./store";
import type { Texts } from "./texts";

interface Parts {
  readonly practice: PracticeServer;
  readonly store: Store;
  readonly texts: Texts;
  readonly book: Book;
  readonly keys: Keys;
  readonly gate: Gate;
  readonly link: Link;
  readonly door: Door;
  readonly stage: Stage;
}

/** Whether the address asks for the rehearsal. */
export function practises(): boolean {
  return new URLSearchParams(location.search).has("practise");
}

export function makeServer(settings: Settings, keys: Keys, clock: Clock, texts: Texts): PracticeServer {
  return new PracticeServer(
    settings.addresses,
    keys,
    clock.now,
    texts.say("practice_title"),
    texts.say("title"),
  );
}

export async function rehearse(parts: Parts): Promise<void> {
  const { practice, store, texts, book, keys, gate, link, door, stage } = parts;
  stayInPractice();
  stage.isKept = true;
  await link.wake();
  const coach = new Coach({
    store,
    texts,
    gate: wayBack(),
    scan: (text) => gate.scan(text),
    setOnline: (isOnline) => {
      practice.isOnline = isOnline;
      void link.wake();
    },
    begin: async (step) => {
      door.forget();
      await door.finish();
      await setUp(step, store, book, keys);
      history.replaceState(null, "", location.pathname + location.search);
      await gate.open();
      for (const who of step.before === "two people" ? ["adult", "adult"] : []) await gate.do("count", who);
    },
  });
  await coach.begin();
}

/** Another language is chosen for the rehearsal too. */
function stayInPractice(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("nav.lang a"))
    link.search += "&practise=yes";
}

/** Who came from the link of a gate has not begun to work there yet. */
function wayBack(): string {
  const isLink = /^\/gate\/[^/]+$/.test(new URL(document.referrer || location.href).pathname);
  const isApp = document.referrer.includes(location.pathname);
  return isLink && !isApp && document.referrer ? document.referrer : location.pathname;
}
