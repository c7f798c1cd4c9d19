"""Signed values come back whole, in time, and as nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from api.errors import LinkExpired, LinkInvalid
from api.signing import FollowLink, HoldTicket, Signer, SlotOffer
from planner.identifiers import AppointmentId, FirmId, ServiceId, TechnicianId
from planner.intervals import Interval
from planner.sites import Position

NOW = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
OFFER = SlotOffer(
    firm_id=FirmId("f1"),
    expires=NOW + timedelta(minutes=30),
    service_id=ServiceId("s1"),
    technician_id=TechnicianId("t1"),
    position=Position(45.9, 6.12),
    window=Interval(NOW + timedelta(days=1), NOW + timedelta(days=1, hours=2)),
    cost=12_345,
    place="74960 Meythet",
)


def signer(now: datetime = NOW, key: str = "k" * 32) -> Signer:
    """A house at one moment."""
    return Signer(key, lambda: now)


def test_what_is_signed_comes_back_the_same() -> None:
    """Identifiers, positions and instants survive the trip through a URL."""
    assert signer().read(SlotOffer, signer().sign(OFFER)) == OFFER


def test_a_token_changed_by_one_character_is_refused() -> None:
    """Nobody can offer themselves another window."""
    token = signer().sign(OFFER)
    for place in (3, len(token) // 2, len(token) - 3):
        forged = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(LinkInvalid):
            signer().read(SlotOffer, forged)


def test_a_token_of_another_house_is_refused() -> None:
    """Only who knows the secret can sign."""
    with pytest.raises(LinkInvalid):
        signer(key="x" * 32).read(SlotOffer, signer().sign(OFFER))


def test_a_token_counts_until_its_end_and_not_at_it() -> None:
    """The interval is half-open, as everywhere."""
    token = signer().sign(OFFER)
    assert signer(OFFER.expires - timedelta(microseconds=1)).read(SlotOffer, token) == OFFER
    with pytest.raises(LinkExpired):
        signer(OFFER.expires).read(SlotOffer, token)


def test_a_token_of_one_kind_never_passes_for_another() -> None:
    """A link to follow an appointment must not open a hold, although both carry the same fields."""
    link = FollowLink(FirmId("f1"), OFFER.expires, AppointmentId("a1"))
    ticket = HoldTicket(FirmId("f1"), OFFER.expires, AppointmentId("a1"))
    assert signer().read(HoldTicket, signer().sign(ticket)) == ticket
    with pytest.raises(LinkInvalid):
        signer().read(HoldTicket, signer().sign(link))


def test_what_is_not_a_token_at_all_is_refused() -> None:
    """Whatever is typed into the address bar gets the same calm answer."""
    for token in ("", ".", "é", "a.b.c", "null", "eyJ9." * 50):
        with pytest.raises(LinkInvalid):
            signer().read(SlotOffer, token)


def test_two_signatures_of_one_value_are_the_same_and_of_two_values_are_not() -> None:
    """A retried request offers the same token; a cent more makes another."""
    assert signer().sign(OFFER) == signer().sign(OFFER)
    assert signer().sign(OFFER) != signer().sign(replace(OFFER, cost=OFFER.cost + 1))
