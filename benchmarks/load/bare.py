"""What there would be without us: FastAPI and SQLite, nothing proven.

Slots are read by one indexed query; a booking is one row, on the disk before it is answered, whoever else has the slot.

python -m benchmarks.load.bare DATABASE PORT
"""

import sqlite3
import sys
from pathlib import Path
from threading import Lock, local
from typing import Any

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

COLUMNS = ("offer", "start", "end", "recommended", "reason", "near", "discount")


def keep(database: Path, service: str, answers: dict[str, list[dict[str, Any]]]) -> None:
    """Write the slots that were answered for each commune into a table with an index."""
    with sqlite3.connect(database) as connection:
        connection.execute(
            'CREATE TABLE slots (firm, service, commune, offer, start, "end", recommended, reason, near, discount)'
        )
        for commune, slots in answers.items():
            rows = [("race", service, commune, *(slot[name] for name in COLUMNS)) for slot in slots]
            connection.executemany("INSERT INTO slots VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        connection.execute("CREATE INDEX asked ON slots (firm, service, commune)")
        connection.execute("CREATE TABLE bookings (id INTEGER PRIMARY KEY, firm, offer, name, phone, address)")


class Booking(BaseModel):
    """Who takes a slot."""

    firm: str
    offer: str
    name: str
    phone: str
    address: str


def application(database: Path) -> FastAPI:
    """Return an application with the two routes."""
    app, here, turn = FastAPI(), local(), Lock()
    writing = sqlite3.connect(database, check_same_thread=False)
    writing.execute("PRAGMA journal_mode=WAL")
    writing.execute("PRAGMA synchronous=FULL")

    @app.get("/slots")
    def slots(firm: str, service: str, commune: str) -> dict[str, Any]:
        if not hasattr(here, "connection"):
            here.connection = sqlite3.connect(database)
        rows = here.connection.execute(
            "SELECT * FROM slots WHERE firm = ? AND service = ? AND commune = ?", (firm, service, commune)
        )
        return {"slots": [dict(zip(COLUMNS, row[3:], strict=True)) for row in rows]}

    @app.post("/bookings", status_code=201)
    def book(booking: Booking) -> dict[str, Any]:
        row = (booking.firm, booking.offer, booking.name, booking.phone, booking.address)
        with turn, writing:
            made = writing.execute(
                "INSERT INTO bookings (firm, offer, name, phone, address) VALUES (?, ?, ?, ?, ?)", row
            )
        return {"appointment": made.lastrowid}

    return app


if __name__ == "__main__":
    uvicorn.run(application(Path(sys.argv[1])), port=int(sys.argv[2]), log_level="error", access_log=False)
