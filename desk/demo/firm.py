"""The demonstration is one invented electrician around a lake, made in one go from a seed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk.accounts import Newcomer, Role, add_account, hash_password
from desk.calls import Call
from desk.contracts import MaintenanceContract, owe_visits
from desk.customers import Customer
from desk.demo import numbers
from desk.demo.ahead import book_ahead, live_until_now
from desk.demo.behind import (
    open_days,
    past_appointments,
    past_calls,
    past_closed_doors,
    past_complaints,
    past_emergencies,
)
from desk.demo.people import Invention, People, invent_people
from desk.past import PastAppointment
from desk.setup import Founder, NewFirm, create_firm
from planner.firms import Firm
from planner.identifiers import FirmId
from planner.ports import Transactions, Work
from planner.rules import FirmRules
from planner.sites import Area, Site
from planner.working_days import instant, local_day

SLUG = "demo"
NAME = "Électricité du Lac"
PASSWORD = "lampe-girouette-sapin"  # noqa: S105 - the demonstration's, printed where it is made
_PARIS = ZoneInfo("Europe/Paris")
_WEEK = timedelta(days=7)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """One way to look at the demonstration; nothing here is secret."""

    role: Role
    name: str
    email: str
    password: str = PASSWORD


CLAIRE = DemoSignIn(Role.DISPATCHER, "Claire Petit", "claire@lac.invalid")
GAETAN = DemoSignIn(Role.TECHNICIAN, "Gaëtan Roy", "gaetan@lac.invalid")
HELENE = DemoSignIn(Role.MANAGEMENT, "Hélène Vidal", "helene@lac.invalid")
SIGN_INS = (CLAIRE, GAETAN, HELENE)
"""Claire plans, Gaëtan drives the first technician's routes, Hélène manages and may do everything."""


def opening(now: datetime) -> datetime:
    """Return the moment at which to make the demonstration: before the first hour of this week, or of the next.

    Its bookings are made then, so that the whole week is lived in; `catch_up` brings it to the present.
    """
    return min(now, instant(_monday(now), time(6), _PARIS))


def create_demo(
    transactions: Transactions,
    opened_at: datetime,
    *,
    seed: int = numbers.SEED,
    tell: Callable[[str], None] = lambda _sentence: None,
) -> Firm:
    """Make the demonstration firm over records whose clock shows `opened_at` throughout; return it.

    `tell` is told each step in a French sentence.

    Raises:
        InvalidConfiguration: these records hold a demonstration already.
    """
    invention = Invention(seed)
    people = invent_people(invention, opened_at)
    firm = create_firm(transactions, _plan(people)).firm
    tell(f"{NAME} : {len(people.technicians)} techniciens, {len(people.customers)} clients inventés")
    password_hash = hash_password(PASSWORD)
    transactions.write(firm.id, lambda work: _let_in(work, people, password_hash))
    transactions.write(firm.id, lambda work: _remember(work, people))
    tell(transactions.write(firm.id, lambda work: _look_back(work, invention, people, seed)))
    tell(transactions.write(firm.id, lambda work: _look_ahead(work, invention, people)))
    return firm


def catch_up(transactions: Transactions, firm_id: FirmId, *, seed: int = numbers.SEED) -> int:
    """Let the telephone ring and appointments take place until now, by the true clock; return how many of these."""
    transactions.write(firm_id, lambda work: _ring_until_now(work, Invention(seed + 1)))
    return transactions.write(firm_id, lambda work: live_until_now(work, Invention(seed)))


def _monday(now: datetime) -> date:
    """Return the Monday of this week, or of the next once the working week is over."""
    today = local_day(now, _PARIS)
    return today - timedelta(days=today.weekday()) + (_WEEK if today.weekday() >= _SATURDAY else timedelta())


def _plan(people: People) -> NewFirm:
    served = {town.name: frozenset({town.postcode}) for town in numbers.TOWNS}
    return NewFirm(
        name=NAME,
        founder=Founder(HELENE.name, HELENE.email, HELENE.password),
        slug=SLUG,
        phone="+33465710000",
        email="contact@lac.invalid",
        zone_name=_PARIS.key,
        rules=FirmRules(
            areas=tuple(Area(name, postcodes) for name, postcodes in served.items()), reserve=numbers.RESERVE
        ),
        technicians=people.technicians,
        demo=True,
    )


def _let_in(work: Work, people: People, password_hash: str) -> None:
    first = next(technician for technician in people.technicians if technician.name == GAETAN.name)
    for person, technician_id in ((CLAIRE, None), (GAETAN, first.id)):
        add_account(work, Newcomer(person.email, person.name, frozenset({person.role}), technician_id, password_hash))


def _remember(work: Work, people: People) -> None:
    work.of(Customer).put_all(people.customers)
    work.of(Site).put_all(people.sites.values())
    work.of(MaintenanceContract).put_all(people.contracts)


def _look_back(work: Work, invention: Invention, people: People, seed: int) -> str:
    """Write the calls and appointments of the months behind; return a sentence.

    Emergencies, and what made customers leave, have dice of their own.
    """
    urgent, unhappy = Invention(seed + 1), Invention(seed + 2)
    yesterday = local_day(work.now, _PARIS) - timedelta(days=1)
    days = open_days(work.firm, yesterday - timedelta(days=numbers.DAYS_BEHIND), yesterday)
    calls = list(past_calls(invention, work.firm, people, days))
    appointments = list(past_appointments(invention, work.firm, people, days))
    appointments += past_emergencies(urgent, work.firm, people, days)
    calls += past_complaints(unhappy, work.firm, people, days)
    appointments += past_closed_doors(unhappy, people, days)
    work.of(Call).put_all(calls)
    work.of(PastAppointment).put_all(appointments)
    return f"{len(days)} jours ouvrés derrière elle : {len(calls)} appels, {len(appointments)} rendez-vous"


def _ring_until_now(work: Work, invention: Invention) -> None:
    """Write the calls since the demonstration was opened, to this moment."""
    people = People((), tuple(work.of(Customer).find()), {}, tuple(work.of(MaintenanceContract).find()))
    days = open_days(work.firm, local_day(opening(work.now), _PARIS), local_day(work.now, _PARIS))
    calls = past_calls(invention, work.firm, people, days)
    work.of(Call).put_all(call for call in calls if call.started_at < work.now)


def _look_ahead(work: Work, invention: Invention, people: People) -> str:
    """Write the visits that contracts owe and book appointments for three weeks; return a sentence about them."""
    monday = _monday(work.now)
    owed = owe_visits(work, first=monday - timedelta(days=30), last=monday + timedelta(days=120))
    weeks = [
        open_days(work.firm, monday + week * _WEEK, monday + week * _WEEK + timedelta(days=6)) for week in range(3)
    ]
    booked = book_ahead(work, invention, people, weeks)
    return f"{owed} visites d'entretien à placer, {booked} rendez-vous pris sur trois semaines"
