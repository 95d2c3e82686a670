/* For clerks: j and k walk through a list, Enter opens, x chooses a row, / goes to the filter or
   the words, typing filters.  <ul data-walk> or <tbody data-walk>; <input data-filter="#list">,
   or <input data-words> for a search of the server.  <form data-digits> is for entering sheets.
   [data-print] prints; it and [data-keys] show themselves only where this script runs. */
(() => {
  "use strict";
  const typing = (target) => target.closest("select, textarea, [contenteditable], input:not([type=checkbox], [type=radio])");
  const ROW = "[data-walk] > *";
  const rows = () => [...document.querySelectorAll(ROW)].filter((row) => !row.hidden);
  const stop = (row) => row.querySelector("a, button, summary");
  const rowHere = () => document.activeElement && document.activeElement.closest(ROW);

  const walk = (down) => {
    const all = rows().filter(stop);
    if (!all.length) return;
    const at = all.indexOf(rowHere());
    const next = down ? Math.min(at + 1, all.length - 1) : Math.max(at - 1, 0);
    stop(all[next]).focus();
    all[next].scrollIntoView({ block: "nearest" });
  };
  const choose = () => {
    const row = rowHere();
    const box = row && row.querySelector("input[type=checkbox]");
    if (!box) return;
    box.click();
    stop(row).focus();
  };
  const search = () => {
    const field = document.querySelector("[data-filter], [data-words]");
    if (!field) return false;
    const folded = field.closest("details");
    if (folded) folded.open = true;
    field.focus();
    return true;
  };

  document.addEventListener("keydown", (press) => {
    if (press.ctrlKey || press.metaKey || press.altKey || press.isComposing || typing(press.target)) return;
    if (press.key === "/") { if (search()) press.preventDefault(); }
    else if (press.key === "j" || press.key === "k") walk(press.key === "j");
    else if (press.key === "x") choose();
  });

  document.addEventListener("input", (event) => {
    const list = event.target.dataset && event.target.dataset.filter;
    if (!list) return;
    const words = event.target.value.trim().toLowerCase().split(/\s+/);
    const all = [...document.querySelectorAll(list)].flatMap((one) => [...one.children]);
    all.forEach((row) => {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    });
    const told = document.querySelector(list + "-count");
    if (told) told.textContent = String(all.filter((row) => !row.hidden).length);
  });

  document.querySelectorAll("[data-print], [data-keys]").forEach((one) => { one.hidden = false; });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  // A sheet is entered without the mouse: 1 to 9 choose an answer and lead to the next question,
  // Ctrl and Enter keep it.  <form data-digits>; data-begin names where the next sheet begins.
  const fields = (form) => [...form.querySelectorAll("input:not([type=hidden]), select, textarea, button")];
  document.addEventListener("keydown", (press) => {
    const form = press.target.closest && press.target.closest("form[data-digits]");
    if (!form || press.isComposing || press.altKey) return;
    if (press.ctrlKey || press.metaKey) {
      if (press.key === "Enter") { press.preventDefault(); form.requestSubmit(); }
      return;
    }
    const group = press.target.matches("input[type=radio]") && press.target.closest("fieldset");
    const radios = group ? [...group.querySelectorAll("input[type=radio]")] : [];
    const chosen = radios[Number(press.key) - 1];
    if (!chosen) return;
    press.preventDefault();
    chosen.click();
    const all = fields(form);
    const next = all[all.indexOf(radios[radios.length - 1]) + 1];
    if (next) next.focus();
  });
  const begin = document.querySelector("[data-begin]");
  const first = begin && document.getElementById(begin.dataset.begin);
  if (first) first.focus();

  // What somebody has chosen is not chosen anew by an answer that was still on its way.
  document.addEventListener("change", (event) => {
    if (event.target.matches("select")) event.target.dataset.chosen = "yes";
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const target = event.detail.target;
    if (target && target.matches("[data-chosen]")) event.detail.shouldSwap = false;
  });
})();
