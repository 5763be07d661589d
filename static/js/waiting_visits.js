/* Visits that wait in this browser for the network (R18).
 *
 * A visit is kept here before it is sent, and forgotten once the server says what it became. It is sent again
 * when the network is back, from time to time, and when any page is opened. The server makes one of however
 * many come with one `submission`.
 *   - They belong to the user (data-user of the body): another's are neither shown nor sent.
 *   - What was typed of a count and its page could not save (a draft) is here too, by customer. It leaves
 *     likewise, from any page but those of this customer, which are phone_sheet.js's to save.
 *   - Signing out asks first, and forgets them with everything that was typed once the server did it.
 *   - What the server refuses stays here with its reasons; sent again, it opens where what is wrong is said.
 *   - What was recorded is told to the page, as the event visit-recorded of the document.
 *   - A page that shows a recorded visit has its submission in data-recorded: that it was recorded is not said
 *     there again. What waits under it is sent all the same: it may say something else.
 */

import { forgetAllKept, forgetVisitKept } from "./keep.js";

const { user } = document.body.dataset;
const VISITS = `webmino:visit:${user}:`;
const DRAFTS = `webmino:draft:${user}:`;
const PATIENCE = 20_000; // milliseconds until an answer counts as lost
const AGAIN = 30_000;

const bar = document.querySelector("#waiting-visits");
const keysOf = (prefix) => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

export const forgetVisit = (submission) => localStorage.removeItem(`${VISITS}${submission}`);
const textOf = (visit) => localStorage.getItem(`${VISITS}${visit.submission}`);

export function keptVisit(submission) {
  return JSON.parse(localStorage.getItem(`${VISITS}${submission}`));
}

// What was typed again since it was sent still waits.
export function forgetSent(visit) {
  forgetVisitKept(visit.submission);
  if (textOf(visit) === JSON.stringify(visit)) forgetVisit(visit.submission);
}

export function keepVisit(visit) {
  localStorage.setItem(`${VISITS}${visit.submission}`, JSON.stringify(visit));
}

function waitingVisits() {
  return keysOf(VISITS).map((key) => JSON.parse(localStorage.getItem(key)));
}

export function keptDraft(customer) {
  return JSON.parse(localStorage.getItem(`${DRAFTS}${customer}`));
}

export const forgetDraft = (customer) => localStorage.removeItem(`${DRAFTS}${customer}`);

// Change fields of a draft, null for what the server has; without any it is gone.
export function keepDraft(draft, changes) {
  const left = Object.entries({ ...draft.fields, ...changes }).filter(([, value]) => value !== null);
  if (!left.length) forgetDraft(draft.customer);
  else localStorage.setItem(`${DRAFTS}${draft.customer}`, JSON.stringify({ ...draft, fields: Object.fromEntries(left) }));
}

export const fieldsOfDraft = (draft) => [["submission", draft.submission], ...Object.entries(draft.fields)];
const drafts = () => keysOf(DRAFTS).map((key) => JSON.parse(localStorage.getItem(key)));

function draftsOfOthers() {
  const here = document.querySelector("#visit-labels")?.dataset.customer;
  return drafts().filter((draft) => draft.customer !== here);
}

// What became of a request: its answer as JSON, or why there is none.
export async function post(address, fields) {
  const body = new URLSearchParams(fields.filter(([name]) => name !== "csrfmiddlewaretoken"));
  let response;
  try {
    response = await fetch(address, {
      method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(PATIENCE),
      // Whose it is: another may have signed in meanwhile, in another tab.
      headers: { Accept: "application/json", "X-CSRFToken": token(), "X-Webmino-User": user },
    });
  } catch {
    return { state: "waiting" };
  }
  if (response.type === "opaqueredirect") return { state: "signed-out" };
  if (response.status === 403) return { state: "expired" };
  if (response.status >= 500 || response.status === 429) return { state: "waiting" };
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  try {
    return { state: response.ok ? "done" : "refused", answer: isJson ? await response.json() : {} };
  } catch {
    return { state: "waiting" };
  }
}

const sending = new Map();

// Each visit is sent by one request at a time, whoever asks; with something else in it, by another one after.
export async function sendVisit(visit) {
  const content = JSON.stringify(visit.fields);
  while (sending.has(visit.submission)) {
    const before = sending.get(visit.submission);
    const became = await before.result;
    if (before.content === content) return became;
  }
  const result = post(visit.address, visit.fields).finally(() => sending.delete(visit.submission));
  sending.set(visit.submission, { content, result });
  return result;
}

// Show what the server says of it, as its own form would.
export function openVisit(visit) {
  // It is no longer refused: what its page then records is known by sending it again.
  keepVisit({ ...visit, state: undefined });
  const form = document.createElement("form");
  form.method = "post";
  form.action = visit.address;
  form.hidden = true;
  for (const [name, value] of [...visit.fields, ["csrfmiddlewaretoken", token()]]) {
    if (name === "csrfmiddlewaretoken" && value !== token()) continue;
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

function button(label, onClick) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-sm btn-outline-secondary";
  made.textContent = label;
  made.addEventListener("click", onClick);
  return made;
}

// What is said of a visit, or of an order.
const wordsFor = (visit, what) => bar.dataset[`label${what}${visit.isOrder ? "Order" : ""}`];

function lineOf(visit) {
  const line = document.createElement("li");
  const words = document.createElement("span");
  const refused = visit.state === "refused";
  words.textContent = `${visit.name}${bar.dataset.colon} ${wordsFor(visit, refused ? "Refused" : "Waiting")}`;
  line.append(words);
  if (refused) {
    if (visit.reasons?.length) words.textContent += ` — ${visit.reasons.join(" ")}`;
    line.append(" ", button(bar.dataset.labelSendAgain, () => openVisit(visit)));
    line.append(" ", button(bar.dataset.labelThrow, () => {
      if (!window.confirm(bar.dataset.labelThrowSure)) return;
      forgetVisit(visit.submission);
      show();
    }));
  }
  return line;
}

function linkTo(address, words) {
  const link = document.createElement("a");
  link.href = address;
  link.textContent = words;
  return link;
}

// Why the server did not take a draft, in its words, by customer; it is not sent again from this page.
const refusals = new Map();

function lineOfDraft(draft) {
  const line = document.createElement("li");
  const words = document.createElement("span");
  const refusal = refusals.get(draft.customer);
  words.textContent = `${draft.name}${bar.dataset.colon} ${refusal?.message || bar.dataset.labelDraft}`;
  line.append(words, " ");
  if (!refusal?.isFinal) {
    line.append(linkTo(draft.page, bar.dataset.labelOpenDraft));
    return line;
  }
  // Its page may not open any more; its visit can still be sent, for a manager to accept.
  line.append(button(bar.dataset.labelSendDraft, () => sendAsVisit(draft)), " ");
  line.append(button(bar.dataset.labelThrow, () => {
    if (!window.confirm(bar.dataset.labelThrowSure)) return;
    forgetDraft(draft.customer);
    show();
  }));
  return line;
}

function sendAsVisit(draft) {
  const { submission, page, name } = draft;
  const fields = [...fieldsOfDraft(draft), ["then", "visit"], ["pressed_at", new Date().toISOString()]];
  keepVisit({ submission, address: page, fields, name });
  forgetDraft(draft.customer);
  show();
  sendAll();
}

// Where the visits that this page sent were recorded, and whose they are.
const recorded = new Map();

function lineOfRecorded({ visit, answer }) {
  const line = document.createElement("li");
  line.append(linkTo(answer.address, `${visit.name}${bar.dataset.colon} ${wordsFor(visit, answer.waits ? "Kept" : "Recorded")}`));
  return line;
}

export function show() {
  const lines = [
    ...waitingVisits().map(lineOf), ...draftsOfOthers().map(lineOfDraft), ...[...recorded.values()].map(lineOfRecorded),
  ];
  const isGood = recorded.size === lines.length && [...recorded.values()].every(({ answer }) => !answer.waits);
  bar.classList.toggle("alert-success", isGood);
  bar.classList.toggle("alert-warning", !isGood);
  bar.hidden = !lines.length;
  bar.querySelector("ul").replaceChildren(...lines);
}

function told(visit, answer) {
  if (document.querySelector(`[data-recorded="${visit.submission}"]`)) return;
  recorded.set(visit.submission, { visit, answer });
  document.dispatchEvent(new CustomEvent("visit-recorded", { detail: { visit, answer } }));
}

async function sendDraft(draft) {
  const { state, answer } = await post(draft.address, fieldsOfDraft(draft));
  const kept = keptDraft(draft.customer);
  if (state === "done" && kept) {
    const isFaulty = (name) => name.replace("quantity-", "") in answer.faults;
    const saved = Object.keys(draft.fields).filter((name) => !isFaulty(name) && kept.fields[name] === draft.fields[name]);
    keepDraft({ ...kept, submission: answer.submission }, Object.fromEntries(saved.map((name) => [name, null])));
    if (Object.keys(answer.faults).length) refusals.set(draft.customer, { message: "", isFinal: false });
  } else if (state === "refused") {
    refusals.set(draft.customer, { message: answer.message, isFinal: !answer.address });
  }
  show();
}

async function sendAll() {
  for (const visit of waitingVisits()) {
    if (visit.state === "refused") continue;
    const { state, answer } = await sendVisit(visit);
    if (state === "done") {
      forgetSent(visit);
      told(visit, answer);
      show();
    } else if (state === "refused" && textOf(visit) === JSON.stringify(visit)) {
      keepVisit({ ...visit, state, reasons: answer.reasons });
      show();
    }
  }
  for (const draft of draftsOfOthers()) {
    if (!refusals.has(draft.customer)) await sendDraft(draft);
  }
}

// Forget what is here once the server has signed the user out, and not before: without network he still is.
async function signOut(form) {
  let response;
  try {
    response = await fetch(form.action, {
      method: "POST", body: new URLSearchParams(new FormData(form)), signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    response = null;
  }
  if (!response) {
    window.alert(bar.dataset.labelSignOutFailed);
    return;
  }
  // The page is of a session that is over, or another's: opened again, it says so.
  if (!response.ok) {
    window.location.reload();
    return;
  }
  [...keysOf(VISITS), ...keysOf(DRAFTS)].forEach((key) => localStorage.removeItem(key));
  forgetAllKept();
  window.location.assign(response.url);
}

if (user && bar) {
  show();
  sendAll();
  window.addEventListener("online", sendAll);
  setInterval(() => { if (navigator.onLine && (waitingVisits().length || drafts().length)) sendAll(); }, AGAIN);
  document.addEventListener("submit", (event) => {
    const { forgetsDraft } = event.target.dataset;
    if (forgetsDraft) forgetDraft(forgetsDraft);
    if (!("signOut" in event.target.dataset)) return;
    event.preventDefault();
    const waits = waitingVisits().length || drafts().length;
    if (!waits || window.confirm(bar.dataset.labelSignOut)) signOut(event.target);
  }, { capture: true });
}
