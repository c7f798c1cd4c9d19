"""The search: ruin and recreate under simulated annealing, on linked lists of visits with time-window segments.

`annealing` runs it from start to stop; `compiling` turns a problem into the arrays of `model`; `state` is the plan as
it stands; `rounds` plays one round after the other (`ruin`, `insertion`, `tails`, and `desk` to take a round back),
compiled by `compiled`; `chance` draws the numbers.
"""
