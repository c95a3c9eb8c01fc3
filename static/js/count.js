"use strict";
// Entering a count: Enter goes to the next box, the last box to the button. Without this the form is
// sent by Enter as any other, and is told what is missing.

(() => {
  const form = document.querySelector("form[data-tally]");
  if (!form) return;

  const boxes = () => [...form.querySelectorAll("input:not([type=hidden]):not([type=checkbox])")];

  form.addEventListener("focusin", (event) => {
    if (event.target.matches("input.input-count")) event.target.select();
  });

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input:not([type=checkbox])")) return;
    event.preventDefault();
    const all = boxes();
    const next = all[all.indexOf(event.target) + 1];
    (next ?? form.querySelector("button[data-save]")).focus();
  });
})();
