// In a note, Enter sends the form and Shift+Enter begins a line. Listening on the document serves the
// forms that come later, when the panel is replaced.

document.addEventListener("keydown", (event) => {
  const wantsLine = event.shiftKey || event.altKey || event.ctrlKey || event.metaKey;
  // While an accent or a character is being composed, Enter only accepts it.
  if (event.key !== "Enter" || wantsLine || event.isComposing) return;
  if (!event.target.matches("textarea[data-enter-submits]")) return;
  event.preventDefault();
  // Leaving the field is what tells the others that it changed; told when the answer replaces the field,
  // it would pass for something typed after the form was sent.
  event.target.blur();
  event.target.focus();
  event.target.form.requestSubmit();
});

// The question why a follow-up is cancelled is put away, and its line's menu has the focus again.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-put-away]");
  if (!link) return;
  event.preventDefault();
  const line = link.closest(".follow-up-entry");
  link.closest("form").remove();
  line.querySelector("summary").focus();
});
