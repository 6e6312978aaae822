// A store that goes on when the phone can't keep anything (any more): full, or a private window.

import { newInstallation } from "./keys";
import { MemoryStore } from "./memory-store";
import type { Meta, Store, Transaction } from "./store";

const COPIED: readonly (keyof Meta)[] = [
  ...(["installation", "current", "places", "isMoveUntold", "clockOffset", "camera"] as const),
  ...(["gate", "doorsOpenedAt", "ownInside", "owns", "notes"] as const),
  ...(["listens", "remarks", "remarksSent", "here", "helpers"] as const),
];
const MOST_COPIED = 5_000;

export class SafeStore implements Store {
  /** Called once, when it can't keep anything any more. */
  onLoss: () => void = () => undefined;

  private leaving: Promise<void> | null = null;

  constructor(private inner: Store) {}

  get isLasting(): boolean {
    return this.inner.isLasting;
  }

  read<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.attempt(() => this.inner.read(work));
  }

  write<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.attempt(() => this.inner.write(work));
  }

  private async attempt<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      // Once more: iPhones lose their database for a moment when a page comes back to the front.
      return await work().catch((error: unknown) => (isOfDatabase(error) ? work() : Promise.reject(error)));
    } catch (error) {
      if (!isOfDatabase(error)) throw error;
      await this.goOnInMemory(error);
      return work();
    }
  }

  private async goOnInMemory(error: unknown): Promise<void> {
    if (!this.inner.isLasting) throw error;
    this.leaving ??= copyOf(this.inner).then((memory) => {
      this.inner = memory;
      this.onLoss();
    });
    await this.leaving;
  }
}

/** Only what the browser's database says; a mistake of ours must not look like a full phone. */
function isOfDatabase(error: unknown): boolean {
  return error instanceof DOMException;
}

/** Everything but the list, which is fetched anew. */
async function copyOf(full: Store): Promise<Store> {
  const memory = new MemoryStore();
  try {
    const scans = await full.read(async (tx) => {
      const { eventId } = await tx.place();
      const others = (await tx.unsent()).filter((scan) => scan.eventId !== eventId);
      return [...(await tx.lastScans(MOST_COPIED)), ...others.reverse()];
    });
    for (const name of COPIED) {
      const value = await full.read((tx) => tx.meta(name));
      if (value !== undefined) await memory.write((tx) => tx.setMeta(name, value));
    }
    await memory.write(async (tx) => {
      const inOrder = scans.sort((one, other) => (one.seq ?? 0) - (other.seq ?? 0));
      for (const { seq: _, ...scan } of inOrder) await tx.putScan(scan);
    });
  } catch {
    // Nothing can be read either: then the phone begins at nought.
  }
  await memory.write(async (tx) => {
    if (!(await tx.meta("installation"))) await tx.setMeta("installation", newInstallation());
  });
  return memory;
}
