"""What somebody does who signs in by the firm's identity provider: goes there, comes back, comes in or not."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from api.house import House
from api.sessions import SESSION
from desk.accounts import Account
from tests.support.browsing import Visitor
from tests.support.identity_provider import IdentityProviderPages

ODILE = "odile@duret.invalid"
SET_OUT, BACK = "/f/duret/connexion/fournisseur", "/f/duret/connexion/retour"


def do(house: House, command: Callable[[Any], Any]) -> Any:
    """Run a command of the firm."""
    return house.transactions.write(house.transactions.firm_by_slug("duret").id, command)


def accounts(house: House) -> dict[str, str]:
    """As whom everybody is known at the provider."""
    return {account.email: account.known_as for account in do(house, lambda work: work.of(Account).find())}


def goes(visitor: Visitor, onward: str = "") -> str:
    """Set out: the address at the provider."""
    return str(visitor.opens(f"{SET_OUT}?{urlencode({'suite': onward})}").headers["location"])


def comes_back(visitor: Visitor, answer: dict[str, str]) -> Any:
    """Come back with what the provider gave."""
    return visitor.opens(f"{BACK}?{urlencode(answer)}")


def enters(visitor: Visitor, pages: IdentityProviderPages, **who: Any) -> Any:
    """All the way there and back."""
    return comes_back(visitor, pages.agrees(goes(visitor), **who))


def refused(answer: Any, words: str) -> None:
    """The page says what happened and what to do, and no session opened."""
    assert 422 == answer.status_code, answer.text
    assert SESSION not in answer.headers.get("set-cookie", "")
    assert words in answer.text, answer.text
    assert "Compte Duret" in answer.text
