// What a page answers when tests/web/test_operability.py asks who can operate it.
const OPERABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
const shown = (each) => each.checkVisibility({ visibilityProperty: true }) && each.getClientRects().length > 0;
const named = (each) => each.outerHTML.replace(/\s+/g, " ").slice(0, 110);
// One radio of a group is reached by Tab, the others by arrows; what is disabled cannot be operated by anybody.
const group = (each) => each.type === "radio" ? `${each.form?.action} ${each.name}` : each;
const operable = () => [...document.querySelectorAll(OPERABLE)].filter((each) => shown(each) && !each.matches(":disabled"));
const hidden = (each) => each.closest(".sr-only, .skip");
// The place of a finger: the label of a box, the first line of a link.
const target = (each) => (each.matches("input[type=checkbox], input[type=radio], .sr-only") && each.labels?.[0]) || each;
window.operability = {
  reached: new Set(),
  step() {
    const at = document.activeElement;
    // A date is several stops of the same field; past the end one begins again at the top.
    if (at === this.last) return "on";
    this.last = at;
    if (!at || at === document.body) return "on";
    if (this.reached.has(group(at))) return "out";
    this.reached.add(group(at));
    const { outlineStyle, outlineWidth } = getComputedStyle(at);
    if (outlineStyle === "none" || outlineWidth === "0px") (this.unseen ??= []).push(named(at));
    return at.matches("details:not([open]) > summary") ? "closed" : "on";
  },
  missed: () => operable().filter((each) => !window.operability.reached.has(group(each))).map(named),
  covered: () => operable().filter((each) => !hidden(each)).filter((each) => {
    const place = target(each);
    place.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const box = place.getClientRects()[0];
    const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return !(hit && (place.contains(hit) || each.contains(hit) || hit.closest("label")?.control === each));
  }).map(named),
  // Links inside a sentence are exempt, as WCAG 2.5.8 has them; a link alone on its line is not.
  small: (least) => operable().filter((each) => !hidden(each)).filter((each) => {
    const sentence = each.closest("p, li, td, dd, h2, h3")?.textContent.trim().length ?? 0;
    if (each.matches("a") && getComputedStyle(each).display === "inline" && sentence > each.textContent.trim().length) return false;
    const box = target(each).getBoundingClientRect();
    return box.height < least - 0.5 || box.width < least - 0.5;
  }).map(named),
  wide: () => [...document.querySelectorAll("body *")]
    .filter((each) => shown(each) && !hidden(each) && !each.closest(".table, .leaflet-container"))
    .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 || each.getBoundingClientRect().left < -1)
    .map(named),
  open: () => document.querySelectorAll("details").forEach((each) => (each.open = true)),
};
