"""What leaves the page: a sheet of paper for each technician, and files that keep the filters."""

import re
from html import unescape

import pytest

from tests.web import samples
from tests.web.pages import PAGES

DRIVING = [route for route in samples.routes() if route.visits]


def test_a_sheet_says_all_a_technician_needs_in_driving_order(client):
    """Address, telephone, code, window, service, comment."""
    text = unescape(client.get(PAGES["sheets"]).text).replace("\xa0", " ")
    for route in DRIVING:
        start = text.index(f'id="t-{route.technician.technician}"')
        sheet = text[start : text.index("</section>", start)]
        at = 0
        for visit in route.visits:
            at = sheet.index(f"<h3>{visit.customer_name}</h3>", at)
            for needed in (visit.address, visit.service, visit.access_code, visit.comment, visit.phone[-2:]):
                assert needed in sheet[at:]
    assert "Promis entre 8 h et 10 h" in text
    assert "Rien à imprimer ce jour-là" in client.get(PAGES["sheets-none"]).text


@pytest.mark.parametrize("span, days", [("jour", 1), ("semaine", 7)])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_page_links_to_files_that_hold_what_it_shows(client, span, days, kind):
    """The day and the week, with their filters."""
    page = client.get(f"/f/duret/{span}/2026-11-24?prestation=depannage").text
    link = f"/f/duret/{span}/2026-11-24/export.{kind}?prestation=depannage"
    assert f'href="{link}"' in page
    file = client.get(link)
    assert f"planning-2026-11-24-{days}-depannage.{kind}" in file.headers["content-disposition"]
    assert "no-store" == file.headers["cache-control"]
    assert 404 == client.get(f"/f/duret/{span}/2026-11-24/export.pdf").status_code


@pytest.mark.browser
def test_each_technician_has_a_page_of_paper_and_no_menu_is_printed(chromium, address):
    """As many pages as there are routes with visits, black on white even in the dark."""
    with chromium.new_context(base_url=address, color_scheme="dark") as context:
        page = context.new_page()
        page.goto(PAGES["sheets"])
        printed = page.pdf(format="A4", print_background=False)
        assert len(DRIVING) == len(re.findall(rb"/Type\s*/Page\b", printed))
        page.emulate_media(media="print")
        assert not page.locator(".top, .bottom, print-button").first.is_visible()
        assert "rgb(0, 0, 0)" == page.locator(".sheet h3").first.evaluate("each => getComputedStyle(each).color")
