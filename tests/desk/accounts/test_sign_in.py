"""Signing in: the right password opens a fresh session, everything else says the same thing and is counted."""

from dataclasses import replace

import pytest

from desk.accounts import (
    Account,
    Attempt,
    Browser,
    Change,
    Credentials,
    Session,
    change_password,
    forget_old_attempts,
    sign_in,
    signed_in,
    verify_password,
)
from desk.accounts.attempts import STRANGERS
from desk.errors import SessionOver, SignInRefused, TooManyAttempts, WeakPassword
from planner.identifiers import FirmId
from tests.desk.accounts.conftest import PASSWORD
from tests.support.planner import a_firm

HERE = "198.51.100.7"


def enter(desk, password=PASSWORD, email="claire@duret.invalid", source=HERE, previous=""):
    """Try to sign in."""
    given = Credentials(email, password, Browser(source, "Firefox", previous))
    return sign_in(desk.transactions, desk.firm_id, given)


def guess(desk, times, **given):
    """Try wrong passwords."""
    for _ in range(times):
        with pytest.raises(SignInRefused):
            enter(desk, "mauvais mot de passe", **given)


@pytest.fixture
def quick(monkeypatch):
    """Compare passwords at once: for tests that only count attempts."""
    monkeypatch.setattr(
        "desk.accounts.signing_in.verify_password", lambda kept, given: bool(kept) and given == PASSWORD
    )


def test_the_right_password_opens_a_session(desk, claire):
    """Address in any capitals, password as chosen."""
    account, token = enter(desk, email=" Claire@Duret.invalid ")
    session, owner = desk.do(signed_in, token)
    assert claire == account == owner
    assert "Firefox" == session.device


@pytest.mark.parametrize("email", ["claire@duret.invalid", "inconnue@duret.invalid", ""])
def test_a_wrong_password_and_an_unknown_address_sound_alike(desk, claire, email):
    """Nobody learns who works here."""
    with pytest.raises(SignInRefused) as refusal:
        enter(desk, "mauvais mot de passe", email)
    assert "L’adresse e-mail ou le mot de passe est incorrect." == str(refusal.value)


def test_an_unknown_address_costs_a_hash_too(desk, monkeypatch):
    """Time would tell what the sentence hides."""
    compared = []
    monkeypatch.setattr("desk.accounts.signing_in.verify_password", lambda kept, given: compared.append(kept))
    with pytest.raises(SignInRefused):
        enter(desk, email="inconnue@duret.invalid")
    assert [""] == compared


def test_strangers_cannot_fill_history(desk, claire, quick):
    """However many addresses guess from however many places: whose account is tried is noted, of others the first."""
    for number in range(STRANGERS.count + 5):
        guess(desk, 1, email=f"inconnue{number}@ailleurs.invalid", source=f"203.0.113.{number}")
    guess(desk, 2, email=claire.email)
    with desk.transactions.read(desk.firm_id) as work:
        subjects = [line.subject for line in work.history.since(0)]
    assert [""] * STRANGERS.count + [claire.id] * 2 == subjects


def test_an_inactive_person_is_refused_like_a_stranger(desk, claire):
    """Who has left the firm stays out, with the right password too."""
    desk.keep(replace(claire, active=False))
    with pytest.raises(SignInRefused):
        enter(desk)


def test_a_session_in_use_ends_when_its_person_leaves(desk, claire):
    """Deactivating works at once."""
    _, token = enter(desk)
    desk.keep(replace(claire, active=False))
    with pytest.raises(SessionOver):
        desk.do(signed_in, token)


def test_signing_in_replaces_the_session_before(desk, claire):
    """A token planted or stolen before sign-in is worth nothing after it."""
    _, before = enter(desk)
    _, after = enter(desk, previous=before)
    assert [desk.do(signed_in, after)[0]] == desk.all(Session)
    with pytest.raises(SessionOver):
        desk.do(signed_in, before)


def test_the_session_of_one_firm_opens_nothing_in_another(desk, claire):
    """Firms never meet."""
    desk.transactions.create_firm(a_firm(id=FirmId("autre"), slug="autre"))
    _, token = enter(desk)
    with pytest.raises(SessionOver):
        desk.transactions.write(FirmId("autre"), lambda work: signed_in(work, token))


def test_guessing_has_to_wait_even_with_the_right_password(desk, claire, quick):
    """Five failures at one place stop for a quarter of an hour, and the message says for how long."""
    guess(desk, 5)
    with pytest.raises(TooManyAttempts, match="15 min"):
        enter(desk)
    desk.wait(minutes=10)
    with pytest.raises(TooManyAttempts, match="5 min"):
        enter(desk)
    desk.wait(minutes=5)
    assert claire == enter(desk)[0]


def test_one_guesser_does_not_lock_the_person_out(desk, claire, quick):
    """Claire signs in from the office while somebody else guesses."""
    guess(desk, 5, source="203.0.113.9")
    assert claire == enter(desk)[0]


def test_a_whole_ipv6_household_is_one_source(desk, claire, quick):
    """A guesser owns 2⁶⁴ addresses."""
    for last in range(5):
        guess(desk, 1, source=f"2001:db8:0:1::{last:x}")
    with pytest.raises(TooManyAttempts):
        enter(desk, source="2001:db8:0:1:ffff::1")


def test_many_places_guessing_at_one_person_have_to_wait(desk, claire, quick):
    """A swarm gets fifty tries an hour, not fifty each."""
    for place in range(50):
        guess(desk, 1, source=f"203.0.113.{place}")
    with pytest.raises(TooManyAttempts):
        guess(desk, 1, source="192.0.2.1")


def test_one_place_guessing_at_many_people_has_to_wait(desk, quick):
    """Trying one password on everybody is guessing too."""
    for person in range(60):
        guess(desk, 1, email=f"personne{person}@duret.invalid")
    with pytest.raises(TooManyAttempts):
        guess(desk, 1, email="une.autre@duret.invalid")


def test_the_wait_slides_with_the_attempts(desk, claire, quick):
    """Each failure counts for a quarter of an hour from when it was made."""
    for _ in range(5):
        guess(desk, 1)
        desk.wait(minutes=2)
    with pytest.raises(TooManyAttempts, match="5 min"):
        enter(desk)
    desk.wait(minutes=5)
    guess(desk, 1)
    with pytest.raises(TooManyAttempts, match="2 min"):
        enter(desk)


def test_success_forgives_the_failures_of_its_owner(desk, claire, quick):
    """Four slips before the right password do not count tomorrow."""
    for _ in range(3):
        guess(desk, 4)
        enter(desk)


def test_counts_name_nobody_and_are_forgotten(desk, claire, quick):
    """Neither an address nor a network is written, and an hour later not even the count."""
    guess(desk, 1)
    assert all("claire" not in repr(kept) and HERE not in repr(kept) for kept in desk.all(Attempt))
    desk.wait(minutes=59)
    assert 0 == desk.do(forget_old_attempts)
    desk.wait(minutes=1)
    assert 4 == desk.do(forget_old_attempts)
    assert [] == desk.all(Attempt)


def test_a_hash_of_former_costs_is_renewed_at_sign_in(desk, claire, monkeypatch):
    """Passwords follow when the advice changes."""
    monkeypatch.setattr("desk.accounts.signing_in.outdated", lambda kept: True)
    account, _ = enter(desk)
    assert claire.password_hash != account.password_hash
    assert verify_password(account.password_hash, PASSWORD)


def test_a_password_changed_meanwhile_lets_nobody_in(desk, claire, monkeypatch):
    """What was proved must still be true when the session opens."""

    def proved_too_late(kept, given):
        desk.keep(replace(claire, password_hash="autre"))
        return True

    monkeypatch.setattr("desk.accounts.signing_in.verify_password", proved_too_late)
    monkeypatch.setattr("desk.accounts.signing_in.outdated", lambda kept: False)
    with pytest.raises(SignInRefused):
        enter(desk)
    assert [] == desk.all(Session)


def test_a_person_changes_the_password_and_stays_signed_in_here_only(desk, claire):
    """Whoever else was signed in with the old password is out."""
    _, elsewhere = enter(desk)
    _, here = enter(desk)
    wanted = "lampe girouette sapin moteur"
    change_password(desk.transactions, desk.firm_id, claire.id, Change(PASSWORD, wanted, here, HERE))
    desk.do(signed_in, here)
    with pytest.raises(SessionOver):
        desk.do(signed_in, elsewhere)
    assert claire.id == enter(desk, wanted)[0].id


def test_changing_a_password_needs_the_present_one_and_a_good_one(desk, claire):
    """An unlocked screen is not enough, and a weak one is refused."""
    with pytest.raises(SignInRefused, match="actuel"):
        change_password(desk.transactions, desk.firm_id, claire.id, Change("mauvais", "lampe girouette sapin moteur"))
    for weak in ("claire.petit1", "DuretElectricite74"):
        with pytest.raises(WeakPassword):
            change_password(desk.transactions, desk.firm_id, claire.id, Change(PASSWORD, weak))
    assert [claire] == desk.all(Account)
