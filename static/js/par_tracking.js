// PAR mode: a row opens to its items, which the server sends once; pressed again, it closes.

function itemsOf(opener) {
  return document.getElementById(opener.dataset.opens);
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (!opener) return;
  const items = itemsOf(opener);
  if (items) {
    event.preventDefault();
    items.hidden = !items.hidden;
    opener.setAttribute("aria-expanded", String(!items.hidden));
  }
});

document.addEventListener("htmx:afterRequest", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener && event.detail.successful) opener.setAttribute("aria-expanded", "true");
});
