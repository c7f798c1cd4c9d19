"""A test that lacks a big tool is skipped loudly on a desk and fails where everything must run."""

import os
from typing import NoReturn

import pytest

REQUIRE_ALL = "CRENEAU_TEST_REQUIRE_ALL"


def lacking(tool: str, remedy: str) -> NoReturn:
    """Skips the asking test with `remedy`, or fails it when CRENEAU_TEST_REQUIRE_ALL is set (as in CI)."""
    sentence = f"{tool} is missing: {remedy}"
    if os.environ.get(REQUIRE_ALL):
        pytest.fail(f"{sentence} ({REQUIRE_ALL} is set)", pytrace=False)
    pytest.skip(sentence)
