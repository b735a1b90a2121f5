// Sending feedback: a draft kept on the device until it is sent, also without a network.
(() => {
  const KEY = "kheo.send";
  const find = (what) => document.querySelector(what);
  const all = (what) => [...document.querySelectorAll(what)];

  // Photos are too large for localStorage; a small database of the browser's keeps them.
  const photos = (mode, work) => new Promise((done) => {
    const opening = indexedDB.open(KEY, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("photos");
    opening.onerror = () => done(undefined);
    opening.onsuccess = () => {
      const asked = work(opening.result.transaction("photos", mode).objectStore("photos"));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => done(undefined);
    };
  });
  const forget = async () => {
    localStorage.removeItem(KEY);
    await photos("readwrite", (store) => store.clear());
  };

  if (find("[data-draft-sent]")) forget();
  const form = find("[data-keeps]")?.form;
  if (!form) return;
  const isFresh = form.querySelector("[data-keeps]").dataset.keeps === "yes";
  const note = (name) => find(`[data-say=${name}]`);
  const chosen = () => form.querySelector("[name=photos]");

  // A page without anything kept at an address that only takes forms in came from the worker.
  const couldNotSend = isFresh && location.pathname.endsWith("/with-file");
  const isOffline = () => !navigator.onLine || couldNotSend;

  const save = () => {
    const { category, text, address } = form.elements;
    const draft = { category: category.value, text: text.value, address: address.value };
    localStorage.setItem(KEY, JSON.stringify(draft));
  };
  const restore = async () => {
    const draft = JSON.parse(localStorage.getItem(KEY) ?? "null");
    const files = (await photos("readonly", (store) => store.get("all"))) ?? [];
    if (!draft?.text && !draft?.category && !draft?.address && !files.length) return;
    for (const [name, value] of Object.entries(draft ?? {})) form.elements[name].value ||= value;
    if (files.length) {
      const carried = new DataTransfer();
      for (const file of files) carried.items.add(file);
      chosen().files = carried.files;
    }
    note("draft").hidden = false;
    show();
  };
  const show = () => {
    const offline = isOffline();
    note("offline").hidden = !offline;
    const place = find("[data-offline-only]");
    place.hidden = !offline && !form.elements.address.value;
  };

  if (isFresh) {
    form.addEventListener("input", save);
    chosen().addEventListener("change", () => {
      photos("readwrite", (store) => store.put([...chosen().files], "all"));
    });
    find("[data-drop-draft]").addEventListener("click", async () => {
      await forget();
      form.reset();
      note("draft").hidden = true;
      show();
      find("h1").scrollIntoView();
      form.elements.text.focus();
    });
    restore();
    if ("serviceWorker" in navigator) {
      navigator.serviceWorker.register("/send/worker.js", { scope: "/send" }).catch(() => {});
    }
  }
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    show();
    note("offline").scrollIntoView({ block: "center" });
  });
  window.addEventListener("offline", () => { note("online").hidden = true; show(); });
  window.addEventListener("online", () => { show(); note("online").hidden = couldNotSend; });
  show();
})();
