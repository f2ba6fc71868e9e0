// The editor of the brief: numbered lines, findings at their line, marks put in at the caret.
(() => {
  "use strict";
  const text = document.getElementById("brief");
  const gutter = document.getElementById("gutter");
  if (!text || !gutter) return;
  text.wrap = "off";
  const wrong = () => new Set([...document.querySelectorAll("#checked [data-line]")].map((row) => Number(row.dataset.line)));
  const number = () => {
    const count = text.value.split("\n").length;
    const marked = wrong();
    gutter.replaceChildren();
    for (let line = 1; line <= count; line += 1) {
      const made = document.createElement("span");
      made.textContent = `${marked.has(line) ? "▶ " : ""}${line}\n`;
      if (marked.has(line)) made.className = "wrong";
      gutter.append(made);
    }
    gutter.scrollTop = text.scrollTop;
  };
  text.addEventListener("input", number);
  text.addEventListener("scroll", () => { gutter.scrollTop = text.scrollTop; });
  document.addEventListener("htmx:afterSettle", number);
  document.addEventListener("click", (event) => {
    const found = event.target.closest("#checked [data-line]");
    const cite = event.target.closest("[data-cite]");
    if (found) {
      event.preventDefault();
      const lines = text.value.split("\n");
      const before = lines.slice(0, Number(found.dataset.line) - 1).join("\n").length;
      const start = before ? before + 1 : 0;
      text.focus();
      text.setSelectionRange(start, start + (lines[Number(found.dataset.line) - 1] || "").length);
      text.scrollTop = (Number(found.dataset.line) - 3) * (text.scrollHeight / lines.length);
    } else if (cite) {
      text.setRangeText(` ${cite.dataset.cite}`, text.selectionEnd, text.selectionEnd, "end");
      text.focus();
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  // A mark is a button for who has a script: it can be reached and pressed by keys.
  const press = () => {
    for (const mark of document.querySelectorAll("code[data-cite]:not([tabindex])")) {
      mark.tabIndex = 0;
      mark.setAttribute("role", "button");
      mark.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          mark.click();
        }
      });
    }
  };
  document.addEventListener("htmx:afterSettle", press);
  press();
  number();
})();
