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
    if (event.target.closest("input, textarea, select")) {
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

  // A decision is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "yes";
  });
})();
