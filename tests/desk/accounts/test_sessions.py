"""Sessions end when unused, after a while, at sign-out, and are never readable in the records."""

from dataclasses import replace

import pytest

from desk.accounts import (
    Role,
    Session,
    close_session,
    close_sessions,
    forget_old_sessions,
    open_session,
    signed_in,
    touch_session,
)
from desk.errors import SessionOver


@pytest.fixture
def token(desk, claire):
    """The token of a session of Claire's."""
    return desk.do(open_session, claire)[1]


def test_a_stolen_record_opens_nothing(desk, token):
    """Only a fingerprint is kept, and the fingerprint is no token."""
    (session,) = desk.all(Session)
    assert token not in repr(session)
    with pytest.raises(SessionOver):
        desk.do(signed_in, session.id)


def test_an_unused_session_ends(desk, token):
    """Twelve hours at the office."""
    desk.wait(hours=11, minutes=59)
    desk.do(signed_in, token)
    desk.wait(minutes=1)
    with pytest.raises(SessionOver):
        desk.do(signed_in, token)


def test_a_session_in_use_goes_on_but_not_for_ever(desk, token):
    """A week at most, whatever is done with it."""
    for _ in range(7 * 24 - 1):
        desk.wait(hours=1)
        desk.do(touch_session, token)
    desk.wait(hours=1)
    with pytest.raises(SessionOver):
        desk.do(touch_session, token)


def test_a_session_is_written_only_now_and_then(desk, claire):
    """Reading pages is not writing."""
    session, _ = desk.do(open_session, claire)
    desk.wait(minutes=4)
    assert not session.stale(desk.now)
    desk.wait(minutes=1)
    assert session.stale(desk.now)


def test_a_technician_stays_signed_in_over_the_weekend(desk, claire):
    """His telephone has its own lock, and must open in a cellar on Monday."""
    _, token = desk.do(open_session, replace(claire, roles=frozenset({Role.TECHNICIAN})))
    desk.wait(days=13)
    desk.do(signed_in, token)


def test_signing_out_ends_the_session(desk, token):
    """At once, and twice is no error."""
    desk.do(close_session, token)
    desk.do(close_session, token)
    with pytest.raises(SessionOver):
        desk.do(signed_in, token)


def test_a_person_can_end_all_other_sessions(desk, claire, token):
    """The telephone was lost."""
    _, other = desk.do(open_session, claire)
    desk.do(close_sessions, claire.id, except_token=token)
    desk.do(signed_in, token)
    with pytest.raises(SessionOver):
        desk.do(signed_in, other)


def test_sessions_that_are_over_are_forgotten(desk, token):
    """Records hold nobody longer than needed."""
    assert 0 == desk.do(forget_old_sessions)
    desk.wait(hours=12)
    assert 1 == desk.do(forget_old_sessions)
    assert [] == desk.all(Session)
