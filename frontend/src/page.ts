// The pieces of the page: made by the server's own macros, cloned and filled here.

/** Find a part of the page that the server always renders. */
export function part<Part extends HTMLElement>(selector: string, within: ParentNode = document): Part {
  const found = within.querySelector<Part>(selector);
  if (!found) throw new Error(`The page has no ${selector}.`);
  return found;
}

export function clone(id: string): DocumentFragment {
  return document.importNode(part<HTMLTemplateElement>(`template#${id}`).content, true);
}

/** Draw a pictogram; an unknown one is a plain sign for information. */
export function icon(name: string): DocumentFragment {
  return clone(document.getElementById(`icon-${name}`) ? `icon-${name}` : "icon-info");
}

/** Write words into a part, or take the part away when there are none. */
export function fill(within: ParentNode, selector: string, words: string): void {
  const found = part(selector, within);
  if (words) found.textContent = words;
  else found.remove();
}

/** A button or form says what it does: data-do. Listen to all of them at once. */
export function onDo(handle: (what: string, value: string, source: HTMLElement) => void): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const what = form.dataset["do"];
    if (!what) return;
    event.preventDefault();
    const pressed = event.submitter as HTMLButtonElement | null;
    handle(what, pressed?.value ?? "", form);
  });
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("button[data-do]");
    if (button) handle(button.dataset["do"] ?? "", (button as HTMLButtonElement).value, button);
  });
}
