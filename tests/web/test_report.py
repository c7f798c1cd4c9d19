"""Direction's report: complete on a sheet of paper, and as a PDF that a screen reader can follow."""

import re
import zlib
from html import unescape

import pytest

from tests.support.missing import lacking
from tests.web.pages import PAGES
from web import paper
from web.errors import NothingPrints

PDF = f"{PAGES['report']}.pdf"
SLOW = 60
"""Seconds: the library of letters is read once."""


@pytest.fixture
def printing():
    """A server that makes PDFs."""
    if not paper.printable():
        lacking("WeasyPrint with Pango", "pip install creneau[pdf]; apt-get install libpangoft2-1.0-0")


@pytest.fixture
def not_printing(monkeypatch):
    """A server without the library."""
    monkeypatch.setattr(paper, "_printer", lambda: None)


def inflated(pdf: bytes) -> bytes:
    """A PDF's objects, readable."""
    streams = [match[1] for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)]
    found = b""
    for stream in streams:
        try:
            found += zlib.decompress(stream)
        except zlib.error:
            found += stream
    return found


def test_the_report_lays_every_figure_open(client):
    """The charts with their words, each day and half-hour in a table, where it comes from; nothing is folded."""
    text = unescape(client.get(PAGES["report"], timeout=SLOW).text).replace("\xa0", " ")
    assert "<details" not in text
    for said in ("Rapport de direction du mardi 24 novembre 2026", "51,3", "mer. 23 déc.", "17 h 30", "e87219da"):
        assert said in text
    assert 2 <= text.count("À faire :")


def test_the_pdf_is_tagged(client, printing):
    """A structure tree in French, headings, headers of tables, words for each drawing, and it says PDF/UA."""
    answer = client.get(PDF, timeout=SLOW)
    assert "application/pdf" == answer.headers["content-type"]
    assert "direction-duret-2026-11-24.pdf" in answer.headers["content-disposition"]
    objects = inflated(answer.content)
    assert b"/StructTreeRoot" in objects
    assert b"/Lang (fr)" in objects
    assert b"/Marked true" in objects
    assert b"pdfuaid" in objects
    assert (1, 2, 2) == tuple(objects.count(name) for name in (b"/S /H1", b"/S /Figure", b"/Alt "))
    assert objects.count(b"/S /TH") > len(re.findall(rb"/S /Table\b", objects)) > 0


def test_a_page_on_paper_fetches_nothing(printing, monkeypatch):
    """Neither files nor addresses that a page names are read."""
    asked = []
    monkeypatch.setattr("urllib.request.OpenerDirector.open", lambda *_, **__: asked.append(1))
    named = '<img src="file:///etc/hostname" alt="x"><img src="https://creneau.invalid/y.png" alt="y">'
    page = f'<!doctype html><html lang="fr"><title>x</title><link rel="stylesheet" href="/x.css">{named}'
    assert paper.on_paper(page, "css/report.css").startswith(b"%PDF")
    assert [] == asked


def test_where_nothing_prints_the_browser_does(client, not_printing):
    """No link to a PDF, the way of the browser instead, and an honest answer to whoever asks all the same."""
    for name in ("direction", "report"):
        assert "rapport.pdf" not in client.get(PAGES[name]).text
    assert "Enregistrer au format PDF" in client.get(PAGES["report"]).text
    refused = client.get(PDF, headers={"accept": "text/html"})
    assert 501 == refused.status_code
    assert "Ce serveur ne fait pas de PDF" in refused.text
    with pytest.raises(NothingPrints):
        paper.on_paper("<p>", "css/report.css")


@pytest.mark.browser
def test_the_report_prints_without_its_bar_and_stays_white_in_the_dark(chromium, address):
    """What stands above the report is for screens."""
    with chromium.new_context(base_url=address, color_scheme="dark") as context:
        page = context.new_page()
        page.goto(PAGES["report"])
        assert page.locator(".screen button").is_visible()
        assert "rgb(255, 255, 255)" == page.locator("body").evaluate("each => getComputedStyle(each).backgroundColor")
        page.emulate_media(media="print")
        assert not page.locator(".screen").is_visible()
