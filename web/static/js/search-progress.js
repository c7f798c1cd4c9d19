// <search-progress>: how far the search for a better plan is, as a curve and in words; read aloud only now and then.
import { element } from "./dom.js";

const SVG = document.querySelector("svg").namespaceURI;
const [WIDTH, HEIGHT, EDGE] = [320, 56, 3];
const SHORTEST = 10;
const LEAST = 60;
const PAUSE = 10_000;
// When something was last read aloud, and what: a day put in place again does not repeat it.
let [spoken, news] = [0, ""];

class SearchProgress extends HTMLElement {
  connectedCallback() {
    this.words = JSON.parse(this.dataset.words);
    this.points = JSON.parse(this.dataset.points);
    this.leftOut = Number(this.dataset.leftOut);
    this.begun = Date.now() - 1000 * Number(this.dataset.elapsed);
    this.prepend(this.figure());
    this.said = element("p", "sr-only");
    this.said.setAttribute("role", "status");
    this.append(this.said);
    this.closest("section").querySelector("[data-part=again]")?.remove();
    this.show();
    this.clock = setInterval(() => this.show(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.clock);
  }

  tell({ points, left_out }) {
    this.points = points;
    this.leftOut = left_out;
    this.show();
  }

  figure() {
    const figure = element("figure");
    this.drawing = drawn("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img" });
    this.line = drawn("path", { class: "line" });
    this.area = drawn("path", { class: "area" });
    this.drawing.append(this.area, this.line);
    figure.append(this.drawing, element("figcaption", "", this.words.curve));
    return figure;
  }

  show() {
    const last = this.points.at(-1);
    const seconds = Math.max(Math.floor((Date.now() - this.begun) / 1000), Math.ceil(last[0]));
    const best = last[1] < LEAST ? this.words.nothing : this.words.better.replace("{time}", this.long(last[1]));
    const left = this.leftOut ? this.words.left_out.replace("{count}", this.leftOut) : "";
    const since = this.words.since.replace("{seconds}", seconds);
    this.part("best", best);
    this.part("left-out", left);
    this.part("since", since);
    this.draw(seconds);
    this.drawing.setAttribute("aria-label", `${this.words.curve}. ${best} ${since}`);
    this.speak([best, left].filter(Boolean).join(" "));
  }

  // Only what is new, and not all of it.
  speak(now) {
    if (now === news || Date.now() - spoken < PAUSE) return;
    [spoken, news] = [Date.now(), now];
    this.said.textContent = now;
  }

  part(name, text) {
    const part = this.querySelector(`[data-part=${name}]`);
    if (part.textContent !== text) part.textContent = text;
  }

  // The cost falls in steps from the upper edge; the lower one is the best so far.
  draw(seconds) {
    const span = Math.max(SHORTEST, seconds);
    const depth = Math.max(LEAST, this.points.at(-1)[1]);
    const x = (after) => ((WIDTH * Math.min(after, span)) / span).toFixed(1);
    const y = (saved) => (EDGE + ((HEIGHT - 2 * EDGE) * saved) / depth).toFixed(1);
    const steps = this.points.slice(1).map(([after, saved]) => `H${x(after)}V${y(saved)}`).join("");
    const path = `M0 ${y(this.points[0][1])}${steps}H${x(seconds)}`;
    this.line.setAttribute("d", path);
    this.area.setAttribute("d", `${path}V${HEIGHT}H0Z`);
  }

  long(seconds) {
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return `${minutes}\u00a0min`;
    const rest = String(minutes % 60).padStart(2, "0");
    return this.words.hours.replace("{hours}", Math.floor(minutes / 60)).replace("{minutes}", rest);
  }
}

function drawn(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

customElements.define("search-progress", SearchProgress);
