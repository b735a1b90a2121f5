// Keeps the first page of sending, so that it opens where there is no network. Sends nothing.
const SHELF = "kheo-send";
const PAGE = "/send";
const STATIC = "/static/portal/";
const LINKS = /\/static\/portal\/[^"']+/g;

const keep = async (page) => {
  const shelf = await caches.open(SHELF);
  const wanted = new Set((await page.clone().text()).match(LINKS) ?? []);
  await shelf.put(PAGE, page);
  const there = (await shelf.keys()).map(({ url }) => new URL(url).pathname + new URL(url).search);
  await shelf.addAll([...wanted].filter((link) => !there.includes(link)));
  const old = there.filter((link) => link.startsWith(STATIC) && !wanted.has(link));
  await Promise.all(old.map((link) => shelf.delete(link)));
};

const pageOrKept = async (event) => {
  try {
    const page = await fetch(event.request);
    const isPage = event.request.method === "GET" && page.ok;
    if (isPage) event.waitUntil(keep(page.clone()).catch(() => {}));
    return page;
  } catch (unreachable) {
    return (await caches.match(PAGE)) ?? Response.error();
  }
};

const keptOrFetched = async (request) => (await caches.match(request)) ?? fetch(request);

self.addEventListener("install", (event) => {
  self.skipWaiting();
  const asked = fetch(PAGE, { headers: { Accept: "text/html" } });  // as a reader, not a machine
  event.waitUntil(asked.then(keep).catch(() => {}));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (pathname.startsWith(STATIC)) event.respondWith(keptOrFetched(event.request));
  const isFirstStep = pathname === PAGE || pathname === `${PAGE}/with-file`;
  if (event.request.mode === "navigate" && isFirstStep) event.respondWith(pageOrKept(event));
});
