/* An order at the desk: Enter goes to the next quantity, and items that were added survive a session that ended.
 *
 * The hidden field `added` names the items beside the customer's list with what was typed for them,
 * « 12:6;15: »; keep.js keeps it, and the server makes their rows from it.
 */

const form = document.querySelector("[data-order-form]");
const quantities = () => [...form.querySelectorAll("[data-quantity]")];

function keysOfAdded() {
  return form.elements.added.value.split(";").filter(Boolean).map((part) => part.split(":")[0]);
}

form.addEventListener("input", (event) => {
  const { quantity } = event.target.dataset;
  if (!quantity || !keysOfAdded().includes(quantity)) return;
  const typed = new Map(quantities().map((field) => [field.dataset.quantity, field.value]));
  form.elements.added.value = keysOfAdded().map((key) => `${key}:${typed.get(key) ?? ""}`).join(";");
}, { capture: true });

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  if ("search" in event.target.dataset) {
    event.preventDefault();
    form.querySelector("button[value=search]").click();
    return;
  }
  if (!event.target.dataset.quantity) return;
  event.preventDefault();
  const fields = quantities();
  const next = fields[fields.indexOf(event.target) + (event.shiftKey ? -1 : 1)];
  (next ?? form.querySelector("[data-search]")).focus();
});

// A quantity is typed over the one that is there.
form.addEventListener("focusin", (event) => {
  if (event.target.dataset.quantity) event.target.select();
});
form.querySelector("[data-quantity][autofocus]")?.select();

// What keep.js put back may name items that this page has no rows for.
const shown = new Set(quantities().map((field) => field.dataset.quantity));
if (keysOfAdded().some((key) => !shown.has(key))) {
  window.htmx.ajax("POST", window.location.href, {
    source: form, target: "#order-rows", select: "#order-rows", swap: "outerHTML",
  });
}
