/* The page around the content: menus and messages. */

const MENU = "details.menu";

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeInnermost(event);
});

function closeInnermost(event) {
  const open = event.target.closest(`${MENU}[open]`) ?? [...document.querySelectorAll(`${MENU}[open]`)].pop();
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(`${MENU}[open]`)) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const dismiss = event.target.closest("[data-dismiss]");
  if (dismiss) {
    dismiss.closest("[data-message]").remove();
    document.querySelector("main").focus();
  }
});

// A menu that the keyboard has left would hide what comes next.
document.addEventListener("focusin", (event) => {
  for (const menu of document.querySelectorAll(`${MENU}[open]`)) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

function sayItFailed() {
  const message = document.createElement("div");
  message.className = "alert alert-error";
  message.dataset.message = "error";
  const words = document.createElement("span");
  words.textContent = document.body.dataset.labelFailed;
  const dismiss = document.createElement("button");
  dismiss.type = "button";
  dismiss.className = "btn-close";
  dismiss.dataset.dismiss = "";
  dismiss.setAttribute("aria-label", document.body.dataset.labelDismiss);
  message.append(words, dismiss);
  document.querySelector("#messages").replaceChildren(message);
}

document.addEventListener("htmx:responseError", sayItFailed);
document.addEventListener("htmx:sendError", sayItFailed);
