// The map to move in: the same regions and lines as the drawing, without tiles and without a network.
(() => {
  "use strict";
  const data = document.getElementById("shapes");
  const place = document.getElementById("drawing-where");
  if (!data || !place || !window.L) return;
  const shapes = JSON.parse(data.textContent);
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const turned = (ring) => ring.map(([lon, lat]) => [lat, lon]);

  place.replaceChildren();
  place.classList.add("live");
  place.setAttribute("role", "application");
  place.setAttribute("aria-label", shapes.says.where_map);
  place.removeAttribute("aria-labelledby");
  const map = L.map(place, { attributionControl: false, zoomSnap: 0.25, zoomAnimation: false });

  const lines = { road: { weight: 1.4, color: colour("quiet") }, water: { weight: 5, opacity: 0.3, color: colour("accent") }, outline: { weight: 1, dashArray: "1 4", color: colour("quiet") } };
  for (const mark of shapes.base) {
    for (const line of mark.lines) L.polyline(turned(line), { ...lines[mark.kind], interactive: false }).addTo(map);
    if (mark.kind === "town") {
      L.circleMarker([mark.lat, mark.lon], { radius: 3, color: colour("ink"), fillOpacity: 1, interactive: false })
        .bindTooltip(named(mark.name), { permanent: true, direction: "right", className: "town" }).addTo(map);
    }
  }

  const all = L.featureGroup();
  for (const region of [...shapes.regions].reverse()) {
    const warn = Boolean(region.protected);
    const edge = { color: colour(warn ? "warn" : "accent"), weight: warn ? 2 : 1.2, dashArray: warn ? "5 3" : null, fillOpacity: 0.14 };
    const group = L.featureGroup([
      ...region.most.map((ring) => L.polygon(turned(ring), edge)),
      ...(warn ? [] : region.half.map((ring) => L.polygon(turned(ring), { stroke: false, fillColor: colour("accent"), fillOpacity: 0.22 }))),
      L.circleMarker([region.lat, region.lon], { radius: 4, color: colour("ink"), fillOpacity: 1 })
        .bindTooltip(named(String(region.number)), { permanent: true, direction: "top", className: "town" }),
    ]);
    group.bindPopup(() => told(region)).addTo(all);
  }
  all.addTo(map);
  map.fitBounds(all.getBounds().pad(0.1));
  L.control.scale({ imperial: false }).addTo(map);

  function named(text) {
    const made = document.createElement("bdi");
    made.textContent = text;
    return made;
  }

  function told(region) {
    const box = document.createElement("div");
    const link = document.createElement("a");
    link.href = region.link;
    link.dir = "auto";
    link.textContent = `${region.number}. ${region.words}`;
    const counts = document.createElement("p");
    counts.textContent = `${shapes.says.posts}: ${region.posts} · ${shapes.says.origins_count}: ${region.origins}${region.protected ? ` · ${region.protected}` : ""}`;
    box.append(link, counts);
    return box;
  }
})();
