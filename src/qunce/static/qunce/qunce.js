/* Small helps for every page. Everything works without them.
   1. read aloud: reads the page's main text with the browser's own voice; where lines are marked
      with data-read, those alone
   2. keep what was typed: <form data-keep="name"> survives errors, a lost connection and a
      session's end; it stays in this tab only and goes when the tab is closed */
(() => {
  "use strict";
  const html = document.documentElement;

  const button = document.getElementById("read-aloud");
  const voice = window.speechSynthesis;
  if (button && voice && window.SpeechSynthesisUtterance) {
    const start = button.textContent;
    const show = (reading) => {
      button.setAttribute("aria-pressed", String(reading));
      button.textContent = reading ? button.dataset.stop : start;
    };
    const stop = () => { voice.cancel(); show(false); };
    const read = () => {
      const marked = [...document.querySelectorAll("#main [data-read]")].filter((one) => one.offsetParent);
      const text = marked.length ? marked.map((one) => one.innerText).join("\n") : document.getElementById("main").innerText;
      const pieces = text.match(/[^。！？；.!?;\n]+[。！？；.!?;]?/g) || [];
      if (!pieces.length) return;
      show(true);
      pieces.forEach((piece, at) => {
        const said = new SpeechSynthesisUtterance(piece.trim());
        said.lang = html.lang === "en" ? "en" : "zh-CN";
        said.rate = 0.9;
        if (at === pieces.length - 1) said.onend = () => show(false);
        voice.speak(said);
      });
    };
    button.hidden = false;
    button.addEventListener("click", () => (voice.speaking ? stop() : read()));
    window.addEventListener("pagehide", () => voice.cancel());
  }

  const kept = (form) => "kept:" + form.dataset.keep;
  const typed = (form) => [...form.elements].filter(
    (one) => one.name && one.name !== "csrfmiddlewaretoken" && !("neverKept" in one.dataset) &&
      /^(text|textarea|search|tel|date|number|email|url)$/.test(one.type));
  const attempt = (act) => { try { return act(); } catch { return null; } };
  document.querySelectorAll("form[data-keep]").forEach((form) => {
    const before = attempt(() => JSON.parse(sessionStorage.getItem(kept(form)))) || {};
    typed(form).forEach((one) => {
      if (!one.value && before[one.name]) one.value = before[one.name];
    });
    form.addEventListener("input", () => attempt(() => {
      const now = {};
      typed(form).forEach((one) => { if (one.value) now[one.name] = one.value; });
      sessionStorage.setItem(kept(form), JSON.stringify(now));
    }));
  });
  document.querySelectorAll("[data-kept-done]").forEach((mark) =>
    attempt(() => sessionStorage.removeItem("kept:" + mark.dataset.keptDone)));
})();
