// The service worker: installed on the first visit, renewed only when nobody is counting.

import { chosenLanguage } from "./languages";
import type { Settings } from "./settings";

const PATIENCE_MS = 3_000;
const INSTALL_PATIENCE_MS = 15_000;

function workers(): ServiceWorkerContainer | undefined {
  return navigator.serviceWorker as ServiceWorkerContainer | undefined;
}

/** Whether the page opens without network: yes, not yet, or never on this phone as it is. */
export type Kept = "yes" | "coming" | "no";

/** Keep this page and its files on the phone; a newer version is fetched and then waits. */
export async function keepShell({ files, scope, language }: Settings): Promise<Kept> {
  const container = workers();
  const worker = `${files.serviceWorker}?l=${chosenLanguage(language)}`;
  const registration =
    (await container?.register(worker, { scope }).catch(() => undefined)) ??
    (await container?.getRegistration().catch(() => undefined));
  if (!container || !registration) return "no";
  return (await container.ready).active ? "yes" : "no";
}

export function isShellKept(): Kept {
  return workers()?.controller ? "yes" : "coming";
}

/** Say whether a newer version is here and waits. */
export async function hasNewer(): Promise<boolean> {
  const registration = await workers()
    ?.getRegistration()
    .catch(() => undefined);
  return Boolean(registration?.waiting);
}

/** Fetch the newest version and begin anew with it. */
export async function openNewest(): Promise<void> {
  const registration = await workers()
    ?.getRegistration()
    .catch(() => undefined);
  await registration?.update().catch(() => undefined);
  if (registration?.installing) await installed(registration.installing);
  if (!(await renewShell().catch(() => false))) location.reload();
}

function installed(worker: ServiceWorker): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, INSTALL_PATIENCE_MS);
    worker.addEventListener("statechange", () => resolve());
  });
}

/** Change to a version that waits, while nobody stands at the door; true when the page begins anew. */
export async function renewShell(): Promise<boolean> {
  const waiting = (await workers()?.getRegistration())?.waiting;
  if (!waiting) return false;
  return new Promise((resolve) => {
    const changed = () => {
      clearTimeout(timer);
      location.reload();
      resolve(true);
    };
    const timer = setTimeout(() => {
      // Too late it must not begin anew: somebody counts by then.
      workers()?.removeEventListener("controllerchange", changed);
      resolve(false);
    }, PATIENCE_MS);
    workers()?.addEventListener("controllerchange", changed);
    waiting.postMessage("activate");
  });
}

export async function askToKeep(): Promise<void> {
  try {
    await navigator.storage?.persist?.();
  } catch {
    // It was a wish.
  }
}

/** Keep the screen lit as long as the page is looked at. */
export function stayAwake(): void {
  const ask = () => void navigator.wakeLock?.request("screen").catch(() => undefined);
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  ask();
}
