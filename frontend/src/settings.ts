// What the server says in the page itself: sentences, addresses, files. Never who is expected.

import { part } from "./page";

export interface Settings {
  readonly language: string;
  readonly texts: Readonly<Record<string, string | { readonly one: string; readonly other: string }>>;
  readonly addresses: {
    readonly list: string;
    readonly scans: string;
    readonly going: string;
    readonly simple: string;
  };
  readonly files: { readonly worker: string; readonly wasm: string; readonly serviceWorker: string };
  /** The part of the site that opens without network. */
  readonly scope: string;
}

export function readSettings(): Settings {
  return JSON.parse(part("#gate-data").textContent ?? "") as Settings;
}
