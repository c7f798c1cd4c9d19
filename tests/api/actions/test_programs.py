"""Direction lets programs in and out, and has them told; secrets are shown once."""

import pytest

from api import actions
from api.errors import Forbidden
from api.views import Done, Refused, Role, TokenForm, WebhookForm
from desk.accounts import Scope
from tests.support.house import a_house, asks
from tests.support.program import a_program

READS = TokenForm("  Facturation  du soir ", ("appointments:read", "customers:read"))


@pytest.fixture
def house(tmp_path, clock):
    """A house whose operator trusts the local network."""
    return a_house(tmp_path, clock, private_addresses=True)


@pytest.fixture
def odile(house, duret):
    """Whoever manages."""
    return asks(house, duret)


def secret_of(answer):
    """The secret an answer shows."""
    assert isinstance(answer, Done)
    return answer.to_copy


def test_a_program_may_do_what_was_ticked_until_it_is_shut_out(odile, client):
    """And nothing else; its secret is on no page afterwards."""
    token = secret_of(actions.make_token(odile, "duret", READS))
    program = {"authorization": f"Bearer {token}"}
    assert 200 == client.get("/v1/customers", headers=program).status_code
    assert 403 == client.get("/v1/technicians", headers=program).status_code
    (line,) = actions.programs(odile, "duret").tokens
    assert ("Facturation du soir", READS.scopes) == (line.name, line.scopes)
    assert token.rpartition(".")[2] not in repr(line)
    for _ in range(2):
        assert isinstance(actions.revoke_token(odile, "duret", token=line.token), Done)
    assert 401 == client.get("/v1/customers", headers=program).status_code


@pytest.mark.parametrize(
    "form, field",
    [
        (TokenForm("", ("plan:read",)), "name"),
        (TokenForm("x" * 61, ("plan:read",)), "name"),
        (TokenForm("x"), "scopes"),
        (TokenForm("x", ("everything",)), "scopes"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(odile, form, field):
    """Nobody is let in meanwhile."""
    answer = actions.make_token(odile, "duret", form)
    assert isinstance(answer, Refused)
    assert {field} == set(answer.fields)
    assert () == actions.programs(odile, "duret").tokens


def test_everything_offered_exists(odile):
    """What the page offers to tick is what may be ticked."""
    view = actions.programs(odile, "duret")
    assert isinstance(actions.make_token(odile, "duret", TokenForm("x", view.scopes)), Done)
    assert set(Scope) == set(view.scopes)
    assert isinstance(actions.add_webhook(odile, "duret", WebhookForm("https://a.invalid/", view.events)), Done)


def test_an_address_is_tried_renewed_and_taken_back(odile):
    """A trial says in words what came of it."""
    with a_program() as program:
        actions.add_webhook(odile, "duret", WebhookForm(f" {program.url} ", ("route.saved",)))
        (line,) = actions.programs(odile, "duret").webhooks
        assert isinstance(actions.check_webhook(odile, "duret", webhook=line.webhook), Done)
        program.status = 500
        refused = actions.check_webhook(odile, "duret", webhook=line.webhook)
        assert isinstance(refused, Refused)
        assert "Réponse 500" in refused.sentence
        assert "Réponse 500" in actions.programs(odile, "duret").webhooks[0].trouble
        assert secret_of(actions.renew_webhook(odile, "duret", webhook=line.webhook)).startswith("whsec_")
    actions.close_webhook(odile, "duret", webhook=line.webhook)
    assert () == actions.programs(odile, "duret").webhooks
    for act in (actions.check_webhook, actions.renew_webhook):
        assert isinstance(act(odile, "duret", webhook=line.webhook), Refused)


@pytest.mark.parametrize(
    "form, field",
    [(WebhookForm("https://a.invalid/"), "events"), (WebhookForm("a", ("route.saved",)), "url")],
)
def test_a_mistake_in_an_address_is_said_beside_it(odile, form, field):
    """Nothing is kept."""
    answer = actions.add_webhook(odile, "duret", form)
    assert isinstance(answer, Refused)
    assert {field} == set(answer.fields)


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.TECHNICIAN])
def test_only_management_lets_programs_in(house, duret, role):
    """Whoever could would see all the firm's customers."""
    for act in (
        actions.programs,
        lambda caller, slug: actions.make_token(caller, slug, READS),
        lambda *who: actions.revoke_token(*who, token="x"),
        lambda caller, slug: actions.add_webhook(caller, slug, WebhookForm("https://a.invalid/", ("route.saved",))),
        lambda *who: actions.check_webhook(*who, webhook="x"),
        lambda *who: actions.renew_webhook(*who, webhook="x"),
        lambda *who: actions.close_webhook(*who, webhook="x"),
    ):
        with pytest.raises(Forbidden):
            act(asks(house, duret, role), "duret")
