"""Every page stands on its own: complete without script, in French, with nothing from elsewhere."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest

from tests.web.pages import PAGES
from tests.web.sample_proposals import PROPOSAL

REFUSED = {"sign-in-refused": 422, "lost": 409, "known-lost": 409, "problem": 410, "missing": 404}
LINKS_OUT = re.compile(r"""(?:src|href|action|url)\s*[=(]\s*["']?(https?:)?//""")
HEAVIEST = 52_000


class Outline(HTMLParser):
    """What a page is made of, as far as the tests ask."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        """The attributes of every element of these kinds."""
        return [attributes for tag, attributes in self.tags if tag in tags]


@pytest.fixture(params=PAGES)
def shown(request, client):
    """A page of each kind, with its name."""
    return request.param, client.get(PAGES[request.param], follow_redirects=True)


def test_each_page_answers_and_says_what_it_is(shown):
    """The status is honest, the language said, the title filled, one first-level heading."""
    name, response = shown
    outline = Outline(response.text)
    assert REFUSED.get(name, 200) == response.status_code
    assert ["fr"] == [html["lang"] for html in outline.all("html")]
    assert 1 == len(outline.all("h1"))
    assert re.search(r"<title>\s*\S.* · \S.*</title>", response.text)


def test_no_page_carries_script_or_style_in_itself(shown):
    """The policy forbids them, so a browser would drop them in silence."""
    _, response = shown
    outline = Outline(response.text)
    assert all(script.get("src") for script in outline.all("script"))
    assert [] == outline.all("style")
    assert [] == [attributes for _, attributes in outline.tags if "style" in attributes]
    assert not any(name.startswith("on") for _, attributes in outline.tags for name in attributes)
    policy = response.headers["content-security-policy"].split("; ")
    assert {"default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'"} <= set(policy)
    assert not any("unsafe" in part for part in policy)


def test_nothing_is_fetched_from_elsewhere(shown):
    """Every address a page loads or posts to is its own server's (links written in a mail's text aside)."""
    name, response = shown
    if name != "messages":
        assert not LINKS_OUT.search(response.text)


def test_every_form_that_changes_something_carries_its_token(shown):
    """A POST form without `csrf_token` would be refused."""
    _, response = shown
    for form in re.findall(r"<form\b.*?</form>", response.text, flags=re.DOTALL):
        posting = 'method="post"' in form
        assert posting == ('name="csrf_token"' in form)


def test_every_identifier_is_used_once_and_every_reference_leads_somewhere(shown):
    """Labels, hints and errors point at elements that exist; no id stands twice."""
    _, response = shown
    outline = Outline(response.text)
    ids = [attributes["id"] or "" for _, attributes in outline.tags if "id" in attributes]
    assert sorted(set(ids)) == sorted(ids)
    for _, attributes in outline.tags:
        for reference in ("for", "aria-labelledby", "aria-describedby", "list"):
            for target in (attributes.get(reference) or "").split():
                assert target in ids


def test_every_page_of_the_office_leads_out(shown):
    """Signing out is one button, wherever somebody of the office stands."""
    name, response = shown
    bodies = [(body.get("class") or "").split() for body in Outline(response.text).all("body")]
    office = any("office" in classes for classes in bodies) and name != "gallery"
    assert office == ('action="/f/duret/deconnexion"' in response.text)


@pytest.mark.parametrize("name", ["sign-in", "password", "invitation", "account", "account-factor", "installation"])
def test_a_password_is_typed_unseen_and_may_be_kept_by_the_browser(client, name):
    """The browser's own, or another program, fills it in and keeps it; a long one is never cut."""
    fields = [field for field in Outline(client.get(PAGES[name]).text).all("input") if field.get("type") == "password"]
    assert fields
    assert {"current-password", "new-password"} >= {field.get("autocomplete") for field in fields}
    assert [] == [field for field in fields if "maxlength" in field]


def test_every_page_is_light(shown):
    """A page stays under its weight: markup alone, before compression."""
    _, response = shown
    assert len(response.content) < HEAVIEST


def test_the_demo_says_so_on_every_page(shown):
    """Nobody may take invented customers for real ones."""
    name, response = shown
    if name not in {"problem", "missing"}:
        assert "Entreprise de démonstration : données inventées" in response.text


def test_each_change_of_a_proposal_says_what_it_gains_and_can_be_ticked(client):
    """One box per change, however many visits belong to it; hours that only follow have none."""
    shown = PROPOSAL
    page = unescape(client.get(PAGES["day"]).text)
    proposal = page[page.index('class="proposal"') : page.index("</section>", page.index('class="proposal"'))]
    assert [change.change for change in shown.changes] == re.findall(r'name="change" value="(\w+)" checked', proposal)
    assert [change.gain.capitalize() for change in shown.changes] == re.findall(r'"change-gain">([^<]+)<', proposal)
    for visit in (*shown.follow, *(visit for change in shown.changes for visit in change.visits)):
        assert 1 == proposal.count(visit.customer_name)
    assert shown.travel_before - shown.travel_after == sum(change.saving for change in shown.changes)


def test_a_technician_kept_after_his_day_is_said_to_be(client):
    """What is exceeded has a name: his hours."""
    assert "15\xa0min au-delà de ses horaires" in client.get(PAGES["day"]).text


def test_what_is_proven_of_a_proposal_and_what_is_stale_are_two_sentences(client):
    """With a space between them."""
    assert re.search(r"c’est prouvé\.\s+1 changement", unescape(client.get(PAGES["day"]).text))
