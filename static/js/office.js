"use strict";
// Small conveniences. Every page works without them; nothing here decides anything.

(() => {
  const ask = document.getElementById("ask");

  // The question is put in the page's own dialog; the promise says what was answered.
  const confirmed = (question) =>
    new Promise((resolve) => {
      if (!ask || typeof ask.showModal !== "function") {
        resolve(window.confirm(question));
        return;
      }
      ask.querySelector("#ask-text").textContent = question;
      ask.returnValue = "";
      ask.addEventListener("close", () => resolve(ask.returnValue === "yes"), { once: true });
      ask.showModal();
      ask.querySelector('[data-answer="no"]').focus();
    });

  ask?.addEventListener("click", (event) => {
    const button = event.target.closest("[data-answer]");
    if (button) ask.close(button.dataset.answer);
  });

  // ---------------------------------------------------------------- sending a form once

  const release = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[data-held]").forEach((button) => {
      button.disabled = false;
      if (button.dataset.held) button.textContent = button.dataset.held;
      delete button.dataset.held;
    });
  };

  // Disabled one tick later: a disabled button's own name and value would not be sent.
  const hold = (form, button) => {
    form.dataset.sent = "1";
    if (!button || button.name) return;
    setTimeout(() => {
      const plain = button.childElementCount === 0;
      button.dataset.held = plain ? button.textContent : "";
      button.disabled = true;
      if (plain) button.textContent = "正在办理…";
    }, 0);
  };

  // A picker's own button only looks somebody up: there is nothing to confirm.
  const question = (form, button) =>
    button?.name.endsWith("_search") ? "" : button?.dataset.confirm || form.dataset.confirm;

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    const post = form.method.toLowerCase() === "post";
    // Sent without network, the browser's own error page would take the place of what was typed.
    if (post && !navigator.onLine) {
      event.preventDefault();
      event.stopImmediatePropagation();
      confirmed("网络断开了，没有提交。填写的内容还在本页，请不要关闭或刷新，网络恢复后再点一次。");
      return;
    }
    if (post && form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (question(form, button) && !form.dataset.confirmed) {
      event.preventDefault();
      confirmed(question(form, button)).then((yes) => {
        if (!yes) return;
        form.dataset.confirmed = "1";
        form.requestSubmit(button ?? undefined);
      });
      return;
    }
    delete form.dataset.confirmed;
    form.dataset.leaving = "1";
    const answersHere = form.matches("[hx-post], [data-hx-post], [hx-get], [data-hx-get]");
    if (post && !answersHere && !form.hasAttribute("data-download")) hold(form, button);
  });

  // Back from the next page, the buttons work again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
  });

  // ---------------------------------------------------------------- work not yet saved

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (form) form.dataset.changed = "1";
  });

  const unsaved = () => document.querySelector("form[data-guard][data-changed]:not([data-leaving])");

  window.addEventListener("beforeunload", (event) => {
    if (unsaved()) event.preventDefault();
  });

  // Left all the same, by the back button or a closed window: the office keeps the text for a day.
  window.addEventListener("pagehide", () => {
    const form = unsaved();
    if (!form || !form.dataset.keep || form.querySelector("input[type=password], input[autocomplete=one-time-code]")) return;
    const data = new FormData(form);
    for (const [name, value] of [...data.entries()]) if (value instanceof File) data.delete(name);
    data.set("_path", location.pathname + location.search);
    navigator.sendBeacon(form.dataset.keep, data);
  });

  // On a phone the strip of tabs is longer than the screen: the present one stands in sight.
  const tab = document.querySelector(".tab-strip [aria-current]");
  const strip = tab?.closest(".tab-strip");
  if (strip && strip.scrollWidth > strip.clientWidth) {
    strip.scrollLeft = tab.offsetLeft - (strip.clientWidth - tab.offsetWidth) / 2;
  }

  // ---------------------------------------------------------------- focus, keyboard, printing

  const prepare = (root) => {
    root.querySelectorAll("[data-print]").forEach((button) => {
      button.hidden = false;
    });
    // Enter in another box must send the form, not look for a person.
    root.querySelectorAll("[data-picker] input[hx-get]").forEach((input) => {
      const button = input.closest("[data-picker]").querySelector("button");
      if (window.htmx && button) button.type = "button";
    });
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
    const look = event.target.closest("[data-picker] button[type=button]");
    if (look) window.htmx?.trigger(look.closest("[data-picker]").querySelector("input"), "search");
    const link = event.target.closest(".error-summary a");
    const field = link && document.getElementById(link.hash.slice(1));
    if (field) {
      event.preventDefault();
      const box = field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea");
      (box ?? field).focus();
    }
  });

  // A photograph of a posted paper ticks its place, and its time fills an empty box.
  document.addEventListener("change", (event) => {
    const photo = event.target;
    if (!photo.matches("input[type=file][data-photo-of]") || !photo.files.length) return;
    const field = (name) => photo.form.elements[photo.name.replace("photo_", `${name}_`)];
    field("hung").checked = true;
    if (field("at").value) return;
    const taken = new Date(photo.files[0].lastModified);
    taken.setMinutes(taken.getMinutes() - taken.getTimezoneOffset());
    field("at").value = taken.toISOString().slice(0, 16);
  });

  // A photograph taken at its place is sent at once; without this the button beside it sends it.
  document.addEventListener("change", (event) => {
    const photo = event.target;
    if (photo.matches("input[type=file][data-sends]") && photo.files.length) photo.form.requestSubmit();
  });

  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (event.key === "Enter" && !event.isComposing && box.matches("[data-picker] input[type=search]")) {
      event.preventDefault();
      const button = box.closest("[data-picker]").querySelector("button");
      button.click();
      return;
    }
    // Up and down walk the same link or box of the rows of a table.
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const cell = box.closest(".sheet tbody :is(td, th)");
    if (!cell || box.matches("select, textarea, [type=radio], [type=date], [type=datetime-local]")) return;
    const row = cell.parentElement;
    let next = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
    while (next) {
      const there = next.cells[cell.cellIndex]?.querySelector("a[href], input:not([type=hidden]), button");
      if (there) {
        event.preventDefault();
        there.focus();
        return;
      }
      next = event.key === "ArrowDown" ? next.nextElementSibling : next.previousElementSibling;
    }
  });

  const start = () => {
    prepare(document);
    document.querySelector("[data-focus]")?.focus();
  };
  document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
