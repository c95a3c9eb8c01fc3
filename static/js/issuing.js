"use strict";
// The issuing table. The page carries the roll; every act gets its own number here, waits in this browser until the
// office has answered it, and is sent again as often as needed: the office keeps each number once.

(() => {
  const root = document.querySelector("[data-desk]");
  if (!root) return;
  const start = JSON.parse(document.getElementById("desk-start").textContent);
  const KEY = `issuing-${start.box}`;
  const find = root.querySelector("[data-find]");
  const list = root.querySelector("[data-found]");
  const state = root.querySelector("[data-state]");
  const refused = root.querySelector("[data-refused]");
  const token = root.querySelector("[name=csrfmiddlewaretoken]").value;
  let issued = start.issued;
  let queue = read();
  let sending = false;
  let cut = false;
  let timer = 0;

  function read() {
    try {
      return JSON.parse(localStorage.getItem(KEY)) ?? [];
    } catch {
      return [];
    }
  }

  function write() {
    try {
      localStorage.setItem(KEY, JSON.stringify(queue));
      return true;
    } catch {
      state.textContent = "本机不能保存，请改用纸质签到簿。";
      return false;
    }
  }

  function fresh() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  const waiting = (id) => queue.some((one) => one.voter === id);

  function matches(words) {
    const code = words.replace(/\/+$/, "").split("/").pop().toUpperCase().replace(/[-\s]/g, "");
    const low = words.toLowerCase();
    return start.roll.filter(
      (one) => one.name.includes(words) || one.py.startsWith(low) || String(one.no) === words || one.group === words || (code && one.code === code),
    );
  }

  function button(text, kind, id, className) {
    const node = document.createElement("button");
    node.type = "button";
    node.className = `btn btn-sm ${className}`;
    node.textContent = text;
    node.addEventListener("click", () => add(kind, id));
    return node;
  }

  function draw() {
    const words = find.value.trim();
    list.replaceChildren();
    for (const one of words ? matches(words).slice(0, 30) : []) {
      const row = document.createElement("li");
      const who = document.createElement("span");
      who.className = "grow";
      who.textContent = `${one.no || ""} ${one.name}　${one.group}${one.proxy ? `　委托${one.agent}（第${one.proxy}号）` : ""}`;
      row.append(who);
      if (waiting(one.id)) row.append("已发，待送达");
      else if (issued[one.id]) row.append(`已发：${issued[one.id]}`);
      else if (one.proxy) row.append(button("凭委托证发票", "proxy", one.id, "btn-secondary"));
      else row.append(button("发本人选票", "own", one.id, "btn-primary"));
      list.append(row);
    }
    if (words && !list.children.length) list.append("名单上没有找到。");
    if (!queue.length) state.textContent = "全部已送达";
    else state.textContent = cut ? `离线，已存 ${queue.length} 条` : `正在送出 ${queue.length} 条`;
    state.classList.toggle("desk-cut", cut && queue.length > 0);
  }

  function add(kind, voter) {
    queue.push({ token: fresh(), kind, voter, at: new Date().toISOString(), offline: cut || !navigator.onLine });
    write();
    draw();
    send();
  }

  function refuse(act, message) {
    const row = document.createElement("li");
    row.textContent = message;
    refused.append(row);
    refused.parentElement.hidden = false;
  }

  async function send() {
    clearTimeout(timer);
    if (sending || !queue.length) return;
    sending = true;
    const going = queue.slice(0, 100);
    try {
      const answer = await fetch(start.url, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ acts: going }),
        signal: AbortSignal.timeout(10000),
      });
      const type = answer.headers.get("Content-Type") ?? "";
      if (!type.startsWith("application/json") || answer.redirected) throw new Error("no answer of the desk");
      const body = await answer.json();
      if (!answer.ok) {
        sending = false;
        state.textContent = body.error;
        timer = setTimeout(send, 10000);
        return;
      }
      const answered = new Map(body.answers.map((one) => [one.token.replaceAll("-", ""), one]));
      for (const act of going) {
        const one = answered.get(act.token);
        if (one?.state === "refused") refuse(act, one.message);
      }
      queue = queue.filter((act) => !answered.has(act.token));
      issued = body.issued;
      cut = false;
    } catch {
      cut = true;
      // The paper is handed out now, whatever the office will say later.
      for (const act of queue) act.offline = true;
      timer = setTimeout(send, 3000);
    }
    write();
    sending = false;
    draw();
    if (queue.length && !cut) send();
  }

  find.addEventListener("input", draw);
  root.querySelector("[data-exchange]").addEventListener("click", () => add("exchange", null));
  window.addEventListener("online", send);
  window.addEventListener("offline", () => {
    cut = true;
    draw();
  });
  window.addEventListener("beforeunload", (event) => {
    if (queue.length) event.preventDefault();
  });
  draw();
  send();
})();
