// The ground of every map: the communes' names and the lakes, or the tiles the operator chose.
import { element } from "./dom.js";

export function openMap(host) {
  const leaflet = window.L;
  const { label, zoomIn, zoomOut, tiles, attribution } = host.dataset;
  const sheet = element("div", "map-sheet");
  sheet.setAttribute("role", "region");
  sheet.setAttribute("aria-label", label);
  host.replaceChildren(sheet);
  const map = leaflet.map(sheet, { zoomControl: false, attributionControl: false, zoomSnap: 0.25, scrollWheelZoom: false });
  leaflet.control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
  map.setView([45.9, 6.13], 11);
  if (tiles) {
    leaflet.control.attribution({ prefix: false }).addAttribution(attribution).addTo(map);
    leaflet.tileLayer(tiles, { maxZoom: 19 }).addTo(map);
  } else {
    const ground = leaflet.layerGroup().addTo(map);
    drawCommunes(ground, JSON.parse(host.dataset.communes));
    drawLakes(ground, host.dataset.lakes);
  }
  return map;
}

async function drawLakes(ground, source) {
  const answer = await fetch(source).catch(() => undefined);
  if (!answer?.ok) return;
  for (const { shore } of (await answer.json()).lakes) {
    window.L.polygon(shore, { className: "map-lake", interactive: false, smoothFactor: 0.5 }).addTo(ground).bringToBack();
  }
}

function drawCommunes(ground, communes) {
  for (const [name, lat, lon] of communes) {
    const icon = window.L.divIcon({ className: "map-commune", html: element("span", "", name), iconSize: [120, 16], iconAnchor: [60, -14] });
    window.L.marker([lat, lon], { icon, interactive: false, keyboard: false }).addTo(ground);
  }
}
