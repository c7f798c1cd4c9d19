// <plan-map>: the day's routes on a plain ground with the communes' names; tiles only where the operator chose some.
import { colourOf, element } from "./dom.js";
import { openMap } from "./map-ground.js";

class PlanMap extends HTMLElement {
  connectedCallback() {
    this.timeline = this.closest("plan-timeline");
    if (!window.L) return;
    this.map = openMap(this);
    this.layers = new Map();
    this.drawRoutes();
    this.fit();
    this.watcher = new ResizeObserver(() => this.fit());
    this.watcher.observe(this);
    this.timeline.addEventListener("visit-chosen", (event) => this.choose(event.detail));
  }

  disconnectedCallback() {
    this.watcher?.disconnect();
    this.map?.remove();
  }

  drawRoutes() {
    this.points = [];
    for (const route of this.timeline.querySelectorAll(".route")) {
      const { lat, lon, endLat, endLon } = route.dataset;
      const visits = [...route.querySelectorAll(".visit[data-lat]")];
      if (!visits.length) continue;
      const colour = colourOf(visits[0]);
      const stops = visits.map(({ dataset }) => [Number(dataset.lat), Number(dataset.lon)]);
      const line = [...(lat ? [[Number(lat), Number(lon)]] : []), ...stops, ...(endLat ? [[Number(endLat), Number(endLon)]] : [])];
      window.L.polyline(line, { className: `map-route ${colour}`, interactive: false }).addTo(this.map);
      if (lat) this.stop([Number(lat), Number(lon)], `map-stop home ${colour}`, "", 18);
      visits.forEach((visit, index) => this.drawVisit(visit, stops[index], `map-stop ${colour}`, index + 1));
      this.points.push(...line);
    }
  }

  drawVisit(visit, at, className, number) {
    const marker = this.stop(at, className, String(number), 26);
    marker.bindTooltip(`${visit.querySelector(".visit-time").textContent} ${visit.dataset.name}`);
    marker.on("click", () => this.timeline.choose(visit.dataset.appointment));
    this.layers.set(visit.dataset.appointment, marker);
  }

  stop(at, className, text, size) {
    const icon = window.L.divIcon({ className, html: element("span", "", text), iconSize: [size, size] });
    return window.L.marker(at, { icon, keyboard: false }).addTo(this.map);
  }

  fit() {
    if (!this.map) return;
    this.map.invalidateSize();
    if (this.points.length) this.map.fitBounds(this.points, { padding: [32, 32], maxZoom: 14, animate: false });
  }

  choose(appointment) {
    const marker = this.layers?.get(appointment);
    this.chosen?.getElement()?.classList.remove("chosen-stop");
    this.chosen = marker;
    if (!marker) return;
    marker.getElement()?.classList.add("chosen-stop");
    if (!this.map.getBounds().contains(marker.getLatLng())) this.map.panTo(marker.getLatLng());
  }
}

customElements.define("plan-map", PlanMap);
