"""The store keeps what the house knows: one transaction for one command, on a file or on PostgreSQL."""

from planner.store.database import Database

__all__ = ["Database"]
