/* Keying slips: <form data-lines="6"> with one input for each slip, six signs in it.
   Enter goes to the next slip instead of sending the form; at the last one to the button.
   How many lines hold something stands in [data-lines-done]. */
(() => {
  "use strict";
  document.querySelectorAll("form[data-lines]").forEach((form) => {
    const lines = [...form.querySelectorAll("input[name^=slip_]")];
    const told = form.querySelector("[data-lines-done]");
    const count = () => {
      if (!told) return;
      told.hidden = false;
      told.querySelector("strong").textContent = `${lines.filter((one) => one.value.trim()).length} / ${lines.length}`;
    };
    form.addEventListener("keydown", (press) => {
      const at = lines.indexOf(press.target);
      if (at < 0 || press.isComposing) return;
      const step = press.key === "Enter" || press.key === "ArrowDown" ? 1 : press.key === "ArrowUp" ? -1 : 0;
      if (!step) return;
      press.preventDefault();
      const next = lines[at + step] || (step > 0 ? form.querySelector("textarea, button.primary") : null);
      if (next) { next.focus(); if (next.select) next.select(); }
    });
    form.addEventListener("input", (event) => {
      const at = lines.indexOf(event.target);
      if (at >= 0) {
        const signs = event.target.value.replace(/\s/g, "");
        // Too short or too long is seen at once; what is wrong with it the server says.
        event.target.classList.toggle("unfinished", signs !== "" && !/^[x废]$/i.test(signs) && signs.replace(/[h助]/gi, "").length !== Number(form.dataset.lines));
      }
      count();
    });
    count();
  });
})();
