// <print-button>: a button that prints the page; without script the browser's own menu does.
import { element } from "./dom.js";

class PrintButton extends HTMLElement {
  connectedCallback() {
    const button = element("button", `button ${this.dataset.kind ?? "primary"}`, this.dataset.label);
    button.type = "button";
    button.addEventListener("click", () => print());
    this.replaceChildren(button);
  }
}

customElements.define("print-button", PrintButton);
