// At the counter: Enter moves on to the next field, Ctrl and Enter hand the form in.
(() => {
  const form = document.querySelector("[data-counter]");
  const FIELDS = "input:not([type=hidden]), textarea, select, button";
  form?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    if (event.shiftKey || event.target.matches("button")) return;
    event.preventDefault();
    const fields = [...form.querySelectorAll(FIELDS)];
    fields[fields.indexOf(event.target) + 1]?.focus();
  });

  const print = document.querySelector("[data-print]");
  if (!print) return;
  print.hidden = false;
  print.addEventListener("click", () => window.print());
})();
