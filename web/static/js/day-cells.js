// <day-cells>: arrows, Home and End go from day to day; each day stays a link that Tab and taps reach.
class DayCells extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => this.onKey(event));
  }

  onKey(event) {
    const link = event.target.closest(".cell a");
    if (!link || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const links = [...this.querySelectorAll(".cell a")];
    const at = links.indexOf(link);
    const columns = Number(this.dataset.columns);
    const row = at - (at % columns);
    const to = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      ArrowDown: at + columns,
      ArrowUp: at - columns,
      Home: row,
      End: row + columns - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    links[to]?.focus();
  }
}

customElements.define("day-cells", DayCells);
