// Keys for the inbox; every one of them only does what a link or a button does.
(() => {
  const form = document.querySelector("[data-inbox]");
  const find = document.getElementById("f-q");
  const rows = form ? [...form.querySelectorAll("tbody tr:not(.group)")] : [];
  const chosen = form?.querySelector("[data-chosen]");
  const plain = chosen?.textContent;
  let at = -1;

  const count = () => {
    const n = form.querySelectorAll("input[name=c]:checked").length;
    chosen.textContent = n ? chosen.dataset.chosen.replace("{n}", n) : plain;
  };
  const go = (to) => {
    if (!rows.length) return;
    rows[at]?.classList.remove("is-at");
    at = Math.max(0, Math.min(rows.length - 1, to));
    rows[at].classList.add("is-at");
    rows[at].querySelector(".what a").focus();
  };
  const press = (deed) => form?.querySelector(`button[value=${deed}]`)?.click();
  const DEEDS = {
    j: () => go(at + 1),
    k: () => go(at - 1),
    x: () => rows[at]?.querySelector("input[name=c]")?.click(),
    n: () => press("take_up"),
    g: () => press("merge"),
    c: () => document.querySelector("a[href='/cases/new']")?.click(),
    "/": () => find?.focus(),
  };

  if (chosen) form.addEventListener("change", count);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input:not([type=checkbox]), textarea, select")) return;
    const deed = DEEDS[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  });
})();
