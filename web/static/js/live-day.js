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
    const held = this.contains(document.activeElement) && document.activeElement.closest("live-day [id]")?.id;
    const begun = keep(this);
    this.replaceChildren(...document.adoptNode(fresh).childNodes);
    begun(this);
    if (held) focusOn(document.getElementById(held));
  }
}

// What somebody has begun on the page: folds opened, words typed, boxes ticked or not. Gives what puts it back.
function keep(day) {
  const same = (each) => (each.id ? `#${CSS.escape(each.id)}` : `[name="${each.name}"][value="${CSS.escape(each.value)}"]`);
  const folds = [...day.querySelectorAll("details[open] > summary")].map((each) => each.textContent);
  const fields = [...day.querySelectorAll("input:not([type=hidden], [type=date])")]
    .filter((each) => each.value !== each.defaultValue || each.checked !== each.defaultChecked)
    .map((each) => [same(each), each.value, each.checked]);
  return (fresh) => {
    for (const fold of fresh.querySelectorAll("details > summary")) fold.parentElement.open ||= folds.includes(fold.textContent);
    for (const [same, value, checked] of fields) {
      const field = fresh.querySelector(same);
      if (!field) continue;
      Object.assign(field, { value, checked });
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };
}

function focusOn(element) {
  (element?.querySelector("a") ?? element)?.focus({ preventScroll: true });
}

customElements.define("live-day", LiveDay);
