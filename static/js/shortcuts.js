/* Keys of one letter, or of two one after the other, which pages declare: data-shortcut="g c" on a link,
   a button or a field. `?` lists those of the page; they can be turned off for this browser. */

const OFF = "webmino:shortcuts-off";
// Milliseconds between the two keys of one shortcut.
const PATIENCE = 1500;

const dialog = document.querySelector("#shortcuts");
const list = dialog?.querySelector("dl");
const ofEveryPage = [...(list?.children ?? [])];
const on = dialog?.querySelector("input[type=checkbox]");
let first = "";
let forgetting;

document.addEventListener("keydown", (event) => {
  if (!dialog || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  // Until the next frame, a dialog that was closed keeps the focus: nobody types in what is not shown.
  if (event.target.closest("input, textarea, select, [contenteditable], dialog")?.checkVisibility()) return;
  if (event.key === "?") {
    event.preventDefault();
    show();
  } else if (!localStorage.getItem(OFF)) {
    follow(event);
  }
});

function follow(event) {
  const typed = first ? `${first} ${event.key}` : event.key;
  first = "";
  clearTimeout(forgetting);
  const element = document.querySelector(`[data-shortcut="${CSS.escape(typed)}"]`);
  if (element) {
    event.preventDefault();
    act(element);
  } else if (document.querySelector(`[data-shortcut^="${CSS.escape(typed)} "]`)) {
    first = typed;
    forgetting = setTimeout(() => { first = ""; }, PATIENCE);
  }
}

function act(element) {
  if (element.matches("input, textarea, select")) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
}

function show() {
  const shown = new Map();
  for (const element of document.querySelectorAll("[data-shortcut]")) {
    const label = element.dataset.shortcutLabel ?? element.getAttribute("aria-label") ?? element.textContent.trim();
    if (!shown.has(element.dataset.shortcut)) shown.set(element.dataset.shortcut, label);
  }
  list.replaceChildren(...[...shown].flatMap(([keys, label]) => line(keys, label)), ...ofEveryPage);
  on.checked = !localStorage.getItem(OFF);
  dialog.showModal();
}

function line(keys, label) {
  const term = document.createElement("dt");
  for (const key of keys.split(" ")) {
    const shown = document.createElement("kbd");
    shown.textContent = key;
    term.append(shown, " ");
  }
  const meaning = document.createElement("dd");
  meaning.textContent = label;
  return [term, meaning];
}

on?.addEventListener("change", () => {
  if (on.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
});

for (const opener of document.querySelectorAll("[data-opens-shortcuts]")) {
  opener.hidden = false;
  opener.addEventListener("click", show);
}
