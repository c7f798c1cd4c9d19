"""When and where the firm works: weekly hours, the days it is closed besides holidays, and the areas it serves."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from api.actions.common import SAVED, firm_for, firm_view, house_of, to_mend
from api.actions.settings import MANAGING
from api.actions.typed import opening_days, read_day
from api.views import AreaForm, Caller, Done, OpeningView, Refused, Role
from desk.said import said
from planner.identifiers import FirmId
from planner.ports import Work
from planner.sites import Area
from planner.staffing import save_rules as keep_rules
from planner.working_days import days_between, local_day

_LONGEST = 366
"""So many days may be closed at once."""


def opening(caller: Caller, slug: str) -> OpeningView:
    """Return when and where the firm works; days that are over are left out."""
    firm, person = firm_for(caller, slug, *MANAGING)
    house, kept = house_of(caller), firm.rules
    today = local_day(house.clock(), firm.zone)
    return OpeningView(
        firm=firm_view(house, firm),
        person=person,
        hours=opening_days(kept.opening),
        closed=tuple(sorted(day for day in kept.extra_closed if day >= today)),
        areas=tuple(AreaForm(area.name, ", ".join(sorted(area.postcodes))) for area in kept.areas),
    )


def close_days(caller: Caller, slug: str, *, first: str, last: str = "") -> Done | Refused:
    """Close the firm from one day through another (the same, when none is given): nothing is offered on them."""
    firm, _ = firm_for(caller, slug, Role.MANAGEMENT)
    begins, ends = read_day(first), read_day(last or first)
    if begins is None:
        return to_mend({"first": said("Indiquez le premier jour fermé.")})
    if ends is None or not 0 <= (ends - begins).days < _LONGEST:
        last = said("Le dernier jour suit le premier, d’un an au plus.")
        return to_mend({"last": last})
    days = frozenset(days_between(begins, ends))
    _keep_closed(caller, firm.id, lambda closed: closed | days)
    return SAVED


def reopen_day(caller: Caller, slug: str, *, day: str) -> Done:
    """Open the firm again on a day."""
    firm, _ = firm_for(caller, slug, Role.MANAGEMENT)
    opened = read_day(day)
    _keep_closed(caller, firm.id, lambda closed: closed - {opened})
    return SAVED


def save_areas(caller: Caller, slug: str, form: Sequence[AreaForm]) -> Done | Refused:
    """Keep the areas typed; a row without name and postcodes is dropped, and without any area all is served."""
    firm, _ = firm_for(caller, slug, Role.MANAGEMENT)
    fields: dict[str, str] = {}
    rows = [(number, row) for number, row in enumerate(form) if row.name.strip() or row.postcodes.strip()]
    areas = tuple(_area(number, row, fields) for number, row in rows)
    seen: dict[str, str] = {}
    for (number, _), area in zip(rows, areas, strict=True):
        twice = sorted(code for code in area.postcodes if seen.setdefault(code, area.name) != area.name)
        if twice:
            fields[f"postcodes-{number}"] = said(
                "{postcode} est déjà dans le secteur {area}.", postcode=twice[0], area=seen[twice[0]]
            )
        if [one.name for one in areas].count(area.name) > 1:
            fields[f"area-{number}"] = said("Deux secteurs portent ce nom.")
    if fields:
        return to_mend(fields)
    house_of(caller).transactions.write(firm.id, lambda work: keep_rules(work, replace(work.firm.rules, areas=areas)))
    return SAVED


def _keep_closed(caller: Caller, firm_id: FirmId, change: Callable[[frozenset[date]], frozenset[date]]) -> None:
    """Change the days on which the firm is closed."""

    def command(work: Work) -> None:
        rules = work.firm.rules
        keep_rules(work, replace(rules, extra_closed=change(rules.extra_closed)))

    house_of(caller).transactions.write(firm_id, command)


def _area(number: int, row: AreaForm, fields: dict[str, str]) -> Area:
    codes = frozenset(re.findall(r"[0-9A-Za-z]{4,10}", row.postcodes))
    if not row.name.strip():
        fields[f"area-{number}"] = said("Donnez un nom à ce secteur.")
    if not codes:
        fields[f"postcodes-{number}"] = said("Indiquez au moins un code postal.")
    return Area(row.name.strip(), codes)
