// Small comforts on top of pages that work without them.
(() => {
  const DAY_MS = 86400000;
  const WRITTEN = document.documentElement.lang === "vi"
    ? ["vi", { day: "2-digit", month: "2-digit", year: "numeric", timeZone: "UTC" }]
    : ["en-GB", { dateStyle: "medium", timeZone: "UTC" }];

  // The slider of an "as of" control says its day while it moves, and goes there when let go.
  const sliding = (form) => {
    const range = form.querySelector("input[type=range]");
    const at = form.querySelector("output");
    const first = Date.parse(form.dataset.asof);
    const said = new Intl.DateTimeFormat(...WRITTEN);
    form.querySelector("button").hidden = true;
    at.hidden = false;
    const say = () => {
      at.value = said.format(new Date(first + Number(range.value) * DAY_MS));
      range.setAttribute("aria-valuetext", at.value);
    };
    range.addEventListener("input", say);
    range.addEventListener("change", () => form.requestSubmit());
    say();
  };
  for (const form of document.querySelectorAll("[data-asof]")) sliding(form);

  // A part that keeps itself fresh waits while somebody reads in it, or nobody looks.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const quiet = document.getElementById(event.target.dataset?.quietWhile);
    if (!quiet) return;
    const reading = quiet !== document.activeElement && quiet.contains(document.activeElement);
    if (document.hidden || reading) event.preventDefault();
  });

  // A menu closes when one leaves it.
  for (const menu of document.querySelectorAll(".bar__me")) {
    document.addEventListener("click", (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }
})();
