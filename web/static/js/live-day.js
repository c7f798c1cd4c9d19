// <live-day>: when the plan changes elsewhere, fetches the page again and puts its day in place, focus kept.
const PAUSE = 500;

class LiveDay extends HTMLElement {
  connectedCallback() {
    if (!("EventSource" in window)) return;
    this.stream = new EventSource(this.dataset.source);
    this.stream.addEventListener("changed", ({ data }) => {
      if (JSON.parse(data).days.includes(this.dataset.day)) this.soon();
    });
    this.onShow = () => document.visibilityState === "visible" && this.stale && this.soon();
    document.addEventListener("visibilitychange", this.onShow);
  }

  disconnectedCallback() {
    clearTimeout(this.wait);
    this.stream?.close();
    document.removeEventListener("visibilitychange", this.onShow);
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
    const held = document.activeElement?.closest("[id]")?.id;
    this.replaceChildren(...document.adoptNode(fresh).childNodes);
    if (held) focusOn(document.getElementById(held));
  }
}

function focusOn(element) {
  (element?.querySelector("a") ?? element)?.focus({ preventScroll: true });
}

customElements.define("live-day", LiveDay);
