"use strict";
// The screen in the hall: asks once a second whether anything changed and draws 正 as the names are called.

(() => {
  const STROKES = ["M2.5 3.5H17.5", "M10 3.5V17", "M10 10H15.5", "M5.5 9V17", "M1.5 17H18.5"];
  const EVERY = 1000;
  const SVG = "http://www.w3.org/2000/svg";
  const at = (name) => document.querySelector(`[data-${name}]`);
  let feed = JSON.parse(document.getElementById("feed").textContent);
  let pinned = Number(new URLSearchParams(location.search).get("post")) || 0;
  let shown = 0;
  let etag = "";
  let missed = 0;
  const before = new Map();

  const make = (tag, className, text) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  };

  function drawn(strokes) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 20 20");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", STROKES.slice(0, strokes).join(""));
    svg.append(path);
    return svg;
  }

  function strokesOf(votes, most) {
    const box = make("div", "strokes");
    const whole = Math.floor(votes / 5);
    const rest = votes % 5;
    const hidden = Math.max(0, whole - most);
    if (hidden) box.append(make("span", "more", `前${hidden}个正字略`));
    for (let one = hidden; one < whole; one += 1) box.append(drawn(5));
    if (rest) box.append(drawn(rest));
    return box;
  }

  // The newest stroke is always in sight: what does not fit is left out at the beginning, and said.
  function fit(node, votes) {
    let box = node.querySelector(".strokes");
    for (let most = Math.floor(votes / 5); most > 0 && box.scrollHeight > node.clientHeight; most -= 4) {
      const fewer = strokesOf(votes, most);
      box.replaceWith(fewer);
      box = fewer;
    }
  }

  function draw() {
    const wanted = feed.posts.find((post) => post.id === pinned) ?? feed.posts.find((post) => post.id === feed.active);
    const post = wanted ?? feed.posts.find((one) => one.id === shown) ?? feed.posts[0];
    at("provisional").textContent = feed.declared ? "结果已宣布" : "暂计，以公布结果为准";
    if (!post) {
      at("rows").replaceChildren(make("p", "name", "还没有开始计票"));
      return;
    }
    shown = post.id;
    at("posts").replaceChildren(
      ...feed.posts.map((one) => {
        const button = make("button", "", `${one.title}（应选${one.seats}名）`);
        button.type = "button";
        button.setAttribute("aria-pressed", String(one.id === post.id));
        button.addEventListener("click", () => {
          pinned = pinned === one.id ? 0 : one.id;
          draw();
        });
        return button;
      }),
    );
    const crowded = post.rows.length > 7;
    at("rows").classList.toggle("crowded", crowded);
    at("rows").replaceChildren(
      ...post.rows.map((row) => {
        const key = `${post.id} ${row.name}`;
        const node = make("div", "row");
        node.classList.toggle("grown", before.has(key) && before.get(key) !== row.votes);
        before.set(key, row.votes);
        const name = make("div", row.name.length > 4 ? "name long" : "name", row.name);
        const total = make("div", "total", String(row.votes));
        node.append(name, strokesOf(row.votes, Infinity), total);
        return node;
      }),
    );
    at("rows").classList.toggle("many", post.rows.some((row) => row.votes > 100));
    at("rows").querySelectorAll(".row").forEach((node, index) => fit(node, post.rows[index].votes));
    at("foot").textContent =
      `收回选票${post.recovered}张　无效${post.void}张　弃权${post.blank}张　票箱已核对${post.done}/${post.boxes}`;
  }

  async function ask() {
    try {
      const answer = await fetch(document.body.dataset.feed, {
        headers: etag ? { "If-None-Match": etag } : {},
        cache: "no-store",
        signal: AbortSignal.timeout(5000),
      });
      if (answer.status === 404) {
        at("link").textContent = "链接已停用";
        at("rows").replaceChildren();
        return;
      }
      if (answer.status === 200) {
        etag = answer.headers.get("ETag") ?? "";
        feed = await answer.json();
        draw();
      }
      missed = 0;
      at("link").textContent = "";
    } catch {
      missed += 1;
      if (missed > 3) at("link").textContent = "网络中断，正在重新连接";
    }
    setTimeout(ask, EVERY);
  }

  draw();
  ask();
})();
