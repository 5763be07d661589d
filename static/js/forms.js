/* Forms: one that is being sent is not sent again, and some are sent when a choice changes.
 *
 * While the answer is awaited the button says so (aria-disabled); a primary button says « Saving… », or
 * what its data-busy says. A form whose answer is a file carries data-repeatable.
 * A form with data-autosubmit is sent when a choice in it changes; its button serves where there is no script.
 */

const SENT_BY_HTMX = "form[hx-post], form[hx-put], form[hx-patch], form[hx-delete]";
const sending = new WeakMap();

function begin(form, button) {
  const target = button ?? form.querySelector("button:not([type=button])");
  sending.set(form, { target, html: target?.innerHTML });
  if (!target) return;
  target.setAttribute("aria-disabled", "true");
  const primary = target.classList.contains("btn-primary");
  const label = target.dataset.busy ?? (primary ? document.body.dataset.labelSaving : "");
  if (label) target.textContent = label;
}

function end(form) {
  const { target, html } = sending.get(form) ?? {};
  sending.delete(form);
  if (!target) return;
  target.removeAttribute("aria-disabled");
  target.innerHTML = html;
}

// A form that htmx sends is dealt with below: it may still ask for a confirmation first.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || "repeatable" in form.dataset || form.matches(SENT_BY_HTMX)) return;
  if (sending.has(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  begin(form, event.submitter);
  setTimeout(() => { if (event.defaultPrevented) end(form); });
}, { capture: true });

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.target;
  if (!form.matches(SENT_BY_HTMX)) return;
  if (sending.has(form)) event.preventDefault();
  else begin(form, event.detail.requestConfig.triggeringEvent?.submitter);
});
document.addEventListener("htmx:afterRequest", (event) => end(event.detail.elt));

// The browser brings back a page as it left it, button included.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form").forEach(end);
});

document.addEventListener("change", (event) => {
  const form = event.target.form;
  const isChoice = event.target.matches("select, input[type=checkbox], input[type=radio], input[type=date]");
  if (form && "autosubmit" in form.dataset && isChoice) form.requestSubmit();
});
