"""History answers "why did my appointment move?" and gives undo: who, when, why, before and after, for ever."""
