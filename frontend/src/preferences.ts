// How this volunteer likes it: how loud, and for which hand. Kept on the phone, and nowhere else.

const NAME = "gate-preferences";
const LEVELS = { off: 0, soft: 0.1, usual: 0.35, loud: 1 } as const;

export type Loudness = keyof typeof LEVELS;

export interface Preferences {
  readonly loudness: Loudness;
  readonly hand: "left" | "right";
}

const USUAL: Preferences = { loudness: "usual", hand: "right" };

export function levelOf(preferences: Preferences): number {
  return LEVELS[preferences.loudness];
}

export function readPreferences(storage: () => Storage): Preferences {
  try {
    return understand(JSON.parse(storage().getItem(NAME) ?? "{}"));
  } catch {
    return USUAL;
  }
}

export function keepPreferences(preferences: Preferences, storage: () => Storage): void {
  try {
    storage().setItem(NAME, JSON.stringify(preferences));
  } catch {
    // Where nothing can be remembered it holds until the page is closed.
  }
}

/** Take what is understood, and the usual for the rest. */
export function understand(loose: unknown): Preferences {
  const { loudness, hand } = (loose ?? {}) as Record<string, unknown>;
  return {
    loudness: typeof loudness === "string" && loudness in LEVELS ? (loudness as Loudness) : USUAL.loudness,
    hand: hand === "left" ? "left" : USUAL.hand,
  };
}
