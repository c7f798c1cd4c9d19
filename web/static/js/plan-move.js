// Moving a visit: the kernel says where it may go, the lanes show it, and a drag, a tap or keys choose among its answers.
import { element, filled, hiding, lifting, minutesOf } from "./dom.js";
import { coming, Days } from "./move-days.js";
import { followHeld, listenToPointers } from "./plan-pointers.js";

const whole = (words) => words && words[0].toUpperCase() + words.slice(1) + (words.endsWith(".") ? "" : ".");

export class Move {
  constructor(timeline) {
    this.timeline = timeline;
    this.words = timeline.words;
    this.days = new Days(timeline, () => this.leave());
    listenToPointers(timeline, this);
  }

  // A visit that another day's page handed over: it has no card among the lanes here. The address forgets it at once.
  receive() {
    const move = coming();
    if (!move) return;
    history.replaceState(null, "", location.pathname + location.search);
    const card = this.timeline.visits.find((visit) => visit.dataset.appointment === move.appointment);
    const visit = card ?? element("span");
    visit.dataset.appointment = move.appointment;
    this.start(visit);
    this.guest = !this.shown(visit);
    (card?.querySelector(".visit-card") ?? this.days.bar).focus({ preventScroll: true });
    followHeld(this);
  }

  // Begins by asking the kernel; the answers are drawn on the lanes. `pointer` is where the visit is held, if it is.
  start(visit, pointer) {
    if (this.visit) this.stop();
    this.run = new AbortController();
    const { signal } = this.run;
    document.addEventListener("keydown", (event) => this.onEscape(event), { signal });
    this.visit = visit;
    this.pointer = pointer;
    visit.classList.add("moved");
    this.timeline.classList.add("moving");
    this.days.show(visit.dataset.appointment);
    this.say(this.words.wait);
    const { base, query } = this.timeline.dataset;
    const address = `${base}/verdicts${query ? `${query}&` : "?"}appointment=${encodeURIComponent(visit.dataset.appointment)}`;
    this.asked = this.learn(address, signal);
  }

  async learn(address, signal) {
    const { trouble, name, home, verdicts } = await this.ask(`${address}&briefly=true`, signal);
    if (signal.aborted) return;
    if (trouble) {
      this.stop(trouble);
      return;
    }
    this.home = home;
    this.verdicts = verdicts.map((verdict) => this.drawn(verdict)).filter(Boolean);
    this.completed = this.complete(address, signal);
    this.possible = this.verdicts.filter((verdict) => verdict.possible);
    if (!this.possible.length) {
      const unseen = verdicts.some((verdict) => verdict.possible);
      this.say(unseen ? this.words.unseen : `${this.words.none} ${this.words.elsewhere}`);
      return;
    }
    this.say(filled(this.words.moving, { name }));
    if (!this.pointer) this.aim(this.possible[0], true);
    else this.aim(this.under(this.pointer));
  }

  // The answer, or the sentence that says why there is none; an answer from elsewhere is the sign-in page's.
  async ask(address, signal) {
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" }, signal });
      if (answer.redirected) return { trouble: this.words.signedOut };
      return answer.ok ? await answer.json() : { trouble: this.words.unanswered };
    } catch {
      return { trouble: this.words.unanswered };
    }
  }

  // At what hour, why, why not, and the offer that moves it there: they take longer than to shade the lanes.
  async complete(address, signal) {
    const { trouble, verdicts } = await this.ask(address, signal);
    if (signal.aborted) return;
    if (trouble) {
      this.stop(trouble);
      return;
    }
    const place = ({ technician, start, end }) => `${technician} ${start} ${end}`;
    const known = new Map(verdicts.map((verdict) => [place(verdict), verdict]));
    for (const verdict of this.verdicts) {
      const { possible, offer, hour, sentence } = known.get(place(verdict)) ?? {};
      Object.assign(verdict, { complete: true, possible: Boolean(possible), offer, hour: hour ?? verdict.hour, sentence: sentence || this.words.outside });
      verdict.mark.className = `lane-mark ${markOf(verdict)}`;
    }
    this.possible = this.verdicts.filter((verdict) => verdict.possible);
    this.aimed?.mark.classList.add("aimed");
    if (this.aimed) this.sayAimed();
  }

  drawn(verdict) {
    const { timeline } = this;
    const route = timeline.routes.find((each) => each.dataset.technician === verdict.technician);
    if (!route) return undefined;
    const zone = timeline.dataset.zone;
    const from = minutesOf(new Date(verdict.start), zone);
    const to = minutesOf(new Date(verdict.end), zone);
    const mark = timeline.mark(route, markOf(verdict), from, to);
    return { ...verdict, complete: false, route, mark, from, to };
  }

  stop(sentence = "") {
    this.run.abort();
    const { visit, verdicts } = this;
    visit.classList.remove("moved");
    lifting(visit, false);
    for (const verdict of verdicts ?? []) verdict.mark.remove();
    this.visit = this.pointer = this.verdicts = this.aimed = undefined;
    this.possible = [];
    this.guest = false;
    this.days.forget();
    hiding(() => this.timeline.classList.remove("moving"), this.shown(visit) ?? this.timeline.selected);
    this.say(sentence);
  }

  // A visit as the page shows it, on its lane or among those to be placed.
  shown(visit) {
    return document.getElementById(`rdv-${visit.dataset.appointment}`);
  }

  // Nothing is moved; a visit from another day is left there.
  leave() {
    const home = this.guest && this.home;
    this.stop(this.words.cancelled);
    if (home) location.assign(home);
  }

  say(sentence) {
    this.timeline.say.textContent = sentence;
  }

  aim(verdict, byKeys = false) {
    if (verdict === this.aimed) return;
    this.aimed?.mark.classList.remove("aimed");
    this.aimed = verdict;
    this.wish = undefined;
    if (!verdict) {
      this.say(this.words.outside);
      return;
    }
    verdict.mark.classList.add("aimed");
    this.sayAimed();
    if (byKeys) verdict.mark.scrollIntoView({ block: "nearest" });
  }

  // Who, and once it is known at what hour and why, or why not.
  sayAimed() {
    const { complete, possible, route, hour, sentence, keeps_promise: kept } = this.aimed;
    const who = route.querySelector("h2").textContent.trim();
    if (!complete && possible) {
      this.say(`${who}…`);
      return;
    }
    const why = possible ? `${kept ? "" : `${this.words.tell} `}${sentence}` : `${this.words.refused} ${whole(sentence)}`;
    this.say(filled(this.words.place, { who, hour, why }));
  }

  // Sends the same form as the page without script would; it is one form, so that it is not sent twice. Whoever is
  // quicker than the offer waits for it, and may still aim elsewhere.
  async confirm() {
    const { aimed, run } = this;
    const wish = (this.wish = {});
    if (aimed) await this.completed;
    if (run.signal.aborted || this.wish !== wish) return;
    if (!aimed?.possible) {
      const why = aimed && `${this.words.refused} ${whole(aimed.sentence)}`;
      if (this.guest) this.say(why ?? this.words.outside);
      else this.stop(why ? `${why} ${this.words.cancelled}` : this.words.cancelled);
      return;
    }
    const { base, query, csrf } = this.timeline.dataset;
    this.form ??= document.body.appendChild(element("form"));
    this.form.method = "post";
    this.form.action = `${base}/deplacer/${this.visit.dataset.appointment}${query}`;
    const fields = { csrf_token: csrf, offer: aimed.offer };
    this.form.replaceChildren(...Object.entries(fields).map(([name, value]) => Object.assign(element("input"), { type: "hidden", name, value })));
    this.form.requestSubmit();
  }

  // Keys while moving: left and right along the day, up and down between technicians. True when the key was ours.
  onKey(event) {
    if (!this.visit) return false;
    if (event.key === "Enter") this.confirm();
    else if (event.key.startsWith("Arrow") && this.aimed) this.aim(this.towards(event.key), true);
    else if (!this.days.key(event)) return event.key !== "Tab";
    event.preventDefault();
    return true;
  }

  // Wherever the keyboard stands, but in a dialog, which it closes.
  onEscape(event) {
    if (event.key !== "Escape" || event.target.closest("dialog")) return;
    event.preventDefault();
    this.leave();
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

  // The visit hangs at this point of the window.
  hold(point) {
    if (!this.visit) return;
    this.pointer = point;
    this.days.over(point);
    if (this.verdicts) this.aim(this.under(point));
  }

  // Let go there, or nowhere; a drop quicker than the answer waits for it, and one that has not left its place is none.
  async drop(point) {
    if (this.days.dropped()) return;
    const { visit, run } = this;
    lifting(visit, false);
    if (!point || (!this.verdicts && within(visit, point))) {
      this.stop(this.words.cancelled);
      return;
    }
    await this.asked;
    if (run.signal.aborted) return;
    this.pointer = undefined;
    const over = this.under(point);
    this.aim(over);
    this.confirm();
  }

  tap(point) {
    const verdict = this.under(point);
    if (!verdict) return;
    this.aim(verdict);
    if (verdict.possible) this.confirm();
  }

  // The place one sees at this point: none where a bar lies over the lane.
  under({ x, y }) {
    const seen = document.elementsFromPoint(x, y).find((each) => !each.closest(".moved"));
    const lane = seen?.closest(".lane");
    const hits = (this.verdicts ?? []).filter(({ mark }) => {
      const box = mark.getBoundingClientRect();
      return lane?.contains(mark) && x >= box.left && x <= box.right;
    });
    return hits.find((verdict) => verdict.possible) ?? hits[0];
  }
}

function markOf({ possible, keeps_promise: kept }) {
  return `verdict-mark ${possible ? (kept ? "yes" : "tell") : "no"}`;
}

function within(visit, { x, y }) {
  const box = visit.getBoundingClientRect();
  return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
}
