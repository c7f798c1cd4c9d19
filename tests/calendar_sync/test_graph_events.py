"""What an event in Outlook means to us, and what becomes of it when we change what is ours."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.calendar_sync.agendas import Somebody
from tests.calendar_sync.outlook import FROM_NINE, HREF, UID, Outlook
from tests.calendar_sync.samples import PARIS
from tests.support.graph_server import ADDRESS


def test_of_what_is_not_ours_only_times_are_asked_for(outlook: Outlook) -> None:
    """No subject, no body, no place, no names."""
    outlook.writes()
    outlook.syncs()
    urls = [item["url"] for one in outlook.asked("$batch") for item in one.json["requests"]]
    assert urls
    assert not [word for word in ("subject", "body", "location", "attendees") for url in urls if word in url]


@pytest.mark.parametrize(
    "showing,taken",
    [
        *[(one, [("01 08:00", "01 09:00")]) for one in ("busy", "tentative", "oof", "workingElsewhere", "unknown")],
        ("free", []),
    ],
)
def test_time_is_taken_unless_it_is_shown_as_free(outlook: Outlook, showing: str, taken: list[tuple[str, str]]) -> None:
    """Who works elsewhere or has not yet accepted cannot be sent to a customer either."""
    outlook.writes(showAs=showing)
    assert taken == outlook.busy()


def test_what_was_called_off_takes_no_time(outlook: Outlook) -> None:
    """Although it still stands there, struck out."""
    outlook.writes().fields["isCancelled"] = True
    assert [] == outlook.busy()


@pytest.mark.parametrize(
    "zone,taken",
    [
        ("Romance Standard Time", ("30 23:00", "01 23:00")),
        ("Tokyo Standard Time", ("30 15:00", "01 15:00")),
        ("UTC", ("30 23:00", "01 23:00")),
    ],
)
def test_a_whole_day_is_one_where_it_was_written(outlook: Outlook, zone: str, taken: tuple[str, str]) -> None:
    """Graph tells it from midnight to midnight in whatever zone one asks for; written in none, it is one of ours."""
    day = {name: {"dateTime": f"2026-12-0{n}T00:00:00", "timeZone": zone} for name, n in (("start", 1), ("end", 2))}
    outlook.writes(isAllDay=True, **day)
    assert [taken] == outlook.busy()


def test_a_whole_day_in_a_zone_nobody_knows_is_set_aside(outlook: Outlook) -> None:
    """It never floats."""
    day = {name: {"dateTime": f"2026-12-0{n}T00:00:00", "timeZone": "UTC"} for name, n in (("start", 1), ("end", 2))}
    outlook.writes(isAllDay=True, **day).fields["originalStartTimeZone"] = "tzone://Microsoft/Custom"
    assert [] == outlook.busy()
    assert ["Fuseau horaire inconnu : « tzone://Microsoft/Custom »."] == [
        row.reason for row in outlook.ledger.foreign()
    ]


def test_a_series_takes_time_on_each_of_its_days(outlook: Outlook) -> None:
    """At nine on the clock before and after it changes, and no longer on a day that was taken out."""
    moments = {name: {"dateTime": f"2027-03-27T{at}:00:00", "timeZone": PARIS} for name, at in FROM_NINE}
    pattern = {"pattern": {"type": "daily", "interval": 1}, "range": {"type": "numbered", "numberOfOccurrences": 3}}
    series = outlook.writes(**moments, recurrence=pattern)
    assert [("27 08:00", "27 09:00"), ("28 07:00", "28 08:00"), ("29 07:00", "29 08:00")] == outlook.busy()
    outlook.client.delete(f"https://graph.microsoft.com/v1.0/me/events/{series.ident(immutable=True)}.20270328")
    assert [("27 08:00", "27 09:00"), ("29 07:00", "29 08:00")] == outlook.busy()


def test_what_others_added_stays_when_we_move_a_visit(outlook: Outlook) -> None:
    """People, categories, a reminder, and the form of a note we read as plain text."""
    event = outlook.put()
    note = {"contentType": "html", "content": "<html><body>Digicode <b>12</b></body></html>"}
    added = {"body": note, "categories": ["Chantier"], "attendees": [{"emailAddress": {"address": "x@y.invalid"}}]}
    outlook.edits(event, reminderMinutesBeforeStart=45, **added)
    (wish,) = outlook.syncs().wishes
    assert "Digicode 12" == (wish.after.description if wish.after else "")
    entry = outlook.agenda.entries[UID]
    outlook.agenda.want(entry, start=entry.start + timedelta(hours=1), end=entry.end + timedelta(hours=1))
    assert [UID] == outlook.syncs().replaced
    kept = {name: event.fields[name] for name in added}
    assert (added, 45) == (kept, event.fields["reminderMinutesBeforeStart"])


@pytest.mark.parametrize(
    "fields",
    [
        {"recurrence": {"pattern": {"type": "daily", "interval": 1}, "range": {"numberOfOccurrences": 3}}},
        {
            "isAllDay": True,
            "start": {"dateTime": "2026-11-24T00:00:00", "timeZone": PARIS},
            "end": {"dateTime": "2026-11-25T00:00:00", "timeZone": PARIS},
        },
    ],
    ids=["series", "whole day"],
)
def test_a_visit_that_somebody_made_something_else_of_is_put_back(outlook: Outlook, fields: dict[str, Any]) -> None:
    """As it was, when the planner does not grant it."""
    event = outlook.put(summary="Tableau", location="Seynod", description="Digicode 12", url="https://duret.invalid/1")
    outlook.agenda.generous = False
    before = outlook.calendar.fetch([HREF])
    outlook.edits(event, **fields)
    assert [UID] == outlook.syncs().replaced
    (there,) = Somebody(outlook.calendar).entries().values()
    assert outlook.agenda.entries[UID].interval == there.interval
    assert list(before) == list(outlook.calendar.fetch([HREF]))
    assert (None, False) == (event.fields["recurrence"], event.fields["isAllDay"])
    assert outlook.syncs().quiet


def test_what_is_sent_names_no_word_of_ours_that_graph_does_not_know(outlook: Outlook) -> None:
    """Its instants are in UTC: no table of zones but our own is asked."""
    outlook.put(location="Seynod")
    (sent,) = [json.loads(one.body) for one in outlook.asked() if one.path.endswith("/events")]
    assert {"dateTime": "2026-11-24T07:30:00", "timeZone": "UTC"} == sent["start"]
    assert ADDRESS not in json.dumps(sent)
