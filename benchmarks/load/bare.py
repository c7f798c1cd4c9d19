"""What there would be without us: FastAPI and a table of slots in SQLite, read by one indexed query, nothing proven.

python -m benchmarks.load.bare DATABASE PORT
"""

import sqlite3
import sys
from pathlib import Path
from threading import local
from typing import Any

import uvicorn
from fastapi import FastAPI

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


def application(database: Path) -> FastAPI:
    """Return an application with the one route."""
    app, here = FastAPI(), local()

    @app.get("/slots")
    def slots(firm: str, service: str, commune: str) -> dict[str, Any]:
        if not hasattr(here, "connection"):
            here.connection = sqlite3.connect(database)
        rows = here.connection.execute(
            "SELECT * FROM slots WHERE firm = ? AND service = ? AND commune = ?", (firm, service, commune)
        )
        return {"slots": [dict(zip(COLUMNS, row[3:], strict=True)) for row in rows]}

    return app


if __name__ == "__main__":
    uvicorn.run(application(Path(sys.argv[1])), port=int(sys.argv[2]), log_level="error", access_log=False)
