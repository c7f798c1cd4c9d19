// The dispatcher's day: the elements its page is made of.
import "./plan-map.js";
import "./plan-timeline.js";
import "./search-progress.js";
import "./live-day.js";
import { passOver } from "./move-days.js";

passOver();
