// Keys for what the page can do already: every key presses a button or follows a link that is there.
(() => {
  "use strict";
  const rows = () => [...document.querySelectorAll("[data-row]")];
  let at = -1;

  const move = (by) => {
    const all = rows();
    if (!all.length) return;
    at = Math.min(all.length - 1, Math.max(0, at + by));
    all[at].focus();
    all[at].scrollIntoView({ block: "nearest" });
  };

  const press = (key) => {
    const found = document.querySelector(`[data-key="${CSS.escape(key)}"]:not([disabled])`);
    if (found) found.click();
    return Boolean(found);
  };

  document.addEventListener("focusin", (event) => {
    const index = rows().indexOf(event.target);
    if (index >= 0) at = index;
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const search = document.querySelector("[data-search]");
    if (event.key === "/") {
      event.preventDefault();
      if (search) search.focus();
      else location.assign("/search");
    } else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (/^[a-z]$/.test(event.key) && press(event.key)) event.preventDefault();
  });

  // What is done about the post of a list that has the focus: x chooses it, s stars it, t, c and a
  // ask for a tag, a note or a name in the form over the list.
  const asks = { t: "tag", c: "note", a: "assign", s: "star" };
  const chosen = (target) => target.closest("li")?.querySelector('input[form="bulk"]');
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    const box = event.target.matches("[data-row], input[form='bulk']") ? chosen(event.target) : null;
    const form = document.getElementById("bulk");
    if (!box || !form) return;
    if (event.key === "x") box.checked = !box.checked;
    else if (asks[event.key] && form.elements.what?.options) {
      box.checked = true;
      form.elements.what.value = asks[event.key];
      if (event.key === "s") form.requestSubmit();
      else form.elements.said.focus();
    } else return;
    event.preventDefault();
  });
  let last = -1;
  document.addEventListener("click", (event) => {
    const boxes = [...document.querySelectorAll('input[form="bulk"]')];
    const at = boxes.indexOf(event.target);
    if (event.target.matches("[data-all]")) {
      const on = boxes.some((box) => !box.checked);
      for (const box of boxes) box.checked = on;
    } else if (at >= 0) {
      if (event.shiftKey && last >= 0) {
        for (const box of boxes.slice(Math.min(at, last), Math.max(at, last) + 1)) box.checked = event.target.checked;
      }
      last = at;
    }
  });
  for (const button of document.querySelectorAll("[data-all]")) button.hidden = false;
  // Back from a decision, the focus stands where it was.
  const here = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (here) here.querySelector("[data-row]")?.focus();

  // A decision is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "yes";
  });
})();
