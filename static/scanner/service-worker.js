// Keeps the scanner's own files, and nothing else: no API answer, no page of anybody's account.
// The server puts KEPT = {version, page, files} before this text; other content is another version.

const PREFIX = "plenaria-scanner-";
const CACHE = PREFIX + KEPT.version;
const FILES = new Set(KEPT.files);

async function keep() {
  const cache = await caches.open(CACHE);
  // Past the browser's own cache, so that a version never mixes old files with new ones; without cookies.
  await Promise.all(KEPT.files.map(async (address) => {
    const response = await fetch(new Request(address, { cache: "no-cache", credentials: "omit" }));
    if (!response.ok || response.redirected) throw new Error(`${address}: ${response.status}`);
    await cache.put(address, response);
  }));
}

async function dropOthers() {
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function fromCache(address, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address, { ignoreVary: true })) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(dropOthers().then(() => self.clients.claim())));
self.addEventListener("message", (event) => {
  if (event.data === "update") self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (FILES.has(address.pathname)) event.respondWith(fromCache(address.pathname, request));
});
