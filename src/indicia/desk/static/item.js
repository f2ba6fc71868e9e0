// A picture to zoom in, and lines that find their place on it.
(() => {
  "use strict";
  for (const tools of document.querySelectorAll(".zoom")) {
    const paper = tools.nextElementSibling.querySelector(".paper");
    let scale = 1;
    const zoom = (by) => {
      scale = by === 0 ? 1 : Math.min(8, Math.max(0.5, scale * by));
      paper.style.width = `${scale * 100}%`;
    };
    tools.hidden = false;
    tools.addEventListener("click", (event) => {
      const by = event.target.dataset.zoom;
      if (by !== undefined) zoom(Number(by));
    });
    tools.nextElementSibling.addEventListener("keydown", (event) => {
      const by = { "+": 1.25, "=": 1.25, "-": 0.8, 0: 0 }[event.key];
      if (by === undefined || event.ctrlKey || event.metaKey) return;
      zoom(by);
      event.preventDefault();
    });
    tools.nextElementSibling.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.1 : 1 / 1.1);
    }, { passive: false });
  }
  const lines = new Map([...document.querySelectorAll("[data-box]")].map((line) => [line.dataset.box, line]));
  const mark = (id, on) => {
    document.getElementById(id)?.classList.toggle("on", on);
    lines.get(id)?.classList.toggle("on", on);
  };
  for (const [id, line] of lines) {
    for (const [kind, on] of [["focus", true], ["mouseenter", true], ["blur", false], ["mouseleave", false]]) {
      line.addEventListener(kind, () => mark(id, on));
    }
    const box = document.getElementById(id);
    box?.addEventListener("mouseenter", () => mark(id, true));
    box?.addEventListener("mouseleave", () => mark(id, false));
    box?.addEventListener("click", () => line.focus());
  }
})();
