// Keeps the page of the day itself fresh without a reload: what is typed and where one scrolled stay.
// Without script the page is as good as the moment it was opened; a reload brings the next one.
const EVERY_MS = 20000;
const part = document.querySelector("[data-live]");
let timer = 0;

async function refresh() {
  if (document.hidden || !part) return;
  try {
    const answer = await fetch(location.href, { headers: { "X-Refresh": "1" }, redirect: "error" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-live]");
    // Somebody who is on a button in there must not lose it under the finger.
    if (fresh && !part.contains(document.activeElement)) part.replaceChildren(...fresh.childNodes);
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
start();
