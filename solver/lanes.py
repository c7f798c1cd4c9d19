"""Sixteen lanes at once: a row of numpy in Python, one wide register once compiled; to the rules it is a number.

Compiled, these functions and the operators on rows are what `solver.registers` says: 32 bits stay 32 bits, a product
has 64, and a number beside a row is as wide as the row.
"""

from typing import Any, TypeAlias

import numpy as np

LANES = 16
"""So many routes of one day go through a kernel together."""

NEVER = 2**27
"""More seconds than any shift has, and few enough for the sum of a dozen to fit in 32 bits."""

Row: TypeAlias = Any
"""A number, or a truth value, for each lane."""

Where: TypeAlias = int | tuple[int, int]
"""Which row of an array of rows, (rows, lanes) or (many, rows, lanes)."""


def lanes(rows: Row, where: Where) -> Row:
    """The row that stands there."""
    return np.asarray(rows[where], np.int64)


def keep(rows: Row, where: Where, row: Row) -> None:
    """Write a row, or one number for all lanes."""
    rows[where] = row


def fetch(rows: Row, where: Where) -> None:
    """Say that this row will soon be asked for."""


def least(row: Row) -> int:
    """The least of its numbers."""
    return int(row.min())


def count(chosen: Row) -> int:
    """How many lanes are chosen."""
    return int(chosen.sum())


def pour(column: Row, start: int, row: Row, chosen: Row) -> None:
    """Write the numbers of the chosen lanes one after the other; the rest of the sixteen places may hold anything."""
    kept = np.broadcast_to(row, LANES)[chosen]
    column[start : start + kept.size] = kept
