// The list of who is expected: fetched, kept, and wiped when it is nobody's business any more.

import { newInstallation } from "./keys";
import type { ListAnswer } from "./protocol";
import type { Store, Transaction } from "./store";

const OLD_MS = 7 * 24 * 3600 * 1000;

export async function listAddress(store: Store, url: string): Promise<string> {
  const [gate, listAt, own] = await store.read((tx) =>
    Promise.all([tx.meta("gate"), tx.meta("listAt"), tx.meta("installation")]),
  );
  const query = new URLSearchParams({ own: own ?? "" });
  if (gate && listAt !== undefined) query.set("since", gate.version);
  return `${url}?${query}`;
}

export function applyList(store: Store, answer: ListAnswer, now: number): Promise<void> {
  return store.write(async (tx) => {
    const before = await tx.meta("gate");
    const isOther = before !== undefined && before.eventId !== answer.facts.eventId;
    if (isOther) await startAnew(tx);
    if (isOther || answer.isWhole) await tx.clearEntries();
    // After the end nobody needs to know who was expected.
    if (answer.serverNow <= answer.facts.closesAt) await tx.putEntries(answer.entries);
    await tx.setMeta("gate", answer.facts);
    await tx.setMeta("listAt", now);
    await tx.setMeta("clockOffset", answer.serverNow - now);
    await tx.setMeta("isRevoked", false);
  });
}

/** The server took this phone away: all goes at once, but what was not sent stays to be seen. */
export function wipeAfterRevoking(store: Store): Promise<void> {
  return store.write(async (tx) => {
    await tx.setMeta("isRevoked", true);
    if ((await tx.waiting(1)).length === 0) return forget(tx);
    const gate = await tx.meta("gate");
    await tx.clearEntries();
    await tx.clearMeta("listAt");
    // Without the salt nobody finds the code of a card; the next list brings it again.
    if (gate) await tx.setMeta("gate", { ...gate, salt: "", contact: null });
  });
}

/** The gate's time is over: the list goes, and everything else as soon as it has been sent. */
export function wipeAfterEnd(store: Store): Promise<void> {
  return store.write(async (tx) => {
    await tx.clearEntries();
    await tx.clearMeta("listAt");
    if ((await tx.waiting(1)).length === 0) await forget(tx);
  });
}

/** What the server would not take any more after so long is not worth keeping. */
export function wipeOld(store: Store, now: number): Promise<void> {
  return store.write(async (tx) => {
    const [newest] = await tx.lastScans(1);
    if (newest && now - newest.at > OLD_MS) await forget(tx);
  });
}

async function forget(tx: Transaction): Promise<void> {
  await tx.clearScans();
  await tx.clearEntries();
  await tx.clearMeta("gate", "listAt", "clockOffset", "ownInside");
  // What was sent under the old name is counted elsewhere from now on.
  await tx.setMeta("installation", newInstallation());
}

/** Another event: its scans begin at nought, and those of the last one that wait are kept. */
async function startAnew(tx: Transaction): Promise<void> {
  const waiting = await tx.waiting();
  await tx.clearScans();
  for (const { seq: _, ...scan } of waiting) await tx.putScan(scan);
  await tx.setMeta("ownInside", 0);
}
