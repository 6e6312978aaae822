// A newer version of the page: the server asks for one, or one is here and the server takes nothing from
// this one. The volunteer opens it with a key, when nobody stands at the door.

import type { Ask } from "./http";
import { part } from "./page";
import { hasNewer, openNewest } from "./shell";
import type { Stage } from "./stage";
import { APP } from "./version";

export class Newer {
  private readonly place = part("#newer");
  private isAskedFor = false;

  /** Listen to what the server answers. */
  listening(ask: Ask): Ask {
    return async (...question) => {
      const outcome = await ask(...question);
      const oldest = outcome.kind === "answer" ? oldestOf(outcome.json) : null;
      if (oldest !== null) this.isAskedFor = oldest > APP;
      return outcome;
    };
  }

  /** @param waiting how many counts would be lost with the page, if it keeps them nowhere else */
  async refresh(stage: Stage, waiting: number): Promise<void> {
    const isSafe = stage.store.isLasting || waiting === 0;
    const isFree = stage.view === "ready" || stage.view === "end";
    const isBetter = this.isAskedFor || (stage.line === "refused" && (await hasNewer()));
    this.place.hidden = !(isSafe && isFree && isBetter);
  }

  open(): Promise<void> {
    return openNewest();
  }
}

/** Not every answer says it. */
function oldestOf(json: unknown): number | null {
  const oldest = (json as { needs_app?: unknown } | null)?.needs_app;
  return typeof oldest === "number" ? oldest : null;
}
