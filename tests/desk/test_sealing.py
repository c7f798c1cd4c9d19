"""What is sealed opens for its own record of its own firm, under the same secret, unchanged, and for nothing else."""

import pytest

from desk.errors import SealBroken
from desk.sealing import Seal
from planner.identifiers import FirmId

DURET, AUTRE = FirmId("duret"), FirmId("autre")
TEXT = b"un mot de passe d'application"


def test_what_was_sealed_comes_back():
    """The same server reads it, also after a restart."""
    sealed = Seal("secret").close(DURET, "agenda-1", TEXT)
    assert TEXT == Seal("secret").open(DURET, "agenda-1", sealed)
    assert TEXT not in sealed


def test_no_two_seals_are_alike():
    """Equal passwords cannot be told from the tables."""
    seal = Seal("secret")
    assert seal.close(DURET, "agenda-1", TEXT) != seal.close(DURET, "agenda-1", TEXT)


@pytest.mark.parametrize(
    "secret, firm, key, change",
    [
        ("autre", DURET, "agenda-1", b""),
        ("secret", AUTRE, "agenda-1", b""),
        ("secret", DURET, "agenda-2", b""),
        ("secret", DURET, "agenda-1", b"x"),
    ],
)
def test_nothing_else_opens_it(secret, firm, key, change):
    """Another secret, another firm, another record or one byte more: it says that the seal is broken."""
    sealed = Seal("secret").close(DURET, "agenda-1", TEXT)
    with pytest.raises(SealBroken):
        Seal(secret).open(firm, key, sealed + change)


def test_too_short_to_be_a_seal():
    """What was never sealed is no seal."""
    with pytest.raises(SealBroken):
        Seal("secret").open(DURET, "agenda-1", b"")
