"""The filters in an address: read from it, and written into every link that keeps them."""

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends

from api.views import Filters

NAMES = {"area": "secteur", "skill": "competence", "service": "prestation", "lanes": "techniciens"}
"""What the address calls each field of `Filters`."""

_DIGITS = 5
LANES = 50
"""A day opens with so many technicians, and shows as many more each time they are asked for."""


def _filters(secteur: str = "", competence: str = "", prestation: str = "", techniciens: str = "") -> Filters:
    lanes = techniciens if techniciens.isdecimal() and len(techniciens) <= _DIGITS and int(techniciens) else ""
    return Filters(secteur.strip(), competence.strip(), prestation.strip(), lanes)


Narrowed = Annotated[Filters, Depends(_filters)]


def narrowed(address: str, filters: Filters, **more: object) -> str:
    """The address with the filters that are set behind it, and with what else is asked."""
    query = urlencode({name: value for field, name in NAMES.items() if (value := getattr(filters, field))} | more)
    return f"{address}?{query}" if query else address


def day_address(slug: str, day: date, filters: Filters, mark: str = "") -> str:
    """The address of a day with its filters, at one of its parts if a mark names one."""
    address = narrowed(f"/f/{slug}/jour/{day.isoformat()}", filters)
    return f"{address}#{mark}" if mark else address
