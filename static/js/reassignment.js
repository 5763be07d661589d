/* The button of the preview says how many customers it reassigns: all of them but those whose box is not ticked. */

const button = document.querySelector("[data-reassign]");

function count() {
  const left = button.form.querySelectorAll("[name=give]:not(:checked)").length;
  const given = Number(button.dataset.reassign) - left;
  const written = given.toLocaleString(document.documentElement.lang);
  button.textContent = given === 1 ? button.dataset.one : button.dataset.many.replace("COUNT", written);
  button.disabled = given === 0;
}

button?.form.addEventListener("change", count);
// Boxes stay as they were when the browser brings the page back.
if (button) window.addEventListener("pageshow", count);
