// Moving a visit: the kernel says where it may go, the lanes show it, and a drag, a tap or keys choose among its answers.
import { element, minutesOf } from "./dom.js";
import { coming, Days } from "./move-days.js";

const STILL = 6;
const LONG_PRESS = 350;
const whole = (words) => words[0].toUpperCase() + words.slice(1) + (words.endsWith(".") ? "" : ".");

export class Move {
  constructor(timeline) {
    this.timeline = timeline;
    this.words = timeline.words;
    timeline.addEventListener("pointerdown", (event) => this.onDown(event));
    timeline.addEventListener("dragstart", (event) => event.preventDefault());
    this.days = new Days(timeline, () => this.leave());
  }

  // A visit that another day's page handed over: it has no card here, and a button held on that page may still be down.
  receive() {
    const move = coming();
    if (!move) return;
    const card = this.timeline.visits.find((visit) => visit.dataset.appointment === move.appointment);
    const visit = card ?? element("span");
    visit.dataset.appointment = move.appointment;
    this.guest = !card;
    this.start(visit);
    (card?.querySelector(".visit-card") ?? this.days.bar).focus({ preventScroll: true });
    const unheld = new AbortController();
    const listen = (name, act) => addEventListener(name, act, { signal: unheld.signal });
    listen("pointerdown", () => unheld.abort());
    listen("pointermove", (event) => {
      if (!(event.buttons & 1)) unheld.abort();
      else this.hold(event);
    });
    listen("pointerup", (event) => {
      unheld.abort();
      if (this.pointer) this.drop(event);
    });
  }

  hold({ clientX, clientY }) {
    this.pointer = { x: clientX, y: clientY };
    this.days.over(this.pointer);
    if (this.verdicts) this.follow(this.pointer);
  }

  // Begins by asking the kernel; the answers are drawn on the lanes.
  async start(visit) {
    if (this.visit) this.stop();
    this.visit = visit;
    visit.classList.add("moved");
    this.timeline.classList.add("moving");
    this.days.show(visit.dataset.appointment);
    this.say(this.words.wait);
    const address = `${this.timeline.dataset.base}/verdicts?appointment=${encodeURIComponent(visit.dataset.appointment)}`;
    const told = await this.ask(`${address}&reasons=false`);
    if (this.visit !== visit) return;
    if (!told) {
      this.stop(this.words.none);
      return;
    }
    const { name, home, verdicts } = told;
    this.home = home;
    this.verdicts = verdicts.map((verdict) => this.drawn(verdict)).filter(Boolean);
    this.explained = this.explain(address);
    this.possible = this.verdicts.filter((verdict) => verdict.offer);
    if (!this.possible.length) {
      this.say(`${this.words.none} ${this.words.elsewhere}`);
      return;
    }
    this.say(this.words.moving.replace("{name}", name));
    if (!this.pointer) this.aim(this.possible[0], true);
    else this.follow(this.pointer);
  }

  async ask(address) {
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => undefined);
    return answer?.ok ? answer.json() : undefined;
  }

  // Why not takes longer than yes or no: the reasons come once the lanes are shaded.
  async explain(address) {
    const verdicts = this.verdicts;
    if (verdicts.every((verdict) => verdict.offer)) return;
    const place = ({ technician, start }) => `${technician} ${start}`;
    const told = await this.ask(address);
    const why = new Map(told?.verdicts.map((verdict) => [place(verdict), verdict.sentence]));
    for (const verdict of verdicts) {
      if (!verdict.offer) verdict.sentence = why.get(place(verdict)) || verdict.sentence;
    }
    if (this.verdicts !== verdicts || !this.aimed || this.aimed.offer) return;
    const aimed = this.aimed;
    this.aimed = undefined;
    this.aim(aimed);
  }

  drawn(verdict) {
    const { timeline } = this;
    const route = timeline.routes.find((each) => each.dataset.technician === verdict.technician);
    if (!route) return undefined;
    const zone = timeline.dataset.zone;
    const from = minutesOf(new Date(verdict.start), zone);
    const to = minutesOf(new Date(verdict.end), zone);
    const kind = verdict.offer ? (verdict.keeps_promise ? "yes" : "tell") : "no";
    const mark = timeline.mark(route, `verdict-mark ${kind}`, from, to);
    return { ...verdict, sentence: verdict.sentence || this.words.outside, route, mark, from, to };
  }

  stop(sentence = "") {
    this.visit?.classList.remove("moved", "dragged");
    for (const verdict of this.verdicts ?? []) verdict.mark.remove();
    this.timeline.classList.remove("moving");
    this.visit = this.verdicts = this.aimed = undefined;
    this.possible = [];
    this.guest = false;
    this.days.forget();
    this.say(sentence);
  }

  // Nothing is moved; a visit from another day is left there.
  leave() {
    if (this.guest && this.home) location.assign(this.home);
    else this.stop(this.words.cancelled);
  }

  say(sentence) {
    this.timeline.say.textContent = sentence;
  }

  aim(verdict, byKeys = false) {
    if (verdict === this.aimed) return;
    this.aimed?.mark.classList.remove("aimed");
    this.aimed = verdict;
    if (!verdict) {
      this.say(this.words.outside);
      return;
    }
    verdict.mark.classList.add("aimed");
    if (byKeys) verdict.mark.scrollIntoView({ block: "nearest" });
    const who = verdict.route.querySelector("h2").textContent.trim();
    const refused = verdict.offer ? "" : `${this.words.refused} `;
    const told = { place: who, hour: verdict.hour, why: refused + (refused ? whole(verdict.sentence) : verdict.sentence) };
    this.say(this.words.place.replace(/{(\w+)}/g, (_, name) => told[name]));
  }

  // Sends the same form as the page without script would.
  confirm() {
    if (!this.aimed?.offer && this.guest) {
      this.say(this.aimed ? `${this.words.refused} ${whole(this.aimed.sentence)}` : this.words.outside);
      return;
    }
    if (!this.aimed?.offer) {
      this.stop(this.aimed ? `${this.words.refused} ${whole(this.aimed.sentence)} ${this.words.cancelled}` : this.words.cancelled);
      return;
    }
    const { base, csrf } = this.timeline.dataset;
    const form = element("form");
    form.method = "post";
    form.action = `${base}/deplacer/${this.visit.dataset.appointment}`;
    for (const [name, value] of [["csrf_token", csrf], ["offer", this.aimed.offer]]) {
      const field = element("input");
      Object.assign(field, { type: "hidden", name, value });
      form.append(field);
    }
    document.body.append(form);
    form.requestSubmit();
  }

  // Keys while moving: left and right along the day, up and down between technicians. True when the key was ours.
  onKey(event) {
    if (!this.visit) return false;
    if (event.key === "Escape") this.leave();
    else if (event.key === "Enter") this.confirm();
    else if (event.key.startsWith("Arrow") && this.aimed) this.aim(this.towards(event.key), true);
    else if (!this.days.key(event)) return event.key !== "Tab";
    event.preventDefault();
    return true;
  }

  towards(key) {
    const { routes } = this.timeline;
    const here = this.aimed;
    const row = (verdict) => routes.indexOf(verdict.route);
    if (key === "ArrowLeft" || key === "ArrowRight") {
      const same = this.possible.filter((each) => each.route === here.route).sort((a, b) => a.from - b.from);
      return same[same.indexOf(here) + (key === "ArrowRight" ? 1 : -1)] ?? here;
    }
    const way = key === "ArrowDown" ? 1 : -1;
    const others = this.possible.filter((each) => (row(each) - row(here)) * way > 0);
    const near = (each) => Math.abs(row(each) - row(here)) * 10000 + Math.abs(each.from - here.from);
    return others.sort((a, b) => near(a) - near(b))[0] ?? here;
  }

  // A mouse drags at once; a finger after a long press, so that the page still scrolls.
  onDown(event) {
    const visit = event.target.closest(".plan-routes .visit");
    if (this.visit && this.verdicts && !visit?.classList.contains("moved")) {
      this.tap(event);
      return;
    }
    if (!visit || !this.timeline.laid || event.button !== 0) return;
    const origin = { x: event.clientX, y: event.clientY };
    const abort = new AbortController();
    const lift = () => {
      visit.classList.add("dragged");
      this.pointer = origin;
      this.start(visit);
    };
    const press = event.pointerType === "mouse" ? undefined : setTimeout(lift, LONG_PRESS);
    const listen = (name, act) => addEventListener(name, act, { signal: abort.signal, passive: false });
    const end = () => {
      clearTimeout(press);
      abort.abort();
      visit.style.removeProperty("--dx");
      visit.style.removeProperty("--dy");
    };
    listen("pointermove", (moved) => {
      const far = Math.hypot(moved.clientX - origin.x, moved.clientY - origin.y) > STILL;
      if (!this.pointer && far) {
        if (event.pointerType === "mouse") lift();
        else end();
      }
      if (this.pointer) this.drag(visit, origin, moved);
    });
    listen("touchmove", (touched) => this.pointer && touched.preventDefault());
    listen("pointerup", (up) => {
      end();
      if (this.pointer) this.drop(up);
    });
    listen("pointercancel", () => {
      end();
      if (this.pointer) this.drop(undefined);
    });
  }

  drag(visit, origin, { clientX, clientY }) {
    visit.style.setProperty("--dx", `${clientX - origin.x}px`);
    visit.style.setProperty("--dy", `${clientY - origin.y}px`);
    this.hold({ clientX, clientY });
  }

  follow({ x, y }) {
    this.aim(this.under(x, y));
  }

  under(x, y) {
    const lane = this.timeline.routes.find((route) => {
      const box = route.querySelector(".lane").getBoundingClientRect();
      return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
    });
    const hits = (this.verdicts ?? []).filter((verdict) => {
      const box = verdict.mark.getBoundingClientRect();
      return verdict.route === lane && x >= box.left && x <= box.right;
    });
    return hits.find((verdict) => verdict.offer) ?? hits[0];
  }

  async drop(up) {
    this.pointer = undefined;
    if (this.days.dropped()) return;
    addEventListener("click", (click) => click.preventDefault(), { capture: true, once: true });
    setTimeout(() => this.visit?.classList.remove("dragged"));
    const over = up && this.verdicts && this.under(up.clientX, up.clientY);
    if (over && !over.offer) await this.explained;
    if (up && this.verdicts) {
      this.aim(over);
      this.confirm();
    } else {
      this.stop(this.words.cancelled);
    }
  }

  tap(event) {
    const verdict = this.under(event.clientX, event.clientY);
    if (!verdict) return;
    event.preventDefault();
    this.aim(verdict);
    if (verdict.offer) this.confirm();
  }
}
