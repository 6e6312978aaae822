// What is the matter, in one sentence, the most important first; nothing when all is well.

import type { LinkState } from "./link";
import type { GateFacts } from "./protocol";
import type { Kept } from "./shell";
import type { Texts } from "./texts";

const MINUTE_MS = 60_000;
const WRONG_CLOCK_MS = 2 * MINUTE_MS;
const OLD_LIST_MS = 5 * MINUTE_MS;
/** The same as the server's: planner/services/gate/food_and_room.py */
const ALMOST_FULL = 0.9;

export interface Circumstances {
  readonly line: LinkState["line"];
  readonly isLasting: boolean;
  /** Whether the page opens without network. */
  readonly kept: Kept;
  readonly gate: GateFacts | undefined;
  readonly listAt: number | undefined;
  readonly clockOffset: number;
  readonly hasCameraFailed: boolean;
  readonly inside: number;
  readonly now: number;
  /** Whether the phone only listens here. */
  readonly listens?: boolean;
}

/** In minutes, hours or days, whatever one would say. */
function wrongClock(offset: number): [string, string, number] {
  const minutes = Math.round(Math.abs(offset) / MINUTE_MS);
  if (minutes < 60) return ["clock_minutes", "clock", minutes];
  const hours = Math.round(minutes / 60);
  return hours < 24 ? ["clock_hours", "clock", hours] : ["clock_days", "clock", Math.round(hours / 24)];
}

export interface Strip {
  readonly words: string;
  readonly picture: string;
}

export function chooseStrip(all: Circumstances, texts: Texts): Strip {
  const isAway = all.line === "offline" || all.line === "failing";
  const age = all.listAt === undefined ? 0 : all.now - all.listAt;
  if (!all.isLasting) return strip(isAway ? "memory_offline" : "memory", "warning");
  if (all.listens && isAway) return strip(`${all.line}_listening`, "wifi-slash");
  if (!all.gate && all.listens) return strip("", "info");
  if (!all.gate) return strip(all.line === "starting" ? "" : "no_list", "list-checks");
  // Before all that is about the phone: this one is about people.
  const { places } = all.gate;
  if (places && all.inside >= places * ALMOST_FULL)
    return strip(all.inside >= places ? "full" : "almost_full", "warning", all.inside, places);
  if (all.line === "refused") return strip("refused", "warning");
  if (isAway && age > OLD_LIST_MS) return strip("offline_long", "wifi-slash", Math.round(age / MINUTE_MS));
  if (all.line === "offline") return strip("offline", "wifi-slash");
  if (all.line === "failing") return strip("failing", "wifi-slash");
  if (all.hasCameraFailed) return strip("no_camera", "camera");
  if (all.kept === "coming") return strip("keeping", "info");
  if (all.kept === "no") return strip("never_kept", "info");
  if (Math.abs(all.clockOffset) > WRONG_CLOCK_MS) return strip(...wrongClock(all.clockOffset));
  return strip("", "info");

  function strip(name: string, picture: string, n = 0, places = 0): Strip {
    return { words: name && texts.say(name, { n, places }), picture };
  }
}
