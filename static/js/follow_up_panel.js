// In a note, Enter sends the form and Shift+Enter begins a line. Listening on the document serves the
// forms that come later, when the panel is replaced.

document.addEventListener("keydown", (event) => {
  const wantsLine = event.shiftKey || event.altKey || event.ctrlKey || event.metaKey;
  // While an accent or a character is being composed, Enter only accepts it.
  if (event.key !== "Enter" || wantsLine || event.isComposing) return;
  if (!event.target.matches("textarea[data-enter-submits]")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});
