// A click on a title sorts by its column: numbers from the largest, text from A, and back again.
const body = document.querySelector("tbody");

function value(row, place, numeric) {
  const text = row.cells[place].dataset.value;
  return text === undefined ? null : numeric ? Number(text) : text;
}

function compare(a, b) {
  return typeof a === "number" ? a - b : a.localeCompare(b);
}

function sortBy(head) {
  const numeric = head.classList.contains("number");
  const was = head.getAttribute("aria-sort");
  const first = numeric ? "descending" : "ascending";
  const other = numeric ? "ascending" : "descending";
  const now = was === first ? other : first;
  for (const each of head.parentNode.cells) each.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", now);
  const sign = now === "ascending" ? 1 : -1;
  const rows = [...body.rows].map((row) => [value(row, head.cellIndex, numeric), row]);
  const known = rows.filter(([key]) => key !== null).sort(([a], [b]) => sign * compare(a, b));
  const unknown = rows.filter(([key]) => key === null);
  body.append(...[...known, ...unknown].map(([, row]) => row));
}

for (const head of document.querySelectorAll("thead th")) {
  head.querySelector("button").addEventListener("click", () => sortBy(head));
}
document.body.dataset.ready = "yes";
