// <hold-timer data-until="…">: counts the minutes a slot is kept; the server's sentence stays for those without script.
const TWO_MINUTES = 120;

class HoldTimer extends HTMLElement {
  connectedCallback() {
    this.words = this.querySelector("span");
    this.until = Date.parse(this.dataset.until);
    this.said = document.createElement("span");
    this.said.className = "sr-only";
    this.said.setAttribute("role", "status");
    this.append(this.said);
    this.tick();
    this.clock = setInterval(() => this.tick(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.clock);
  }

  tick() {
    const left = Math.max(0, Math.ceil((this.until - Date.now()) / 1000));
    const minutes = Math.floor(left / 60);
    const seconds = String(left % 60).padStart(2, "0");
    this.classList.toggle("soon", left <= TWO_MINUTES);
    if (left === 0) {
      clearInterval(this.clock);
      this.words.textContent = this.dataset.over;
      this.said.textContent = this.dataset.over;
      return;
    }
    if (left <= TWO_MINUTES && !this.said.textContent) this.said.textContent = this.dataset.soon;
    this.words.textContent = this.dataset.left.replace("{left}", `${minutes} min ${seconds} s`);
  }
}

customElements.define("hold-timer", HoldTimer);
