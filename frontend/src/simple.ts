// Whether this phone stays on the simple page of the gate, as its volunteer wished.

const STAY = "gate-simple";

export function wantsToStay(): boolean {
  try {
    if (location.hash === "#simple") sessionStorage.setItem(STAY, "yes");
    return sessionStorage.getItem(STAY) !== null;
  } catch {
    return location.hash === "#simple";
  }
}

export function comeBack(): void {
  try {
    sessionStorage.removeItem(STAY);
  } catch {
    // Where nothing can be remembered there is nothing to forget.
  }
}
