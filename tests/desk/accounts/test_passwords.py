"""Passwords are long, not odd, and kept as argon2 hashes only."""

import unicodedata
from pathlib import Path

import pytest

from desk.accounts import check_password, hash_password, verify_password
from desk.accounts.passwords import _NOBODY, COMMON_WORDS, outdated
from desk.errors import WeakPassword


def test_a_hash_knows_its_password_and_no_other(password_hash):
    """Signing in needs the very password."""
    assert verify_password(password_hash, "cheval agrafe batterie correct")
    assert not verify_password(password_hash, "cheval agrafe batterie Correct")
    assert "cheval" not in password_hash


def test_two_hashes_of_one_password_differ(password_hash):
    """A salt hides who shares a password."""
    assert password_hash != hash_password("cheval agrafe batterie correct")


def test_hashes_cost_what_owasp_asks(password_hash):
    """19 MiB, two passes, one lane; the decoy costs the same, so that a stranger waits as long as a colleague."""
    assert "$argon2id$v=19$m=19456,t=2,p=1$" == password_hash[:31] == _NOBODY[:31]
    assert not outdated(password_hash)
    assert outdated(password_hash.replace("m=19456", "m=8192"))


@pytest.mark.parametrize("password_hash", ["", "en clair", "$argon2id$v=19$broken"])
def test_what_is_no_hash_opens_to_nobody(password_hash):
    """An invited person without password, or a damaged record, lets nobody in."""
    assert not verify_password(password_hash, "")


def test_an_accent_typed_on_another_keyboard_is_the_same():
    """Some keyboards send é as one character, some as two."""
    typed = "vérité été théâtre"
    assert verify_password(hash_password(unicodedata.normalize("NFD", typed)), typed)


@pytest.mark.parametrize(
    "password",
    [
        "cheval agrafe batterie",
        "moutarde-1789",
        "ÀÉÎÕÜàéîõü€ß",
        "x7#Kq9!vLp2$",
        "le chat de Claire dort au soleil",
        "🔌" * 4 + "abcd lumière",
        "un mot de passe " * 16,
    ],
)
def test_a_long_password_is_good_whatever_it_is_made_of(password):
    """No kind of character is demanded; spaces and accents are welcome."""
    check_password(password, "Claire Petit", "claire@duret.invalid", "Duret Électricité")


@pytest.mark.parametrize(
    "password, reason",
    [
        ("court", "12 caractères"),
        ("x" * 257, "trop long"),
        ("aaaaaaaaaaaaaa", "suite"),
        ("121212121212", "suite"),
        ("123456789012", "suite"),
        ("azertyuiopqsdf", "suite"),
        ("passwordpassword", "suite"),
        ("iloveyou1234", "suite"),
        ("Liverpool1234", "suite"),
        ("1q2w3e4r5t6y", "suite"),
        ("abcdefghijklmn", "suite"),
        ("claire.petit!", "votre nom"),
        ("DuretElectricite74", "votre nom"),
        ("motdepasse2026", "votre nom"),
        ("creneau-planning", "votre nom"),
    ],
)
def test_a_password_that_would_be_guessed_is_refused_with_the_reason(password, reason):
    """The form says what to do instead."""
    with pytest.raises(WeakPassword, match=reason):
        check_password(password, "Claire Petit", "claire@duret.invalid", "Duret Électricité")


def test_the_words_that_protect_nothing_are_those_of_the_page():
    """Whoever reads the reference knows which ones."""
    text = (Path(__file__).parents[3] / "docs" / "reference" / "security.md").read_text(encoding="utf-8")
    assert [] == [word for word in COMMON_WORDS if f"`{word}`" not in text]
