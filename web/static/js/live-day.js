// <live-day>: when the plan changes elsewhere or a search begins or ends, fetches the page again and puts its day in place, focus kept.
const PAUSE = 500;

class LiveDay extends HTMLElement {
  connectedCallback() {
    if (!("EventSource" in window)) return;
    this.stream = new EventSource(this.dataset.source);
    this.stream.addEventListener("changed", ({ data }) => {
      if (JSON.parse(data).days.includes(this.dataset.day)) this.soon();
    });
    this.stream.addEventListener("searches", ({ data }) => {
      this.searched(JSON.parse(data).searches.find(({ day }) => day === this.dataset.day));
    });
    this.onShow = () => document.visibilityState === "visible" && this.stale && this.soon();
    document.addEventListener("visibilitychange", this.onShow);
  }

  disconnectedCallback() {
    clearTimeout(this.wait);
    this.stream?.close();
    document.removeEventListener("visibilitychange", this.onShow);
  }

  // What the server says of this day's search: more of what is shown, or something to fetch, once.
  searched(search) {
    const mark = search?.mark ?? "";
    if (mark === this.dataset.search) this.querySelector("search-progress")?.tell(search);
    else if (mark !== this.sought) this.soon();
    this.sought = mark;
  }

  soon() {
    clearTimeout(this.wait);
    this.wait = setTimeout(() => this.refresh(), PAUSE);
  }

  async refresh() {
    this.stale = document.visibilityState === "hidden";
    if (this.stale) return;
    if (this.querySelector(".moving, form.busy")) {
      this.soon();
      return;
    }
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("live-day");
    if (!fresh) return;
    this.dataset.search = fresh.dataset.search;
    const held = document.activeElement?.closest("[id]")?.id;
    this.replaceChildren(...document.adoptNode(fresh).childNodes);
    if (held) focusOn(document.getElementById(held));
  }
}

function focusOn(element) {
  (element?.querySelector("a") ?? element)?.focus({ preventScroll: true });
}

customElements.define("live-day", LiveDay);
