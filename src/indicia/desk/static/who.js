// The network to move in: the same nodes and ties as the drawing and its table.
(() => {
  "use strict";
  const data = document.getElementById("graph");
  const place = document.getElementById("drawing-network");
  if (!data || !place || !window.cytoscape) return;
  const graph = JSON.parse(data.textContent);
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();

  place.replaceChildren();
  place.classList.add("live");
  const net = window.cytoscape({
    container: place,
    elements: [
      ...graph.nodes.map((node) => ({ data: node })),
      ...graph.ties.map((tie, index) => ({ data: { id: `t${index}`, ...tie }, classes: tie.style })),
    ],
    style: [
      { selector: "node", style: { label: "data(name)", "font-family": "Desk, sans-serif", "font-size": 13, color: colour("ink"), "background-color": colour("paper"), "border-color": colour("ink"), "border-width": 1.5, width: 18, height: 18, "text-valign": "bottom", "text-margin-y": 4, "text-wrap": "wrap", "text-max-width": 130 } },
      { selector: "edge", style: { "line-color": colour("accent"), width: "mapData(weight, 1, 20, 1.5, 6)", "curve-style": "bezier", "target-arrow-shape": "triangle", "target-arrow-color": colour("accent"), label: "data(kind)", "font-size": 10, color: colour("quiet"), "text-rotation": "autorotate", "text-background-color": colour("paper"), "text-background-opacity": 0.8 } },
      { selector: "edge.together", style: { "line-style": "dotted", "line-color": colour("line"), "target-arrow-shape": "none", label: "" } },
      { selector: "edge.denied", style: { "line-style": "dashed", "line-color": colour("warn"), "target-arrow-color": colour("warn") } },
      { selector: ".far", style: { opacity: 0.15 } },
      { selector: "node:selected", style: { "border-width": 4, "border-color": colour("accent") } },
    ],
    layout: { name: "circle", padding: 40, startAngle: -Math.PI / 2 },
    maxZoom: 3,
    minZoom: 0.2,
  });

  const focus = (node) => {
    net.elements().removeClass("far");
    if (node) net.elements().not(node.closedNeighborhood()).addClass("far");
  };
  net.on("select", "node", (event) => focus(event.target));
  net.on("unselect", "node", () => focus(null));
  net.on("dbltap", "node", (event) => location.assign(event.target.data("link")));

  // By keyboard: arrow keys walk the nodes, Enter opens the one in focus, plus and minus zoom.
  let at = -1;
  place.addEventListener("keydown", (event) => {
    const nodes = net.nodes();
    if (!nodes.length) return;
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by) {
      at = (at + by + nodes.length) % nodes.length;
      net.nodes().unselect();
      nodes[at].select();
      net.center(nodes[at]);
    } else if (event.key === "Enter" && at >= 0) location.assign(nodes[at].data("link"));
    else if (event.key === "+" || event.key === "-") net.zoom({ level: net.zoom() * (event.key === "+" ? 1.2 : 1 / 1.2), renderedPosition: { x: place.clientWidth / 2, y: place.clientHeight / 2 } });
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  // The table's first column leads to profiles; standing on a row shows the node in the network.
  for (const link of document.querySelectorAll('a[href*="entity="]')) {
    link.addEventListener("focus", () => {
      const id = new URL(link.href).searchParams.get("entity");
      net.nodes().unselect();
      const node = net.getElementById(id);
      if (node.length) node.select();
    });
  }
})();
