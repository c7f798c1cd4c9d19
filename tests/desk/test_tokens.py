"""Tokens name their firm, cannot be guessed, and bind the forms of a session."""

from desk.tokens import TokenKind, csrf_matches, csrf_token, fingerprint, firm_of, new_token
from planner.identifiers import FirmId


def test_a_token_tells_its_firm_and_its_kind():
    """The server knows where to look before it knows whether to open."""
    token = new_token(TokenKind.FEED, FirmId("duret"))
    assert FirmId("duret") == firm_of(TokenKind.FEED, token)
    assert firm_of(TokenKind.API, token) is None


def test_what_is_no_token_names_no_firm():
    """Anything may stand in a URL."""
    assert [None] * 4 == [firm_of(TokenKind.FEED, text) for text in ("", "a.b.c", "creneau-agenda", "creneau-agenda.x")]


def test_secrets_are_256_random_bits():
    """Well beyond the 128 that a calendar address needs."""
    secrets = {new_token(TokenKind.FEED, FirmId("f")).split(".")[2] for _ in range(100)}
    assert 100 == len(secrets)
    assert {43} == {len(secret) for secret in secrets}


def test_a_fingerprint_does_not_tell_the_token():
    """Sixty-four hexadecimal digits, always the same for one token."""
    token = new_token(TokenKind.SESSION, FirmId("f"))
    assert fingerprint(token) == fingerprint(token) != token
    assert 64 == len(fingerprint(token))


def test_a_form_belongs_to_its_session():
    """Another session's word, or none, is refused."""
    mine, other = (new_token(TokenKind.SESSION, FirmId("f")) for _ in range(2))
    assert csrf_matches(mine, csrf_token(mine))
    assert not any(csrf_matches(mine, word) for word in (csrf_token(other), "", "é"))
