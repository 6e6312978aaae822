/*
 * The slider "how bad is it when something runs out": what it changes is shown at once.
 * Without script its button sends it, and the page comes back changed.
 *
 *   <form data-slider><input type="range"><button>…</button></form>   sent in the background
 *   <section data-swap="shopping">…</section>                          taken over from the answer
 */
const form = document.querySelector("[data-slider]");
let latest = 0;

async function send() {
  const mine = ++latest;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== latest) return; // somebody moved on meanwhile
    for (const old of document.querySelectorAll("[data-swap]")) {
      const fresh = page.querySelector(`[data-swap="${old.dataset.swap}"]`);
      if (fresh) old.replaceChildren(...fresh.childNodes);
    }
  } catch {
    form.classList.remove("is-live"); // the button does it, and says what is wrong
  }
}

if (form) {
  form.classList.add("is-live");
  form.addEventListener("change", send);
}
