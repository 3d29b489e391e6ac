"use strict";
const nodes = JSON.parse(document.getElementById("nodes").textContent);
const stage = document.getElementById("stage");
const hint = document.getElementById("hint");
const chooser = document.getElementById("variant");
const search = document.getElementById("search");
const views = new Map();

function variant() { return stage.querySelector(".variant:not([hidden])"); }
function svg() { return variant().querySelector("svg"); }

// What is seen of a figure is its viewBox; zooming and panning change nothing else.
function view() {
  const name = variant().dataset.name;
  if (!views.has(name)) {
    const [x, y, width, height] = svg().getAttribute("viewBox").split(" ").map(Number);
    views.set(name, { x, y, width, height, whole: { x, y, width, height } });
  }
  return views.get(name);
}
function apply() {
  const { x, y, width, height } = view();
  svg().setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
}
function zoom(factor, cx, cy) {
  const seen = view();
  const least = seen.whole.width / 40, most = seen.whole.width * 4;
  const width = Math.min(most, Math.max(least, seen.width / factor));
  const real = seen.width / width;
  const px = cx ?? seen.x + seen.width / 2, py = cy ?? seen.y + seen.height / 2;
  seen.x = px - (px - seen.x) / real;
  seen.y = py - (py - seen.y) / real;
  seen.width = width;
  seen.height /= real;
  apply();
}
function whole() { Object.assign(view(), view().whole); apply(); }
function point(event) {
  const matrix = svg().getScreenCTM().inverse();
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
}

stage.addEventListener("wheel", (event) => {
  event.preventDefault();
  const at = point(event);
  zoom(Math.exp(-event.deltaY / 400), at.x, at.y);
}, { passive: false });
let held = null;
stage.addEventListener("pointerdown", (event) => {
  held = { at: point(event), moved: false };
});
stage.addEventListener("pointermove", (event) => {
  if (held) {
    const now = point(event), seen = view();
    const dx = held.at.x - now.x, dy = held.at.y - now.y;
    if (Math.abs(dx) + Math.abs(dy) > seen.width / 400) {
      held.moved = true;
      stage.classList.add("held");
      seen.x += dx; seen.y += dy;
      apply();
    }
  }
  explain(event);
});
for (const name of ["pointerup", "pointercancel", "pointerleave"]) {
  stage.addEventListener(name, () => { stage.classList.remove("held"); setTimeout(() => { held = null; }); });
}
document.getElementById("larger").onclick = () => zoom(1.4);
document.getElementById("smaller").onclick = () => zoom(1 / 1.4);
document.getElementById("whole").onclick = whole;
stage.addEventListener("keydown", (event) => {
  const step = view().width / 10;
  const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
  if (event.key === "+") zoom(1.4);
  else if (event.key === "-") zoom(1 / 1.4);
  else if (event.key === "0") whole();
  else if (moves[event.key]) { view().x += moves[event.key][0]; view().y += moves[event.key][1]; apply(); }
  else return;
  event.preventDefault();
});

// Details of what the pointer is on.
function part(event) { return event.target.closest?.(".chip, .join, .link, .block"); }
function listed(group) { return (group.dataset.nodes || "").split(" ").filter(Boolean).map(Number); }
function explain(event) {
  const group = part(event);
  const title = group?.querySelector(":scope > title")?.textContent;
  hint.hidden = !title || Boolean(held?.moved);
  if (hint.hidden) return;
  hint.textContent = title;
  const box = stage.getBoundingClientRect();
  hint.style.left = `${Math.min(event.clientX - box.left + 14, box.width - 200)}px`;
  hint.style.top = `${event.clientY - box.top + 14}px`;
}
stage.addEventListener("pointerleave", () => { hint.hidden = true; });
stage.addEventListener("click", (event) => {
  const group = part(event);
  if (group && !held?.moved) choose(group);
});
function choose(group) {
  stage.querySelectorAll(".chosen").forEach((one) => one.classList.remove("chosen"));
  group.classList.add("chosen");
  const facts = document.getElementById("facts");
  facts.replaceChildren();
  const heading = document.createElement("p");
  heading.textContent = group.querySelector(":scope > title")?.textContent || "";
  facts.append(heading);
  for (const number of listed(group).slice(0, 40)) facts.append(described(nodes[number]));
}
function described(node) {
  const list = document.createElement("dl");
  for (const [name, value] of Object.entries(node)) {
    if (value === null || value === "") continue;
    const term = document.createElement("dt"), text = document.createElement("dd");
    term.textContent = name;
    text.textContent = value;
    list.append(term, text);
  }
  list.append(document.createElement("hr"));
  return list;
}

// Folding: each way of drawing the blocks is a figure of its own.
function show(name) {
  for (const one of stage.querySelectorAll(".variant")) one.hidden = one.dataset.name !== name;
  chooser.value = name;
  find();
}
chooser.addEventListener("change", () => show(chooser.value));
stage.addEventListener("dblclick", (event) => {
  const block = event.target.closest?.(".block");
  if (!block) return;
  const open = [...chooser.options].some((option) => option.value === block.dataset.path);
  show(open && chooser.value !== block.dataset.path ? block.dataset.path : chooser.options[0].value);
});

// Two views: the figure with what is told of its parts, and the table, which needs the whole width.
function see(layers) {
  document.getElementById("layers").hidden = !layers;
  stage.hidden = document.querySelector("aside").hidden = layers;
  for (const one of document.querySelectorAll(".drawn")) one.hidden = layers;
  document.getElementById("see-layers").setAttribute("aria-pressed", layers);
  document.getElementById("see-figure").setAttribute("aria-pressed", !layers);
}
document.getElementById("see-layers").onclick = () => see(true);
document.getElementById("see-figure").onclick = () => see(false);

// Search, in labels, module paths and operators.
function text(group) {
  const inner = listed(group).map((number) => Object.values(nodes[number]).join(" "));
  return [group.textContent, group.dataset.path || "", ...inner].join(" ").toLowerCase();
}
function find() {
  const words = search.value.trim().toLowerCase();
  let count = 0;
  for (const group of variant().querySelectorAll(".chip, .join")) {
    const match = words !== "" && text(group).includes(words);
    count += match;
    group.classList.toggle("found", match);
    group.classList.toggle("faint", words !== "" && !match);
  }
  document.getElementById("found").textContent = words ? `${count} found` : "";
}
search.addEventListener("input", find);

// A finding leads to its place in the figure.
for (const item of document.querySelectorAll("li[data-node]")) {
  item.addEventListener("click", () => {
    const number = Number(item.dataset.node);
    const group = [...variant().querySelectorAll(".chip, .join")].find((one) => listed(one).includes(number));
    if (!group) return;
    const box = group.getBBox(), seen = view();
    Object.assign(seen, { x: box.x + box.width / 2 - seen.width / 2, y: box.y + box.height / 2 - seen.height / 2 });
    apply();
    choose(group);
  });
}
document.body.dataset.ready = "yes";
