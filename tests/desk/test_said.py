"""A sentence is its French, and can still be said again."""

import copy
import json
import pickle
from datetime import date, datetime, time, timedelta

import pytest

from desk.errors import InvalidEntry, TooManyAttempts, UnreadableEmail
from desk.said import Said, counted, said, together, told


@pytest.mark.parametrize(
    "value, french",
    [
        ("Paul", "Paul"),
        (3, "3"),
        (date(2026, 12, 1), "mardi 1er décembre 2026"),
        (datetime(2026, 11, 24, 8, 30), "mardi 24 novembre 2026 à 8 h 30"),  # noqa: DTZ001 -- the firm's clock
        (time(8), "8 h"),
        (timedelta(minutes=21), "21 min"),
        (timedelta(hours=2, minutes=5), "2 h 05"),
        (said("entre {start} et {end}", start=time(8), end=time(10)), "entre 8 h et 10 h"),
    ],
)
def test_values_are_said_in_french(value, french):
    """Moments, hours, durations and other sentences as people say them."""
    assert f"Vu : {french}." == said("Vu : {value}.", value=value)


def test_braces_in_a_value_are_text():
    """What somebody typed stands for nothing, however often the sentence is said again."""
    typed = "{value.__class__} {0} {"
    assert f"Vu : {typed}." == said("Vu : {value}.", value=typed) == together(said("Vu : {value}.", value=typed))


def test_one_and_none_are_singular():
    """As French counts."""
    sentences = [counted("{count} visite sans suite", "{count} visites sans suite", number) for number in (0, 1, 2)]
    assert ["0 visite sans suite", "1 visite sans suite", "2 visites sans suite"] == sentences


def test_a_sentence_is_a_text_that_keeps_its_message_and_values():
    """In JSON it is its French; a copy can be said again like the first."""
    sentence = said("{name} est là", name="Léa")
    assert '"Léa est là"' == json.dumps(sentence, ensure_ascii=False)
    for one in (sentence, copy.deepcopy(sentence), pickle.loads(pickle.dumps(sentence))):  # noqa: S301 -- our own
        assert ("Léa est là", "{name} est là", {"name": "Léa"}) == (one, one.message, one.values)


def test_a_message_takes_its_values_later():
    """A constant says it, the moment knows the number."""
    late = said("Appelez le {phone}.").format(phone="04")
    assert ("Appelez le 04.", Said) == (late, type(late))


def test_sentences_follow_each_other():
    """And nothing at all is empty."""
    assert "Fait. Deux restent." == together(said("Fait."), said("Deux restent."))
    assert "Léa, Paul" == together("Léa", "Paul", by=", ")
    assert not together()


@pytest.mark.parametrize(
    "error, message, french",
    [
        (UnreadableEmail(), (UnreadableEmail.__doc__ or ""), UnreadableEmail.__doc__),
        (InvalidEntry("Indiquez votre nom."), "Indiquez votre nom.", "Indiquez votre nom."),
        (InvalidEntry("{most} sites au plus.", most=5), "{most} sites au plus.", "5 sites au plus."),
        (
            TooManyAttempts(timedelta(seconds=61)),
            TooManyAttempts.sentence,
            "Trop d’essais : patientez 2 min avant de recommencer.",
        ),
        (ValueError("mot"), "mot", "mot"),
    ],
)
def test_an_error_is_told_by_its_message_and_values(error, message, french):
    """Its own sentence, or the detail it was raised with; the same words as its text."""
    sentence = told(error)
    assert (message, french, str(error)) == (sentence.message, sentence, str(sentence))
