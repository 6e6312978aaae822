// Which of a phone's cameras to use: the plain one at the back.

export interface Lens {
  readonly deviceId: string;
  readonly label: string;
}

// These can't focus on a card in the hand, and some phones give them first.
const UNFIT = /ultra|wide|weit|groothoek|tele|macro|depth|virtual/i;
const FRONT = /front|user|voor(?!beeld)|selfie/i;

/** Give a better camera than the one in use; null when that is fine. */
export function betterLens(all: readonly Lens[], current: string): Lens | null {
  const used = all.find((lens) => lens.deviceId === current);
  if (!used || !(UNFIT.test(used.label) || FRONT.test(used.label))) return null;
  return all.find((lens) => lens.label && !UNFIT.test(lens.label) && !FRONT.test(lens.label)) ?? null;
}

/** Give the camera after the one in use, round and round. */
export function nextLens(all: readonly Lens[], current: string): Lens | null {
  const place = all.findIndex((lens) => lens.deviceId === current);
  const next = all[(place + 1) % all.length];
  return next && next.deviceId !== current ? next : null;
}
