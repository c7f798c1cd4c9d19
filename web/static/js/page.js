// What every page does once it is there: the focus after a refused form, and keys.
const typing = (target) => target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const button = document.querySelector('button[aria-keyshortcuts="Control+Enter"]');
    const form = event.target instanceof HTMLElement && event.target.closest("form");
    if (!button || (form && form !== button.form)) return;
    event.preventDefault();
    button.click();
    return;
  }
  if (typing(event.target)) return;
  if (event.key === "/" && !event.ctrlKey && !event.metaKey) {
    const search = document.getElementById("q");
    if (search) {
      event.preventDefault();
      search.focus();
    }
  } else if (["a", "v"].includes(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    document.querySelector(`a[aria-keyshortcuts="${event.key}"]`)?.click();
  } else if (event.key === "?") {
    document.getElementById("help")?.showModal();
  } else if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey)) {
    const step = document.getElementById(event.shiftKey ? "redo" : "undo");
    if (step instanceof HTMLFormElement) {
      event.preventDefault();
      step.requestSubmit();
    }
  }
});

// A second tap on a button that is already on its way changes nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  form.classList.add("busy");
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.classList.remove("busy");
  }
});

document.getElementById("refusal")?.focus();
