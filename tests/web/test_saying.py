"""What actions answer is said in the reader's language, on the page and after a form."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from api import actions
from api.views import Done, Refused, said
from desk.said import counted, together, told
from desk.wording import say_reserve
from planner.errors import SlotTaken
from planner.reserve import ReserveForecast
from planner.services import Half
from tests.web.pages import PAGES
from web.languages import in_language
from web.words import NBSP


@dataclass(frozen=True, slots=True)
class _View:
    sentence: str
    name: str = "Le client"
    more: tuple[object, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)


def test_every_sentence_of_a_view_is_said_however_deep():
    """Data stays as it is, even where it reads like a sentence of ours."""
    view = _View(
        said("C’est vu."), more=(said("Le client"), _View("Le client")), fields={"x": said("Ce jour est passé.")}
    )
    english = in_language(view, "en")
    assert ("Seen.", "Le client", "This day is over.") == (english.sentence, english.name, english.fields["x"])
    assert ("The customer", _View("Le client")) == english.more
    assert view is in_language(view, "fr")


def test_nothing_said_is_nothing_in_any_language():
    """Catalogues keep their own header under the empty message."""
    assert ("", "") == (together(), in_language(together(), "en"))


def test_values_are_said_in_the_same_language_as_their_sentence():
    """A day, a moment, an hour, a duration, an error, and as many things as there are."""
    day, moment = date(2026, 11, 24), datetime(2026, 11, 24, 8, 30)  # noqa: DTZ001 -- the firm's clock
    sentences = (
        said("{name} est noté absent le {day}.", name="Léa", day=day),
        said("{what} pour le {start}", what=said("Créneau retenu"), start=moment),
        said("entre {start} et {end}", start=time(8), end=time(10)),
        said("{length} de route en moins", length=timedelta(minutes=65)),
        together(said("Rien n’a été déplacé."), told(SlotTaken())),
        counted("{count} visite sans suite.", "{count} visites sans suite.", 0),
        say_reserve(ReserveForecast("k", "s", day, Half.MORNING, timedelta(hours=1), 0.8, 0.9, moment)),
    )
    assert (
        "Léa is noted as absent on Tuesday 24 November 2026.",
        "Slot held for Tuesday 24 November 2026 at 08:30",
        "between 08:00 and 10:00",
        f"1{NBSP}h 05{NBSP}min less driving",
        "Nothing was moved. This slot has just been taken.",
        "0 visits dropped.",
        f"Morning, 1{NBSP}h in reserve: 0.8 emergencies expected, enough 9 times out of 10",
    ) == in_language(sentences, "en")


def test_what_was_done_or_refused_is_flashed_in_the_readers_language(client, monkeypatch):
    """After a form, on the page it leads to."""
    client.cookies.set("lang", "en")
    answers = iter([Done(said("Rendez-vous annulé.")), Refused(told(SlotTaken()))])
    monkeypatch.setattr(actions, "cancel_appointment", lambda *_, **__: next(answers))
    sent = {"csrf_token": "sample-token"}
    address = PAGES["appointment"]
    for sentence in ("Appointment cancelled.", "This slot has just been taken."):
        gone = client.post(f"{address}/annuler", data=sent)
        assert sentence in client.get(gone.headers["location"]).text
