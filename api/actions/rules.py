"""The firm's rules, one by one, as numbers people know: read, checked against what could make sense, and kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from typing import Any, TypeVar

from api.actions.common import SAVED, actor_of, firm_for, firm_view, house_of, to_mend
from api.actions.settings import MANAGING
from api.views import Caller, Done, Refused, Role, RulesView
from desk.said import said, told
from planner.errors import InvalidConfiguration
from planner.history import note
from planner.ports import Work
from planner.rules import FirmRules
from planner.staffing import save_rules as keep_rules
from planner.working_days import local_day, public_holiday

R = TypeVar("R")
MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
EUROS_AN_HOUR = Decimal(100_000) / 3600
"""Thousandths of a cent per second."""
EURO = Decimal(100_000)
SECOND = Decimal(1)


@dataclass(frozen=True, slots=True)
class RuleField:
    """One number of the rules: where it stands, what one of it is, and between what it makes sense."""

    name: str
    one: timedelta | Decimal
    least: int
    most: int

    @property
    def path(self) -> tuple[str, ...]:
        """Return the fields that lead to it."""
        return tuple(self.name.split("-"))

    def read(self, rules: FirmRules) -> str:
        """Return its value as people write it, with a decimal comma."""
        value: Any = reduce(getattr, self.path, rules)
        whole = Decimal(int(value.total_seconds())) if isinstance(value, timedelta) else Decimal(value)
        return f"{round(whole / _seconds(self.one), 2).normalize():f}".replace(".", ",")

    def write(self, rules: FirmRules, number: Decimal) -> FirmRules:
        """Return the rules with this value."""
        if isinstance(self.one, timedelta):
            return _written(rules, self.path, timedelta(seconds=round(number * _seconds(self.one))))
        return _written(rules, self.path, round(number * self.one))


NUMBERS = (
    RuleField("hold", MINUTE, 2, 60),
    RuleField("overtime", MINUTE, 0, 240),
    RuleField("freeze", MINUTE, 0, 600),
    RuleField("accepts_itself", HOUR, 0, 720),
    RuleField("limits-day", HOUR, 1, 12),
    RuleField("limits-rest", HOUR, 9, 16),
    RuleField("limits-stretch", HOUR, 1, 6),
    RuleField("limits-break_length", MINUTE, 20, 120),
    RuleField("prices-travel", EUROS_AN_HOUR, 1, 500),
    RuleField("prices-waiting", EUROS_AN_HOUR, 0, 500),
    RuleField("prices-overtime", EUROS_AN_HOUR, 0, 500),
    RuleField("prices-reserve", EUROS_AN_HOUR, 0, 500),
    RuleField("prices-refused", EUROS_AN_HOUR, 1, 5_000),
    RuleField("prices-idle", EUROS_AN_HOUR, 1, 500),
    RuleField("prices-preference", EURO, 0, 100),
    RuleField("prices-unserved", EURO, 100, 100_000),
    RuleField("travel-base_seconds", SECOND, 0, 1_800),
    RuleField("travel-seconds_per_km", SECOND, 20, 600),
    RuleField("arrival_chance", Decimal(1), 50, 99),
    RuleField("invitations-ahead", WEEK, 1, 26),
    RuleField("invitations-patience", DAY, 2, 60),
    RuleField("invitations-again", DAY, 7, 180),
    RuleField("retention-contact", DAY, 90, 3_650),
    RuleField("retention-calls", DAY, 30, 1_096),
    RuleField("retention-messages", DAY, 30, 1_096),
    RuleField("retention-imports", DAY, 7, 365),
    RuleField("retention-decided", DAY, 7, 365),
)
"""Every number a firm may choose; a new one of `planner.rules` joins here and gets its words in `web.rule_words`."""

_HOLIDAYS, _COUNTRY, _SUBDIVISION = "works_on_holidays", "country", "subdivision"
_SHARES = "shares_shape"
_PLACES = frozenset({"reserve", "forecasts_reserve", "answer"})
ELSEWHERE = _PLACES | {"opening", "extra_closed", "areas", "cut_off", "near_discount", "learns_together"}
"""What has a form of its own, with the opening hours, with what customers meet or on direction's page."""


def rules(caller: Caller, slug: str) -> RulesView:
    """Return the firm's rules as a form shows them."""
    firm, person = firm_for(caller, slug, *MANAGING)
    kept = firm.rules
    values = {field.name: field.read(kept) for field in NUMBERS}
    values |= {_HOLIDAYS: "1" if kept.works_on_holidays else "", _COUNTRY: kept.country}
    values[_SHARES] = "1" if kept.shares_shape else ""
    return RulesView(firm_view(house_of(caller), firm), person, {**values, _SUBDIVISION: kept.subdivision or ""})


def save_rules(caller: Caller, slug: str, form: Mapping[str, str]) -> Done | Refused:
    """Keep the rules typed; each that makes no sense is told beside its field, and then nothing is kept."""
    firm, person = firm_for(caller, slug, Role.MANAGEMENT)
    fields: dict[str, str] = {}

    def command(work: Work) -> None:
        changed = _read(work, form, fields)
        if not fields:
            keep_rules(work, changed)
            note(work, "change_settings", actor_of(person))

    try:
        house_of(caller).transactions.write(firm.id, command)
    except InvalidConfiguration as error:
        return Refused(told(error))
    return to_mend(fields) if fields else SAVED


def _read(work: Work, form: Mapping[str, str], fields: dict[str, str]) -> FirmRules:
    """Return the rules typed on what is kept; what cannot be read is told in `fields`."""
    changed = work.firm.rules
    for field in NUMBERS:
        typed = form.get(field.name, "").strip()
        if typed == field.read(changed):
            continue
        number = _number(typed)
        if number is None or not field.least <= number <= field.most:
            fields[field.name] = said("Nombre attendu entre {least} et {most}.", least=field.least, most=field.most)
        else:
            changed = field.write(changed, number)
    country, subdivision = form.get(_COUNTRY, "").strip().upper(), form.get(_SUBDIVISION, "").strip() or None
    today = local_day(work.now, work.firm.zone)
    if not _known(today, country, None):
        fields[_COUNTRY] = said("Nous ne connaissons pas ses jours fériés.")
    elif not _known(today, country, subdivision):
        fields[_SUBDIVISION] = said("Nous ne connaissons pas ses jours fériés.")
    changed = replace(changed, works_on_holidays=bool(form.get(_HOLIDAYS)), shares_shape=bool(form.get(_SHARES)))
    return replace(changed, country=country, subdivision=subdivision)


def _known(day: date, country: str, subdivision: str | None) -> bool:
    """Tell whether the public holidays of a country, or of a region of it, are known."""
    try:
        public_holiday(day, country, subdivision)
    except NotImplementedError:
        return False
    return True


def _number(typed: str) -> Decimal | None:
    try:
        number = Decimal(typed.replace(",", ".").replace("\u202f", "").replace("\xa0", ""))
    except ArithmeticError:
        return None
    return number if number.is_finite() else None


def _seconds(one: timedelta | Decimal) -> Decimal:
    return Decimal(int(one.total_seconds())) if isinstance(one, timedelta) else one


def _written(record: R, path: tuple[str, ...], value: object) -> R:
    """Return a record with one field, however deep, replaced."""
    name, *rest = path
    within: Any = _written(getattr(record, name), tuple(rest), value) if rest else value
    return replace(record, **{name: within})  # type: ignore[type-var]  # each is a frozen dataclass
