// Choosing several visits: Space, a click with Ctrl or Shift, or boxes once asked for; a bar says what can be done with all.
import { element, filled, hiding } from "./dom.js";

export class Selection {
  constructor(timeline) {
    this.timeline = timeline;
    this.form = timeline.querySelector(".several");
    this.count = this.form.querySelector("[data-part=count]");
    this.button = element("button", "button quiet", timeline.words.several);
    this.button.type = "button";
    this.button.addEventListener("click", () => this.ask(!timeline.classList.contains("choosing")));
    timeline.querySelector(".plan-bar").append(this.button);
    timeline.addEventListener("change", ({ target }) => {
      if (target.name !== "appointment") return;
      this.last = target.closest(".visit");
      this.tell();
    });
    // Back from another page: the browser may have ticked boxes again.
    addEventListener("pageshow", () => this.tell(), { signal: timeline.life.signal });
    this.ask(false);
    this.tell();
  }

  box(visit) {
    return visit?.querySelector(".pick input");
  }

  get chosen() {
    return this.timeline.visits.filter((visit) => this.box(visit)?.checked);
  }

  // Shows the boxes, for fingers and whoever looks for them.
  ask(on) {
    this.timeline.classList.toggle("choosing", on);
    this.button.setAttribute("aria-pressed", String(on));
  }

  toggle(visit) {
    const box = this.box(visit);
    if (!box) return;
    box.checked = !box.checked;
    this.last = visit;
    this.tell();
  }

  // From the visit chosen last to this one, as they stand in the list.
  upTo(visit) {
    const { visits } = this.timeline;
    const [from, to] = [visits.indexOf(this.last ?? visit), visits.indexOf(visit)].sort((a, b) => a - b);
    for (const each of visits.slice(from, to + 1)) if (this.box(each)) this.box(each).checked = true;
    this.last = visit;
    this.tell();
  }

  clear() {
    const back = document.activeElement.closest(".visit") ?? this.last ?? this.chosen[0];
    for (const visit of this.chosen) this.box(visit).checked = false;
    this.last = undefined;
    hiding(() => {
      this.ask(false);
      this.show();
    }, back);
  }

  tell() {
    hiding(() => this.show(), document.activeElement.closest(".visit") ?? this.last);
  }

  show() {
    const { chosen } = this;
    for (const visit of this.timeline.visits) visit.classList.toggle("picked", Boolean(this.box(visit)?.checked));
    this.timeline.classList.toggle("some-chosen", chosen.length > 0);
    const words = this.timeline.words.chosen[chosen.length > 1 ? 1 : 0];
    this.count.textContent = chosen.length ? filled(words, { number: chosen.length }) : "";
    if (chosen.length && !this.timeline.move.visit) this.timeline.say.textContent = "";
  }

  // True when a click on a card was meant to choose it.
  onClick(event, visit) {
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (plain || event.detail === 0 || !this.box(visit)) return false;
    if (event.shiftKey) this.upTo(visit);
    else this.toggle(visit);
    event.preventDefault();
    return true;
  }

  // True when the key was ours: Space on a card, Escape wherever something is chosen.
  onKey(event) {
    const visit = event.target.closest(".visit");
    if (event.key === " " && event.target.closest(".visit-card")) this.toggle(visit);
    else if (event.key === "Escape" && this.chosen.length) this.clear();
    else return false;
    event.preventDefault();
    return true;
  }
}
