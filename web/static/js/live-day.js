// <live-day>: when the plan changes elsewhere or a search begins or ends, fetches the page again and puts its day in place.
import { begun } from "./begun.js";

const PAUSE = 500;
const [FIRST, LONGEST] = [2_000, 60_000];
const PATIENCE = 30_000;
const HELD = ["pointerdown", "pointermove", "pointerup", "pointercancel"];

// At rest, waiting for a pause to end (`wait`) or fetching (`fetching`): never two at once, so the last answer is the newest.
class LiveDay extends HTMLElement {
  connectedCallback() {
    if (!("EventSource" in window)) return;
    this.words = JSON.parse(this.dataset.words);
    this.failures = 0;
    this.wanted = this.dataset.search;
    this.ended = new AbortController();
    const listen = (name, act) => document.addEventListener(name, act, { signal: this.ended.signal, capture: true });
    for (const name of HELD) listen(name, ({ buttons }) => (this.held = buttons > 0));
    for (const name of ["compositionstart", "compositionend"]) listen(name, () => (this.composing = name.endsWith("start")));
    listen("visibilitychange", () => this.stale && this.atOnce());
    this.listen();
  }

  disconnectedCallback() {
    clearTimeout(this.wait);
    this.stream?.close();
    this.ended?.abort();
  }

  listen() {
    this.stream = new EventSource(this.dataset.source);
    this.stream.addEventListener("changed", ({ data }) => {
      if (JSON.parse(data).days.includes(this.dataset.day)) this.soon();
    });
    this.stream.addEventListener("searches", ({ data }) => {
      this.searched(JSON.parse(data).searches.find(({ day }) => day === this.dataset.day));
    });
    this.stream.addEventListener("error", () => {
      this.missed = true;
      this.later();
    });
    this.stream.addEventListener("open", () => {
      if (this.missed) this.atOnce();
      this.missed = false;
    });
  }

  // What the server says of this day's search: more of what is shown, or something to fetch, once.
  searched(search) {
    this.wanted = search?.mark ?? "";
    if (this.wanted === this.dataset.search) this.querySelector("search-progress")?.tell(search);
    else if (this.wanted !== this.sought) this.soon();
  }

  // Something changed. Changes close together are fetched once; what changes during a fetch, after it.
  soon() {
    if (this.fetching) this.again = true;
    else if (!this.failures) this.after(PAUSE);
  }

  // What kept it from working is over.
  atOnce() {
    this.failures = 0;
    this.soon();
  }

  // Tries again, after a pause that grows with each failure.
  later() {
    if (!this.wait && !this.fetching) this.after(Math.min(LONGEST, FIRST * 2 ** this.failures++));
  }

  after(pause) {
    clearTimeout(this.wait);
    this.wait = setTimeout(() => this.refresh(), pause);
  }

  // Nothing is put in place under a hand that moves, presses, sends or writes something.
  get underWay() {
    return this.held || this.composing || this.querySelector(".moving, form.busy");
  }

  async refresh() {
    this.wait = undefined;
    this.stale = document.visibilityState === "hidden";
    if (this.stale) return;
    if (this.underWay) {
      this.after(PAUSE);
      return;
    }
    const { wanted } = this;
    this.again = false;
    this.fetching = true;
    const { fresh, why } = await this.fetched();
    this.fetching = false;
    if (!this.isConnected) return;
    if (!fresh) this.fail(why);
    else if (this.underWay) this.after(PAUSE);
    else {
      this.sought = wanted;
      this.put(fresh);
      if (this.stream.readyState === EventSource.OPEN) this.failures = 0;
      else if (this.stream.readyState === EventSource.CLOSED) this.listen();
      if (this.again) this.soon();
    }
  }

  // The day as it stands now, or why it is not known.
  async fetched() {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(PATIENCE) });
      if (answer.redirected) return { why: this.words.ended };
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      return { fresh: (answer.ok && page.querySelector("live-day")) || undefined, why: this.words.away };
    } catch {
      return { why: this.words.away };
    }
  }

  fail(why) {
    const line = this.querySelector("[data-part=live]");
    if (line.textContent !== why) line.textContent = why;
    this.later();
  }

  put(fresh) {
    this.dataset.search = fresh.dataset.search;
    const putBack = begun(this);
    this.replaceChildren(...document.adoptNode(fresh).childNodes);
    putBack();
  }
}

customElements.define("live-day", LiveDay);
