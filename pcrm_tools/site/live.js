// Loads the page anew when it, or something that it loads, was built again. Served with the site by `pcrm site serve`, never built into it.
(() => {
  "use strict";
  const own = document.currentScript.dataset;
  const place = "pcrm-live:" + location.pathname;
  let stream = null;

  function restore() {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(place));
      sessionStorage.removeItem(place);
    } catch { /* no storage: the browser's own memory has to do */ }
    if (!kept) return;
    const scroll = () => window.scrollTo(kept.x, kept.y);
    scroll();
    addEventListener("load", () => { scroll(); requestAnimationFrame(scroll); });
  }

  function reload() {
    try {
      sessionStorage.setItem(place, JSON.stringify({ x: scrollX, y: scrollY }));
    } catch { /* as above */ }
    location.reload();
  }

  function loaded() {
    const paths = new Set([location.pathname]);
    for (const entry of performance.getEntriesByType("resource")) {
      const url = new URL(entry.name, location.href);
      // What was looked up in the search index is looked up again by the next search.
      if (url.origin === location.origin && !/\/(_pcrm|search)\//.test(url.pathname)) paths.add(url.pathname);
    }
    return [...paths].slice(0, 200);
  }

  async function check() {
    const asked = new URLSearchParams({ at: own.at });
    if ("missing" in own) asked.set("missing", "1");
    for (const path of loaded()) asked.append("p", path);
    try {
      const answer = await fetch("/_pcrm/newer?" + asked, { cache: "no-store" });
      if (answer.ok && (await answer.json()).newer) reload();
    } catch { /* the server has ended */ }
  }

  // A page in the background lets go: a browser has few connections to one server.
  function follow() {
    if (document.hidden) {
      if (stream) stream.close();
      stream = null;
    } else if (!stream) {
      stream = new EventSource("/_pcrm/live");
      stream.addEventListener("open", check);
      stream.addEventListener("built", check);
    }
  }

  restore();
  document.addEventListener("visibilitychange", follow);
  addEventListener("pageshow", (event) => { if (event.persisted) { if (stream) stream.close(); stream = null; follow(); } });
  follow();
})();
