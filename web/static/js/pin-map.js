// <pin-map>: where one site is, on the ground of the day's map; a tap or a drag writes its degrees into the form.
import { element } from "./dom.js";
import { openMap } from "./map-ground.js";

class PinMap extends HTMLElement {
  connectedCallback() {
    if (!window.L) return;
    const { lat, lon } = this.closest("form").elements;
    this.fields = [lat, lon];
    this.map = openMap(this);
    const known = this.fields.map(({ defaultValue }) => Number(defaultValue));
    this.map.setView(known, Number(this.dataset.tiles ? this.dataset.zoom : 12));
    const icon = window.L.divIcon({ className: "map-pin", html: element("span"), iconSize: [44, 44], iconAnchor: [22, 42] });
    this.pin = window.L.marker(known, { icon, draggable: true, keyboard: false }).addTo(this.map);
    this.pin.on("drag", () => this.write(this.pin.getLatLng()));
    this.map.on("click", ({ latlng }) => this.write(latlng));
    for (const field of this.fields) field.addEventListener("input", () => this.read());
    this.read();
    this.watcher = new ResizeObserver(() => this.map.invalidateSize());
    this.watcher.observe(this);
  }

  disconnectedCallback() {
    this.watcher?.disconnect();
    this.map?.remove();
  }

  typed() {
    return this.fields.map(({ value }) => (value.trim() ? Number(value.replace(",", ".")) : NaN));
  }

  read() {
    const at = this.typed();
    if (!at.every(Number.isFinite)) return;
    this.pin.setLatLng(at);
    if (!this.map.getBounds().contains(at)) this.map.panTo(at, { animate: false });
  }

  write(point) {
    const { lat, lng } = point.wrap();
    this.pin.setLatLng([lat, lng]);
    this.fields.forEach((field, index) => (field.value = [lat, lng][index].toFixed(5)));
  }
}

customElements.define("pin-map", PinMap);
