/* The week of a branch; everything works without it.
   1. a step is sent in the background and its line says that it is recorded
   2. what is typed stays on this phone until it is recorded, at most a week; signing out clears it
   3. without a connection a step is kept here, said in words, and sent by itself later; each form
      carries a number, so that sending it twice records it once */
(() => {
  "use strict";
  const parts = document.querySelector("[data-who]");
  const bar = document.querySelector("[data-week-line]");
  if (!parts || !bar) return;
  const words = bar.dataset;
  const attempt = (act) => { try { return act(); } catch { return null; } };
  const DAY = 24 * 3600 * 1000;
  const DRAFT = `week-draft:${parts.dataset.who}:`;
  const HELD = `week-held:${parts.dataset.who}`;
  const read = (key) => attempt(() => JSON.parse(localStorage.getItem(key)));
  const write = (key, value) => attempt(() => localStorage.setItem(key, JSON.stringify(value)));
  const drop = (key) => attempt(() => localStorage.removeItem(key));
  const held = () => (read(HELD) || []).filter((one) => Date.now() - one.at < 14 * DAY);
  const once = (entry) => (entry.body.find(([name]) => name === "once") || [])[1];
  const unhold = (entry) => {
    const left = held().filter((one) => once(one) !== once(entry));
    if (left.length) write(HELD, left);
    else drop(HELD);
  };
  let trouble = "";

  // --- what is typed stays here
  const draft = (form) => DRAFT + form.dataset.week;
  const fields = (form) => [...form.elements].filter((one) => one.name && one.type !== "hidden" &&
    one.type !== "submit" && one.type !== "file" && !("neverKept" in one.dataset));
  const ticks = (one) => one.type === "radio" || one.type === "checkbox";
  const restore = (form) => {
    const kept = read(draft(form));
    if (!kept || form.querySelector(".error-summary")) return;
    if (Date.now() - kept.at > 7 * DAY) return drop(draft(form));
    fields(form).forEach((one) => {
      if (ticks(one)) one.checked = (kept.fields[one.name] || []).includes(one.value);
      else if (one.name in kept.fields) one.value = kept.fields[one.name][0];
    });
    const told = document.createElement("p");
    told.className = "hint";
    told.textContent = words.restored;
    form.prepend(told);
  };
  const keep = (form) => {
    const now = {};
    fields(form).forEach((one) => {
      if (!ticks(one) || one.checked) (now[one.name] ||= []).push(one.value);
    });
    write(draft(form), { at: Date.now(), fields: now });
  };

  // --- what is held back
  const tell = (done = "") => {
    const all = held();
    const why = !navigator.onLine ? words.offline : all.length ? trouble || words.trouble : done;
    bar.hidden = !why;
    bar.replaceChildren();
    if (!why) return;
    bar.append(Object.assign(document.createElement("p"), { textContent: why }));
    if (all.length) bar.append(Object.assign(document.createElement("p"),
      { textContent: `${words.held} ${all.map((one) => one.label).join("；")}` }));
    if (all.length && trouble === words.signedOut) bar.append(Object.assign(
      document.createElement("a"), { className: "button", href: words.signInAt, textContent: words.signIn }));
  };
  const mark = (entry) => {
    const line = document.getElementById(entry.line);
    if (!line || line.querySelector(".week-held")) return;
    const note = document.createElement("p");
    note.className = "week-held";
    const back = Object.assign(document.createElement("button"),
      { type: "button", className: "button quiet", textContent: words.takeBack });
    back.addEventListener("click", () => { unhold(entry); unmark(entry); tell(); });
    note.append(`${words.held} ${entry.step} `, back);
    line.querySelectorAll(".week-steps").forEach((one) => { one.hidden = true; });
    line.append(note);
  };
  const unmark = (entry) => {
    const line = document.getElementById(entry.line);
    if (!line) return;
    line.querySelectorAll(".week-held").forEach((one) => one.remove());
    line.querySelectorAll(".week-steps").forEach((one) => { one.hidden = false; });
  };
  const hold = (entry) => {
    write(HELD, [...held().filter((one) => once(one) !== once(entry)), entry]);
    mark(entry);
    tell();
  };

  // --- sending
  const pack = (form) => ({
    action: form.getAttribute("action"),
    draft: draft(form),
    body: [...new FormData(form)].filter(([name, value]) =>
      typeof value === "string" && name !== "csrfmiddlewaretoken"),
    line: (form.closest("li") || {}).id || "",
    label: form.dataset.label || "",
    step: (form.querySelector("button") || {}).textContent || "",
    at: Date.now(),
  });
  const token = () => (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) || [])[1] ||
    (document.querySelector("[name=csrfmiddlewaretoken]") || {}).value || "";
  /* "recorded", "wrong", "gone", or why it is held back */
  const send = async (entry) => {
    let answer;
    try {
      answer = await fetch(entry.action, {
        method: "POST",
        body: new URLSearchParams(entry.body),
        headers: { "HX-Request": "true", "X-CSRFToken": token() },
        signal: AbortSignal.timeout ? AbortSignal.timeout(20000) : undefined,
      });
      if (answer.redirected || answer.status === 403) return words.signedOut;
      if (answer.status === 404) return "gone";
      if (!answer.ok) return words.trouble;
      return show(await answer.text(), entry);
    } catch {
      return navigator.onLine ? words.trouble : words.offline;
    }
  };
  const show = (html, entry) => {
    const made = document.createElement("template");
    made.innerHTML = html;
    let wrong = false;
    [...made.content.querySelectorAll("li[id]")].forEach((line) => {
      if (line.parentElement && line.parentElement.closest("li")) return;
      const before = document.getElementById(line.id);
      const refused = Boolean(line.querySelector(".error-summary"));
      wrong ||= refused;
      if (before && line.id !== entry.line && !before.matches(".week-line")) return;
      if (before) before.replaceWith(line);
      else if (refused) {
        const list = parts.querySelector(".week-lines");
        list.hidden = false;
        list.prepend(line);
      } else return;
      wire(line);
      if (line.id !== entry.line) return;
      const to = line.querySelector(".error-summary") || line;
      to.tabIndex = -1;
      to.focus({ preventScroll: !refused });
    });
    parts.querySelectorAll(".week-part").forEach((part) => {
      if (!part.querySelector(".week-line")) part.querySelector(".week-none").hidden = false;
    });
    return wrong ? "wrong" : "recorded";
  };
  const settle = (entry, came) => {
    if (came === "recorded" || came === "wrong" || came === "gone") {
      unhold(entry);
      if (came === "recorded") drop(entry.draft);
      if (came === "gone") {
        unmark(entry);
        const line = document.getElementById(entry.line);
        if (line) line.append(Object.assign(document.createElement("p"),
          { className: "field-error", textContent: words.moved }));
      }
      return true;
    }
    trouble = came;
    hold(entry);
    return false;
  };
  let flushing = false;
  const flush = async () => {
    if (flushing || !navigator.onLine || !held().length) return tell();
    flushing = true;
    let all = true;
    for (const entry of held()) {
      all = settle(entry, await send(entry));
      if (!all) break;
    }
    flushing = false;
    tell(all ? words.sent : "");
  };
  const submit = async (event) => {
    event.preventDefault();
    const form = event.target;
    const entry = pack(form);
    if (!navigator.onLine) return hold(entry);
    const button = form.querySelector("button");
    button.disabled = true;
    form.setAttribute("aria-busy", "true");
    settle(entry, await send(entry));
    button.disabled = false;
    form.removeAttribute("aria-busy");
    tell();
  };

  // --- forms as they are on the page, and as they come
  const wire = (within) => within.querySelectorAll("form[data-week]").forEach((form) => {
    restore(form);
    form.addEventListener("input", () => keep(form));
    form.addEventListener("submit", submit);
    const fold = form.closest("details");
    if (fold && !fold.dataset.wired) fold.dataset.wired = "yes";
    else return;
    fold.addEventListener("toggle", () => {
      const first = fields(form).find((one) => one.offsetParent);
      if (fold.open && first && !ticks(first) && !first.value && !form.contains(document.activeElement)) first.focus();
    });
  });
  wire(document);
  held().forEach(mark);
  flush();
  window.addEventListener("online", flush);
  window.addEventListener("offline", () => tell());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
  setInterval(flush, 30000);
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".leave")) return;
    attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(DRAFT)).forEach(drop));
  });
})();
