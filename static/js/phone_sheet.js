/* What is typed in the store: kept as one types, questioned when it looks like a slip, sent once.
 *
 * The contract, on a form with data-visit and the labels of #visit-labels:
 *   - data-draft is the address of the draft on the server. What is typed goes there after a short pause; until
 *     the server has it, it is in this browser, for this user and customer, and comes back with the page.
 *   - A button with data-records sends the visit: it is kept by waiting_visits.js until the server answers.
 *   - A button with data-goes goes on to another page once the draft is kept; without network it says so.
 *   - A line (data-item) may have data-limit, above which its quantity is to be confirmed.
 * Without this module the form works: it is sent, and its page says the same.
 */

import { keepValues, keptValues } from "./keep.js";
import {
  fieldsOfDraft, forgetDraft, forgetSent, forgetVisit, keepDraft, keepVisit, keptDraft, keptVisit, openVisit, post,
  sendVisit, show,
} from "./waiting_visits.js";

const PAUSE = 500; // milliseconds without typing
const AGAIN = 10_000;

const form = document.querySelector("form[data-visit]");
const labels = document.querySelector("#visit-labels").dataset;
const stateLine = document.querySelector("[data-draft-state]");
const isFrench = document.documentElement.lang === "fr";
const quantitiesOf = (root) => [...root.querySelectorAll("input[name^='quantity-']")];
const keyOf = (field) => field.name.replace("quantity-", "");
const lineOf = (field) => field.closest("[data-item]");
const numberIn = (text) => Number.parseFloat(text.replace(/[\s\u00a0\u202f]/g, "").replace(",", "."));
const written = (number) => (isFrench ? String(number).replace(".", ",") : String(number));

/* The state, in words */

// Each link is its address and its label.
function write(place, label, links) {
  place.textContent = label;
  for (const [address, words] of links) {
    const link = document.createElement("a");
    link.href = address;
    link.textContent = words;
    place.append(" ", link);
  }
}

function say(state, label, ...links) {
  if (!stateLine) return;
  stateLine.dataset.state = state;
  write(stateLine, label, links);
}

function sayWhy(state, answer) {
  const here = window.location.pathname;
  const isOver = state === "refused" && answer.address;
  if (state === "signed-out") say("stopped", labels.labelSignedOut, [`${labels.signIn}?next=${here}`, labels.labelSignIn]);
  else if (state === "expired") say("stopped", "", [here, labels.labelReopen]);
  // What was typed comes back with the page, which opens another visit.
  else if (isOver) say("stopped", answer.message, [answer.address, labels.labelRecorded], [here, labels.labelAnother]);
  else if (state === "refused") say("stopped", answer.message ?? "");
  else say("waiting", labels.labelWaiting);
}

/* What is typed and not kept by the server yet: the text of each field, by its name */

const typed = () => keptDraft(labels.customer)?.fields ?? {};

function remember(changes) {
  keepDraft({
    page: window.location.pathname, // but for a draft that was begun on its own page
    ...keptDraft(labels.customer),
    customer: labels.customer,
    submission: form.elements.submission.value,
    address: labels.draft,
    name: labels.customerName,
  }, changes);
}

function putBack() {
  for (const [name, value] of Object.entries(typed())) {
    if (form.elements[name]) form.elements[name].value = value;
  }
}

/* The draft on the server */

let timer = 0;
let saving = null;
let failure = ""; // why what was sent last was not saved: the state of the answer, or "faulty"
let refusal = ""; // in the server's words

function fieldsToSave() {
  return fieldsOfDraft({ submission: form.elements.submission.value, fields: typed() });
}

function showSaved(fields, answer) {
  form.elements.submission.value = answer.submission;
  const sent = fields.filter(([name]) => name === "note" || name.startsWith("quantity-"));
  for (const [name, value] of sent) {
    const key = name.replace("quantity-", "");
    const fault = answer.faults[key];
    // On another page of the visit, or when the item left the list meanwhile, there is no field of it.
    const field = form.dataset.draft ? form.elements[name] : null;
    if (!field) {
      if (!fault) remember({ [name]: null });
      continue;
    }
    if (name !== "note") sayFault(field, fault ?? "");
    if (name !== "note" && !fault) question(field);
    if (fault) continue;
    if (name !== "note") form.elements[`before-${key}`].value = value;
    if (typed()[name] === value) remember({ [name]: null });
  }
  for (const line of form.dataset.draft ? form.querySelectorAll("[data-item]") : []) {
    const { item } = line.dataset;
    const isListed = item in answer.suggestions;
    line.querySelector("[data-suggestion]").textContent = isListed ? answer.suggestions[item]
      : "gone" in line.dataset ? "" : labels.labelTakenOff;
  }
  const counted = document.querySelector("[data-counted]");
  if (counted) counted.textContent = answer.counted;
}

// Without network, what is counted is known here; what is suggested is the server's to compute (R19).
function showUnsaved() {
  const counted = document.querySelector("[data-counted]");
  if (!counted) return;
  counted.textContent = quantitiesOf(form).filter(({ value }) => value.trim() && !isNoQuantity(value)).length;
  for (const field of quantitiesOf(form).filter(({ name }) => name in typed())) {
    lineOf(field).querySelector("[data-suggestion]").textContent = field.value.trim() ? labels.labelUncomputed : "";
    sayNoQuantity(field);
  }
}

async function saveNow() {
  const fields = fieldsToSave();
  if (fields.length === 1) return true;
  const { state, answer } = await post(labels.draft, fields);
  failure = state === "done" ? "" : state;
  refusal = state === "refused" ? answer.message ?? "" : "";
  if (state !== "done") {
    sayWhy(state, answer);
    showUnsaved();
    if (state === "waiting" && form.dataset.draft) later(AGAIN);
    return false;
  }
  showSaved(fields, answer);
  const faulty = Object.keys(answer.faults).length;
  if (faulty) failure = "faulty";
  // What was typed meanwhile is not saved yet.
  if (!faulty && Object.keys(typed()).length) {
    say("waiting", "");
    later(PAUSE);
  } else {
    say("saved", faulty ? labels.labelFaulty : labels.labelSaved);
  }
  return !faulty;
}

// One request at a time: what is typed meanwhile goes with the next one.
function save() {
  saving ??= saveNow().finally(() => { saving = null; });
  return saving;
}

function later(pause) {
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

/* Slips, which are questioned */

function sayFault(field, words) {
  const line = lineOf(field);
  line.classList.toggle("faulty", Boolean(words));
  field.classList.toggle("is-invalid", Boolean(words));
  line.querySelector("[data-fault]").textContent = words;
}

const isNoQuantity = (text) => /[-\u2212\u2013]/.test(text) || !/\d/.test(text) || /[^\d\s.,]/.test(text);

// What the server will say of a quantity that is none; it is the judge of the others.
function sayNoQuantity(field) {
  if (!field.value.trim() || !isNoQuantity(field.value)) {
    if (!isQuestioned(field)) sayFault(field, "");
    return;
  }
  const isNegative = /^\s*[-\u2212\u2013]\s*[\d.,]/.test(field.value);
  sayFault(field, isNegative ? labels.labelNegative : labels.labelNoNumber);
}

function isQuestioned(field) {
  const line = lineOf(field);
  const isAbove = line.dataset.limit && numberIn(field.value) > Number(line.dataset.limit);
  return Boolean(isAbove) && !line.querySelector(".sure input").checked;
}

/* Quantities of a count that were said to be right: each ticked field with its quantity, for this visit */

const sureName = `sure-${labels.customer}`;

function keepSure() {
  const ticked = quantitiesOf(form).filter((field) => lineOf(field).querySelector(".sure input").checked);
  const values = ticked.map((field) => [`sure-${keyOf(field)}`, field.value]);
  keepValues(sureName, [["submission", form.elements.submission.value], ...values]);
}

function putSureBack() {
  const kept = Object.fromEntries(keptValues(sureName));
  if (kept.submission !== form.elements.submission.value) return;
  for (const field of quantitiesOf(form)) {
    const said = kept[`sure-${keyOf(field)}`];
    if (said !== undefined && numberIn(said) === numberIn(field.value)) lineOf(field).querySelector(".sure input").checked = true;
  }
}

function question(field) {
  const line = lineOf(field);
  const sure = line.querySelector(".sure");
  const wasQuestioned = !sure.hidden;
  const asks = isQuestioned(field);
  sure.hidden = !asks && !sure.querySelector("input").checked;
  if (asks) sayFault(field, labels.labelQuestion.replace("QUANTITY", () => field.value));
  else if (wasQuestioned) sayFault(field, "");
}

/* Typing */

function step(button) {
  const field = button.parentElement.querySelector("input");
  const now = numberIn(field.value);
  const next = Number.isNaN(now) ? Math.max(0, Number(button.dataset.step)) : now + Number(button.dataset.step);
  field.value = written(Math.max(0, Math.round(next * 1000) / 1000));
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function goOn(field) {
  const fields = quantitiesOf(form);
  const next = fields[fields.indexOf(field) + 1] ?? form.elements.note;
  next.focus();
  next.select();
  lineOf(next)?.scrollIntoView({ block: "nearest" });
}

form.addEventListener("input", (event) => {
  const field = event.target;
  if (!form.dataset.draft || !(field.name === "note" || field.name?.startsWith("quantity-"))) return;
  remember({ [field.name]: field.value });
  if (stateLine?.dataset.state !== "stopped") say("waiting", navigator.onLine ? "" : labels.labelWaiting);
  if (!navigator.onLine) showUnsaved();
  later(PAUSE);
});
/* Items that were added to an order: the hidden field `added` names them, which keep.js keeps */

const keysAdded = () => form.elements.added.value.split(";").filter(Boolean).map((part) => part.split(":")[0]);

if (form.elements.added) {
  form.addEventListener("input", (event) => {
    const { added } = form.elements;
    if (!event.target.name?.startsWith("quantity-") || !keysAdded().includes(keyOf(event.target))) return;
    added.value = keysAdded().map((key) => `${key}:${form.elements[`quantity-${key}`]?.value ?? ""}`).join(";");
  });
  // An item that was just added is kept before anything else is typed.
  document.addEventListener("htmx:load", () => {
    if (keysAdded().length) form.elements.added.dispatchEvent(new Event("change", { bubbles: true }));
  });
  if (keysAdded().some((key) => !form.elements[`quantity-${key}`])) {
    window.htmx.ajax("POST", form.action, {
      source: form, values: { add: "" }, target: ".phone-lines", select: ".phone-lines", swap: "outerHTML",
    });
  }
}

form.addEventListener("change", (event) => {
  const field = event.target;
  if (field.name?.startsWith("quantity-")) question(field);
  else if (field.closest(".sure")) {
    question(lineOf(field).querySelector("input[name^='quantity-']"));
    if (form.dataset.draft) keepSure();
  }
});
form.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-step]");
  if (button) step(button);
});
form.addEventListener("focusin", (event) => {
  if (event.target.name?.startsWith("quantity-")) event.target.select();
});
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.name?.startsWith("quantity-")) return;
  event.preventDefault();
  goOn(event.target);
});

/* The buttons */

function questioned() {
  const field = quantitiesOf(form).find(isQuestioned);
  if (!field) return false;
  quantitiesOf(form).forEach(question);
  field.focus();
  return true;
}

function sayBeside(words, ...links) {
  const place = document.querySelector("[data-visit-state]");
  write(place, words, links);
  place.hidden = !words;
  if (words) place.scrollIntoView({ block: "nearest" });
}

// Why the count could not be saved, and where that is mended.
function sayWhyNotSaved() {
  const here = window.location.pathname;
  if (failure === "faulty") sayBeside(labels.labelFaultyCount, [labels.count, labels.labelOpenCount]);
  else if (failure === "refused") sayBeside(refusal, [labels.round, labels.labelRound]);
  else if (failure === "signed-out") sayBeside(labels.labelSignedOut, [`${labels.signIn}?next=${here}`, labels.labelSignIn]);
  else if (failure === "expired") sayBeside("", [here, labels.labelReopen]);
  else sayBeside(labels.labelNeedsNetwork);
}

async function goTo(button) {
  clearTimeout(timer);
  await saving?.catch(() => {});
  if (await save()) window.location.assign(button.dataset.goes);
  else if (failure === "faulty") form.querySelector(".faulty input")?.focus();
  else sayWhyNotSaved();
}

/* What the server refused, as its page would say it */

const refusalBox = document.querySelector("[data-refusal]");

function showRefusal(answer) {
  form.elements.submission.value = answer.submission;
  form.dataset.replaces = answer.replaced;
  for (const field of quantitiesOf(form)) {
    const key = keyOf(field);
    sayFault(field, answer.faults[field.name] ?? "");
    if (answer.questioned.includes(key)) lineOf(field).querySelector(".sure").hidden = false;
  }
  refusalBox.querySelector("[data-refusal-lead]").hidden = Boolean(answer.recorded);
  refusalBox.querySelector("[data-refusal-reasons]").textContent = answer.reasons.join(" ");
  const link = refusalBox.querySelector("[data-refusal-recorded]");
  link.hidden = !answer.recorded;
  link.href = answer.recorded;
  refusalBox.hidden = false;
  refusalBox.focus();
}

// What was sent from here was recorded meanwhile: one goes to it, unless something else was typed since.
document.addEventListener("visit-recorded", ({ detail: { visit, answer } }) => {
  if (visit.submission !== form.elements.submission.value || visit.address !== window.location.pathname) return;
  const typedNow = new FormData(form);
  const isTyped = ([name]) => name.startsWith("quantity-") || ["note", "order_note"].includes(name);
  if (visit.fields.filter(isTyped).every(([name, value]) => typedNow.get(name) === value)) {
    window.location.assign(answer.address);
  }
  sayBeside("");
  refusalBox.hidden = true;
});

let busy = false;

// Whether nothing else of this visit waits here: a count that the server lacks, another page's sending.
async function isAlone() {
  const kept = keptVisit(form.elements.submission.value);
  if (kept && kept.address !== window.location.pathname) {
    const { state, answer } = await sendVisit(kept);
    if (state !== "done") {
      sayBeside(answer?.reasons?.join(" ") ?? labels.labelKept);
      return false;
    }
    forgetSent(kept);
    show();
  }
  if (form.dataset.draft || !Object.keys(typed()).length || (await save())) return true;
  sayWhyNotSaved();
  return false;
}

async function record(button) {
  if (busy || questioned()) return;
  busy = true;
  button.setAttribute("aria-disabled", "true");
  clearTimeout(timer);
  await saving?.catch(() => {});
  if (!(await isAlone())) {
    busy = false;
    button.removeAttribute("aria-disabled");
    return;
  }
  const unsaved = typed();
  // Pressed again, after a refusal or without network, it is still of the day of the first time.
  form.elements.pressed_at.value ||= new Date().toISOString();
  const visit = {
    submission: form.elements.submission.value,
    address: window.location.pathname,
    // Of what the server may have or not, its former value says nothing.
    fields: [...new FormData(form, button)].filter(([name]) => !(name.replace("before-", "quantity-") in unsaved)
      || !name.startsWith("before-")),
    name: labels.customerName,
    isOrder: form.id === "phone-order",
  };
  keepVisit(visit);
  if (form.dataset.replaces) forgetVisit(form.dataset.replaces);
  if (form.dataset.draft) forgetDraft(labels.customer);
  const { state, answer } = await sendVisit(visit);
  if (state === "done") {
    forgetSent(visit);
    window.location.assign(answer.address);
    return;
  }
  if (state === "refused" && !answer.reasons) {
    openVisit(visit);
    return;
  }
  busy = false;
  button.removeAttribute("aria-disabled");
  if (state === "refused") {
    keepVisit({ ...visit, state, reasons: answer.reasons });
    show();
    sayBeside("");
    showRefusal(answer);
    if (form.dataset.draft && Object.keys(unsaved).length) remember(unsaved);
    return;
  }
  show();
  sayBeside(labels.labelKept);
  if (state !== "waiting") sayWhy(state, answer);
}

form.addEventListener("submit", (event) => {
  const button = event.submitter;
  if ("records" in (button?.dataset ?? {})) {
    event.preventDefault();
    record(button);
  } else if ("goes" in (button?.dataset ?? {})) {
    event.preventDefault();
    goTo(button);
  }
});

if (form.dataset.draft) {
  putBack();
  putSureBack();
  window.addEventListener("online", () => later(0));
  if (Object.keys(typed()).length) later(0);
}
form.querySelectorAll("button[data-step]").forEach((button) => { button.hidden = false; });
quantitiesOf(form).forEach(question);
document.addEventListener("htmx:load", (event) => {
  event.target.querySelectorAll?.("button[data-step]").forEach((button) => { button.hidden = false; });
});
if (!refusalBox.hidden) refusalBox.focus();
