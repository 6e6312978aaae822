// What the page needs around it, where a phone may lack any of it.

import { Eye } from "./sight";
import type { Door } from "./door";
import type { Feedback } from "./feedback";
import type { Stage } from "./stage";

/** Do the work unless another tab is doing it; a phone without locks has to do without. */
export async function withLock(work: () => Promise<void>): Promise<void> {
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) return work();
  let hasBegun = false;
  const begin = (lock: Lock | null) => {
    hasBegun = true;
    return lock ? work() : undefined;
  };
  try {
    await locks.request("planner-gate-link", { ifAvailable: true }, begin);
  } catch (error) {
    // Where nothing may be stored, some browsers refuse locks too.
    if (hasBegun) throw error;
    await work();
  }
}

export function later(milliseconds: number, work: () => void): () => void {
  const timer = setTimeout(work, milliseconds);
  return () => clearTimeout(timer);
}

export function openEye(stage: Stage, door: Door, feedback: Feedback): Eye {
  return new Eye(door.repeats, {
    now: Date.now,
    isOpen: () => stage.view === "ready" || stage.view === "verdict",
    screen: () => stage.screens,
    shownAt: () => door.shownAt,
    count: (code) => stage.turns.take(() => door.showCode(code)),
    say: (word) => stage.viewfinder.say(word),
    goOnSaying: (word) => stage.viewfinder.goOnSaying(word),
    give: (signal) => feedback.give(signal),
  });
}
