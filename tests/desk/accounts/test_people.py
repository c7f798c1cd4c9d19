"""People come into the firm with an address of their own, and somebody always manages it."""

from dataclasses import replace

import pytest

from desk.accounts import Account, Newcomer, Role, add_account, change_account
from desk.errors import EmailTaken, LastManager, UnreadableEmail

GAETAN = Newcomer("gaetan@duret.invalid", "Gaëtan  Roy", frozenset({Role.TECHNICIAN}))


def test_a_person_is_added_with_what_was_written(desk):
    """Address in small letters, name without double spaces."""
    account = desk.do(add_account, replace(GAETAN, email="Gaetan@Duret.invalid"))
    assert ("gaetan@duret.invalid", "Gaëtan Roy") == (account.email, account.name)
    assert [account] == desk.all(Account)


def test_an_address_signs_in_one_person(desk, claire):
    """The same address in other capitals is the same address."""
    with pytest.raises(EmailTaken):
        desk.do(add_account, replace(GAETAN, email="CLAIRE@duret.invalid"))
    gaetan = desk.do(add_account, GAETAN)
    with pytest.raises(EmailTaken):
        desk.do(change_account, replace(gaetan, email="claire@duret.invalid"))


def test_an_address_must_receive_mail(desk):
    """The invitation has to arrive."""
    with pytest.raises(UnreadableEmail):
        desk.do(add_account, replace(GAETAN, email="gaetan"))


def test_a_person_can_be_changed(desk, claire):
    """A new name, the same address."""
    changed = replace(claire, name="Claire Martin")
    desk.do(change_account, changed)
    assert [changed] == desk.all(Account)


@pytest.mark.parametrize("change", [{"active": False}, {"roles": frozenset({Role.DISPATCHER})}])
def test_the_last_manager_stays(desk, claire, change):
    """Without her nobody could let anybody in again."""
    with pytest.raises(LastManager):
        desk.do(change_account, replace(claire, **change))


def test_a_manager_may_leave_when_another_stays(desk, claire, password_hash):
    """Only somebody who can really sign in counts: an invitation is not enough."""
    desk.do(add_account, replace(GAETAN, roles=frozenset({Role.MANAGEMENT})))
    with pytest.raises(LastManager):
        desk.do(change_account, replace(claire, active=False))
    desk.do(add_account, replace(GAETAN, email="b@duret.invalid", roles=claire.roles, password_hash=password_hash))
    desk.do(change_account, replace(claire, active=False))


def test_a_password_hash_is_never_printed(claire):
    """Logs and tracebacks show accounts."""
    assert "argon2" not in repr(claire)
