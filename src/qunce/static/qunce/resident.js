/* Residents' pages; everything works without it.
   1. a draft outlives a lost connection: words (never name, telephone or address) stay on this
      phone until the receipt is seen, at most a week; "Clear it" removes them; a folded part with
      words in it is opened
   2. sending without a connection is held back and said in words
   3. how many characters are left; photos that would be refused are said before they travel
   4. the code behind # goes into its field and out of the address */
(() => {
  "use strict";
  const attempt = (act) => { try { return act(); } catch { return null; } };
  const WEEK = 7 * 24 * 3600 * 1000;
  const PRIVATE = /^(csrfmiddlewaretoken|name|phone|address)$/;
  const store = (form) => "draft:" + form.dataset.draft;

  document.querySelectorAll("form[data-draft]").forEach((form) => {
    const state = form.querySelector("[data-connection]");
    const tell = (text) => { state.textContent = text; state.hidden = !text; };
    const fields = () => [...form.elements].filter((one) => one.name && !PRIVATE.test(one.name) && one.type !== "file");
    const drafted = attempt(() => JSON.parse(localStorage.getItem(store(form))));
    const wordy = (all) => Object.keys(all).some((name) => /^(text|say_)/.test(name) && all[name].trim());
    const ticks = (one) => one.type === "radio" || one.type === "checkbox";
    const fromServer = form.dataset.bound || form.querySelector(".error-summary, [role=alert]");
    if (drafted && Date.now() - drafted.at > WEEK) attempt(() => localStorage.removeItem(store(form)));
    else if (drafted && wordy(drafted.fields) && !fromServer) {
      fields().forEach((one) => {
        const value = drafted.fields[one.name];
        if (value === undefined) return;
        if (ticks(one)) one.checked = one.value === value;
        else if (one.name !== "step") one.value = value;
      });
      // words for a part of the form that is not on this page travel with it
      Object.entries(drafted.fields).forEach(([name, value]) => {
        if (!/^(text|say_|q_)/.test(name) || form.elements[name]) return;
        form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      });
      const line = document.createElement("p");
      line.className = "notice restored";
      const clear = document.createElement("button");
      clear.type = "button";
      clear.className = "button";
      clear.textContent = form.dataset.discard;
      clear.addEventListener("click", () => {
        attempt(() => localStorage.removeItem(store(form)));
        attempt(() => sessionStorage.removeItem("kept:" + form.dataset.keep));
        location.reload();
      });
      line.append(form.dataset.restored + " ", clear);
      form.prepend(line);
    }
    const keep = () => attempt(() => {
      const now = {};
      fields().forEach((one) => { if (!ticks(one) || one.checked) now[one.name] = one.value; });
      if (wordy(now)) localStorage.setItem(store(form), JSON.stringify({ at: Date.now(), fields: now }));
      else localStorage.removeItem(store(form));
    });
    form.addEventListener("input", keep);
    form.addEventListener("submit", (event) => {
      keep();
      const photos = form.elements.pictures ? [...form.elements.pictures.files] : [];
      let why = "";
      if (photos.length > 6) why = form.dataset.many;
      else if (photos.some((one) => one.size > 40e6)) why = form.dataset.large;
      else if (!navigator.onLine) why = form.dataset.offline;
      if (!why) return;
      event.preventDefault();
      tell(why);
    });
    window.addEventListener("offline", () => tell(form.dataset.offline));
    window.addEventListener("online", () => tell(form.dataset.online));
  });
  document.querySelectorAll("details textarea").forEach((one) => { if (one.value) one.closest("details").open = true; });
  document.querySelectorAll("[data-kept-done]").forEach((mark) =>
    attempt(() => localStorage.removeItem("draft:" + mark.dataset.keptDone)));

  document.querySelectorAll("[data-counter]").forEach((line) => {
    const area = document.getElementById(line.dataset.counter);
    const most = Number(area.dataset.most);
    const count = () => {
      const left = most - [...area.value.trim()].length;
      line.hidden = left > most / 4;
      line.classList.toggle("over", left < 0);
      line.textContent = (left < 0 ? line.dataset.over : line.dataset.left).replace("#", Math.abs(left));
    };
    area.addEventListener("input", count);
    count();
  });

  const code = document.querySelector("[data-code]");
  if (code && location.hash.length > 1) {
    code.value = attempt(() => decodeURIComponent(location.hash.slice(1))) || "";
    history.replaceState(null, "", location.pathname);
  }
  const print = document.querySelector("[data-print]");
  if (print) { print.hidden = false; print.addEventListener("click", () => window.print()); }
})();
