/* The sheet of a customer's specific items, typed in by keyboard.
 *
 * ↑, ↓, Enter and Shift+Enter move in the column, Tab across; Esc takes a cell back to what is stored; Ctrl+S
 * saves the whole sheet. Lines are moved by route_stops.js, and what is typed is kept by keep.js. What
 * differs from what is stored is marked, and counted beside the button: it is in `data-stored` where the page
 * came with something else.
 */

const sheet = document.querySelector("[data-sheet]");
const unsaved = sheet?.querySelector("[data-unsaved]");

const cells = () => [...sheet.querySelectorAll("[data-column]")];
const isBox = (cell) => cell.type === "checkbox";

function isChanged(cell) {
  if (isBox(cell)) return cell.checked !== ("stored" in cell.dataset ? cell.dataset.stored === "1" : cell.defaultChecked);
  return cell.value.trim() !== (cell.dataset.stored ?? cell.defaultValue);
}

function mark(cell) {
  cell.closest("td").classList.toggle("is-changed", isChanged(cell));
}

function sayHowMany() {
  const changed = cells().filter(isChanged);
  const typed = changed.filter((cell) => cell.dataset.column !== "place").length;
  const { one, many, order } = unsaved.dataset;
  const counted = typed === 1 ? one : many.replace("COUNT", typed);
  unsaved.textContent = typed ? counted : order;
  unsaved.hidden = changed.length === 0;
}

function markAll() {
  cells().forEach(mark);
  sayHowMany();
}

function go(from, rows) {
  const column = [...sheet.querySelectorAll(`[data-column="${from.dataset.column}"]`)];
  const to = column[column.indexOf(from) + rows];
  if (!to) return;
  to.focus();
  to.select?.();
  to.scrollIntoView({ block: "nearest" });
}

function takeBack(cell) {
  if (!isChanged(cell) || isBox(cell) || cell.dataset.column === "place") return;
  cell.value = cell.dataset.stored ?? cell.defaultValue;
  cell.dispatchEvent(new Event("input", { bubbles: true }));
  cell.select();
}

if (sheet) {
  // keep.js has put back what was typed before.
  markAll();

  sheet.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!cell.dataset.column || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.key === "Escape") takeBack(cell);
    const rows = { ArrowUp: -1, ArrowDown: 1, Enter: event.shiftKey ? -1 : 1 }[event.key];
    if (!rows) return;
    event.preventDefault();
    go(cell, rows);
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s" || event.shiftKey || event.altKey) return;
    event.preventDefault();
    sheet.requestSubmit();
  });
  for (const type of ["input", "change"]) sheet.addEventListener(type, markAll);
  sheet.addEventListener("click", (event) => {
    if (event.target.closest(".kept-note")) markAll();
  });
}
