// Going on with a move on another day: two links under the lanes, for a drag that waits there, a tap, Tab or the Page keys.
import { element } from "./dom.js";

const HOVER = 600;
const WAYS = { PageUp: "prev", PageDown: "next" };
const FARTHEST = 14;

// What the address of a page says of a move that began on another day: whose visit, which way one came, how many days.
export function coming() {
  const found = new URLSearchParams(location.hash.slice(1));
  const [appointment, way] = [found.get("deplacer"), found.get("vers")];
  return appointment && ["prev", "next"].includes(way) ? { appointment, way, days: Number(found.get("jours")) } : undefined;
}

const link = (way) => document.querySelector(`.day-nav a[rel=${way}]`);
const onward = (way, appointment, days = 1) => `${link(way).href}#${new URLSearchParams({ deplacer: appointment, vers: way, jours: days })}`;

// A day without lanes, such as a Sunday, is passed over.
export function passOver() {
  const move = coming();
  if (move && link(move.way) && move.days < FARTHEST && !document.querySelector("plan-timeline")) {
    location.replace(onward(move.way, move.appointment, move.days + 1));
  }
}

export class Days {
  constructor(timeline, leave) {
    this.bar = element("div", "plan-days");
    this.bar.tabIndex = -1;
    this.bar.setAttribute("role", "group");
    this.bar.setAttribute("aria-label", timeline.words.days);
    this.links = Object.fromEntries(["prev", "next"].map((way) => [way, element("a", "button secondary", link(way).textContent.trim())]));
    const { prev, next } = this.links;
    [prev.rel, next.rel] = ["prev", "next"];
    prev.prepend(element("span", "", "←"));
    next.append(element("span", "", "→"));
    const button = element("button", "button quiet", timeline.words.leave);
    button.type = "button";
    button.addEventListener("click", leave);
    this.bar.append(prev, button, next);
    timeline.foot.append(this.bar);
  }

  show(appointment) {
    this.appointment = appointment;
    for (const [way, each] of Object.entries(this.links)) each.href = onward(way, appointment);
  }

  // A visit held over a day's link for a moment goes on there; the arrows beside the date do the same.
  over({ x, y }) {
    const under = document.elementsFromPoint(x, y).map((each) => each.closest(".plan-days a, .day-nav a")).find(Boolean);
    if (under === this.under) return;
    clearTimeout(this.wait);
    this.under?.classList.remove("aimed");
    this.under = under;
    if (!under) return;
    under.classList.add("aimed");
    this.wait = setTimeout(() => this.dropped(), HOVER);
  }

  // True when the visit was let go over a day's link.
  dropped() {
    if (!this.under) return false;
    clearTimeout(this.wait);
    this.go(this.under.rel);
    return true;
  }

  forget() {
    this.over({ x: -1, y: -1 });
  }

  key(event) {
    const way = WAYS[event.key];
    if (way) this.go(way);
    return Boolean(way);
  }

  go(way) {
    location.assign(onward(way, this.appointment));
  }
}
