// What pages of the manual do in the browser, in addition to the script of the Dashboard.
(() => {
  "use strict";
  const search = document.getElementById("search");
  const hits = document.getElementById("hits");

  // The reference used to be one page at this address: its anchors lead to where they are now.
  const anchor = location.hash.slice(1);
  if (location.pathname === "/docs" && /^[A-Za-z-]+$/.test(anchor) && !document.getElementById(anchor)) {
    location.replace("/docs/reference/" + anchor);
  }

  // The list of results that appears while one types: arrows move in it, Escape closes it.
  const close = () => hits.replaceChildren();
  document.addEventListener("keydown", event => {
    if (!event.target.closest(".search")) return;
    if (event.key === "Escape") {
      close();
      search.focus();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const places = [search, ...hits.querySelectorAll("a")];
    const next = places.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    if (next < 0 || next >= places.length) return;
    event.preventDefault();
    places[next].focus();
  });
  document.addEventListener("click", event => {
    if (!event.target.closest(".search") || event.target.closest(".hits a")) close();
  });
})();
