// The page of an event prints as the plan of the day: one A4 that says what the day needs, in place of
// panels that were made for a screen. A browser asks for it right before it prints and waits for no
// answer but this one, so the question is asked in the old way, which holds it up for a moment.
const holder = document.querySelector("[data-plan]");

function fetchPlan() {
  const asked = new XMLHttpRequest();
  asked.open("GET", holder.dataset.plan, false);
  asked.send();
  if (asked.status !== 200) return;
  const page = new DOMParser().parseFromString(asked.responseText, "text/html");
  const paper = page.querySelector("article.day-plan");
  if (paper) holder.replaceChildren(document.adoptNode(paper));
}

addEventListener("beforeprint", () => {
  try {
    fetchPlan();
  } catch {
    // No network: the paper says where the plan is.
  }
});
