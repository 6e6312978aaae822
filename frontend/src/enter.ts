// On the simple page of the gate: go on to the one that works without network, where that can be.

const STAY = "gate-simple";

function canGoOn(): boolean {
  return (
    isSecureContext &&
    "serviceWorker" in navigator &&
    "indexedDB" in window &&
    "WebAssembly" in window &&
    "OffscreenCanvas" in window
  );
}

function wantsToStay(): boolean {
  try {
    if (location.hash === "#simple") sessionStorage.setItem(STAY, "yes");
    if (location.hash === "#app") sessionStorage.removeItem(STAY);
    return sessionStorage.getItem(STAY) !== null;
  } catch {
    return location.hash === "#simple";
  }
}

const next = document.currentScript?.dataset["next"];
if (next && !wantsToStay() && canGoOn()) location.replace(next);

export {};
