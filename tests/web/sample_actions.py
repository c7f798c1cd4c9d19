"""Every action the pages call, answered with samples: the same names and signatures as `api.actions`."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from fastapi import Request
from starlette.responses import Response

from api.views import (
    BookedView,
    BookingForm,
    Caller,
    DemoSignIn,
    Done,
    FileView,
    FirmForm,
    FirmView,
    FoundView,
    FrontView,
    ImportPageView,
    ImportsView,
    ImportView,
    InstallationForm,
    InstallationView,
    InstalledView,
    LinkView,
    MoveByLinkView,
    MoveView,
    PortalView,
    ProblemKind,
    ProblemView,
    Refused,
    Role,
    SearchView,
    SessionView,
    SignInView,
    SlotsView,
    SlotTaken,
)
from tests.web import samples
from tests.web.samples import CLAIRE, FIRM, TODAY, at

TAKEN = SlotTaken("Ce créneau vient d’être pris par quelqu’un d’autre.", samples.slots()[:3])


class Missing(Exception):
    """Nothing here by that name."""


class Stranger(Exception):
    """Someone not signed in asks for a staff page."""


def caller(request: Request) -> Caller:
    """Who asks: everybody is Claire, in the language of the cookie `lang`."""
    language = request.cookies.get("lang", "fr")
    person = None if "stranger" in request.cookies else CLAIRE
    return Caller("sample-token", person, demo=True, language=language)


def stranger(request: Request) -> Caller:
    """Somebody of whom only the language is known."""
    return Caller("", demo=True, language=request.cookies.get("lang", "fr"))


def problem(error: Exception) -> ProblemView | None:
    """The page of an error, None for a bug."""
    if isinstance(error, Stranger):
        return ProblemView(ProblemKind.SIGN_IN_NEEDED, 401, "", "")
    if isinstance(error, Missing):
        title = "Ce lien n’est plus valable"
        sentence = "Le rendez-vous est passé, ou le lien a été remplacé par un autre."
        advice = "Appelez-nous, nous le retrouverons ensemble."
        return ProblemView(ProblemKind.LINK_EXPIRED, 410, title, sentence, advice, FIRM)
    return None


def remember(response: Response, session: SessionView) -> None:
    """Leaves the session's cookie."""
    response.set_cookie("creneau_session", session.token, httponly=True, samesite="lax")


def forget(response: Response) -> None:
    """Takes the session's cookie back."""
    response.delete_cookie("creneau_session")


def front(caller: Caller) -> FrontView:
    """The firms of this server."""
    return FrontView((_firm(caller),))


def portal(caller: Caller, slug: str) -> PortalView:
    """What can be asked for."""
    return PortalView(_firm(caller, slug), samples.SERVICES, samples.COMMUNES)


def slots(caller: Caller, slug: str, *, service: str, commune: str, first_day: date | None) -> SlotsView:
    """The slots; "Paris" is outside the areas, "Xyz" unknown, an empty commune asks."""
    firm = _firm(caller, slug)
    known = next((each for each in samples.SERVICES if each.service == service), None)
    if known is None:
        raise Missing
    if not commune or commune == "Xyz":
        return SlotsView(firm, known, samples.COMMUNES, unknown_place=bool(commune))
    place = samples.PLACES.get(commune, samples.PLACES["Seynod"])
    last = date(2026, 12, 1)
    if commune == "Paris":
        return SlotsView(firm, known, samples.COMMUNES, place, served=False)
    if first_day:
        return SlotsView(
            firm, known, samples.COMMUNES, place, first_day=first_day, last_day=last, next_available=at(8, day=last)
        )
    found = samples.slots()
    return SlotsView(firm, known, samples.COMMUNES, place, slots=found, first_day=TODAY, last_day=last, later=last)


def confirm_hold(caller: Caller, slug: str, ticket: str, form: BookingForm) -> BookedView | Refused | SlotTaken:
    """Makes the promise; without a telephone it is refused, with the city "Perdue" the slot is lost."""
    if not form.phone:
        return Refused("Il manque une information.", {"phone": "Un numéro où vous joindre le jour venu."})
    if form.city == "Perdue":
        return TAKEN
    return BookedView("A12", "abc123")


def appointment_file(caller: Caller, slug: str, token: str) -> FileView:
    """The appointment for a calendar."""
    return FileView("rendez-vous.ics", "text/calendar", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")


def slots_to_move(caller: Caller, slug: str, token: str, *, first_day: date | None) -> MoveByLinkView:
    """Where it could move."""
    return MoveByLinkView(samples.FOLLOW, samples.slots(), TODAY, date(2026, 12, 1), later=date(2026, 12, 2))


def move_by_link(caller: Caller, slug: str, token: str, *, offer: str) -> Done | Refused | SlotTaken:
    """Moves it; the slot at 15 h is always lost."""
    return TAKEN if offer.endswith("-15") else Done("Votre rendez-vous est déplacé.")


def cancel_by_link(caller: Caller, slug: str, token: str, *, reason: str) -> Done | Refused:
    """Cancels it."""
    return Done("Votre rendez-vous est annulé.")


def sign_in_page(caller: Caller, slug: str) -> SignInView:
    """The demo tells its passwords."""
    signs = (
        DemoSignIn(Role.DISPATCHER, "claire@duret.invalid", "demo-claire"),
        DemoSignIn(Role.TECHNICIAN, "gaetan@duret.invalid", "demo-gaetan"),
    )
    return SignInView(_firm(caller, slug), signs, "Microsoft")


def sign_in(caller: Caller, slug: str, *, email: str, password: str) -> SessionView | Refused:
    """Opens a session."""
    if password == "wrong":
        return Refused("L’adresse ou le mot de passe ne va pas.")
    return _session()


def sign_out(caller: Caller) -> None:
    """Closes it."""


def ask_password_reset(caller: Caller, slug: str, *, email: str) -> Done:
    """Sends a link if the address is known."""
    return Done("Si cette adresse est connue, un message vient de partir.")


def password_link(caller: Caller, slug: str, token: str) -> LinkView:
    """A reset link still good."""
    return LinkView(_firm(caller, slug), CLAIRE.email, CLAIRE.name, at(12))


def reset_password(caller: Caller, slug: str, token: str, *, password: str) -> SessionView | Refused:
    """Keeps the new password."""
    return _session() if len(password) > 9 else Refused("", {"password": "Dix caractères au moins."})


def invitation(caller: Caller, slug: str, token: str) -> LinkView:
    """An invitation still good."""
    return LinkView(_firm(caller, slug), "helene@duret.invalid", "Hélène Duret", at(12))


def accept_invitation(caller: Caller, slug: str, token: str, *, name: str, password: str) -> SessionView | Refused:
    """The invited person comes in."""
    return (
        _session() if len(password) > 9 else Refused("Le mot de passe est trop court.", {"password": "Dix au moins."})
    )


def today(caller: Caller, slug: str) -> date:
    """Today, on the firm's calendar."""
    return TODAY


def verdicts(caller: Caller, slug: str, *, appointment: str, day: date, briefly: bool = False) -> MoveView:
    """What the kernel says of an appointment on that day."""
    answers = samples.verdicts()
    if briefly:
        answers = tuple(replace(one, sentence="", offer="", planned_start=None) for one in answers)
    return MoveView(FIRM, CLAIRE, day, samples.routes()[0].visits[0], samples.TECHNICIANS[0], answers)


def move_appointment(caller: Caller, slug: str, *, appointment: str, offer: str) -> Done | Refused:
    """Moves it."""
    return Done(f"Déplacé ({appointment}, {offer}).")


def cancel_appointment(caller: Caller, slug: str, *, appointment: str, reason: str) -> Done | Refused:
    """Cancels it for the firm."""
    return Done("Le rendez-vous est annulé, le client est prévenu.")


def correct_place(caller: Caller, slug: str, *, appointment: str, lat: str, lon: str) -> Done | Refused:
    """Corrects where it is."""
    return Done(f"Lieu corrigé ({appointment}, {lat}, {lon}).")


def search(caller: Caller, slug: str, query: str) -> SearchView:
    """Two answers, or none for "rien"."""
    visits = samples.routes()[0].visits[:2] if query != "rien" else ()
    found = tuple(
        FoundView(v.appointment, v.customer_name, v.service, f"{v.address}, {v.city}", v.phone, v.start, v.state)
        for v in visits
    )
    return SearchView(FIRM, CLAIRE, query, found)


def pin_appointment(caller: Caller, slug: str, *, appointment: str, pinned: str) -> Done | Refused:
    """Keeps it where it is."""
    return Done(f"Fixé ({appointment}, {pinned}).")


def entrust_several(caller: Caller, slug: str, *, appointments: Collection[str], technician: str) -> Done | Refused:
    """Gives them to somebody."""
    return Done(f"Confiés à {technician} : {', '.join(appointments)}.", partly=technician == "T3")


def pin_several(caller: Caller, slug: str, *, appointments: Collection[str], pinned: str) -> Done | Refused:
    """Keeps them where they are."""
    return Done(f"Fixés ({pinned}) : {', '.join(appointments)}.")


def imports(caller: Caller, slug: str) -> ImportsView:
    """Past imports."""
    return ImportsView(FIRM, CLAIRE, samples.TECHNICIANS, (samples.IMPORTED,))


def preview_import(
    caller: Caller, slug: str, *, file_name: str, content: bytes, technician: str
) -> ImportView | Refused:
    """Reads a file."""
    return samples.IMPORTED if content else Refused("Choisissez un fichier.", {"file": "Aucun fichier n’a été choisi."})


def import_page(caller: Caller, slug: str, number: str) -> ImportPageView:
    """One import."""
    return ImportPageView(FIRM, CLAIRE, samples.IMPORTED)


def confirm_import(caller: Caller, slug: str, number: str) -> Done | Refused:
    """Keeps the good rows."""
    return Done("1 372 clients sont là.")


def undo_import(caller: Caller, slug: str, number: str) -> Done | Refused:
    """Takes them back."""
    return Done("L’import est annulé.")


def corrections(caller: Caller, slug: str, number: str) -> FileView:
    """The rejected rows."""
    return FileView("clients_duret-a-corriger.csv", "text/csv", "Nom;à corriger\r\n;Le nom est vide.\r\n".encode())


def save_firm(caller: Caller, slug: str, form: FirmForm) -> Done | Refused:
    """Keeps the firm."""
    return Done("C’est noté.") if form.name else Refused("Il manque une information.", {"name": "Le nom est vide."})


def open_feed(caller: Caller, slug: str, *, technician: str = "", area: str = "") -> Done | Refused:
    """Makes a new secret address."""
    return Done("Une nouvelle adresse est prête.", to_copy="https://exemple.invalid/f/duret/calendar/x.ics")


def revoke_feed(caller: Caller, slug: str, *, technician: str = "", area: str = "") -> Done | Refused:
    """Closes it."""
    return Done("L’adresse ne répond plus.")


def invite(caller: Caller, slug: str, *, name: str, email: str, role: str) -> Done | Refused:
    """Invites someone."""
    return Done("L’invitation est partie.")


def withdraw(caller: Caller, slug: str, *, person: str) -> Done | Refused:
    """Takes an access back."""
    return Done("L’accès est retiré.")


def export(caller: Caller, slug: str) -> FileView:
    """Everything."""
    return FileView("duret.zip", "application/zip", b"PK")


def installation(caller: Caller) -> InstallationView:
    """The proposal for electricians."""
    return InstallationView(samples.HOURS, samples.SERVICE_SETTINGS)


def install(caller: Caller, form: InstallationForm) -> InstalledView | Refused:
    """Opens the firm."""
    if len(form.password) < 10:
        return Refused("Il manque une information.", {"password": "Dix caractères au moins."})
    return InstalledView(FIRM.slug, _session())


def _firm(caller: Caller, slug: str = FIRM.slug) -> FirmView:
    if slug != FIRM.slug:
        raise Missing
    return FIRM


def _session() -> SessionView:
    return SessionView("token", 3600, CLAIRE)
