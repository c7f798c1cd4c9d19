"""What customers meet: only sites that a firm names may frame its booking page."""

import pytest

from desk.errors import InvalidEntry
from desk.storefront import MOST_ORIGINS, Storefront, read_origins, save_storefront, storefront_of


@pytest.mark.parametrize(
    "written, origin",
    [
        ("https://www.duret.invalid", "https://www.duret.invalid"),
        (" www.duret.invalid/contact?x=1 ", "https://www.duret.invalid"),
        ("https://électricien.invalid", "https://xn--lectricien-96a.invalid"),
        ("https://Duret.invalid:8443/", "https://duret.invalid:8443"),
        ("http://localhost:8080", "http://localhost:8080"),
    ],
)
def test_a_site_is_read_as_people_write_it(written, origin):
    """What follows the host is left away."""
    assert (origin,) == read_origins([written, "", written])


@pytest.mark.parametrize(
    "written",
    [
        "http://www.duret.invalid",
        "duret",
        "*",
        "https://*.duret.invalid",
        "https://duret.invalid; script-src *",
        "https://a.invalid 'self'",
        "javascript:alert(1)",
        "https://claire@duret.invalid",
        "https://duret.invalid:port",
    ],
)
def test_what_is_no_site_of_a_firm_is_refused(written):
    """Nothing that could open the policy wider than one site."""
    with pytest.raises(InvalidEntry, match=r"https://www\.exemple\.fr"):
        read_origins([written])


def test_a_firm_has_a_few_sites_at_most():
    """The header stays short."""
    with pytest.raises(InvalidEntry, match="10 sites"):
        read_origins(f"https://{number}.invalid" for number in range(MOST_ORIGINS + 1))


def test_a_firm_starts_plain_and_keeps_what_it_chose(desk):
    """Nobody may frame its page until it says who."""
    assert () == desk.do(storefront_of).origins
    desk.do(save_storefront, Storefront(origins=("https://duret.invalid",)))
    assert ("https://duret.invalid",) == desk.do(storefront_of).origins
