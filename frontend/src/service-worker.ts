// Keeps the gate's page and its files, so that it opens without network. Never an answer of the
// server: lists and counts are in the book. By hand, because there is little to do.

export {};
declare const self: ServiceWorkerGlobalScope;

/** The server writes this line before this file; with any change of a file it is another one. */
declare const SHELL: {
  readonly revision: string;
  /** The language of the page that is kept. */
  readonly language: string;
  /** The gate's page in this language: also for who comes in by another door. */
  readonly page: string;
  /** Where each page is, and where in this language. */
  readonly pages: Readonly<Record<string, string>>;
  /** What it needs, each with its version in the address. */
  readonly files: readonly string[];
  /** Where volunteers may come in again, such as from a bookmark. */
  readonly doors: readonly string[];
};

const PREFIX = "gate-";
const NAME = PREFIX + SHELL.revision;
const KEPT = new Set(SHELL.files);

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOthers().then(() => self.clients.claim()));
});

// A new version waits until nobody counts: the page says when.
self.addEventListener("message", (event) => {
  if (event.data === "activate") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  const isNavigation = request.mode === "navigate";
  const page = isNavigation ? SHELL.pages[url.pathname] : undefined;
  const language = url.searchParams.get("l");
  // Another language than is kept was chosen just now: the page of it brings its own worker.
  const isOther = language !== null && language !== SHELL.language;
  if (page && !isOther) event.respondWith(kept(page).then((found) => found ?? fetch(request)));
  else if (page || (isNavigation && SHELL.doors.includes(url.pathname)))
    event.respondWith(
      fetch(request).catch(() => kept(page ?? SHELL.page).then((found) => found ?? Response.error())),
    );
  else if (KEPT.has(url.pathname + url.search))
    event.respondWith(kept(request).then((file) => file ?? fetch(request)));
});

async function keepShell(): Promise<void> {
  const cache = await caches.open(NAME);
  const pages = Object.values(SHELL.pages).map((page) => new Request(page, { cache: "reload" }));
  await cache.addAll([...pages, ...SHELL.files]);
}

async function dropOthers(): Promise<void> {
  for (const name of await caches.keys())
    if (name.startsWith(PREFIX) && name !== NAME) await caches.delete(name);
}

async function kept(what: RequestInfo): Promise<Response | undefined> {
  return (await caches.open(NAME)).match(what);
}
