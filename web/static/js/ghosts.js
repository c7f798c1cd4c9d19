// Ghosts of a proposal: where each ticked change would put its visits on the lanes, and which cards would leave.
import { colourOf, element } from "./dom.js";

// What the panel of the proposal says of each change; hidden from assistive technology, which reads the panel.
export const ghostly = () => [...document.querySelectorAll("#proposition .changes [data-ghost]")];

export class Ghosts {
  constructor(timeline) {
    const visits = new Map(timeline.visits.map((visit) => [visit.dataset.appointment, visit]));
    const routes = new Map(timeline.routes.map((route) => [route.dataset.technician, route]));
    this.changes = new Map();
    for (const line of ghostly()) {
      const change = line.closest("li");
      const { ghost, technician, start, end } = line.dataset;
      const drawn = this.changes.get(change) ?? [];
      const [card, route] = [visits.get(ghost), routes.get(technician)];
      if (route) drawn.push(this.draw(timeline, route, line, Number(start), Number(end)));
      if (card) drawn.push(card);
      this.changes.set(change, drawn);
    }
    for (const change of this.changes.keys()) {
      this.show(change);
      change.addEventListener("change", () => this.show(change));
      for (const [begins, ends] of [["pointerenter", "pointerleave"], ["focusin", "focusout"]]) {
        change.addEventListener(begins, () => this.stress(change, true));
        change.addEventListener(ends, () => this.stress(change, false));
      }
    }
  }

  draw(timeline, route, line, start, end) {
    const mark = timeline.mark(route, `ghost ${colourOf(route)}`, start, end);
    mark.append(element("span", "", line.querySelector("ins").textContent), element("strong", "", line.querySelector("strong").textContent));
    return mark;
  }

  show(change) {
    const ticked = change.querySelector("input[type=checkbox]").checked;
    for (const each of this.changes.get(change)) {
      if (each.matches(".ghost")) each.hidden = !ticked;
      else each.classList.toggle("leaving", ticked);
    }
  }

  stress(change, on) {
    for (const each of this.changes.get(change)) each.classList.toggle("stressed", on);
  }
}
