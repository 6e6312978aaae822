// The service worker: installed on the first visit, renewed only when nobody is counting.

import { chosenLanguage } from "./languages";
import type { Settings } from "./settings";

const PATIENCE_MS = 3_000;

function workers(): ServiceWorkerContainer | undefined {
  return navigator.serviceWorker as ServiceWorkerContainer | undefined;
}

/**
 * Keep this page and its files on the phone; a newer version is fetched and then waits.
 *
 * @returns whether the page opens without network now
 */
export async function keepShell({ files, scope, language }: Settings): Promise<boolean> {
  const container = workers();
  const worker = `${files.serviceWorker}?l=${chosenLanguage(language)}`;
  await container?.register(worker, { scope }).catch(() => undefined);
  // With neither a worker nor one on its way this never says yes, and never no.
  return container !== undefined && (await container.ready).active !== null;
}

/** Change to a version that waits, before anybody counts; true when the page begins anew. */
export async function renewShell(): Promise<boolean> {
  const waiting = (await workers()?.getRegistration())?.waiting;
  if (!waiting) return false;
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), PATIENCE_MS);
    workers()?.addEventListener("controllerchange", () => {
      clearTimeout(timer);
      location.reload();
      resolve(true);
    });
    waiting.postMessage("activate");
  });
}

export async function askToKeep(): Promise<void> {
  await navigator.storage?.persist?.().catch(() => false);
}

/** Keep the screen lit as long as the page is looked at. */
export function stayAwake(): void {
  const ask = () => void navigator.wakeLock?.request("screen").catch(() => undefined);
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  ask();
}
