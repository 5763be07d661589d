/* What is typed is kept until it is saved (R28).
 *
 * The contract:
 *   - A form to keep carries data-keep="name"; the name says which form and of what, "service-type-12".
 *   - What one types in it is kept in this tab, for this user (data-user of the body) and this name: the
 *     fields that differ from what the page came with, so that what the server says anew of others is shown.
 *     Passwords, files and hidden fields are never kept, but for a hidden field with data-kept: the version
 *     that the form was opened at, which what was typed in it goes with.
 *   - A form that the server refused carries data-keep-refused: the values that it shows are newer.
 *   - Whatever answers a form that was saved shows a success message, in the page that follows or in the
 *     fragment that htmx gets. Only that clears what was kept; so a session that ended, a server that did not
 *     answer or a page that expired lose nothing.
 *   - A page that shows a recorded visit has its identifier in data-recorded: what was kept under it, on
 *     whichever page of the visit, is of a visit that is over.
 *   - A link or button with data-keep-discard in the form, such as Cancel, forgets it.
 *   - When the form is opened again, what was kept is put back and the form says so, with a way to drop it.
 *   - Signing out forgets everything (`forgetAllKept`), once the server did it; so does the arrival of another user.
 */

const PREFIX = "webmino:keep:";
const LAST_SENT = "webmino:sent";
const { user, labelKept, labelDiscard } = document.body.dataset;

const keyOf = (form) => `${PREFIX}${user}:${form.dataset.keep}`;
const keptKeys = () => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
const forget = (key) => sessionStorage.removeItem(key);

function fieldsOf(form) {
  return [...form.elements].filter((field) => field.name && !field.disabled
    && !["password", "file", "submit", "button"].includes(field.type) && field.tagName !== "FIELDSET"
    && (field.type !== "hidden" || "kept" in field.dataset));
}

function isTicked(field) {
  return field.type === "checkbox" || field.type === "radio";
}

// One entry per field, in order: fields of one name, as radio buttons, differ by their value.
function valuesOf(form) {
  return fieldsOf(form).map((field) => {
    if (isTicked(field)) return [field.name, field.value, field.checked];
    if (field.type === "select-multiple") return [field.name, [...field.selectedOptions].map((o) => o.value)];
    return [field.name, field.value];
  });
}

// Whether a field shows something else than the page came with.
function isChanged(field) {
  if (isTicked(field)) return field.checked !== field.defaultChecked;
  if (field.tagName !== "SELECT") return field.value !== field.defaultValue;
  const options = [...field.options];
  const isDefault = options.some((option) => option.defaultSelected) || field.multiple
    ? (option) => option.defaultSelected
    : (option) => option === options[0];
  return options.some((option) => option.selected !== isDefault(option));
}

function putBack(form, kept) {
  const left = [...kept];
  for (const field of fieldsOf(form)) {
    const at = left.findIndex(([name, value]) => name === field.name && (!isTicked(field) || value === field.value));
    if (at < 0) continue;
    const [, value, checked] = left.splice(at, 1)[0];
    if (isTicked(field)) field.checked = checked;
    else if (Array.isArray(value)) for (const option of field.options) option.selected = value.includes(option.value);
    else field.value = value;
  }
}

// What was kept stays so: htmx and a refusal draw what was typed as if the page came with it.
function keep(form) {
  const names = new Set(JSON.parse(sessionStorage.getItem(keyOf(form)) ?? "[]").map(([name]) => name));
  for (const field of fieldsOf(form)) {
    if (field.type === "hidden" || isChanged(field)) names.add(field.name);
  }
  const values = valuesOf(form).filter(([name]) => names.has(name));
  sessionStorage.setItem(keyOf(form), JSON.stringify(values));
}

// Whether something that one typed is not what the form shows; a version alone is nothing typed.
function isNews(form, kept, shown) {
  const hidden = new Set(fieldsOf(form).filter((field) => field.type === "hidden").map((field) => field.name));
  const said = new Set(shown.map((value) => JSON.stringify(value)));
  return kept.some((value) => !hidden.has(value[0]) && !said.has(JSON.stringify(value)));
}

function saySo(form, before) {
  const note = document.createElement("p");
  note.className = "kept-note";
  note.setAttribute("role", "status");
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "btn btn-sm btn-outline-secondary";
  drop.textContent = labelDiscard;
  drop.addEventListener("click", () => {
    putBack(form, before);
    forget(keyOf(form));
    note.remove();
    fieldsOf(form).find((field) => field.type !== "hidden")?.focus();
  });
  form.prepend(note);
  note.append(labelKept, " ", drop);
}

function open(form) {
  const kept = JSON.parse(sessionStorage.getItem(keyOf(form)));
  if (!kept || "keepRefused" in form.dataset || form.querySelector(".kept-note")) return;
  const before = valuesOf(form);
  if (!isNews(form, kept, before)) return;
  putBack(form, kept);
  saySo(form, before);
}

function openAll(root) {
  if (root.matches?.("form[data-keep]")) open(root);
  root.querySelectorAll("form[data-keep]").forEach(open);
}

function clearSaved() {
  if (!document.querySelector('#messages [data-message="success"]')) return;
  forget(sessionStorage.getItem(LAST_SENT));
  forget(LAST_SENT);
}

export function forgetVisitKept(submission) {
  const isOfIt = ([name, value]) => name === "submission" && value === submission;
  keptKeys().filter((key) => JSON.parse(sessionStorage.getItem(key)).some(isOfIt)).forEach(forget);
}

// What a page keeps here by itself under a name, as values of fields, and forgets with what it is of.
export const keepValues = (name, values) => sessionStorage.setItem(`${PREFIX}${user}:${name}`, JSON.stringify(values));
export const keptValues = (name) => JSON.parse(sessionStorage.getItem(`${PREFIX}${user}:${name}`)) ?? [];

export const forgetAllKept = () => keptKeys().forEach(forget);

if (user) {
  keptKeys().filter((key) => !key.startsWith(`${PREFIX}${user}:`)).forEach(forget);
  clearSaved();
  document.querySelectorAll("[data-recorded]").forEach((element) => forgetVisitKept(element.dataset.recorded));
  openAll(document);

  for (const type of ["input", "change"]) {
    document.addEventListener(type, (event) => {
      const form = event.target.form;
      if (form?.dataset.keep) keep(form);
    });
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.keep) sessionStorage.setItem(LAST_SENT, keyOf(form));
    else if (form.method === "post") forget(LAST_SENT);
  }, { capture: true });
  document.addEventListener("click", (event) => {
    const form = event.target.closest("[data-keep-discard]")?.closest("form[data-keep]");
    if (form) forget(keyOf(form));
  });
  document.addEventListener("htmx:oobAfterSwap", clearSaved);
  document.addEventListener("htmx:load", (event) => openAll(event.target));
} else if (keptKeys().length) {
  document.querySelectorAll("[data-kept-hint]").forEach((hint) => { hint.hidden = false; });
}
