"""What becomes of one entry that two sides may have changed; whole passes are in `test_two_way`."""

from dataclasses import replace
from typing import Any

import pytest

from calendar_sync.entry import Status
from calendar_sync.reconcile import Reconciled, as_written, changed, reconcile
from calendar_sync.remote.port import Resource
from calendar_sync.standing import standing
from calendar_sync.writing import render_object
from tests.calendar_sync.agendas import ALWAYS
from tests.calendar_sync.samples import PARIS, an_entry, at

AGREED = an_entry(description="Digicode 12")


def test_an_edit_of_what_the_planner_took_away_is_told_and_not_kept() -> None:
    """The visit is off; whoever wrote a note into it is heard."""
    noted = replace(AGREED, description="Chien méchant")
    told = frozenset({"description"})
    assert Reconciled(None, edited=told, conflicts=told) == reconcile(None, noted, AGREED)


def test_what_the_planner_took_away_and_nobody_touched_is_no_news() -> None:
    """It goes, and that is all."""
    assert Reconciled(None) == reconcile(None, AGREED, AGREED)


def test_a_note_and_another_hour_are_both_kept() -> None:
    """He moves it and writes why."""
    theirs = replace(AGREED, start=at("2026-11-24 13:00"), end=at("2026-11-24 14:15"), description="Le client préfère")
    assert Reconciled(theirs, edited=frozenset({"time", "description"})) == reconcile(AGREED, theirs, AGREED)


@pytest.mark.parametrize(
    "written",
    [
        {"summary": " Tableau\n électrique\x07 "},
        {"location": "12 rue\tdes Lilas\r\n74000 Annecy"},
        {"description": "Digicode\x00 12\r\nau fond"},
        {"url": "https://duret.invalid/f/ r\\dv"},
        {"status": Status.CANCELLED},
        {"transparent": True},
        {"end": at("2026-11-24 07:30")},
    ],
    ids=lambda written: next(iter(written)),
)
def test_what_we_wrote_is_not_taken_for_an_edit_when_it_is_read_again(written: dict[str, Any]) -> None:
    """A calendar gives back harmless texts, and calls free what takes no time."""
    ours = an_entry(**written)
    there = standing(Resource("rdv.ics", "1", render_object(ours)), zone=PARIS, horizon=ALWAYS).entry
    assert there is not None
    assert frozenset(written) & {"summary", "location", "description", "url"} <= changed(there, [ours])
    assert frozenset() == changed(there, [as_written(ours)])
