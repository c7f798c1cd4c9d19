"""A test that lacks a big tool is skipped loudly on a desk and fails where everything must run."""

import os
from typing import NoReturn

import pytest

REQUIRE_ALL = "CRENEAU_TEST_REQUIRE_ALL"


def lacking(tool: str, remedy: str, *, required: bool = True) -> NoReturn:
    """Skips the asking test with `remedy`, or fails it when CRENEAU_TEST_REQUIRE_ALL is set (as in CI).

    A tool that is not `required` is one judge more where it is found: its tests are skipped in CI too.
    """
    sentence = f"{tool} is missing: {remedy}"
    if required and os.environ.get(REQUIRE_ALL):
        pytest.fail(f"{sentence} ({REQUIRE_ALL} is set)", pytrace=False)
    pytest.skip(sentence)
