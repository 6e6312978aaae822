/*
 * Keys of the search box, and lists that close. Without this everything works; it takes a few more presses.
 *
 *   /          goes to the search box, or to its page where the box does not fit
 *   ?          opens the page of help about this page
 *   up, down   from the box to what was found and along it
 *   Esc        closes an open <details class="menu">; so does a press beside it
 */
const RESULTS = "[data-found] a";
const visible = (element) => element.getClientRects().length > 0;
const isTyping = (element) => element.matches("input, textarea, select, [contenteditable]");

function goToSearch() {
  const box = [...document.querySelectorAll("[data-search]")].find(visible);
  if (box) {
    box.focus();
    box.select();
  } else {
    document.querySelector("a.search-link")?.click();
  }
}

/** Return where an arrow leads from here; nothing where it does what it always does. */
function nextFound(from, step) {
  const found = [...document.querySelectorAll(RESULTS)];
  const here = found.indexOf(from);
  if (here < 0 && !(from.matches("main [data-search]") && step > 0)) return undefined;
  return found[here + step] ?? (here + step < 0 ? document.querySelector("main [data-search]") : undefined);
}

const openMenus = () => document.querySelectorAll("details.menu[open]");

function closeMenus() {
  for (const menu of openMenus()) {
    const isInside = menu.contains(document.activeElement);
    menu.open = false;
    if (isInside) menu.querySelector("summary").focus();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "/" && !isTyping(event.target)) {
    event.preventDefault();
    goToSearch();
  } else if (event.key === "?" && !isTyping(event.target)) {
    event.preventDefault();
    document.querySelector("a.help-link")?.click();
  } else if (event.key === "Escape") {
    closeMenus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const next = nextFound(event.target, event.key === "ArrowDown" ? 1 : -1);
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
});

document.addEventListener("pointerdown", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
