/* What is typed is kept until it is saved (R28).
 *
 * The contract:
 *   - A form to keep carries data-keep="name"; the name says which form and of what, "service-type-12".
 *   - What one types in it is kept in this tab, for this user (data-user of the body) and this name.
 *     Passwords, files and hidden fields are never kept, but for a hidden field with data-kept: the version
 *     that the form was opened at, which what was typed in it goes with.
 *   - A form that the server refused carries data-keep-refused: the values that it shows are newer.
 *   - Whatever answers a form that was saved shows a success message, in the page that follows or in the
 *     fragment that htmx gets. Only that clears what was kept; so a session that ended, a server that did not
 *     answer or a page that expired lose nothing.
 *   - A link or button with data-keep-discard in the form, such as Cancel, forgets it.
 *   - When the form is opened again, what was kept is put back and the form says so, with a way to drop it.
 *   - Signing out (a form with data-sign-out) forgets everything; so does the arrival of another user.
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

function keep(form) {
  sessionStorage.setItem(keyOf(form), JSON.stringify(valuesOf(form)));
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
  const kept = sessionStorage.getItem(keyOf(form));
  if (!kept || form.querySelector(".kept-note")) return;
  const before = valuesOf(form);
  if ("keepRefused" in form.dataset || kept === JSON.stringify(before)) return;
  putBack(form, JSON.parse(kept));
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

if (user) {
  keptKeys().filter((key) => !key.startsWith(`${PREFIX}${user}:`)).forEach(forget);
  clearSaved();
  openAll(document);

  for (const type of ["input", "change"]) {
    document.addEventListener(type, (event) => {
      const form = event.target.form;
      if (form?.dataset.keep) keep(form);
    });
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if ("signOut" in form.dataset) keptKeys().forEach(forget);
    else if (form.dataset.keep) sessionStorage.setItem(LAST_SENT, keyOf(form));
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
