// What pages do in the browser. Without scripts, pages still work, except for copying and the drawer.
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
      if (Math.abs(seconds) < length) continue;
      return ago.format(seconds > 0 ? Math.round(seconds / length) : Math.trunc(seconds / length), unit);
    }
    return seconds > 5 ? "in a moment" : "just now";
  }
  function enhance(scope) {
    for (const time of scope.querySelectorAll("time[datetime]")) {
      const date = new Date(time.dateTime);
      if (Number.isNaN(date.getTime())) continue;
      time.title = time.dateTime.replace("T", " ").replace("Z", " UTC");
      if (time.dataset.as === "relative") time.textContent = relative(date);
      else if (time.dataset.as === "local") {
        time.textContent = date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
      }
    }
    for (const button of scope.querySelectorAll("[data-copy][hidden], [data-print][hidden]")) button.hidden = false;
    for (const left of scope.querySelectorAll("[data-countdown]")) countDown(left);
  }

  // The seconds that the server says are left; the clock of this machine may differ.
  function countDown(left) {
    const end = performance.now() + 1000 * Number(left.dataset.countdown);
    delete left.dataset.countdown;
    const timer = setInterval(() => {
      const seconds = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      left.textContent = seconds;
      const ring = left.closest(".countdown")?.querySelector(".left");
      ring?.setAttribute("stroke-dasharray", seconds + " " + ring.getAttribute("pathLength"));
      if (seconds && left.isConnected) return;
      clearInterval(timer);
      const quote = left.closest("[data-quote]");
      quote?.querySelectorAll("[data-while-open], [data-when-over]").forEach(one => { one.hidden = "whileOpen" in one.dataset; });
    }, 250);
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
    const target = event.target.closest("[data-copy], [data-theme-switch], [data-drawer], [data-dialog], [data-close], [data-print]");
    if (!target) {
      const rail = document.getElementById("rail");
      if (rail && !event.target.closest("#rail")) rail.classList.remove("is-open");
      for (const menu of document.querySelectorAll("details.menu[open]")) {
        if (!menu.contains(event.target)) menu.open = false;
      }
      return;
    }
    if ("copy" in target.dataset) copy(target);
    if ("print" in target.dataset) window.print();
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

  // A choice on which the rest of the page depends is sent as soon as it is made.
  document.addEventListener("change", event => {
    if (event.target.dataset?.submits !== undefined && event.target.value) event.target.form.requestSubmit();
  });

  // A button is disabled until the name is typed. Runs of spaces count as one space, as the page shows them.
  document.addEventListener("input", event => {
    const wanted = event.target.dataset?.mustBe;
    if (wanted === undefined) return;
    const button = event.target.form.querySelector("[data-needs-name]");
    button.disabled = event.target.value.normalize("NFC").replace(/\s+/gu, " ").trim() !== wanted;
  });

  // The page that shows a secret asks for confirmation before the user leaves it.
  const secret = document.querySelector("[data-guard]");
  if (secret) {
    let stored = false;
    document.querySelector("[data-stored]")?.addEventListener("click", () => { stored = true; });
    window.addEventListener("beforeunload", event => { if (!stored) event.preventDefault(); });
  }

  // A form is submitted once; the server ignores a repetition in any case. Going back, or 15 seconds
  // without a response, enables the buttons again.
  const isBusy = form => form.dataset.busy === "true";
  function setBusy(form) {
    form.dataset.busy = "true";
    // Only after the browser has collected the fields: a disabled button sends no value.
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

  // Passkeys: the response of the device is sent with the form.
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const api = window.PublicKeyCredential;
    if (!api?.parseRequestOptionsFromJSON || !api.parseCreationOptionsFromJSON) continue;
    form.hidden = false;
    document.querySelector("[data-passkey-missing]")?.remove();
    const failure = form.querySelector("[data-passkey-error]");
    form.addEventListener("submit", async event => {
      event.preventDefault();
      if (isBusy(form)) return;
      setBusy(form);
      failure.hidden = true;
      const options = JSON.parse(form.dataset.options).publicKey;
      try {
        const credential = form.dataset.passkey === "create"
          ? await navigator.credentials.create({ publicKey: api.parseCreationOptionsFromJSON(options) })
          : await navigator.credentials.get({ publicKey: api.parseRequestOptionsFromJSON(options) });
        form.elements.credential.value = JSON.stringify(credential.toJSON());
        form.submit();
      } catch (error) {
        setIdle(form);
        failure.textContent = error.name === "InvalidStateError"
          ? "This device already has a passkey for your login."
          : "No passkey was received from your device. Try again.";
        failure.hidden = false;
      }
    });
  }

  // A live tail: new rows are added at the top.
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
          enhance(row);
        }
        while (list.children.length > 200) list.lastElementChild.remove();
        document.querySelector("[data-tail-empty]")?.remove();
      };
      source.onerror = () => { if (source?.readyState === EventSource.CLOSED) stop(); };
    });
  }

  // A form that was rejected is shown with its error, when it asked for a quote.
  document.addEventListener("htmx:beforeSwap", event => {
    if (event.detail.requestConfig.elt.closest("[data-quote]")) event.detail.shouldSwap = true;
  });
  document.addEventListener("htmx:afterSwap", event => enhance(event.target));
  enhance(document);
  setInterval(() => enhance(document), 30000);
})();
