"""Answers to "why": why this slot and not another, why not that one, and what would open it."""

from solver.explain.choice import explain_detour, explain_offer
from solver.explain.refusal import Refusal, explain_refusal

__all__ = ["Refusal", "explain_detour", "explain_offer", "explain_refusal"]
