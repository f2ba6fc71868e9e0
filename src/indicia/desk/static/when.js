// The timeline to point at: the same bars as the drawing, each with its count, each leading to its posts.
(() => {
  "use strict";
  const data = document.getElementById("days");
  const place = document.getElementById("drawing-when");
  if (!data || !place || !window.Plot || !window.d3) return;
  const { days, step, says } = JSON.parse(data.textContent);
  const rows = days.map((row) => ({ ...row, start: new Date(`${row.day}T00:00Z`), end: new Date(Date.parse(`${row.day}T00:00Z`) + step * 864e5) }));
  const chart = window.Plot.plot({
    className: "plot",
    width: Math.max(640, place.clientWidth - 2),
    height: 280,
    x: { type: "utc", label: null },
    y: { label: says.posts, grid: true, nice: true },
    marks: [
      window.Plot.rectY(rows, { x1: "start", x2: "end", y: "posts", insetLeft: 0.5, insetRight: 0.5, fill: "var(--accent)", title: (row) => `${row.day}: ${row.posts} ${says.posts}`, tip: { fill: "var(--paper)" } }),
      window.Plot.dotY(rows.filter((row) => row.edited), { x: "start", y: 0, r: 4, stroke: "var(--warn)", strokeWidth: 2 }),
      window.Plot.ruleY([0]),
    ],
  });
  // Plot brings its style along as an element, which the desk's policy forbids; figure.css has it.
  chart.querySelector("style")?.remove();
  // The table beside it says the same to who does not see it, with a link on each row.
  chart.setAttribute("aria-hidden", "true");
  for (const part of chart.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  chart.addEventListener("click", () => {
    if (chart.value?.link) location.assign(chart.value.link);
  });
  place.replaceChildren(chart);
})();
