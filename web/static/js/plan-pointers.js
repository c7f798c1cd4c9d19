// Mouse and fingers on the lanes: a tap names a place, a drag carries a visit there; each acts once it is let go.
import { lifting } from "./dom.js";

const STILL = 6;
const LONG_PRESS = 350;

const at = ({ clientX, clientY }) => ({ x: clientX, y: clientY });
const apart = (one, other) => Math.hypot(one.x - other.x, one.y - other.y);

export function listenToPointers(timeline, move) {
  timeline.addEventListener("dragstart", (event) => event.preventDefault());
  timeline.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const visit = event.target.closest(".plan-routes .visit");
    if (move.verdicts && visit !== move.visit) tap(event, move);
    else if (visit && timeline.laid) drag(event, visit, move);
  });
}

// What comes after a press, until it ends: `away` when the browser takes the pointer, to scroll for example.
function follow({ moved, up, away }) {
  const pressed = new AbortController();
  const listen = (name, act) => addEventListener(name, act, { signal: pressed.signal });
  const last = (act) => (event) => {
    pressed.abort();
    act?.(event);
  };
  listen("pointermove", (event) => moved?.(event));
  listen("pointerup", last(up));
  listen("pointercancel", last(away));
  return pressed;
}

function tap(event, move) {
  const origin = at(event);
  follow({ up: (up) => apart(origin, at(up)) <= STILL && move.tap(at(up)) });
}

// A mouse drags at once; a finger after a long press, so that the page still scrolls.
function drag(event, visit, move) {
  const origin = at(event);
  const mouse = event.pointerType === "mouse";
  let lifted = false;
  const carried = () => lifted && move.visit === visit;
  const lift = () => {
    lifted = true;
    lifting(visit, true);
    move.start(visit, origin);
  };
  const press = mouse ? undefined : setTimeout(lift, LONG_PRESS);
  const end = (point) => {
    clearTimeout(press);
    visit.style.removeProperty("--dx");
    visit.style.removeProperty("--dy");
    if (lifted) swallowClick();
    if (carried()) move.drop(point);
  };
  const pressed = follow({
    moved: (moved) => {
      const point = at(moved);
      if (!lifted && apart(origin, point) > STILL) {
        if (mouse) lift();
        else pressed.abort();
      }
      if (!carried()) return;
      visit.style.setProperty("--dx", `${point.x - origin.x}px`);
      visit.style.setProperty("--dy", `${point.y - origin.y}px`);
      move.hold(point);
    },
    up: (up) => end(at(up)),
    away: () => end(undefined),
  });
  pressed.signal.addEventListener("abort", () => clearTimeout(press));
  // A visit is a link: a phone would open a link's menu under a long press, and take the finger away.
  if (!mouse) addEventListener("contextmenu", (menu) => menu.preventDefault(), { signal: pressed.signal });
  addEventListener("touchmove", (touched) => carried() && touched.preventDefault(), { signal: pressed.signal, passive: false });
}

// A mouse's button let go counts as a click there and then; a finger's does not, and its next tap is its own.
function swallowClick() {
  const swallow = (click) => click.preventDefault();
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }));
}

// A button pressed on the page before may still be down: the visit hangs on it until it is let go.
export function followHeld(move) {
  const held = follow({
    moved: (event) => (event.buttons & 1 ? move.hold(at(event)) : held.abort()),
    up: (event) => move.pointer && move.drop(at(event)),
  });
  addEventListener("pointerdown", () => held.abort(), { signal: held.signal });
}
