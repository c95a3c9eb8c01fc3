"use strict";
// Inspections and petitions where there is no network. A form sent gets a number of its own and is kept in this
// browser until the office has answered it; it is sent again as often as needed, and the office keeps each number
// once. What the office refuses stays here, to be corrected. Without this script the forms work as any other.

(() => {
  const form = document.querySelector("form[data-offline]");
  const home = document.querySelector("[data-offline-home]");
  if ((!form && !home) || !window.indexedDB) return;
  const read = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");
  const start = read("offline-start");
  const user = start ? start.user : read("offline-user");
  const NAME = "office-forms";
  const PATIENCE = 20000;
  const box = document.querySelector("[data-waiting]");
  const csrf = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const OUR_OWN = ["csrfmiddlewaretoken", "token", "offline"];
  let sending = false;
  let trouble = "";

  // ---------------------------------------------------------------- the store of this browser

  function open() {
    return new Promise((resolve, reject) => {
      const ask = indexedDB.open(NAME, 1);
      ask.onupgradeneeded = () => ask.result.createObjectStore("forms", { keyPath: "token" });
      ask.onsuccess = () => resolve(ask.result);
      ask.onerror = () => reject(ask.error);
    });
  }

  async function store(mode, act) {
    const base = await open();
    try {
      return await new Promise((resolve, reject) => {
        const change = base.transaction("forms", mode);
        const ask = act(change.objectStore("forms"));
        change.oncomplete = () => resolve(ask.result);
        change.onerror = () => reject(change.error);
        change.onabort = () => reject(change.error);
      });
    } finally {
      base.close();
    }
  }

  const keep = (entry) => store("readwrite", (forms) => forms.put(entry));
  const drop = (entry) => store("readwrite", (forms) => forms.delete(entry.token));
  const all = async () => {
    const entries = await store("readonly", (forms) => forms.getAll());
    return entries.sort((one, other) => (one.at < other.at ? -1 : 1));
  };

  function fresh() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // ---------------------------------------------------------------- what is shown

  const make = (tag, text) => {
    const node = document.createElement(tag);
    node.textContent = text;
    return node;
  };

  function button(text, act) {
    const node = make("button", text);
    node.type = "button";
    node.className = "btn btn-secondary btn-sm";
    node.addEventListener("click", act);
    return node;
  }

  function line(entry) {
    const row = make("li", `${entry.title}，${new Date(entry.at).toLocaleString("zh-CN")}填写`);
    if (!entry.refusals) return row;
    row.append(make("p", `没有登记：${entry.refusals.join(" ")}`));
    const mend = make("a", "改正后再送");
    mend.href = `${entry.url}#${entry.token}`;
    row.append(mend, " ", twice("删除这一份", () => drop(entry).then(draw)));
    return row;
  }

  // What somebody typed goes only when it is pressed twice.
  function twice(text, act) {
    let asked = 0;
    const node = button(text, () => {
      if (asked) return act();
      node.textContent = "再按一次，确认删除";
      asked = setTimeout(() => {
        asked = 0;
        node.textContent = text;
      }, 4000);
    });
    return node;
  }

  async function draw() {
    const entries = await all();
    const ours = entries.filter((entry) => entry.user === user);
    const others = entries.length - ours.length;
    const waiting = ours.filter((entry) => !entry.refusals).length;
    box.hidden = !entries.length;
    const parts = [];
    if (waiting) parts.push(`本机存有${waiting}份没有送达，恢复网络后自动送出，只登记一次。`);
    if (ours.length > waiting) parts.push(`有${ours.length - waiting}份没有登记成功，请改正。`);
    if (others) parts.push(`另有别的登录人没有送达的${others}份，请本人登录后送出。`);
    if (trouble) parts.push(trouble);
    box.querySelector("[data-waiting-text]").textContent = parts.join("");
    box.querySelector("[data-waiting-list]").replaceChildren(...ours.map(line));
  }

  // ---------------------------------------------------------------- sending

  async function ask(entry) {
    const body = new FormData();
    for (const [name, value] of entry.fields) body.append(name, value);
    body.append("token", entry.token);
    if (entry.offline) body.append("offline", "on");
    const answer = await fetch(entry.url, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": csrf },
      body,
      signal: AbortSignal.timeout(PATIENCE + 1000 * entry.fields.length),
    });
    if (answer.status >= 500) throw new Error("the office does not answer");
    const json = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
    if (answer.redirected || answer.status === 401 || answer.status === 403) return { login: true };
    if (!json) throw new Error("no answer of the office");
    return answer.json();
  }

  // One entry: true when the office has said something about it.
  async function turn(entry) {
    let said;
    try {
      said = await ask(entry);
    } catch {
      if (!entry.offline) await keep({ ...entry, offline: true });
      return null;
    }
    if (said.login) {
      trouble = "登录已经失效，请重新登录后再打开本页，填写的内容不会丢失。";
      return null;
    }
    trouble = "";
    if (said.refusals) await keep({ ...entry, refusals: said.refusals });
    else await drop(entry);
    return said;
  }

  async function send() {
    if (sending) return;
    sending = true;
    const work = async () => {
      for (const entry of await all()) {
        if (entry.user !== user || entry.refusals) continue;
        if (!(await turn(entry))) break;
      }
    };
    // One window sends at a time; without locks a form sent twice is still kept once.
    if (navigator.locks) await navigator.locks.request(NAME, { ifAvailable: true }, (lock) => lock && work());
    else await work();
    sending = false;
    await draw();
    const waiting = (await all()).some((entry) => entry.user === user && !entry.refusals);
    if (waiting) setTimeout(send, 5000);
  }

  // ---------------------------------------------------------------- the form

  async function submit(event) {
    if (event.submitter?.name) return; // a picker that only looks somebody up
    event.preventDefault();
    event.stopPropagation();
    if (!form.reportValidity()) return;
    const fields = [...new FormData(form)].filter(
      ([name, value]) => !OUR_OWN.includes(name) && !(value instanceof File && !value.size),
    );
    const entry = {
      token: fresh(),
      user,
      url: location.pathname,
      title: form.dataset.title,
      at: new Date().toISOString(),
      offline: !navigator.onLine,
      fields,
    };
    const press = form.querySelector("[type=submit]");
    press.disabled = true;
    try {
      await keep(entry);
      if (form.dataset.mends) await drop({ token: form.dataset.mends });
    } catch {
      press.disabled = false;
      trouble = "本机存不下这一份（照片太大或者没有空间），没有登记。请减少照片后再试。";
      await draw();
      return;
    }
    const said = navigator.onLine ? await turn(entry) : null;
    if (said?.url) {
      location.assign(said.url);
      return;
    }
    await draw();
    press.disabled = false;
    if (said?.refusals) {
      form.dataset.mends = entry.token;
      box.scrollIntoView();
      return;
    }
    // Kept here: the page is ready for the next, and what was typed is not sent a second time.
    form.reset();
    box.scrollIntoView();
    setTimeout(send, 5000);
  }

  async function fill() {
    const entry = (await all()).find((one) => one.token === location.hash.slice(1) && one.user === user);
    if (!entry) return;
    form.dataset.mends = entry.token;
    for (const [name, value] of entry.fields) {
      if (typeof value !== "string") continue;
      for (const field of form.querySelectorAll(`[name="${name}"]`)) {
        if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === value || value === "on";
        else field.value = value;
      }
    }
  }

  // ---------------------------------------------------------------- the pages without the network

  async function keepPages() {
    if (!start || !navigator.serviceWorker || !navigator.onLine) return;
    try {
      await navigator.serviceWorker.register(start.worker);
      const ready = await navigator.serviceWorker.ready;
      const loaded = performance.getEntriesByType("resource").map((one) => new URL(one.name));
      const files = loaded.filter((url) => url.origin === location.origin && url.pathname.startsWith("/static/"));
      ready.active.postMessage({ keep: [...start.pages, ...new Set(files.map((url) => url.pathname))] });
    } catch {
      // Not allowed here (no https): forms are still kept, only opening a page needs the network.
    }
  }

  navigator.serviceWorker?.addEventListener("message", (event) => {
    if (!event.data.kept || !home) return;
    home.dataset.kept = "1";
    document.querySelector("[data-kept-note]").hidden = false;
  });
  window.addEventListener("online", send);
  if (form) {
    form.addEventListener("submit", submit);
    fill();
  }
  draw();
  send();
  if (document.readyState === "complete") keepPages();
  else window.addEventListener("load", keepPages);
})();
