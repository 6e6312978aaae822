/*
 * A grid of cells: <form data-grid data-weekdays="Monday,…">, cells named column-row.
 *
 *   paste     rows and columns copied from a spreadsheet fill the cells from the one with the cursor
 *   arrow     the buttons that copy the first cell down do so at once, for cells nobody changed
 *   weekday   follows the date
 *
 * Without script the same buttons send the grid, and the page comes back changed.
 */
const COLUMNS = ["day", "from", "until", "venue", "neighbourhood", "contact", "phone", "menu", "title"];
const grid = document.querySelector("[data-grid]");
const weekdays = grid.dataset.weekdays.split(",");
const cell = (column, row) => grid.elements.namedItem(`${column}-${row}`);
const first = (field) => field.defaultValue ?? [...field.options].find((one) => one.defaultSelected)?.value ?? "";

// Without script a weekday that may be wrong is hidden; here it follows.
for (const said of grid.querySelectorAll(".as-sent")) said.classList.remove("as-sent");

function follow(day) {
  const note = day.parentElement.querySelector("[data-weekday]");
  const at = day.valueAsDate;
  const isSame = day.value === day.defaultValue;
  if (!note) return;
  note.dataset.sent ??= note.textContent;
  note.textContent = isSame ? note.dataset.sent : at ? weekdays[(at.getUTCDay() + 6) % 7] : "";
  for (const said of day.parentElement.querySelectorAll("[data-note]")) said.hidden = !isSame;
}

function write(field, text) {
  if (field.tagName === "SELECT") {
    const found = [...field.options].find((one) => one.text.toLowerCase() === text.toLowerCase());
    if (found) field.value = found.value;
    return Boolean(found);
  }
  // What the browser can't read as a day goes in as it is: the planner reads Dutch days.
  if (field.type === "date" && !/^\d{4}-\d\d-\d\d$/.test(text)) field.type = "text";
  field.value = text;
  if (field.name.startsWith("day-")) follow(field);
  return true;
}

grid.addEventListener("input", (event) => {
  if (event.target.name?.startsWith("day-")) follow(event.target);
});

function addRow() {
  const rows = grid.querySelectorAll("tbody tr");
  if (rows.length >= Number(grid.dataset.most)) return;
  const last = rows[rows.length - 1];
  const fresh = last.cloneNode(true);
  for (const gone of fresh.querySelectorAll("small:not([data-weekday])")) gone.remove();
  for (const part of fresh.querySelectorAll("[name]")) {
    part.name = part.name.replace(/\d+$/, rows.length);
    if (part.id) part.id = part.name;
    part.setAttribute("aria-label", part.getAttribute("aria-label").replace(/\d+$/, rows.length + 1));
    part.removeAttribute("aria-invalid");
    part.removeAttribute("aria-describedby");
  }
  fresh.querySelector("b").textContent = rows.length + 1;
  fresh.querySelector("[name^=day-]").value = "";
  fresh.querySelector("[data-weekday]").textContent = "";
  last.after(fresh);
}

grid.addEventListener("paste", (event) => {
  const [column, row] = (event.target.name ?? "").split("-");
  const at = COLUMNS.indexOf(column);
  const text = event.clipboardData?.getData("text/plain").replace(/\r?\n$/, "") ?? "";
  if (at < 0 || !/[\t\n]/.test(text)) return; // one word goes where the cursor is
  event.preventDefault();
  let missed = 0;
  text.split(/\r?\n/).forEach((line, down) => {
    const to = Number(row) + down;
    if (!cell(column, to)) addRow();
    line.split("\t").forEach((words, along) => {
      const field = COLUMNS[at + along] && cell(COLUMNS[at + along], to);
      const fits = field ? write(field, words.trim()) : !words.trim();
      if (!fits) missed += 1;
    });
  });
  grid.querySelector("[data-missed]").hidden = !missed;
});

grid.addEventListener("click", (event) => {
  const wish = event.target.closest("button")?.value ?? "";
  if (!wish.startsWith("down-")) return;
  event.preventDefault();
  const column = wish.slice("down-".length);
  const { value } = cell(column, 0);
  const proposed = first(cell(column, 0));
  for (let row = 1, field; (field = cell(column, row)); row += 1) {
    if (!field.value || field.value === first(field) || field.value === proposed) field.value = value;
  }
});
