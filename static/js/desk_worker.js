"use strict";
// Keeps the pages below its own address and the files they are drawn with, so that they open without the network:
// one issuing table, or the inspections of one village.
// The network goes first; nothing else of the office is touched or kept.

const CACHE = `desk:${self.registration.scope}`;
const PAGE = new URL(self.registration.scope).pathname;
const PATIENCE = 5000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keep(paths, client) {
  const cache = await caches.open(CACHE);
  await Promise.all(
    paths.map(async (path) => {
      const answer = await fetch(path, { credentials: "same-origin" });
      if (answer.ok && !answer.redirected) await cache.put(path, answer);
    }),
  );
  client?.postMessage({ kept: true });
}

self.addEventListener("message", (event) => {
  if (event.data.keep) event.waitUntil(keep(event.data.keep, event.source));
  if (event.data.forget) event.waitUntil(caches.delete(CACHE));
});

const late = () => new Promise((_, reject) => setTimeout(() => reject(new Error("late")), PATIENCE));

async function answer(request) {
  const page = request.mode === "navigate";
  try {
    const found = await Promise.race([fetch(request), late()]);
    if (found.status >= 500) throw new Error("the office does not answer");
    // Logged out or no longer allowed: what was kept is nobody's any more.
    if (page && !found.ok) await caches.delete(CACHE);
    return found;
  } catch (error) {
    const cache = await caches.open(CACHE);
    const kept = await cache.match(new URL(request.url).pathname, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const page = request.mode === "navigate" && url.pathname.startsWith(PAGE);
  if (page || url.pathname.startsWith("/static/")) event.respondWith(answer(request));
});
