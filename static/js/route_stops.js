/* The stops of a route, or the lines of a sheet, ordered by dragging a handle, by buttons, by Alt+↑ and Alt+↓,
 * or by typing a number, which is the first input of each.
 *
 * What is sent is the number beside each customer, so that the form works without this module. Each move
 * writes the numbers again from 1, and tells keep.js, which keeps them until they are saved; as long as they
 * differ from what is stored, the page says so beside its button.
 */

const list = document.querySelector("[data-stops]");
const status = document.querySelector("[data-stops-status]");
const unsaved = document.querySelector("[data-stops-unsaved]");
// Pixels from the edge of the window where dragging scrolls, and how far each time.
const EDGE = 48;
const SCROLL = 12;

const stops = () => [...list.children];
const numberOf = (stop) => stop.querySelector("input");
const stopOf = (element) => element.closest("[data-stops] > *");

function renumber() {
  stops().forEach((stop, index) => { numberOf(stop).value = index + 1; });
}

// An order that the server refused is the one that the page came with, and is not stored.
function sayWhetherSaved() {
  if (!unsaved) return;
  const refused = "keepRefused" in list.closest("form").dataset;
  unsaved.hidden = !refused && stops().every((stop) => numberOf(stop).value === numberOf(stop).defaultValue);
}

function changed(stop) {
  renumber();
  numberOf(stop).dispatchEvent(new Event("input", { bubbles: true }));
  status.textContent = list.dataset.said
    .replace("NAME", () => stop.dataset.name)
    .replace("PLACE", numberOf(stop).value)
    .replace("COUNT", list.children.length);
}

function moveTo(stop, index) {
  const others = stops().filter((other) => other !== stop);
  const at = Math.max(0, Math.min(index, others.length));
  list.insertBefore(stop, others[at] ?? null);
}

// Moving an element takes its focus away.
function moveBy(stop, places, focused) {
  moveTo(stop, stops().indexOf(stop) + places);
  focused.focus();
  stop.scrollIntoView({ block: "nearest" });
  changed(stop);
}

// What keep.js put back, or took away, is numbers: the customers follow them.
function followNumbers() {
  const ordered = stops().sort((one, other) => numberOf(one).value - numberOf(other).value);
  if (ordered.some((stop, index) => stop !== list.children[index])) list.append(...ordered);
  sayWhetherSaved();
}

function drag(stop, start) {
  const place = stops().indexOf(stop);
  // The list, since what is moved loses the pointer.
  list.setPointerCapture(start.pointerId);
  stop.classList.add("is-dragged");

  function follow(event) {
    if (event.clientY < EDGE) window.scrollBy(0, -SCROLL);
    if (event.clientY > window.innerHeight - EDGE) window.scrollBy(0, SCROLL);
    const others = stops().filter((other) => other !== stop);
    const below = others.findIndex((other) => {
      const box = other.getBoundingClientRect();
      return event.clientY < box.top + box.height / 2;
    });
    const at = below < 0 ? others.length : below;
    if (at !== stops().indexOf(stop)) moveTo(stop, at);
  }
  function drop(event) {
    if (event.type === "pointercancel") moveTo(stop, place);
    finish();
    if (stops().indexOf(stop) !== place) changed(stop);
  }
  function giveUp(event) {
    if (event.key !== "Escape") return;
    moveTo(stop, place);
    finish();
  }
  function finish() {
    stop.classList.remove("is-dragged");
    list.removeEventListener("pointermove", follow);
    list.removeEventListener("pointerup", drop);
    list.removeEventListener("pointercancel", drop);
    document.removeEventListener("keydown", giveUp);
  }
  list.addEventListener("pointermove", follow);
  list.addEventListener("pointerup", drop);
  list.addEventListener("pointercancel", drop);
  document.addEventListener("keydown", giveUp);
}

if (list) {
  document.querySelectorAll("[data-with-script]").forEach((element) => { element.hidden = false; });
  followNumbers();

  list.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-handle]");
    if (!handle || event.button !== 0) return;
    event.preventDefault();
    drag(stopOf(handle), event);
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (button) moveBy(stopOf(button), Number(button.dataset.move), button);
  });
  list.addEventListener("keydown", (event) => {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    moveBy(stopOf(event.target), event.key === "ArrowUp" ? -1 : 1, event.target);
  });
  list.addEventListener("input", sayWhetherSaved);
  list.addEventListener("change", (event) => {
    const stop = stopOf(event.target);
    if (event.target !== numberOf(stop)) return;
    // One that is not a number is left for the server to refuse.
    if (!event.target.checkValidity()) return;
    moveTo(stop, event.target.value - 1);
    changed(stop);
  });
  list.closest("form").addEventListener("click", (event) => {
    if (event.target.closest(".kept-note")) followNumbers();
  });
}
