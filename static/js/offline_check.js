/* Checks the signed result in the picture of a result notice, on a phone without network.
   Part of a page of its own (documents/offline.py); Ed25519 (RFC 8032) and SHA-512 in plain JavaScript, because
   not every phone's browser knows that signature, and none does on a page opened from a file. */
"use strict";

const PRIME = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const WORD = 2n ** 64n - 1n;
const mod = (value) => ((value % PRIME) + PRIME) % PRIME;

function power(base, exponent) {
    let found = 1n;
    for (base = mod(base); exponent > 0n; exponent >>= 1n) {
        if (exponent & 1n) found = mod(found * base);
        base = mod(base * base);
    }
    return found;
}

const D = mod(-121665n * power(121666n, PRIME - 2n));
const ROOT = power(2n, (PRIME - 1n) / 4n);

/* ---------- SHA-512 ---------- */

function primes(count) {
    const found = [];
    for (let number = 2; found.length < count; number += 1) {
        if (found.every((one) => number % one)) found.push(number);
    }
    return found.map(BigInt);
}

/* The first 64 bits behind the point of the root of a prime. */
function fraction(prime, degree) {
    const wanted = prime << (64n * degree);
    let low = 0n, high = 1n << 80n;
    while (high - low > 1n) {
        const middle = (low + high) >> 1n;
        if (middle ** degree <= wanted) low = middle; else high = middle;
    }
    return low & WORD;
}

const ROUNDS = primes(80).map((prime) => fraction(prime, 3n));
const START = primes(8).map((prime) => fraction(prime, 2n));
const turn = (value, bits) => ((value >> bits) | (value << (64n - bits))) & WORD;

function sha512(data) {
    const padded = new Uint8Array((((data.length + 16) >> 7) + 1) << 7);
    padded.set(data);
    padded[data.length] = 128;
    new DataView(padded.buffer).setUint32(padded.length - 4, data.length * 8);
    const view = new DataView(padded.buffer);
    let state = START.slice();
    for (let at = 0; at < padded.length; at += 128) {
        const words = [];
        for (let t = 0; t < 80; t += 1) {
            if (t < 16) { words.push(view.getBigUint64(at + 8 * t)); continue; }
            const x = words[t - 15], y = words[t - 2];
            const small = turn(x, 1n) ^ turn(x, 8n) ^ (x >> 7n), large = turn(y, 19n) ^ turn(y, 61n) ^ (y >> 6n);
            words.push((words[t - 16] + small + words[t - 7] + large) & WORD);
        }
        let [a, b, c, d, e, f, g, h] = state;
        for (let t = 0; t < 80; t += 1) {
            const first = h + (turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n)) + ((e & f) ^ (~e & WORD & g)) + ROUNDS[t] + words[t];
            const second = (turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
            [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) & WORD, c, b, a, (first + second) & WORD];
        }
        state = [a, b, c, d, e, f, g, h].map((value, index) => (value + state[index]) & WORD);
    }
    const found = new DataView(new ArrayBuffer(64));
    state.forEach((value, index) => found.setBigUint64(8 * index, value));
    return new Uint8Array(found.buffer);
}

/* ---------- Ed25519 ---------- */

function little(bytes) {
    let found = 0n;
    for (let index = bytes.length - 1; index >= 0; index -= 1) found = (found << 8n) | BigInt(bytes[index]);
    return found;
}

function add(one, other) {
    const a = mod((one[1] - one[0]) * (other[1] - other[0])), b = mod((one[1] + one[0]) * (other[1] + other[0]));
    const c = mod(2n * one[3] * other[3] * D), d = mod(2n * one[2] * other[2]);
    const e = b - a, f = d - c, g = d + c, h = b + a;
    return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function times(number, point) {
    let found = [0n, 1n, 1n, 0n];
    for (; number > 0n; number >>= 1n) {
        if (number & 1n) found = add(found, point);
        point = add(point, point);
    }
    return found;
}

function pointOf(bytes) {
    const all = little(bytes), odd = all >> 255n, y = all & (2n ** 255n - 1n);
    if (y >= PRIME) return null;
    const square = mod((y * y - 1n) * power(D * y * y + 1n, PRIME - 2n));
    let x = power(square, (PRIME + 3n) / 8n);
    if (mod(x * x - square)) x = mod(x * ROOT);
    if (mod(x * x - square) || (x === 0n && odd)) return null;
    if ((x & 1n) !== odd) x = PRIME - x;
    return [x, y, 1n, mod(x * y)];
}

const BASE = (() => {
    const bytes = new Uint8Array(32).fill(0x66);
    bytes[0] = 0x58;
    return pointOf(bytes);
})();

function joined(...parts) {
    const found = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { found.set(part, at); at += part.length; }
    return found;
}

function isSigned(key, message, signature) {
    if (key.length !== 32 || signature.length !== 64) return false;
    const owner = pointOf(key), commitment = pointOf(signature.slice(0, 32)), answer = little(signature.slice(32));
    if (!owner || !commitment || answer >= ORDER) return false;
    const challenge = little(sha512(joined(signature.slice(0, 32), key, message))) % ORDER;
    const left = times(answer, BASE), right = add(commitment, times(challenge, owner));
    return mod(left[0] * right[2] - right[0] * left[2]) === 0n && mod(left[1] * right[2] - right[1] * left[2]) === 0n;
}

/* ---------- what the picture says ---------- */

function fromBase32(text) {
    const found = [];
    let held = 0, bits = 0;
    for (const letter of text) {
        const value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter);
        if (value < 0) return null;
        held = ((held << 5) | value) & 0xfff;
        bits += 5;
        if (bits >= 8) { bits -= 8; found.push((held >> bits) & 255); }
    }
    return new Uint8Array(found);
}

/* The result behind the code in what a scanner gave; null where there is none. */
function readPicture(text) {
    const parts = text.trim().split("/"), data = parts.length > 1 ? fromBase32(parts[parts.length - 1]) : null;
    if (!data || data.length < 80) return null;
    return { code: parts[parts.length - 2], signature: data.slice(0, 64), text: data.slice(64) };
}

const ENDS = { "+": "当选", "?": "待资格审查", "x": "当选无效", "=": "不能确定", "": "" };
const DOMAIN = new TextEncoder().encode("office-result/1\n");

function shown(picture) {
    const rows = new TextDecoder().decode(picture.text).split("\n").map((line) => line.split("\t"));
    const [head, place, [day], numbers, ...rest] = rows;
    return { version: head[0], digest: head[1], village: place[0], code: place[1], round: place[2], day, numbers, rest };
}

/* ---------- the page ---------- */

function element(name, text, parent) {
    const made = document.createElement(name);
    made.textContent = text;
    parent.appendChild(made);
    return made;
}

function table(rows, parent) {
    const made = element("table", "", parent);
    for (const cells of rows) {
        const row = element("tr", "", made);
        for (const cell of cells) element("td", cell, row);
    }
}

function drawResult(said, picture, target) {
    element("h2", `${said.village}　${said.round}`, target);
    const day = said.day.replace(/(\d{4})(\d\d)(\d\d)/, (_, y, m, d) => `${y}年${Number(m)}月${Number(d)}日`);
    const [registered, issued, recovered, valid] = said.numbers;
    element("p", `${day}投票。登记${registered}人，发出${issued}张，收回${recovered}张，选举${valid === "1" ? "有效" : "无效"}。`, target);
    let rows = [];
    for (const cells of said.rest) {
        if (cells[0] === "#") {
            if (rows.length) table(rows, target);
            element("h3", `${cells[1]}（应选${cells[2]}名，无效票${cells[3]}张，弃权票${cells[4]}张）`, target);
            rows = [];
        } else rows.push([cells[0], `${cells[1]}票`, ENDS[cells[2]] ?? ""]);
    }
    if (rows.length) table(rows, target);
    const code = picture.code.length === 10 ? `查验码${picture.code.slice(0, 5)}-${picture.code.slice(5)}，` : "";
    element("p", `${code}计票数据校验值前24位${said.digest}。请与墙上的公告逐项对照。`, target);
}

function checkText(text) {
    const target = document.getElementById("answer");
    target.replaceChildren();
    const key = Uint8Array.from(atob(document.body.dataset.key), (letter) => letter.charCodeAt(0));
    const picture = readPicture(text);
    target.className = "bad";
    if (!picture) {
        element("p", "没有读到结果。请粘贴扫描结果公告图中的全部文字。", target);
        return;
    }
    if (!isSigned(key, joined(DOMAIN, picture.text), picture.signature)) {
        element("p", "签名不符：这份结果不是本平台签的，或者被改动过。请到现场核对，并向乡镇反映。", target);
        return;
    }
    target.className = "good";
    element("p", "签名相符：下面的结果由本平台签名，没有改动。", target);
    drawResult(shown(picture), picture, target);
}

document.getElementById("check").addEventListener("click", () => checkText(document.getElementById("text").value));
document.getElementById("photo").addEventListener("change", async (event) => {
    const [file] = event.target.files, target = document.getElementById("answer");
    target.replaceChildren();
    target.className = "bad";
    try {
        const [found] = await new BarcodeDetector({ formats: ["qr_code"] }).detect(await createImageBitmap(file));
        if (found) checkText(found.rawValue); else element("p", "照片中没有认出图形，请靠近重拍，或者用手机扫一扫后粘贴文字。", target);
    } catch {
        element("p", "这台手机的浏览器不能从照片识别，请用手机扫一扫，复制文字后粘贴。", target);
    }
});
if (!("BarcodeDetector" in window)) document.getElementById("by-photo").hidden = true;
