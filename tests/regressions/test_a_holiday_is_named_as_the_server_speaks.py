"""On a server whose environment speaks English, a closed day said "Armistice Day" to a French firm."""

import os
import subprocess
import sys

import pytest

ASKED = "from datetime import date; from planner.working_days import public_holiday as named; print(named({day}, 'FR'))"


@pytest.mark.parametrize("language", ["C.UTF-8", "en_US.UTF-8", "fr_FR.UTF-8"])
def test_a_holiday_has_its_french_name_whatever_the_server_speaks(language):
    """The environment of the server is nobody's business."""
    asked = ASKED.format(day="date(2026, 11, 11)")
    environment = {**os.environ, "LANG": language, "LANGUAGE": language[:2], "PYTHONIOENCODING": "utf-8"}
    said = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True)
    assert "Armistice" == said.stdout.strip()
