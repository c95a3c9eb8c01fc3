"use strict";
// The caller's clerk: one tap is one call. What could not be sent stays in this browser under its own name and is
// sent again until the server says that it has it; the totals on the page include what still waits.

(() => {
  const form = document.querySelector("form[data-call]");
  if (!form) return;
  const start = JSON.parse(document.getElementById("call-start").textContent);
  const KEY = `call-queue-${start.sheet}`;
  const state = document.querySelector("[data-state]");
  const names = form.querySelector("[data-names]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  let kept = start.totals;
  let queue = read();
  let history = [];
  let sending = false;
  let timer = 0;

  function read() {
    try {
      const saved = JSON.parse(localStorage.getItem(KEY));
      return { calls: saved?.calls ?? [], undone: saved?.undone ?? [] };
    } catch {
      return { calls: [], undone: [] };
    }
  }

  function write() {
    try {
      localStorage.setItem(KEY, JSON.stringify(queue));
    } catch {
      state.textContent = "本机不能保存，请不要关闭页面。";
    }
  }

  const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  function button(cell, name, key) {
    const node = document.createElement("button");
    node.type = "button";
    node.className = "call-button";
    node.dataset.cell = cell;
    if (key) node.dataset.key = key;
    node.append(key ? `${key} ${name}` : name);
    const total = document.createElement("b");
    total.dataset.total = cell;
    node.append(total);
    names.append(node);
  }

  start.cells.forEach((one, index) => button(one.cell, one.name, index < 9 ? String(index + 1) : ""));

  function draw() {
    const totals = new Map(Object.entries(kept));
    for (const call of queue.calls) totals.set(call.cell, (totals.get(call.cell) ?? 0) + 1);
    for (const one of queue.undone) totals.set(one.cell, (totals.get(one.cell) ?? 0) - 1);
    for (const cell of totals.keys()) {
      if (cell.startsWith("w:") && !form.querySelector(`[data-cell="${CSS.escape(cell)}"]`)) button(cell, `${cell.slice(2)}（另选）`, "");
    }
    for (const node of form.querySelectorAll("[data-total]")) node.textContent = String(totals.get(node.dataset.total) ?? 0);
    const waiting = queue.calls.length + queue.undone.length;
    state.classList.toggle("call-cut", waiting > 0 && !sending);
    if (waiting === 0) state.textContent = "全部已送达";
    else if (!sending) state.textContent = `网络中断，${waiting}条存在本机，恢复后自动补送；累计数可照读上报。`;
  }

  function add(cell) {
    const call = { token: fresh(), cell };
    queue.calls.push(call);
    history.push(call);
    write();
    draw();
    send();
  }

  function undo() {
    const last = history.pop();
    if (!last) {
      state.textContent = "本页没有可以撤回的唱票。";
      return;
    }
    // One that may be on its way is taken back by name: the server has it or will have it first.
    queue.undone.push(last);
    write();
    draw();
    send();
  }

  async function send() {
    clearTimeout(timer);
    if (sending) return;
    const calls = queue.calls.slice(0, 400);
    const going = new Set(calls.map((one) => one.token));
    const later = new Set(queue.calls.slice(400).map((one) => one.token));
    const undone = queue.undone.filter((one) => !later.has(one.token)).slice(0, 90);
    if (!calls.length && !undone.length) return;
    sending = true;
    let again = 2000;
    try {
      const answer = await fetch(start.url, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ calls, undone: undone.map((one) => one.token) }),
        signal: AbortSignal.timeout(10000),
      });
      const type = answer.headers.get("Content-Type") ?? "";
      if (answer.ok && !answer.redirected && type.startsWith("application/json")) {
        kept = (await answer.json()).totals;
        const taken = new Set(undone.map((one) => one.token));
        queue = {
          calls: queue.calls.filter((one) => !going.has(one.token)),
          undone: queue.undone.filter((one) => !taken.has(one.token)),
        };
        write();
        again = 0;
      } else if (type.startsWith("application/json")) {
        state.textContent = (await answer.json()).error;
        sending = false;
        timer = setTimeout(send, 5000);
        return;
      }
    } catch {
      // Not reached: kept in the queue, tried again below.
    }
    sending = false;
    draw();
    if (queue.calls.length || queue.undone.length) timer = setTimeout(send, again);
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("click", (event) => {
    const node = event.target.closest("[data-cell]");
    if (node) add(node.dataset.cell);
  });
  form.querySelector("[data-undo]").addEventListener("click", undo);
  const written = form.querySelector("[data-written]");
  form.querySelector("[data-add-written]")?.addEventListener("click", () => {
    const name = written.value.replace(/\s+/g, "");
    if (!name) return;
    const printed = start.cells.find((one) => one.name === name);
    add(printed ? printed.cell : `w:${name}`);
    written.value = "";
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input")) return;
    if (event.key === "Backspace") undo();
    const node = [...form.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
    if (node) add(node.dataset.cell);
  });
  window.addEventListener("online", send);

  draw();
  send();
})();
