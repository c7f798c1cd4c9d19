"""Mailed links let somebody in once; reading one changes nothing."""

from dataclasses import replace

import pytest

from desk.accounts import (
    Account,
    Change,
    Credentials,
    Link,
    Newcomer,
    Purpose,
    Role,
    ask_reset,
    change_password,
    choose_password,
    invite,
    invite_again,
    make_link,
    open_session,
    read_link,
    sign_in,
    signed_in,
)
from desk.errors import EmailTaken, LinkSpent, SessionOver, SignInRefused, TooManyAttempts, WeakPassword
from desk.events import PersonInvited, ResetAsked
from tests.desk.accounts.conftest import PASSWORD

NEW = "lampe girouette sapin moteur"
GAETAN = Newcomer("gaetan@duret.invalid", "Gaëtan Roy", frozenset({Role.TECHNICIAN}))


@pytest.fixture
def gaetan(desk):
    """Gaëtan, invited and not yet in."""
    return desk.do(invite, GAETAN)


def mailed(desk, account, purpose=Purpose.INVITATION):
    """Return the token of the link as its mailer makes it."""
    return desk.do(make_link, account.id, purpose)[1]


def choose(desk, token, password=NEW):
    """Send the form behind a link."""
    return choose_password(desk.transactions, desk.firm_id, token, password)


def test_an_invitation_is_mailed_and_lets_in(desk, gaetan):
    """Gaëtan chooses a password and is signed in."""
    assert [PersonInvited(gaetan.id)] == desk.events
    account, token = choose(desk, mailed(desk, gaetan))
    assert account == desk.do(signed_in, token)[1]
    assert account.id == sign_in(desk.transactions, desk.firm_id, Credentials(GAETAN.email, NEW))[0].id


def test_an_invited_person_has_no_password_yet(desk, gaetan):
    """The empty password opens nothing."""
    with pytest.raises(SignInRefused):
        sign_in(desk.transactions, desk.firm_id, Credentials(GAETAN.email, ""))


def test_only_new_people_are_invited(desk, claire, gaetan):
    """An address in use is told; an invitation can be mailed again until it was used."""
    with pytest.raises(EmailTaken):
        desk.do(invite, GAETAN)
    desk.do(invite_again, gaetan.id)
    assert [PersonInvited(gaetan.id)] * 2 == desk.events
    with pytest.raises(LinkSpent):
        desk.do(invite_again, claire.id)


def test_reading_a_link_spends_nothing(desk, gaetan):
    """Mail scanners open every link before people do."""
    token = mailed(desk, gaetan)
    assert desk.do(read_link, token) == desk.do(read_link, token)
    choose(desk, token)


def test_a_link_serves_once(desk, gaetan):
    """The second form is too late."""
    token = mailed(desk, gaetan)
    choose(desk, token)
    with pytest.raises(LinkSpent):
        choose(desk, token, "une autre phrase secrète")


@pytest.mark.parametrize("purpose, hours", [(Purpose.INVITATION, 24 * 7), (Purpose.RESET, 1)])
def test_a_link_expires(desk, gaetan, purpose, hours):
    """A week to come in, an hour to reset."""
    token = mailed(desk, gaetan, purpose)
    desk.wait(hours=hours, seconds=-1)
    desk.do(read_link, token)
    desk.wait(seconds=1)
    with pytest.raises(LinkSpent):
        desk.do(read_link, token)


def test_a_later_link_replaces_the_one_before(desk, gaetan):
    """Mailing again, by mistake or on purpose, leaves one way in."""
    first, second = mailed(desk, gaetan), mailed(desk, gaetan)
    with pytest.raises(LinkSpent):
        desk.do(read_link, first)
    desk.do(read_link, second)


def test_a_weak_password_leaves_the_link_good(desk, gaetan):
    """The form comes back with the reason."""
    token = mailed(desk, gaetan)
    with pytest.raises(WeakPassword):
        choose(desk, token, "gaetan.roy74")
    choose(desk, token)


def test_a_link_of_who_has_left_opens_nothing(desk, gaetan):
    """Deactivated before coming in."""
    token = mailed(desk, gaetan)
    desk.keep(replace(gaetan, active=False))
    with pytest.raises(LinkSpent):
        choose(desk, token)
    with pytest.raises(LinkSpent):
        mailed(desk, gaetan)


def test_records_hold_no_link_that_works(desk, gaetan):
    """A stolen record is no way in."""
    token = mailed(desk, gaetan)
    (link,) = desk.all(Link)
    assert token not in repr(link)
    with pytest.raises(LinkSpent):
        desk.do(read_link, link.id)


def test_a_forgotten_password_is_replaced_and_ends_all_sessions(desk, claire):
    """Whoever knew the old one is out."""
    _, elsewhere = desk.do(open_session, claire)
    ask_reset(desk.transactions, desk.firm_id, "Claire@duret.invalid", "198.51.100.7")
    assert [ResetAsked(claire.id)] == desk.events
    _, token = choose(desk, mailed(desk, claire, Purpose.RESET))
    desk.do(signed_in, token)
    with pytest.raises(SessionOver):
        desk.do(signed_in, elsewhere)


def test_a_password_changed_by_its_owner_spends_the_links_mailed_before(desk, claire):
    """Whoever asked for one in her name, and reads her mail later, comes too late."""
    token = mailed(desk, claire, Purpose.RESET)
    change_password(desk.transactions, desk.firm_id, claire.id, Change(PASSWORD, NEW))
    with pytest.raises(LinkSpent):
        choose(desk, token, "une autre phrase secrète")


def test_asking_for_a_stranger_answers_the_same_and_mails_nobody(desk):
    """Nobody learns who works here."""
    ask_reset(desk.transactions, desk.firm_id, "inconnue@duret.invalid", "198.51.100.7")
    assert [] == desk.events


def test_asking_before_coming_in_mails_the_invitation_again(desk, gaetan):
    """Gaëtan lost the first mail and thinks he forgot his password."""
    ask_reset(desk.transactions, desk.firm_id, GAETAN.email, "198.51.100.7")
    assert [PersonInvited(gaetan.id)] * 2 == desk.events


def test_asking_again_and_again_has_to_wait(desk, claire):
    """A mailbox is not to be flooded through us."""
    for _ in range(5):
        ask_reset(desk.transactions, desk.firm_id, claire.email, "198.51.100.7")
    with pytest.raises(TooManyAttempts):
        ask_reset(desk.transactions, desk.firm_id, claire.email, "198.51.100.7")
    assert 5 == len(desk.events)
    assert [claire] == desk.all(Account)
