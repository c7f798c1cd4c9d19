// What somebody has begun on a day that is about to be replaced: `begun(day)` notes it and gives what puts it back.
const FIELDS = "input:not([type=hidden]), select, textarea";
const REACHED = `a[href], button, summary, ${FIELDS}, [tabindex]`;

export function begun(day) {
  const back = [folds(day), fields(day), chosen(day), focus(day)];
  return () => back.forEach((put) => put());
}

const holder = (day, each) => each.closest("live-day [id]")?.id;
const ticked = (each) => ["checkbox", "radio"].includes(each.type);

// Open or closed by hand, each fold stays as it is.
function folds(day) {
  const name = (fold) => `${holder(day, fold)} ${fold.querySelector("summary").textContent}`;
  const all = () => [...day.querySelectorAll("details")];
  const open = new Map(all().map((fold) => [name(fold), fold.open]));
  return () => {
    for (const fold of all()) fold.open = open.get(name(fold)) ?? fold.open;
  };
}

// What was typed, ticked or chosen in the fields.
function fields(day) {
  const place = (each) => {
    if (each.id) return `#${CSS.escape(each.id)}`;
    return `[name="${each.name}"]${ticked(each) ? `[value="${CSS.escape(each.value)}"]` : ""}`;
  };
  const touched = (each) => each.matches("select") || each.value !== each.defaultValue || each.checked !== each.defaultChecked;
  const noted = [...day.querySelectorAll(FIELDS)].filter(touched).map((each) => [place(each), each.value, each.checked]);
  return () => {
    for (const [place, value, checked] of noted) {
      const field = day.querySelector(place);
      if (!field || (field.options && ![...field.options].some((option) => option.value === value))) continue;
      Object.assign(field, ticked(field) ? { checked } : { value });
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };
}

// The visit whose details are shown, the one chosen last among several, and whether the boxes were asked for.
function chosen(day) {
  const timeline = () => day.querySelector("plan-timeline");
  const { selected, selection } = timeline() ?? {};
  const choosing = timeline()?.classList.contains("choosing");
  const [shown, last] = [selected, selection?.last].map((visit) => visit?.dataset.appointment);
  return () => {
    const fresh = timeline();
    const found = (appointment) => fresh.visits.find((visit) => visit.dataset.appointment === appointment);
    if (!fresh?.selection) return;
    fresh.select(found(shown));
    if (choosing) fresh.selection.ask(true);
    if (last) fresh.selection.last = found(last);
  };
}

// The keyboard: the same thing in the same place, the caret where it was; else what now stands there.
function focus(day) {
  const held = document.activeElement;
  if (!day.contains(held)) return () => {};
  const within = (id) => [...(document.getElementById(id) ?? day).querySelectorAll(REACHED)];
  const look = (each) => [each.localName, each.name, ticked(each) && each.value, each.getAttribute("href"), each.textContent.trim()].join("|");
  const alike = (all) => all.filter((each) => look(each) === look(held));
  const id = holder(day, held);
  const all = within(id);
  const [at, turn] = [all.indexOf(held), alike(all).indexOf(held)];
  const caret = [held.selectionStart ?? null, held.selectionEnd];
  return () => {
    const own = held.id ? document.getElementById(held.id) : undefined;
    const now = within(id);
    const found = own ?? alike(now)[turn] ?? alike(now)[0] ?? now[at] ?? document.getElementById("contenu");
    found.focus({ preventScroll: true });
    if (found.localName === held.localName && caret[0] !== null) found.setSelectionRange(...caret);
  };
}
