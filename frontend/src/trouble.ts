// When something of ours breaks, the volunteer is told where to go on; nobody else is told anything.
// That it does not start at all is seen without script: css/gate.css, .way-out.

import { part } from "./page";

/** Offer the way without the camera when anything fails that nobody expected. */
export function watchForTrouble(): void {
  addEventListener("error", (event) => isOurs(event) && offer());
  addEventListener("unhandledrejection", offer);
}

/** Other people's scripts, such as a browser's own additions, break without harm. */
function isOurs(event: ErrorEvent): boolean {
  return event.filename.startsWith(location.origin);
}

function offer(): void {
  const start = document.querySelector("#way-out");
  if (start) start.classList.add("is-now");
  else part("#trouble").hidden = false;
}
