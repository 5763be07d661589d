/* What an order comes to while one types: each line's amount, and the subtotal of those that have a price.
 *
 * A line has data-asked, its price with a decimal point, empty where it has none; in it are its quantity
 * (name quantity-…) and data-amount. [data-order-total] has data-total, data-unpriced, and data-total-said, which
 * a screen reader reads once one has stopped typing. Amounts are to the cent, as the server makes them: in
 * whole millionths and thousandths, since 1.005 is none for a computer's numbers.
 */

const PAUSE = 1500; // milliseconds without a change, before the total is said
const PRICE_PLACES = 6;
const QUANTITY_PLACES = 3;
const CENT = 10n ** BigInt(PRICE_PLACES + QUANTITY_PLACES - 2);
const NONE = "—";
const isFrench = document.documentElement.lang === "fr";
const money = new Intl.NumberFormat(isFrench ? "fr-CA" : "en-CA", {
  style: "currency", currency: "CAD", currencyDisplay: "narrowSymbol",
});

// Whole units of the last of so many places; null for what is no such number.
function scaled(text, places) {
  const [, whole, decimals = ""] = /^(\d*)(?:\.(\d*))?$/.exec(text) ?? [];
  if (whole === undefined || !(whole || decimals) || decimals.length > places) return null;
  return BigInt(whole + decimals.padEnd(places, "0"));
}

// What the server would read: a comma or a point, thousands grouped or not; null for what it would refuse.
function quantityIn(typed) {
  let text = typed.trim().replace(/(?<=\d)[ \u00a0\u202f\u2009](?=\d{3}(?!\d))/g, "");
  if (!isFrench && /^[1-9]\d{0,2},\d{3}$/.test(text)) return null;
  if (/^\d{1,3}(,\d{3})+(\.\d*)?$/.test(text) && /,.*[,.]/.test(text)) text = text.replaceAll(",", "");
  else if (/^\d{1,3}(\.\d{3})+(,\d*)?$/.test(text) && /\..*[,.]/.test(text)) text = text.replaceAll(".", "");
  return scaled(text.replace(",", "."), QUANTITY_PLACES);
}

const written = (cents) => money.format(Number(cents) / 100);

function show(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

// What a line asks for, in cents, which are null without a price; null when it asks for nothing.
function amountOf(line) {
  const quantity = quantityIn(line.querySelector("[name^='quantity-']").value);
  const price = scaled(line.dataset.asked, PRICE_PLACES);
  const asks = Boolean(quantity);
  const cents = asks && price !== null ? (price * quantity + CENT / 2n) / CENT : null;
  show(line.querySelector("[data-amount]"), asks ? (cents === null ? NONE : written(cents)) : "");
  return asks ? { cents } : null;
}

let timer = 0;

function total() {
  const place = document.querySelector("[data-order-total]");
  const asked = [...document.querySelectorAll("[data-asked]")].map(amountOf).filter(Boolean);
  const priced = asked.filter(({ cents }) => cents !== null);
  const unpriced = asked.length - priced.length;
  const { labelOne, labelMany } = place.dataset;
  const sum = priced.reduce((before, { cents }) => before + cents, 0n);
  const amount = priced.length || !asked.length ? written(sum) : NONE;
  const beside = unpriced ? (unpriced === 1 ? labelOne : labelMany.replace("COUNT", unpriced)) : "";
  show(place.querySelector("[data-total]"), amount);
  show(place.querySelector("[data-unpriced]"), beside);
  return [place.querySelector("span").textContent, amount, beside].join(" ").trim();
}

function totalAndSay() {
  const words = total();
  clearTimeout(timer);
  timer = setTimeout(() => show(document.querySelector("[data-total-said]"), words), PAUSE);
}

document.addEventListener("input", (event) => {
  if (event.target.closest("[data-asked]")) totalAndSay();
});
// Rows that htmx brought; what keep.js put back, and what it drops.
document.addEventListener("htmx:load", total);
document.addEventListener("click", (event) => {
  if (event.target.closest(".kept-note")) total();
});
total();
