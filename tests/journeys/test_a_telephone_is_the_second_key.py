"""Once her telephone is prepared, the password is half the way in; a code of paper stands in for it, once."""

import re
from base64 import b32decode
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import Page, expect

from tests.journeys.conftest import CLAIRE, PASSWORD, Firm

pytestmark = pytest.mark.browser


class Telephone:
    """An application that has learnt the secret of an `otpauth:` address: it shows six digits for half a minute."""

    def __init__(self, address: str) -> None:
        (letters,) = parse_qs(urlsplit(address).query)["secret"]
        self._codes = TOTP(b32decode(letters), 6, SHA1(), 30)  # noqa: S303 - what every such application does

    def shows(self, at: datetime) -> str:
        """The code of a moment."""
        return self._codes.generate(int(at.timestamp())).decode()


def give_password(page: Page, firm: Firm) -> None:
    """The first half of the way in."""
    page.goto(f"/f/{firm.slug}/connexion")
    page.get_by_label("E-mail").fill(CLAIRE)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", name="Votre code")).to_be_visible()


def give_code(page: Page, code: str) -> None:
    """The second half, by the keyboard alone: the field has the focus."""
    expect(page.get_by_label("Code", exact=True)).to_be_focused()
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def test_a_password_then_a_code_then_a_code_of_paper(claire, firm):
    """The telephone is prepared on the page; its code lets her in, a wrong one does not, one of paper does once."""
    page = claire.new_page()
    page.goto(f"/f/{firm.slug}/compte")
    page.get_by_role("link", name="Activer").click()
    assert page.locator(".qr").bounding_box()["width"] > 200  # or no camera reads it
    telephone = Telephone(page.get_by_role("link", name="ouvrir l’application").get_attribute("href"))
    page.get_by_label("Tapez le code de six chiffres").fill(telephone.shows(firm.server.house.clock()))
    page.get_by_label("Votre mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Activer").click()
    papers = page.locator("#codes .code").all_inner_texts()
    assert 10 == len(set(papers))
    page.get_by_role("button", name="Copier").click()
    expect(page.locator("copy-button [role=status]")).to_have_text("Copié")
    page.get_by_role("link", name="continuer").click()
    expect(page.locator("#second-facteur")).to_contain_text("Il vous reste 10 codes de secours")

    page.get_by_role("button", name="Se déconnecter").click()
    give_password(page, firm)
    give_code(page, "000000")
    expect(page.locator("#refusal")).to_contain_text("Ce code n’est pas le bon")
    later = firm.server.house.clock() + timedelta(seconds=30)  # a code serves once: the next one
    page.get_by_label("Code", exact=True).fill(telephone.shows(later))
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url(re.compile("/jour/"))

    page.get_by_role("button", name="Se déconnecter").click()
    give_password(page, firm)
    give_code(page, papers[0])
    page.wait_for_url(re.compile("/jour/"))
    page.goto(f"/f/{firm.slug}/compte")
    expect(page.locator("#second-facteur")).to_contain_text("Il vous reste 9 codes de secours")

    page.get_by_role("button", name="Se déconnecter").click()
    give_password(page, firm)
    give_code(page, papers[0])
    expect(page.locator("#refusal")).to_contain_text("ou il a déjà servi")
