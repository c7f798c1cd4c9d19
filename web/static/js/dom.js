// Small words the elements share.
export function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

export function colourOf(visit) {
  return [...(visit.closest(".route")?.classList ?? [])].find((name) => name.startsWith("colour-")) ?? "";
}

// A clock is slow to make and quick to read.
const clocks = new Map();

export function minutesOf(moment, zone) {
  if (!clocks.has(zone)) clocks.set(zone, new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" }));
  const [hours, minutes] = clocks.get(zone).format(moment).split(":").map(Number);
  return hours * 60 + minutes;
}

// A visit in the hand leaves its lane; lanes out of sight are not drawn, nor is what hangs out of them.
export function lifting(visit, lifted) {
  visit.classList.toggle("dragged", lifted);
  visit.closest(".route")?.classList.toggle("spilling", lifted);
}

// A sentence of the page with its names filled in.
export const filled = (sentence, values) => sentence.replace(/{(\w+)}/g, (_, name) => values[name]);

// Does what may hide the place where the keyboard stands; it then goes on from a visit.
export function hiding(change, visit) {
  const stood = document.activeElement;
  change();
  if (!stood.checkVisibility()) visit?.querySelector(".visit-card")?.focus({ preventScroll: true });
}

// What this browser keeps from one page to the next, where it is allowed to.
export function remembered(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Refused by the browser's settings: the choice lasts as long as the page.
  }
}
