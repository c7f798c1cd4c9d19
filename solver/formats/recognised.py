"""Which format a file is written in, by the words that only this one has: for whoever named another."""

import re
from enum import Enum


class Format(Enum):
    """What a problem can be written in, and the words by which each is known."""

    JSON = re.compile(r"\A\s*\{")
    VRPLIB = re.compile(r"^\s*([A-Z_]+_SECTION\s*$|EDGE_WEIGHT_TYPE\s*:)", re.MULTILINE)
    TRSP = re.compile(r"^\s*DEPOT TECHNICIANS AND REQUESTS\s*$", re.MULTILINE)
    SOLOMON = re.compile(r"^\s*(VEHICLE|CUSTOMER)\s*$", re.MULTILINE)


def recognised(text: str) -> Format | None:
    """The format this seems to be written in, whether or not it keeps to it; None where there is no telling."""
    return next((one for one in Format if one.value.search(text)), None)
