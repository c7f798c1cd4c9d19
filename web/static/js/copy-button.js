// <copy-button>: a button that copies what stands in `data-of`; without script one tap there selects it all.
import { element } from "./dom.js";

class CopyButton extends HTMLElement {
  connectedCallback() {
    const button = element("button", "button secondary", this.dataset.label);
    button.type = "button";
    const said = element("span", "good");
    said.setAttribute("role", "status");
    button.addEventListener("click", () => {
      getSelection().selectAllChildren(document.getElementById(this.dataset.of));
      // `navigator.clipboard` is missing where a firm serves itself by plain http.
      if (document.execCommand("copy")) said.textContent = this.dataset.done;
    });
    this.replaceChildren(button, said);
  }
}

customElements.define("copy-button", CopyButton);
