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

export function minutesOf(moment, zone) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(moment);
  const [hours, minutes] = parts.split(":").map(Number);
  return hours * 60 + minutes;
}
