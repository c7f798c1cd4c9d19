"""Draft the next migration: `python -m api.migrations "Keep what the customer said"`."""

import sys
import tempfile
from pathlib import Path

from api.migrations import draft, migrate

with tempfile.TemporaryDirectory() as folder:
    url = f"sqlite:///{Path(folder) / 'draft.sqlite'}"
    migrate(url)
    draft(url, sys.argv[1])
