// Keeps the page of the day itself fresh without a reload: what is typed and where one scrolled stay.
// Without script the page is as good as the moment it was opened; a reload brings the next one.
const EVERY_MS = 20000;
const part = document.querySelector("[data-live]");
const alertBox = document.getElementById("alert");
// What comes later brings no tokens along: web/looking_again.py.
const KEPT = ["csrf_token", "once"].map((name) => [
  `input[name=${name}]`,
  document.querySelector(`input[name=${name}]`)?.value ?? "",
]);
let marks = part?.dataset.marks ?? "";
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
function keepingPlaces(change) {
  const open = [...part.querySelectorAll("details[open]")].map(placeOf);
  const active = document.activeElement;
  const focused = part.contains(active) ? placeOf(active) : null;
  change();
  for (const [field, value] of KEPT) {
    for (const found of part.querySelectorAll(field)) found.value = value;
  }
  for (const place of open) at(place)?.setAttribute("open", "");
  if (focused && document.activeElement !== active) at(focused)?.focus({ preventScroll: true });
}

function read(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

// The pieces of the page: each two empty comments but the first and the last have one between them.
function pieces() {
  const cuts = [];
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_COMMENT);
  while (walker.nextNode()) if (walker.currentNode.data === "") cuts.push(walker.currentNode);
  const found = [];
  for (let place = 1; place + 1 < cuts.length - 1; place += 2) {
    found.push({ start: cuts[place], end: cuts[place + 1] });
  }
  return found;
}

function nodesOf({ start, end }) {
  const found = [];
  for (let node = start.nextSibling; node !== end; node = node.nextSibling) found.push(node);
  return found;
}

// Closed, or drawn for another width: nobody sees it, so it need not be sent.
function isUnseen(piece) {
  const drawn = nodesOf(piece).filter((node) => node.nodeType === Node.ELEMENT_NODE);
  return drawn.length > 0 && drawn.every((node) => node.getClientRects().length === 0);
}

function question() {
  const [around, ...known] = marks.split(".");
  if (known.length === 0) return "1";
  const unseen = pieces().map(isUnseen);
  return [around, ...known.map((mark, place) => (unseen[place] ? "-" : mark))].join(".");
}

function replacePieces(fresh) {
  const shown = pieces();
  const known = marks.split(".");
  for (const [place, [mark, html]] of Object.entries(fresh)) {
    const piece = shown[place];
    for (const node of nodesOf(piece)) node.remove();
    piece.end.before(...read(html).body.childNodes);
    known[Number(place) + 1] = mark;
  }
  marks = known.join(".");
}

function replaceAll(fresh) {
  part.replaceChildren(...fresh.childNodes);
  marks = fresh.dataset.marks ?? "";
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
    const answer = await fetch(location.href, { headers: { "X-Refresh": question() }, redirect: "error" });
    if (!answer.ok || answer.status === 204) return;
    if (answer.headers.get("Content-Type")?.startsWith("application/json")) {
      const fresh = await answer.json();
      keepingPlaces(() => replacePieces(fresh));
    } else {
      const fresh = read(await answer.text()).querySelector("[data-live]");
      if (!fresh) return;
      keepingPlaces(() => replaceAll(fresh));
    }
    tellOnce();
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
// What was closed may be old: it is asked for as soon as it is opened.
part?.addEventListener("click", (event) => {
  if (event.target.closest("summary")) setTimeout(refresh);
});
tellOnce();
start();
