"""Answers to "why": why this slot and not another, why not that one, and what would open it."""

from solver.explain.choice import (
    Alternative,
    Choice,
    explain_choice,
    explain_detour,
    explain_offer,
    explain_visit,
)
from solver.explain.refusal import Refusal, explain_refusal
from solver.explain.relaxation import Relaxation, relaxations

__all__ = [
    "Alternative",
    "Choice",
    "Refusal",
    "Relaxation",
    "explain_choice",
    "explain_detour",
    "explain_offer",
    "explain_refusal",
    "explain_visit",
    "relaxations",
]
