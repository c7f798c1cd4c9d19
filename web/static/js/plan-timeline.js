// <plan-timeline>: lays the server's list of visits along the hours; each stays a link that arrows, taps and M can reach.
import { colourOf, element, filled, minutesOf, remember, remembered } from "./dom.js";
import { Ghosts, ghostly } from "./ghosts.js";
import { Move } from "./plan-move.js";
import { Selection } from "./selection.js";

const VIEW = "creneau-view";
const WIDE = matchMedia("(min-width: 60rem)");
const MARGIN = 30;

class PlanTimeline extends HTMLElement {
  connectedCallback() {
    this.life = new AbortController();
    this.words = JSON.parse(this.dataset.words);
    this.routes = [...this.querySelectorAll(".route")];
    this.visits = [...this.querySelectorAll(".plan-routes .visit")];
    this.chosen = this.querySelector("[data-part=chosen]");
    this.chosen.dataset.empty = this.words.choose;
    this.measure();
    this.furnish();
    this.draw();
    this.move = new Move(this);
    this.ghosts = new Ghosts(this);
    this.selection = new Selection(this);
    this.addEventListener("click", (event) => this.onClick(event));
    this.addEventListener("keydown", (event) => this.onKey(event));
    this.addEventListener("focusin", (event) => this.select(event.target.closest(".visit")));
    WIDE.addEventListener("change", () => this.show(), { signal: this.life.signal });
    this.show(remembered(VIEW) ?? "timeline");
    this.classList.add("ready");
    const named = document.getElementById(location.hash.slice(1))?.closest(".visit");
    this.select(this.visits.includes(named) ? named : this.nextVisit());
    // Whoever comes back to a visit goes on with it by keys; a page that only refreshes itself takes no focus.
    if (document.readyState === "complete") return;
    if (named) this.comeBack(named);
    else this.move.receive();
  }

  disconnectedCallback() {
    this.life.abort();
  }

  // What was done to this visit is said beside it: the notice stands where the page begins.
  comeBack(visit) {
    this.say.textContent = document.querySelector("main > .notice p")?.textContent ?? "";
    addEventListener("load", () => setTimeout(() => visit.querySelector(".visit-card").focus()));
  }

  // The hours shown: from the earliest shift or visit to the latest, rounded to whole hours.
  measure() {
    const minutes = [];
    for (const { dataset } of [...this.routes, ...this.visits, ...ghostly()]) {
      for (const key of ["shiftStart", "shiftEnd", "start", "end"]) {
        if (dataset[key] !== undefined) minutes.push(Number(dataset[key]));
      }
    }
    this.from = Math.floor((Math.min(510, ...minutes) - MARGIN) / 60) * 60;
    this.to = Math.ceil((Math.max(1050, ...minutes) + MARGIN) / 60) * 60;
  }

  place(element, start, end) {
    const span = this.to - this.from;
    element.style.setProperty("--start", String((start - this.from) / span));
    element.style.setProperty("--length", String((end - start) / span));
    return element;
  }

  furnish() {
    const bar = element("div", "plan-bar");
    const views = element("div", "plan-views");
    views.setAttribute("role", "group");
    views.setAttribute("aria-label", this.words.view);
    for (const view of ["timeline", "list"]) {
      const button = element("button", "", this.words[view]);
      button.type = "button";
      button.dataset.to = view;
      button.addEventListener("click", () => {
        remember(VIEW, view);
        this.show(view);
      });
      views.append(button);
    }
    bar.append(views, element("p", "plan-keys", this.words.keys));
    const hours = element("div", "plan-hours");
    hours.setAttribute("aria-hidden", "true");
    const row = element("div");
    for (let hour = this.from; hour < this.to; hour += 60) row.append(element("span", "", filled(this.words.hour, { hour: hour / 60 })));
    hours.append(row);
    this.prepend(bar);
    this.querySelector(".plan-routes").prepend(hours);
    this.say = element("p", "plan-say");
    this.say.setAttribute("role", "status");
    this.foot = this.querySelector(".plan-foot");
    this.foot.prepend(this.say);
  }

  // What lies around the visits of a lane: hours off, lunch, travel, now.
  draw() {
    this.style.setProperty("--hours", String((this.to - this.from) / 60));
    for (const visit of this.visits) this.place(visit, Number(visit.dataset.start), Number(visit.dataset.end));
    for (const route of this.routes) {
      const { shiftStart, shiftEnd, lunchStart, lunchEnd } = route.dataset;
      if (shiftStart === undefined) {
        this.mark(route, "off", this.from, this.to);
        continue;
      }
      this.mark(route, "off", this.from, Number(shiftStart));
      this.mark(route, "off", Number(shiftEnd), this.to);
      if (lunchStart !== undefined) this.mark(route, "lunch", Number(lunchStart), Number(lunchEnd));
      for (const visit of route.querySelectorAll(".visit")) {
        const arrival = Number(visit.dataset.start);
        this.mark(route, "travel", arrival - Number(visit.dataset.travel), arrival);
      }
      for (const span of (route.dataset.others ?? "").split(" ").filter(Boolean)) {
        this.mark(route, "taken", ...span.split("-").map(Number));
      }
      if (this.dataset.today !== undefined) {
        const now = minutesNow(this.dataset.zone);
        if (now > this.from && now < this.to) this.mark(route, "now", now, now);
      }
    }
  }

  mark(route, kind, start, end) {
    const mark = this.place(element("li", `lane-mark ${kind}`), start, end);
    mark.setAttribute("aria-hidden", "true");
    route.querySelector(".lane").append(mark);
    return mark;
  }

  // The view one prefers, where there is room for it.
  show(view = this.view) {
    this.view = view;
    this.dataset.view = WIDE.matches ? view : "list";
    for (const button of this.querySelectorAll(".plan-views button")) {
      button.setAttribute("aria-pressed", String(button.dataset.to === this.dataset.view));
    }
    this.querySelector("plan-map")?.fit?.();
  }

  get laid() {
    return this.dataset.view === "timeline";
  }

  // One visit is chosen at a time: its details stand beside the map, and the map shows where it is.
  select(visit) {
    if (!visit || visit === this.selected || !this.visits.includes(visit)) return;
    this.selected?.classList.remove("chosen-visit");
    this.selected = visit;
    visit.classList.add("chosen-visit");
    const head = element("h3", "", visit.dataset.name);
    const when = element("span", "visit-time", visit.querySelector(".visit-time").textContent);
    const badge = visit.querySelector(".badge")?.cloneNode(true);
    head.append(when, ...(badge ? [badge] : []));
    this.chosen.className = `chosen ${colourOf(visit)}`;
    const parts = [".visit-what", ".visit-more", ".visit-actions"].map((part) => visit.querySelector(part).cloneNode(true));
    this.chosen.replaceChildren(head, ...parts);
    this.dispatchEvent(new CustomEvent("visit-chosen", { detail: visit.dataset.appointment }));
  }

  nextVisit() {
    const now = this.dataset.today === undefined ? 0 : minutesNow(this.dataset.zone);
    return this.visits.find((visit) => Number(visit.dataset.end) > now) ?? this.visits[0];
  }

  choose(appointment) {
    const visit = this.visits.find((each) => each.dataset.appointment === appointment);
    visit?.querySelector(".visit-card").focus({ preventScroll: this.laid });
  }

  onClick(event) {
    const card = event.target.closest(".visit-card");
    if (!card || this.selection.onClick(event, card.closest(".visit")) || !this.laid || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (event.detail === 0) location.assign(card.href);
    else card.focus();
  }

  onKey(event) {
    if (!this.move.visit && this.selection.onKey(event)) return;
    if (event.target.closest?.(".plan-days :is(a, button)")) return;
    const visit = event.target.closest?.(".visit") ?? event.target.closest?.(".plan-days");
    if (!visit || event.ctrlKey || event.metaKey || event.altKey || this.move.onKey(event)) return;
    const next = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: "below", ArrowUp: "above" }[event.key];
    if (event.key.toLowerCase() === "m") this.move.start(visit);
    else if (next !== undefined) this.neighbour(visit, next)?.querySelector(".visit-card").focus();
    else return;
    event.preventDefault();
  }

  neighbour(visit, way) {
    if (!this.laid || typeof way === "number") {
      const step = typeof way === "number" ? way : way === "below" ? 1 : -1;
      return this.visits[this.visits.indexOf(visit) + step];
    }
    const rows = this.routes.map((route) => [...route.querySelectorAll(".visit")]);
    const at = rows.findIndex((row) => row.includes(visit));
    const others = way === "below" ? rows.slice(at + 1) : rows.slice(0, Math.max(at, 0)).reverse();
    const row = others.find((each) => each.length) ?? [];
    const distance = (each) => Math.abs(Number(each.dataset.start) - Number(visit.dataset.start));
    return row.reduce((best, each) => (best && distance(best) <= distance(each) ? best : each), undefined);
  }
}

const minutesNow = (zone) => minutesOf(new Date(), zone);

customElements.define("plan-timeline", PlanTimeline);
