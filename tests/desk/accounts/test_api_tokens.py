"""Programs act for the firm within their scopes, until revoked."""

from datetime import timedelta

import pytest

from desk.accounts import ApiToken, Scope, make_api_token, permitted, revoke_api_token
from desk.errors import ScopeMissing, TokenRefused
from desk.identifiers import AccountId
from desk.uses import note_use, unnoted
from tests.support.planner import SUNDAY_NIGHT

CLAIRE = AccountId("claire")


@pytest.fixture
def made(desk):
    """A token that may read slots, for a day."""
    scopes = [Scope.SLOTS_READ]
    expires_at = SUNDAY_NIGHT + timedelta(days=1)
    return desk.do(make_api_token, "Site web", scopes, made_by=CLAIRE, expires_at=expires_at)


def test_a_token_permits_its_scopes_and_no_other(desk, made):
    """A website that shows slots reads no customers."""
    token, text = made
    assert token == desk.do(permitted, text, Scope.SLOTS_READ)
    with pytest.raises(ScopeMissing, match="customers:read"):
        desk.do(permitted, text, Scope.CUSTOMERS_READ)


def test_a_token_expires(desk, made):
    """Forgotten programs do not act for ever."""
    desk.wait(days=1)
    with pytest.raises(TokenRefused, match="expiré"):
        desk.do(permitted, made[1], Scope.SLOTS_READ)


def test_a_revoked_or_unknown_token_permits_nothing(desk, made):
    """Revoking works at once."""
    token, text = made
    desk.do(revoke_api_token, token.id)
    for unknown in (text, token.id, "", "creneau-api.duret.xxxx"):
        with pytest.raises(TokenRefused):
            desk.do(permitted, unknown, Scope.SLOTS_READ)


def test_the_list_shows_enough_to_tell_tokens_apart_and_no_secret(desk, made):
    """Six characters of forty-three."""
    token, text = made
    shown = repr(desk.all(ApiToken))
    assert text not in shown
    assert "creneau-api…" == token.prefix[:12]
    assert token.prefix[12:] == text.split(".")[2][:6]


def test_use_is_noted_once_an_hour(desk, made):
    """The list tells which tokens still serve; a revoked one does not come back by being used."""
    token, _ = made
    assert unnoted(token, desk.now)
    desk.do(note_use, token)
    (noted,) = desk.all(ApiToken)
    assert not unnoted(noted, desk.now + timedelta(minutes=59))
    assert unnoted(noted, desk.now + timedelta(hours=1))
    desk.do(revoke_api_token, token.id)
    desk.do(note_use, token)
    assert [] == desk.all(ApiToken)
