// What the server says in the page itself: sentences, addresses, files. Never who is expected.

import { part } from "./page";
import type { RemarkRules } from "./remark-screen";
import type { ReasonWords, Sentences } from "./texts";

export interface Settings {
  readonly language: string;
  readonly texts: Sentences;
  readonly reasons: Readonly<Record<string, ReasonWords>>;
  readonly addresses: {
    readonly list: string;
    readonly scans: string;
    readonly notes: string;
    readonly remarks: string;
    readonly helpers: string;
    readonly listening: string;
    readonly ask: string;
    readonly workAt: string;
    readonly doors: string;
    readonly going: string;
    readonly simple: string;
    readonly practise: string;
  };
  readonly files: { readonly worker: string; readonly wasm: string; readonly serviceWorker: string };
  readonly remarks: RemarkRules;
  /** The part of the site that opens without network. */
  readonly scope: string;
}

export function readSettings(): Settings {
  return JSON.parse(part("#gate-data").textContent ?? "") as Settings;
}
