// Keeps the part of the page marked data-live fresh. Without script the page has a link instead.
(() => {
  const chosen = document.querySelector("[data-refresh]");
  const live = document.querySelector("[data-live]");
  if (!chosen || !live) return;
  chosen.closest("label").hidden = false;

  const isBusy = () =>
    !chosen.checked || document.hidden || live.contains(document.activeElement);

  const refresh = async () => {
    if (isBusy()) return;
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const open = [...live.querySelectorAll("details[open]")].map((one) => one.id);
    live.replaceChildren(...page.querySelector("[data-live]").children);
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  };

  setInterval(() => refresh().catch(() => {}), Number(chosen.dataset.refresh) * 1000);
})();
