"use strict";
// The issuing table. The page carries the roll. Every act gets its own number and its own line in this browser's
// store until the office has answered it, and is sent again as often as needed: the office keeps each number once.
// Windows at one box see the same lines; one of them sends at a time. A worker keeps the page for a reload.

(() => {
  const root = document.querySelector("[data-desk]");
  if (!root) return;
  const start = JSON.parse(document.getElementById("desk-start").textContent);
  const OURS = `desk-act:${start.user}:${start.box}:`;
  const MARKS = `desk-marks:${start.user}:${start.box}`;
  const SHOWN = 30;
  const IDLE = 15000;
  const PATIENCE = 6000;
  const at = (name) => root.querySelector(`[data-${name}]`);
  const find = at("find");
  const list = at("found");
  const state = at("state");
  const last = at("last");
  const token = root.querySelector("[name=csrfmiddlewaretoken]").value;
  const names = new Map(start.roll.map((one) => [one.id, one.name]));
  let issued = start.issued;
  let since = start.now;
  let closed = start.closed;
  let held = new Map();
  let sending = false;
  let cut = !navigator.onLine;
  let trouble = "";
  let timer = 0;
  let newest = "";

  // ---------------------------------------------------------------- the store of this browser

  function stored(prefix) {
    const found = [];
    for (let index = 0; index < localStorage.length; index += 1) {
      const key = localStorage.key(index);
      if (key.startsWith(prefix)) found.push(key);
    }
    return found;
  }

  function read() {
    const acts = [];
    for (const key of stored(OURS)) {
      try {
        acts.push(JSON.parse(localStorage.getItem(key)));
      } catch {
        // Not a line of ours: left where it is.
      }
    }
    held = new Map(acts.sort((one, other) => (one.at < other.at ? -1 : 1)).map((act) => [act.token, act]));
  }

  function keep(act) {
    try {
      localStorage.setItem(OURS + act.token, JSON.stringify(act));
      held.set(act.token, act);
      return true;
    } catch {
      return false;
    }
  }

  function drop(act) {
    localStorage.removeItem(OURS + act.token);
    held.delete(act.token);
  }

  function remember() {
    try {
      localStorage.setItem(MARKS, JSON.stringify({ since, issued, closed }));
    } catch {
      // Full: after a reload without the network the page shows what it was loaded with.
    }
  }

  function recall() {
    try {
      const kept = JSON.parse(localStorage.getItem(MARKS));
      // The page itself may be an older copy than what was last heard.
      if (kept && kept.since > since) ({ since, issued, closed } = kept);
    } catch {
      // What the page brought along is enough.
    }
  }

  const waiting = () => [...held.values()].filter((act) => !act.refused);
  const refusals = () => [...held.values()].filter((act) => act.refused);

  function fresh() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // ---------------------------------------------------------------- what is shown

  function matches(words) {
    const code = words.replace(/\/+$/, "").split("/").pop().toUpperCase().replace(/[-\s]/g, "");
    const low = words.toLowerCase();
    return start.roll.filter(
      (one) =>
        one.name.includes(words) ||
        one.agent.includes(words) ||
        one.py.split(" ").some((reading) => reading.startsWith(low)) ||
        String(one.no) === words ||
        one.group === words ||
        (code && one.code === code),
    );
  }

  const make = (tag, className, text) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text) node.textContent = text;
    return node;
  };

  function button(text, kind, one, className) {
    const node = make("button", `btn ${className}`, text);
    node.type = "button";
    node.addEventListener("click", () => handOut(kind, one));
    return node;
  }

  function line(one, queued) {
    const row = make("li");
    const who = make("span", "grow");
    who.append(make("b", "", one.name), make("span", "desk-more", `${one.no ? `第${one.no}号　` : ""}${one.group}`));
    if (one.proxy) who.append(make("span", "desk-proxy", `委托${one.agent}投票（委托证第${one.proxy}号）`));
    row.append(who);
    if (queued.has(one.id)) row.append(make("span", "desk-done", "已发票，待送达"));
    else if (issued[one.id]) row.append(make("span", "desk-done", `已发票：${issued[one.id]}`));
    else if (closed) row.append(make("span", "desk-done", "未领票"));
    else if (one.proxy) row.append(button("凭委托证发票", "proxy", one, "btn-secondary"));
    else row.append(button("发本人选票", "own", one, "btn-primary"));
    return row;
  }

  function drawFound() {
    const words = find.value.trim();
    const queued = new Set(waiting().map((act) => act.voter));
    const found = words ? matches(words) : [];
    list.replaceChildren(...found.slice(0, SHOWN).map((one) => line(one, queued)));
    if (words && !found.length) list.append(make("li", "none", "名单上没有找到，请核对姓名或者证件。"));
    if (found.length > SHOWN) list.append(make("li", "none", `还有${found.length - SHOWN}人，请多输入几个字。`));
  }

  function drawState() {
    const acts = waiting();
    state.classList.toggle("desk-cut", cut || Boolean(trouble));
    if (trouble) state.textContent = `${trouble}${acts.length ? `本机存有${acts.length}条，不会丢失。` : ""}`;
    else if (cut) state.textContent = `离线，已存${acts.length}条。照常发票，恢复后自动补送${safe() ? "" : "；不要关闭或者刷新本页"}。`;
    else if (acts.length) state.textContent = `正在送出${acts.length}条`;
    else state.textContent = "联网，全部已送达";
    const here = Object.values(issued).filter((mark) => mark.startsWith(`${start.name} `)).length;
    const ours = acts.filter((act) => act.voter !== null && !issued[act.voter]).length;
    at("here").textContent = String(here + ours);
    at("all").textContent = String(Object.keys(issued).length + ours);
    at("closed").hidden = !closed;
    at("closed").textContent = closed;
    at("exchange").disabled = Boolean(closed);
  }

  function drawRefusals() {
    const rows = refusals().map((act) => {
      const row = make("li");
      const what = act.offline ? "离线时已发出，立即追回这张选票：" : "没有登记，不要发票：";
      row.append(make("span", "grow", what + act.refused));
      const seen = make("button", "btn btn-secondary btn-sm", "知道了");
      seen.type = "button";
      seen.addEventListener("click", () => {
        drop(act);
        draw();
      });
      row.append(seen);
      return row;
    });
    at("refused").replaceChildren(...rows);
    at("refusals").hidden = !rows.length;
    const others = stored("desk-act:").filter((key) => !key.startsWith(`desk-act:${start.user}:`)).length;
    at("others").hidden = !others;
    at("others").textContent = `本机还存有别的登记人没有送达的${others}条，请本人登录后打开原来的发票页送出。`;
  }

  function draw() {
    drawFound();
    drawState();
    drawRefusals();
  }

  function tell(text, tone) {
    last.className = `desk-last desk-${tone}`;
    last.textContent = text;
  }

  // ---------------------------------------------------------------- acts

  function handOut(kind, one) {
    if (closed || issued[one.id] || waiting().some((act) => act.voter === one.id)) return;
    const what = kind === "proxy" ? `${one.name}的选票（${one.agent}代领）` : `${one.name}的选票`;
    add(kind, one.id, what);
    find.value = "";
    find.focus();
    draw();
  }

  function add(kind, voter, what) {
    const act = { token: fresh(), kind, voter, what, at: new Date().toISOString(), offline: cut };
    if (!keep(act)) {
      tell("本机不能保存，这一张没有登记。请改用纸质签到簿。", "wrong");
      return;
    }
    newest = act.token;
    if (cut) tell(`离线登记：${what}，可以发出。`, "cut");
    else tell(`正在登记：${what}……`, "doing");
    send();
  }

  function answered(acts, body) {
    const answers = new Map(body.answers.map((one) => [one.token.replaceAll("-", ""), one]));
    for (const act of acts) {
      const one = answers.get(act.token);
      if (!one) continue;
      if (one.state === "refused") keep({ ...act, refused: one.message });
      else drop(act);
      if (act.token !== newest) continue;
      if (one.state === "refused") tell(`${act.offline ? "立即追回" : "不要发票"}：${one.message}`, "wrong");
      else tell(`已登记：${act.what}，${act.offline ? "已补送" : "请发票"}。`, "right");
    }
    for (const [voter, mark] of Object.entries(body.marks)) {
      if (mark) issued[voter] = mark;
      else delete issued[voter];
    }
    since = body.now;
    closed = body.closed;
    remember();
  }

  function lost() {
    cut = true;
    trouble = "";
    read();
    // The paper is handed out now, whatever the office will say later.
    for (const act of waiting()) {
      if (!act.offline) keep({ ...act, offline: true });
      if (act.token === newest && !act.offline) tell(`离线登记：${act.what}，可以发出。`, "cut");
    }
  }

  async function ask(acts) {
    const answer = await fetch(start.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ since, acts: acts.map(({ what, ...act }) => act) }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    const json = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
    if (answer.status >= 500) throw new Error("the office does not answer");
    if (answer.redirected || answer.status === 401 || answer.status === 403) {
      trouble = "登录已经失效，请在新窗口重新登录，再刷新本页。";
      return;
    }
    if (!json) throw new Error("no answer of the office");
    const body = await answer.json();
    cut = false;
    trouble = answer.ok ? "" : body.error;
    if (answer.ok) answered(acts, body);
  }

  async function turn() {
    read();
    try {
      await ask(waiting().slice(0, 100));
    } catch {
      lost();
    }
  }

  // One window of this box sends at a time; without locks a line sent twice is still kept once.
  async function send() {
    clearTimeout(timer);
    if (sending) return;
    sending = true;
    if (navigator.locks) await navigator.locks.request(OURS, { ifAvailable: true }, (lock) => (lock ? turn() : null));
    else await turn();
    read();
    sending = false;
    draw();
    if (closed && !held.size) forget();
    const more = waiting().length;
    timer = setTimeout(send, cut || trouble ? 3000 : more ? 200 : IDLE);
  }

  // ---------------------------------------------------------------- the page without the network

  const safe = () => Boolean(navigator.serviceWorker?.controller);

  async function keepPage() {
    if (!navigator.serviceWorker || closed || !navigator.onLine) return;
    try {
      await navigator.serviceWorker.register(start.worker);
      const ready = await navigator.serviceWorker.ready;
      const loaded = performance.getEntriesByType("resource").map((one) => new URL(one.name));
      const files = loaded.filter((url) => url.origin === location.origin && url.pathname.startsWith("/static/"));
      ready.active.postMessage({ keep: [location.pathname, ...new Set(files.map((url) => url.pathname))] });
    } catch {
      // Not allowed here (no https): the page works, only a reload needs the network.
    }
  }

  function forget() {
    localStorage.removeItem(MARKS);
    navigator.serviceWorker?.controller?.postMessage({ forget: true });
  }

  // ---------------------------------------------------------------- what the clerk does

  find.addEventListener("input", drawFound);
  find.addEventListener("keydown", (event) => {
    // A scanner ends with Enter: the one person found is offered, never handed out unseen.
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    list.querySelector("button")?.focus();
  });

  let asked = 0;
  at("exchange").addEventListener("click", (event) => {
    const node = event.currentTarget;
    if (!asked) {
      node.textContent = "再按一次，确认换发";
      asked = setTimeout(() => {
        asked = 0;
        node.textContent = "写坏换发一张";
      }, 4000);
      return;
    }
    clearTimeout(asked);
    asked = 0;
    node.textContent = "写坏换发一张";
    add("exchange", null, "换发一张（写坏的选票已经收回）");
    draw();
  });

  window.addEventListener("online", send);
  window.addEventListener("offline", () => {
    cut = true;
    draw();
  });
  window.addEventListener("storage", (event) => {
    if (event.key === MARKS) recall();
    read();
    draw();
  });
  window.addEventListener("beforeunload", (event) => {
    if (waiting().length && !safe()) event.preventDefault();
  });
  navigator.serviceWorker?.addEventListener("message", (event) => {
    if (event.data.kept) root.dataset.kept = "1";
  });

  recall();
  read();
  draw();
  send();
  if (document.readyState === "complete") keepPage();
  else window.addEventListener("load", keepPage);
})();
