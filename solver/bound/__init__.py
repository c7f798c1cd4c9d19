"""What no plan can do without: a lower bound on the cost of every plan, and how far a given plan is from it at most."""

from solver.bound.certificate import Certificate, Cut
from solver.bound.proof import prove

__all__ = ["Certificate", "Cut", "prove"]
