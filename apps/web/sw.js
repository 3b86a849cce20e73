/* Opens the shell of /m without a network. It keeps the page and the files /m needs, never an answer of /api. */
const { VERSION, FILES } = self.BUILD;
const SHELL = '/m';
const CACHE = `phone-${VERSION}`;
const FONTS = 'phone-fonts';
const PATIENCE_MS = 3000;

self.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      await cache.addAll([SHELL, ...FILES].map((path) => new Request(path, { cache: path === SHELL ? 'reload' : 'default' })));
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name.startsWith('phone-') && name !== CACHE && name !== FONTS) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

/** Pages of the visit; links of shops and volunteers carry a token and are left alone. */
const isVisitPage = (path) => path === '/m' || path === '/m/queue' || path.startsWith('/m/h/');

async function shell(request) {
  const stored = await caches.match(SHELL, { cacheName: CACHE });
  if (stored === undefined) return fetch(request);
  const late = new Promise((resolve) => setTimeout(() => resolve(stored.clone()), PATIENCE_MS));
  const fresh = fetch(request).then((response) => (response.ok ? response : stored), () => stored);
  return Promise.race([fresh, late]);
}

async function stored(request) {
  return (await caches.match(request, { cacheName: CACHE })) ?? fetch(request);
}

/** Slices of the font come as texts need them; what was shown once is there without a network too. */
async function font(request) {
  const cache = await caches.open(FONTS);
  const known = await cache.match(request);
  if (known !== undefined) return known;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (event.request.mode === 'navigate') {
    if (isVisitPage(url.pathname)) event.respondWith(shell(event.request));
  } else if (FILES.includes(url.pathname)) event.respondWith(stored(event.request));
  else if (/^\/assets\/.*\.woff2$/.test(url.pathname)) event.respondWith(font(event.request));
});
