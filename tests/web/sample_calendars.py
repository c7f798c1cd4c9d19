"""The actions about calendars, answered with samples: in step, waiting, stopped, silent, and still to connect."""

from datetime import timedelta
from typing import Any

from api.views import (
    CalendarState,
    CalendarsView,
    CalendarView,
    Caller,
    ChoiceView,
    ConnectingView,
    DeviceView,
    Done,
    FeedView,
    FileView,
    NewDeviceView,
    NoticeView,
    QuarantinedView,
    Refused,
    TechnicianCalendars,
)
from tests.web.samples import CLAIRE, FIRM, TECHNICIANS, TODAY, at

WRONG = "Le nom ou le mot de passe n’est pas accepté par ce serveur."
_BUSY = "Aucun serveur ne répond à cette adresse : vérifiez-la, ou réessayez plus tard."
_POISONS = (
    QuarantinedView("reunion-8f2.ics", "Cet événement est dans un fuseau horaire inconnu."),
    QuarantinedView("Anniversaires à ne pas oublier & autres.ics", "La répétition produit trop d’occurrences."),
)


def _calendar(number: int, state: CalendarState, quiet: int = 4200, **more: Any) -> CalendarView:
    return CalendarView(f"C{number}", "Tournée", "nuage.exemple.invalid", "gaetan@duret.invalid", state, quiet, **more)


CALENDARS = CalendarsView(
    firm=FIRM,
    person=CLAIRE,
    technicians=(
        TechnicianCalendars(
            TECHNICIANS[0],
            _calendar(1, CalendarState.IN_STEP, 42, standing=124, quarantined=_POISONS),
            (FeedView("iPhone", at(9) - timedelta(days=80), at(7)), FeedView("", at(9) - timedelta(days=2))),
        ),
        TechnicianCalendars(
            TECHNICIANS[1],
            _calendar(2, CalendarState.WAITING, 260, trouble=_BUSY, next_at=at(10, 32), standing=98, unsent=3),
        ),
        TechnicianCalendars(TECHNICIANS[2], _calendar(3, CalendarState.ACCESS_LOST, standing=41, unsent=1)),
        TechnicianCalendars(TECHNICIANS[3], _calendar(4, CalendarState.EMPTIED, standing=60, unsent=57)),
        TechnicianCalendars(TECHNICIANS[4], _calendar(5, CalendarState.SILENT, standing=12, by_password=False)),
        TechnicianCalendars(
            TECHNICIANS[5],
            devices=(DeviceView("x7k2m9", "iPhone", at(9) - timedelta(days=12), at(7)), DeviceView("b4", "", at(9))),
        ),
    ),
    notices=(
        NoticeView(
            "N1",
            at(8, 12),
            "Gaëtan",
            "Gaëtan a déplacé ce passage le mardi 24 novembre 2026 à 16 h dans son agenda. "
            "Le planning ne tient pas à cette heure. Il reste prévu le mardi 24 novembre 2026 à 13 h 20.",
            TODAY,
            "A2",
        ),
        NoticeView(
            "N2",
            at(8, 40),
            "Nadia",
            "Nadia est absent le mercredi 25 novembre 2026, et des rendez-vous promis ne tiennent plus.",
            TODAY + timedelta(days=1),
        ),
    ),
)
CHOICES = (
    ChoiceView("https://nuage.exemple.invalid/remote.php/dav/calendars/gaetan/tournee/", "Tournée", writable=True),
    ChoiceView("https://nuage.exemple.invalid/remote.php/dav/calendars/gaetan/feries/", "Jours fériés", writable=False),
)
_CHOOSING = ConnectingView(FIRM, CLAIRE, TECHNICIANS[5], CHOICES, "c2NlbGzDqQ")


def calendars(caller: Caller, slug: str) -> CalendarsView:
    """Those of six technicians."""
    return CALENDARS


def to_see(caller: Caller, slug: str) -> int:
    """Two words and three calendars."""
    return 5


def mark_seen(caller: Caller, slug: str, *, notice: str) -> Done:
    """Sets a word aside."""
    return Done(f"C’est vu ({notice}).")


def sync_calendar(caller: Caller, slug: str, *, connection: str, loss_is_meant: bool) -> Done:
    """Has it looked at."""
    return Done(f"L’agenda {connection} est relu{', vide comme il est' if loss_is_meant else ''}.")


def reread_calendar(caller: Caller, slug: str, *, connection: str) -> Done:
    """Has it read anew."""
    return Done(f"L’agenda {connection} est relu en entier.")


def reconnect_calendar(caller: Caller, slug: str, *, connection: str, account: str, password: str) -> Done | Refused:
    """Signs in anew; "wrong" is refused."""
    return Refused(WRONG, {"password": WRONG}) if password == "wrong" else Done("L’agenda est reconnecté.")


def disconnect_calendar(caller: Caller, slug: str, *, connection: str) -> Done:
    """Follows it no more."""
    return Done("L’agenda n’est plus suivi.")


def quarantined_object(caller: Caller, slug: str, *, connection: str, name: str) -> FileView | Refused:
    """One that is there, under any name but "parti"."""
    if name == "parti":
        return Refused("Cet événement n’est plus dans l’agenda.")
    return FileView(name, "text/calendar; charset=utf-8", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")


def connecting(caller: Caller, slug: str, *, technician: str) -> ConnectingView:
    """The first page; for T2 the second, with calendars to choose among."""
    return _CHOOSING if technician == "T2" else ConnectingView(FIRM, CLAIRE, TECHNICIANS[5], outlook=True)


def find_calendars(
    caller: Caller, slug: str, *, technician: str, address: str, account: str, password: str
) -> ConnectingView | Refused:
    """Two calendars; the password "wrong" opens none."""
    if password == "wrong":
        return Refused(WRONG, {"password": WRONG})
    return _CHOOSING


def open_outlook(caller: Caller, slug: str, *, technician: str) -> ConnectingView | Refused:
    """The way to Microsoft."""
    return ConnectingView(FIRM, CLAIRE, TECHNICIANS[5], leads_to="https://connexion.exemple.invalid/?state=x")


def connect_found(caller: Caller, slug: str, *, technician: str, ticket: str, address: str) -> Done | Refused:
    """Connects the one that can be written to."""
    if address == CHOICES[0].address:
        return Done("L’agenda « Tournée » suit maintenant les passages de Bruno.")
    return Refused("Choisissez un agenda de la liste.")


def add_device(caller: Caller, slug: str, *, technician: str, label: str) -> NewDeviceView | Refused:
    """Shows what to type."""
    if technician != "T6":
        return Refused("Un agenda suit déjà ces passages : déconnectez-le d’abord.")
    server, user = "https://rdv.duret.invalid/dav/", "x7k2m9@duret"
    return NewDeviceView(FIRM, CLAIRE, TECHNICIANS[5], server, user, "318r-pfr6-kywy-vqbr-72wr")


def remove_device(caller: Caller, slug: str, *, technician: str, device: str) -> Done:
    """Lets it in no more."""
    return Done(f"L’appareil {device} de {technician} n’entre plus.")


def open_feed(caller: Caller, slug: str, *, technician: str = "", area: str = "") -> Done | Refused:
    """Makes a new secret address."""
    return Done("Une nouvelle adresse est prête.", to_copy="https://exemple.invalid/f/duret/calendar/x.ics")


def revoke_feed(caller: Caller, slug: str, *, technician: str = "", area: str = "") -> Done | Refused:
    """Closes it."""
    return Done("L’adresse ne répond plus.")
