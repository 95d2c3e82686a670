/* Passkey buttons appear only where the browser can do it, and a refusal is said in words. */
(() => {
  "use strict";
  const show = (mark, shown) =>
    document.querySelectorAll(mark).forEach((one) => { one.hidden = !shown; });
  // Passkeys belong to a name: at a bare number (192.168.1.5) every browser refuses them.
  const named = !/^[\d.]+$|:/.test(location.hostname);
  const able = Boolean(window.PublicKeyCredential) && named;
  show("[data-needs-passkey]", able);
  show("[data-no-passkey]", !able);
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    show("[data-passkey-trouble]", true);
  });
})();
