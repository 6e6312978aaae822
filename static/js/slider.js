/*
 * How amply to buy, and the slider "how bad is it when something runs out": what they change is
 * shown at once. Without script their buttons send them, and the page comes back changed.
 *
 *   <form data-slider><input type="range"><button>…</button></form>   sent in the background
 *   <section data-swap="shopping">…</section>                          taken over from the answer
 */
let latest = 0;

// The three ways and the slider say the same thing: what one chooses, the other shows.
function follow(page) {
  for (const input of document.querySelectorAll("[data-slider] input[type=range]")) {
    const fresh = page.getElementById(input.id);
    if (fresh && input !== document.activeElement) input.value = fresh.value;
  }
}

function swap(page) {
  const { id } = document.activeElement;
  for (const old of document.querySelectorAll("[data-swap]")) {
    const fresh = page.querySelector(`[data-swap="${old.dataset.swap}"]`);
    if (fresh) old.replaceChildren(...fresh.childNodes);
  }
  // Who chose by keyboard goes on from there.
  if (id) document.getElementById(id)?.focus({ preventScroll: true });
  markLive();
}

async function send(form) {
  const mine = ++latest;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== latest) return; // somebody moved on meanwhile
    follow(page);
    swap(page);
  } catch {
    form.classList.remove("is-live"); // the button does it, and says what is wrong
  }
}

function markLive() {
  for (const form of document.querySelectorAll("form[data-slider]")) form.classList.add("is-live");
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-slider]");
  if (form) send(form);
});
markLive();
