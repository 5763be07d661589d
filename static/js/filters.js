// Filters of a list page: a menu applies when it closes, a choice at once. Without script, buttons do it.

const form = document.querySelector("[data-filters]");

function state() {
  return new URLSearchParams(new FormData(form)).toString();
}

// Folded as the server folds text: accents and capitals do not matter.
function folded(text) {
  return text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();
}

// A menu near the right edge of the window opens towards the left.
function keepInside(menu) {
  menu.classList.remove("opens-left");
  const { scrollWidth, clientWidth } = document.documentElement;
  menu.classList.toggle("opens-left", scrollWidth > clientWidth);
}

// What saves a view is opened to be typed in.
const saveView = document.querySelector(".save-view");
saveView?.addEventListener("toggle", () => {
  if (saveView.open) saveView.querySelector("button, input:not([type=hidden])").focus();
});

if (form) {
  // On a phone the rows come first: what is filtered shows as chips, a touch opens the filters. Unless one
  // of them is wrong.
  const isPhone = window.matchMedia("(max-width: 40rem)").matches;
  const box = form.closest(".filters-box");
  if (isPhone && box && !form.querySelector(".filter-errors")) box.open = false;

  // Empty fields would only lengthen the address that people send to each other.
  form.addEventListener("submit", () => {
    for (const field of form.querySelectorAll("input, select")) {
      if (!field.value || (field.name === "status" && field.value === "active")) field.disabled = true;
    }
  });
  // A browser that comes back to this page shows it as it was left, with those fields still disabled.
  window.addEventListener("pageshow", () => {
    for (const field of form.querySelectorAll(":disabled")) field.disabled = false;
  });

  for (const field of form.querySelectorAll("[data-submit-on-change]")) {
    field.addEventListener("change", () => form.requestSubmit());
  }

  for (const menu of form.querySelectorAll("details.filter-menu")) {
    let before = "";
    menu.addEventListener("toggle", () => {
      if (menu.open) {
        before = state();
        keepInside(menu);
        menu.querySelector("input")?.focus();
      } else if (before && state() !== before) {
        form.requestSubmit();
      }
    });
  }

  for (const search of form.querySelectorAll("[data-narrow]")) {
    const choices = [...search.parentElement.querySelectorAll(".filter-choices label")];
    search.addEventListener("input", () => {
      const wanted = folded(search.value);
      for (const choice of choices) choice.hidden = !folded(choice.textContent).includes(wanted);
    });
    // Enter would send the form with the first choices that happen to be shown.
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        choices.find((choice) => !choice.hidden)?.querySelector("input").focus();
      }
    });
  }
}
