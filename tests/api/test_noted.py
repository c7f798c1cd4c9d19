"""Who signed in or was refused, changed accesses or settings, took data out, erased somebody: all is in the chain."""

import pytest

from api import actions
from api.v1.live import _after
from api.views import FirmForm, ProviderForm, TokenForm, WebhookForm
from desk.accounts import Account, Change, Credentials, Role, change_password, sign_in
from desk.errors import SignInRefused
from planner.chain import check
from planner.history import only_noted
from tests.support.house import PASSWORD, asks
from tests.support.house import sign_in as newcomer
from tests.support.marked import CUSTOMER, leave_traces

ODILE = "odile@duret.invalid"


def noted(house, duret):
    """The lines that changed no plan: what was done, by whom, about whom; and the chain they stand in is whole."""
    with house.transactions.read(duret.firm.id) as work:
        assert check(work).fault is None
        return [(line.verb, line.actor.role, line.subject) for line in work.history.since(0) if only_noted(line)]


def test_who_signs_in_and_who_is_refused(house, duret):
    """A stranger's address is nobody's and is not written down."""
    firm, account = duret.firm.id, duret.account
    sign_in(house.transactions, firm, Credentials(ODILE, PASSWORD))
    for email in (ODILE, "inconnue@ailleurs.invalid"):
        with pytest.raises(SignInRefused):
            sign_in(house.transactions, firm, Credentials(email, "pas celui-là"))
    change_password(house.transactions, firm, account.id, Change(PASSWORD, "cheval agrafe batterie correct"))
    assert [
        ("sign_in", "management", account.id),
        ("refuse_sign_in", "visitor", account.id),
        ("refuse_sign_in", "visitor", ""),
        ("change_password", "management", account.id),
    ] == noted(house, duret)


def test_who_may_do_what(house, duret):
    """Each change of an access, with whose it is."""
    newcomer(house, duret, Role.DISPATCHER)
    with house.transactions.read(duret.firm.id) as work:
        (claire,) = [one.id for one in work.of(Account).find() if one.name == "Claire"]
    boss = asks(house, duret)
    actions.change_role(boss, "duret", person=claire, role="technician")
    actions.withdraw(boss, "duret", person=claire)
    actions.invite(boss, "duret", name="Léo", email="leo@duret.invalid", role="dispatcher")
    actions.open_feed(boss, "duret")
    actions.revoke_feed(boss, "duret")
    lines = noted(house, duret)
    assert [("change_access", "management", claire), ("withdraw_access", "management", claire)] == lines[:2]
    assert ["invite", "open_feed", "close_feed"] == [verb for verb, _, _ in lines[2:]]


def test_which_programs_come_in_and_are_told(house, duret):
    """By the number they are listed under; never a secret."""
    boss = asks(house, duret)
    actions.make_token(boss, "duret", TokenForm("Facturation", ("plan:read",)))
    actions.add_webhook(boss, "duret", WebhookForm("https://facturation.invalid/", ("route.saved",)))
    view = actions.programs(boss, "duret")
    (token,), (webhook,) = view.tokens, view.webhooks
    actions.renew_webhook(boss, "duret", webhook=webhook.webhook)
    actions.close_webhook(boss, "duret", webhook=webhook.webhook)
    actions.revoke_token(boss, "duret", token=token.token)
    assert [
        ("make_token", ""),
        ("open_webhook", ""),
        ("renew_webhook", webhook.webhook),
        ("close_webhook", webhook.webhook),
        ("revoke_token", token.token),
    ] == [(verb, subject) for verb, _, subject in noted(house, duret)]


def test_how_people_sign_in(house, duret):
    """Of whom a code is asked, whose was lost, and what the provider knows somebody as."""
    boss, odile = asks(house, duret), duret.account.id
    actions.save_second_factor_rule(boss, "duret", second_factor="nobody")
    actions.reset_second_factor(boss, "duret", person=odile)
    actions.unlink_person(boss, "duret", person=odile)
    actions.save_identity_provider(boss, "duret", ProviderForm())
    assert [("change_settings", ""), ("reset_factor", odile), ("unlink", odile), ("change_provider", "")] == [
        (verb, subject) for verb, _, subject in noted(house, duret)
    ]


def test_what_is_settled(house, duret):
    """What is refused is not noted."""
    boss = asks(house, duret)
    form = FirmForm(name="Duret", phone="04 65 71 00 20", email="bonjour@duret.invalid", address="Annecy")
    actions.save_firm(boss, "duret", form)
    actions.save_rules(boss, "duret", {**actions.rules(boss, "duret").values, "hold": "15"})
    actions.save_rules(boss, "duret", {"hold": "beaucoup"})
    assert [("change_settings", "management", "")] * 2 == noted(house, duret)


def test_what_leaves_the_house_and_who_is_erased(house, duret, clock):
    """By an opaque number, which stays after the erasure."""
    house.transactions.write(duret.firm.id, leave_traces)
    boss = asks(house, duret)
    actions.export(boss, "duret")
    actions.export_customer(boss, "duret", customer=CUSTOMER)
    clock.forward(days=365)
    actions.erase_customer(boss, "duret", customer=CUSTOMER, sure=True)
    assert [
        ("export_firm", "management", ""),
        ("export_person", "management", CUSTOMER),
        ("erase_person", "management", CUSTOMER),
    ] == noted(house, duret)


def test_open_pages_are_not_told_of_it(house, duret):
    """Who signs in is management's to know; no page of a day has anything to draw anew."""
    sign_in(house.transactions, duret.firm.id, Credentials(ODILE, PASSWORD))
    assert [] == _after(house, duret.firm.id, 0)
