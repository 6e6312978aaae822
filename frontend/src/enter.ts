// On the simple page of the gate: go on to the one that works without network, where that can be.

import { wantsToStay } from "./simple";

function canGoOn(): boolean {
  return (
    isSecureContext &&
    "serviceWorker" in navigator &&
    "indexedDB" in window &&
    "WebAssembly" in window &&
    "OffscreenCanvas" in window
  );
}

const next = document.currentScript?.dataset["next"];
if (next && canGoOn()) {
  if (wantsToStay()) document.querySelector("#with-camera")?.removeAttribute("hidden");
  // Which gate's link was just opened goes along.
  else location.replace(next + (/^#(at|listen)-/.test(location.hash) ? location.hash : ""));
}
