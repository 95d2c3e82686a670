/* For clerks: j and k walk through a list, Enter opens, / goes to the filter, typing filters.
   A list: <ul data-walk> or <tbody data-walk>; a filter: <input data-filter="#id-of-list">. */
(() => {
  "use strict";
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  const stops = () => [...document.querySelectorAll("[data-walk] > *")]
    .filter((row) => !row.hidden)
    .map((row) => row.querySelector("a, button, summary"))
    .filter(Boolean);

  document.addEventListener("keydown", (press) => {
    if (press.ctrlKey || press.metaKey || press.altKey || typing(press.target)) return;
    if (press.key === "/") {
      const filter = document.querySelector("[data-filter]");
      if (filter) { press.preventDefault(); filter.focus(); }
      return;
    }
    if (press.key !== "j" && press.key !== "k") return;
    const all = stops();
    if (!all.length) return;
    const here = all.findIndex((one) => one.closest("[data-walk] > *").contains(document.activeElement));
    const next = press.key === "j" ? Math.min(here + 1, all.length - 1) : Math.max(here - 1, 0);
    all[next].focus();
  });

  document.addEventListener("input", (event) => {
    const list = event.target.dataset && event.target.dataset.filter;
    if (!list) return;
    const words = event.target.value.trim().toLowerCase().split(/\s+/);
    const rows = [...document.querySelector(list).children];
    rows.forEach((row) => {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    });
    const told = document.querySelector(list + "-count");
    if (told) told.textContent = String(rows.filter((row) => !row.hidden).length);
  });
})();
