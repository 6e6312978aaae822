// Keeps the page of the day itself fresh without a reload: what is typed and where one scrolled stay.
// Without script the page is as good as the moment it was opened; a reload brings the next one.
const EVERY_MS = 20000;
const part = document.querySelector("[data-live]");
const alertBox = document.getElementById("alert");
// What comes later brings no token along: web/looking_again.py.
const token = document.querySelector("input[name=csrf_token]")?.value ?? "";
let timer = 0;
let told = "";

// Where something stands: the nearest part with a name, and its place among its like in there.
function placeOf(node) {
  const home = node.parentElement.closest("[id]");
  return [home.id, node.tagName, [...home.querySelectorAll(node.tagName)].indexOf(node)];
}

function at([id, tag, place]) {
  return document.getElementById(id)?.querySelectorAll(tag)[place];
}

// What somebody opened stays open, and who is on a button stays there.
function replaceWith(fresh) {
  const open = [...part.querySelectorAll("details[open]")].map(placeOf);
  const focused = part.contains(document.activeElement) ? placeOf(document.activeElement) : null;
  part.replaceChildren(...fresh.childNodes);
  for (const field of part.querySelectorAll("input[name=csrf_token]")) field.value = token;
  for (const place of open) at(place)?.setAttribute("open", "");
  if (focused) at(focused)?.focus({ preventScroll: true });
}

// What is urgent is read out once, and not again each time that its numbers change.
function tellOnce() {
  const found = part?.querySelector("[data-alert]");
  const about = found?.dataset.alert ?? "";
  if (alertBox && about !== told) {
    const words = [...(found?.querySelectorAll("h2, h2 + p") ?? [])].map((node) => node.textContent);
    alertBox.textContent = about ? words.join(" ").replace(/\s+/g, " ").trim() : "";
  }
  told = about;
}

async function refresh() {
  if (document.hidden || !part) return;
  try {
    const answer = await fetch(location.href, { headers: { "X-Refresh": "1" }, redirect: "error" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-live]");
    if (fresh) {
      replaceWith(fresh);
      tellOnce();
    }
  } catch {
    // No network for a moment: the page shows the time it is from.
  }
}

function start() {
  clearInterval(timer);
  if (document.hidden) return;
  timer = setInterval(refresh, EVERY_MS);
}

// A phone that slept looks at once when it wakes.
document.addEventListener("visibilitychange", () => {
  start();
  refresh();
});
tellOnce();
start();
