// The little that pages do in the browser; each works without it, but for copying and the drawer.
(() => {
  "use strict";
  const root = document.documentElement;
  const stored = localStorage.getItem("theme");
  if (stored) root.dataset.theme = stored;

  const units = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60]];
  const ago = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  function relative(date) {
    const seconds = (date - Date.now()) / 1000;
    for (const [unit, length] of units) {
      if (Math.abs(seconds) >= length) return ago.format(Math.trunc(seconds / length), unit);
    }
    return seconds > 5 ? "in a moment" : "just now";
  }
  function dress(scope) {
    for (const time of scope.querySelectorAll("time[datetime]")) {
      const date = new Date(time.dateTime);
      if (Number.isNaN(date.getTime())) continue;
      time.title = time.dateTime.replace("T", " ").replace("Z", " UTC");
      if (time.dataset.as === "relative") time.textContent = relative(date);
      else if (time.dataset.as === "local") {
        time.textContent = date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
      }
    }
    for (const button of scope.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
  }

  async function copy(button) {
    const from = button.dataset.copyFrom && document.getElementById(button.dataset.copyFrom);
    await navigator.clipboard.writeText(from ? from.textContent.trim() : button.dataset.copy);
    const was = button.textContent;
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = was; }, 1500);
  }

  function rows() { return [...document.querySelectorAll("table.list tbody tr")].filter(r => r.querySelector("a.rowlink")); }
  function choose(step) {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex(r => r.classList.contains("is-chosen"));
    const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + step))];
    all.forEach(r => r.classList.toggle("is-chosen", r === next));
    next.querySelector("a.rowlink").focus();
  }

  document.addEventListener("click", event => {
    const target = event.target.closest("[data-copy], [data-theme-switch], [data-drawer], [data-dialog], [data-close]");
    if (!target) {
      const rail = document.getElementById("rail");
      if (rail && !event.target.closest("#rail")) rail.classList.remove("is-open");
      for (const menu of document.querySelectorAll("details.menu[open]")) {
        if (!menu.contains(event.target)) menu.open = false;
      }
      return;
    }
    if ("copy" in target.dataset) copy(target);
    if ("themeSwitch" in target.dataset) {
      const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      localStorage.setItem("theme", root.dataset.theme);
    }
    if ("drawer" in target.dataset) {
      const rail = document.getElementById("rail");
      const open = rail.classList.toggle("is-open");
      target.setAttribute("aria-expanded", String(open));
      if (open) rail.querySelector("a").focus();
    }
    if (target.dataset.dialog) document.getElementById(target.dataset.dialog).showModal();
    if ("close" in target.dataset) target.closest("dialog").close();
  });

  document.addEventListener("keydown", event => {
    if (event.key === "Escape") document.getElementById("rail")?.classList.remove("is-open");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "/") {
      const search = document.getElementById("search");
      if (search) { event.preventDefault(); search.focus(); }
    } else if (event.key === "j") choose(1);
    else if (event.key === "k") choose(-1);
  });

  // A button that waits until a name is typed; spaces count as on the page, which shows one for several.
  document.addEventListener("input", event => {
    const wanted = event.target.dataset?.mustBe;
    if (wanted === undefined) return;
    const button = event.target.form.querySelector("[data-needs-name]");
    button.disabled = event.target.value.normalize("NFC").replace(/\s+/gu, " ").trim() !== wanted;
  });

  // The only page that shows a secret asks before it is left.
  const secret = document.querySelector("[data-guard]");
  if (secret) {
    let stored = false;
    document.querySelector("[data-stored]")?.addEventListener("click", () => { stored = true; });
    window.addEventListener("beforeunload", event => { if (!stored) event.preventDefault(); });
  }

  // A form is submitted once; the server rejects a repetition in any case. Back, and a server that
  // does not respond, give the buttons back.
  const isBusy = form => form.dataset.busy === "true";
  function setBusy(form) {
    form.dataset.busy = "true";
    // Not before the browser has collected the fields: a disabled button sends no value.
    setTimeout(() => {
      if (!isBusy(form)) return;
      for (const button of form.querySelectorAll("button:not([type=button]):enabled")) {
        button.disabled = true;
        button.dataset.waits = "true";
      }
    });
  }
  function setIdle(form) {
    delete form.dataset.busy;
    for (const button of form.querySelectorAll("button[data-waits]")) {
      button.disabled = false;
      delete button.dataset.waits;
    }
  }
  document.addEventListener("submit", event => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (isBusy(form)) { event.preventDefault(); return; }
    setBusy(form);
    setTimeout(() => setIdle(form), 15000);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-busy]")) setIdle(form);
  });

  // Passkeys: what the device answers is sent with the form.
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const api = window.PublicKeyCredential;
    if (!api?.parseRequestOptionsFromJSON || !api.parseCreationOptionsFromJSON) continue;
    form.hidden = false;
    document.querySelector("[data-passkey-missing]")?.remove();
    const fault = form.querySelector("[data-passkey-fault]");
    form.addEventListener("submit", async event => {
      event.preventDefault();
      if (isBusy(form)) return;
      setBusy(form);
      fault.hidden = true;
      const options = JSON.parse(form.dataset.options).publicKey;
      try {
        const made = form.dataset.passkey === "create"
          ? await navigator.credentials.create({ publicKey: api.parseCreationOptionsFromJSON(options) })
          : await navigator.credentials.get({ publicKey: api.parseRequestOptionsFromJSON(options) });
        form.elements.credential.value = JSON.stringify(made.toJSON());
        form.submit();
      } catch (error) {
        setIdle(form);
        fault.textContent = error.name === "InvalidStateError"
          ? "This device has a passkey for you already."
          : "The device gave no passkey. Try again.";
        fault.hidden = false;
      }
    });
  }

  // A list that grows while one looks at it.
  for (const list of document.querySelectorAll("[data-tail]")) {
    const toggle = document.querySelector("[data-tail-toggle]");
    let source = null;
    const stop = () => { source?.close(); source = null; toggle.textContent = "Follow live"; toggle.setAttribute("aria-pressed", "false"); };
    toggle.hidden = false;
    toggle.addEventListener("click", () => {
      if (source) { stop(); return; }
      source = new EventSource(list.dataset.tail);
      toggle.textContent = "Stop following";
      toggle.setAttribute("aria-pressed", "true");
      source.onmessage = message => {
        const holder = document.createElement("tbody");
        holder.innerHTML = message.data;
        for (const row of [...holder.children]) {
          if (row.id && document.getElementById(row.id)) continue;
          list.prepend(row);
          dress(row);
        }
        while (list.children.length > 200) list.lastElementChild.remove();
        document.querySelector("[data-tail-empty]")?.remove();
      };
      source.onerror = () => { if (source?.readyState === EventSource.CLOSED) stop(); };
    });
  }

  document.addEventListener("htmx:afterSwap", event => dress(event.target));
  dress(document);
  setInterval(() => dress(document), 30000);
})();
