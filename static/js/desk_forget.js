"use strict";
// Whoever logs in next finds nothing of the issuing table or of inspections in this browser but what still waits to be sent.

(async () => {
  for (const key of Object.keys(localStorage)) if (key.startsWith("desk-marks:")) localStorage.removeItem(key);
  if (!window.caches) return;
  for (const name of await caches.keys()) if (name.startsWith("desk:")) await caches.delete(name);
  for (const one of (await navigator.serviceWorker?.getRegistrations()) ?? []) {
    if (one.scope.endsWith("/desk/") || one.scope.endsWith("/inspect/")) await one.unregister();
  }
})();
