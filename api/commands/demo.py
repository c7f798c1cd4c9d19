"""Show everything on an invented firm: make it, book in it, plan a day, then serve it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from threading import Timer
from typing import Annotated

import typer

from api import actions, migrations, wiring
from api.commands.common import JsonOption, alone, console, finish
from api.commands.serve import PortOption, listening, own_address, serve_house
from api.house import House
from api.settings import Settings, read_settings
from api.views import BookedView, BookingForm, Caller, HoldView, SlotsView
from desk.accounts import Role
from desk.demo import SIGN_INS, SLUG, catch_up, create_demo, opening
from desk.wording import say_day, say_euros, say_gain, say_window
from planner.firms import Firm
from planner.intervals import Interval
from planner.replanning import Search, propose_plan
from planner.working_days import local_day
from solver.stop import Seconds

FILE = "demo.sqlite"
COMMUNE = "74600"
_SEARCHING = 1.0  # seconds of the search of a better plan
_LONG = 5.0  # seconds of silence until it is said what takes so long
_FIRST_TIME = "Cela peut prendre quelques minutes la première fois : les calculs se préparent pour cette machine…"
_TOMORROW = timedelta(days=1)
_ROLES = {Role.DISPATCHER: "assistante", Role.TECHNICIAN: "technicien", Role.MANAGEMENT: "direction"}
_VISITOR = BookingForm(
    name="Camille Revel",
    phone="06 39 98 12 34",
    email="camille.revel@exemple.invalid",
    address="12 rue des Aulnes",
    postcode="74600",
    city="Seynod",
    comment="Le disjoncteur saute quand le four chauffe.",
)


@dataclass(frozen=True, slots=True)
class Story:
    """What the demonstration did, for the JSON line; `saving` is the seconds of travel its proposal would save."""

    firm: str
    slots: int
    booked: str
    saving: int
    seconds: float


def demo(
    context: typer.Context,
    port: PortOption = None,
    *,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="S'arrêter après l'histoire, sans servir.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Montrer tout sur une entreprise inventée, refaite à neuf dans son propre fichier."""
    settings = _settings(port)
    with alone(settings, own_address(settings)), nullcontext() if no_serve else listening(settings) as port_taken:
        story = _told(settings)
        _show_ways_in(settings)
        if port_taken:
            serve_house(context.obj, settings, port_taken)
    people = [{"role": person.role, "email": person.email, "password": person.password} for person in SIGN_INS]
    finish({**asdict(story), "address": f"{settings.address}/f/{SLUG}", "sign_ins": people}, as_json=as_json)


def _settings(port: int | None) -> Settings:
    """Return the settings of a demonstration: its own database and mails, whatever else is set."""
    folder = read_settings().data_folder.absolute()
    own = {"database_url": f"sqlite:///{folder / FILE}", "mail_url": f"folder:{folder / 'demo-mails'}"}
    return read_settings(environment="demo", **own, **({"port": port} if port else {}))


def _told(settings: Settings) -> Story:
    """Make the firm and do what a customer and Claire would do, telling each step."""
    started = time.perf_counter()
    with _step("Base de données neuve"):
        _start_anew(settings)
        migrations.migrate(settings.database)
    firm = _make_firm(settings)
    house = wiring.open_house(settings)
    try:
        visitor = Caller(csrf_token="", demo=True, house=house)
        shown = _ask_slots(visitor, firm)
        booked = _book(visitor, firm, shown)
        _post(house)
        saving = _plan(house, firm)
    finally:
        house.close()
    return Story(firm.name, len(shown.slots), booked, saving, round(time.perf_counter() - started, 1))


def _start_anew(settings: Settings) -> None:
    """Remove the last demonstration."""
    file = settings.data_folder.absolute() / FILE
    for old in (file, *(file.with_name(file.name + log) for log in ("-wal", "-shm"))):
        old.unlink(missing_ok=True)
    for mail in Path(settings.mail.removeprefix("folder:")).glob("*.eml"):
        mail.unlink()


def _make_firm(settings: Settings) -> Firm:
    """Invent the firm as if it had been there on Monday, then let the days pass until now; nobody is written to."""
    opened_at = opening(wiring.now())
    house = wiring.open_house(settings, clock=lambda: opened_at, listeners=lambda _event: ())
    try:
        with _step("L'entreprise inventée"):
            firm = create_demo(house.transactions, opened_at, tell=lambda sentence: console.print(f"   {sentence}"))
    finally:
        house.close()
    house = wiring.open_house(settings, listeners=lambda _event: ())
    try:
        catch_up(house.transactions, firm.id)
    finally:
        house.close()
    return firm


def _ask_slots(visitor: Caller, firm: Firm) -> SlotsView:
    service = actions.portal(visitor, SLUG).services[0]
    with _step(f"Un client de Seynod demande des créneaux : {service.name}", _FIRST_TIME):
        shown = actions.slots(visitor, SLUG, service=service.service, commune=COMMUNE)
    for slot in (one for one in shown.slots if one.recommended):
        console.print(f"   {say_window(Interval(slot.start, slot.end), firm.zone)} : {slot.reason}")
    return shown


def _book(visitor: Caller, firm: Firm, shown: SlotsView) -> str:
    """Book the best slot as the customer would; return what was said."""
    best = next(slot for slot in shown.slots if slot.recommended)
    with _step("Le client en prend un et laisse ses coordonnées"):
        kept = actions.hold_slot(visitor, SLUG, offer=best.offer)
        booked = actions.confirm_hold(visitor, SLUG, kept.hold, _VISITOR) if isinstance(kept, HoldView) else kept
    if not isinstance(booked, BookedView):
        return booked.sentence
    window = say_window(Interval(best.start, best.end), firm.zone)
    console.print(f"   Confirmé : {window}")
    return window


def _plan(house: House, firm: Firm) -> int:
    """Look for a better plan of the next working day; return the seconds of travel it saves."""
    day = local_day(house.clock(), firm.zone) + _TOMORROW
    while not firm.rules.open_on(day):
        day += _TOMORROW
    with _step(f"Claire demande un meilleur planning pour {say_day(day)}", _FIRST_TIME):
        proposal = propose_plan(house.transactions, firm.id, (day, day), Search(Seconds(_SEARCHING)))
    saving = proposal.travel_before - proposal.travel_after
    changes = f"{len(proposal.groups)} changements à accepter ou non"
    console.print(f"   {changes} : {say_gain(proposal.gain)}, {say_euros(proposal.saving)} de moins en tout")
    return saving


def _post(house: House) -> None:
    """Let the mails leave as a server would; here they land in a folder."""
    with _step("Le travail de fond envoie les messages"):
        told = wiring.worker_of(house).drain().told
    console.print(f"   {told} dans {house.settings.mail.removeprefix('folder:')}")


@contextmanager
def _step(sentence: str, where_long: str = "") -> Iterator[None]:
    """Say what is being done, then how long it took; where that is long, why."""
    console.print(f"[bold]•[/] {sentence}")
    started = time.perf_counter()
    explained = Timer(_LONG, console.print, [f"   {where_long}"])
    if where_long:
        explained.start()
    try:
        yield
    finally:
        explained.cancel()
    console.print(f"   [dim]{time.perf_counter() - started:.1f} s[/]")


def _show_ways_in(settings: Settings) -> None:
    """Print the addresses to open and the sign-ins, which are no secret here."""
    console.print(f"\n[bold]À ouvrir[/]\n   le client   {settings.address}/f/{SLUG}")
    console.print(f"   l'équipe    {settings.address}/f/{SLUG}/connexion")
    for person in SIGN_INS:
        console.print(f"      {_ROLES[person.role]:<11} {person.email}  mot de passe : {person.password}")
    console.print(f"   l'API       {settings.address}/v1/docs\n")
