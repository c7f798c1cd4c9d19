"""Claire, who manages the firm and signs in with a long password."""

import pytest

from desk.accounts import Newcomer, Role, add_account, hash_password

PASSWORD = "cheval agrafe batterie correct"


@pytest.fixture(scope="session")
def password_hash():
    """The hash of Claire's password, made once because making it is slow on purpose."""
    return hash_password(PASSWORD)


@pytest.fixture
def claire(desk, password_hash):
    """Claire's account."""
    roles = frozenset({Role.DISPATCHER, Role.MANAGEMENT})
    return desk.do(add_account, Newcomer("claire@duret.invalid", "Claire Petit", roles, None, password_hash))
