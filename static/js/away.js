/*
 * A form with words in it that can't be sent stays where it is, with all that was typed. Before it goes, the server is
 * asked for a sign of life; where none comes, the page says so. Without this the browser puts a page of its own in its
 * place, and the way back is empty: our pages are not kept.
 *
 *   <div id="away" hidden>The planner can't be reached.</div>
 */
const SIGN = "/healthz";
const PATIENCE_MS = 5000;
const NOT_THERE = new Set([502, 503, 504]);
const TYPED = "textarea, input:not([type=hidden], [type=radio], [type=checkbox], [type=range])";
const note = document.getElementById("away");
let asking = false;
let going;

const holdsWords = (form) => [...form.elements].some((field) => field.matches(TYPED) && field.value);

async function isThere() {
  try {
    const answer = await fetch(SIGN, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
    return !NOT_THERE.has(answer.status);
  } catch {
    return false;
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || form === going || form.method !== "post" || !holdsWords(form)) return;
  event.preventDefault();
  if (asking) return;
  asking = true;
  const there = await isThere();
  asking = false;
  note.hidden = there;
  if (!there) {
    note.focus();
    return;
  }
  going = form;
  form.requestSubmit(event.submitter);
  going = undefined;
});
