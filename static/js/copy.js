/*
 * Copy, share and print buttons. They are in the page but hidden; this shows the ones the browser can do.
 *
 *   <button type="button" data-copy="https://…" data-done="Copied" hidden><svg…/><span>Copy</span></button>
 *   <button type="button" data-share="https://…" data-title="Barbecue" hidden><svg…/><span>Share</span></button>
 *   <button type="button" data-print hidden><svg…/><span>Print</span></button>
 *
 * Without script the address itself is on the page, to select or to read out.
 */
const words = (button) => button.querySelector("span") ?? button;

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
}
for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = !navigator.share;
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
}

document.addEventListener("click", async (event) => {
  const copy = event.target.closest("[data-copy]");
  const share = event.target.closest("[data-share]");
  if (share) {
    // Closing the list without a choice is an error to the browser, not to us.
    navigator.share({ url: share.dataset.share, title: share.dataset.title }).catch(() => {});
  }
  if (event.target.closest("[data-print]")) window.print();
  if (!copy) return;
  await navigator.clipboard.writeText(copy.dataset.copy);
  const before = words(copy).textContent;
  words(copy).textContent = copy.dataset.done;
  words(copy).setAttribute("role", "status");
  copy.classList.add("is-done");
  setTimeout(() => {
    words(copy).textContent = before;
    copy.classList.remove("is-done");
  }, 2500);
});
