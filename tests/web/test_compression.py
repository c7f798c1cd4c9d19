"""Pages and files travel compressed to those who can read it, and a page's length gives nothing away."""

import gzip

import pytest
from starlette.datastructures import Headers

from tests.web.pages import PAGES
from web.assets import FOLDER, asset
from web.compression import accepts_gzip, pressed_page

WANTED = {"Accept-Encoding": "gzip"}
PLAIN = {"Accept-Encoding": "identity"}
SHEET = "css/creneau.css"


@pytest.mark.parametrize(
    "said, read",
    [
        ("gzip, deflate, br", True),
        ("br;q=1.0, GZIP;q=0.8", True),
        ("gzip;q=0", False),
        ("gzip; q=0.0", False),
        ("identity", False),
        ("x-gzip", False),
        ("", False),
    ],
)
def test_only_who_reads_gzip_is_sent_gzip(said, read):
    """As RFC 9110 has it: a weight of zero refuses."""
    assert read == accepts_gzip(Headers({"accept-encoding": said}))


def test_a_page_is_the_same_for_everybody(client):
    """Compressed or not, and a cache between keeps both apart."""
    short, plain = (client.get(PAGES["portal"], headers=headers) for headers in (WANTED, PLAIN))
    assert ("gzip", None) == (short.headers.get("content-encoding"), plain.headers.get("content-encoding"))
    assert short.text == plain.text
    assert int(short.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert ["Accept-Encoding"] * 2 == [answer.headers["vary"] for answer in (short, plain)]


def test_a_file_is_the_same_for_everybody_and_each_form_has_its_tag(client):
    """So that a browser never takes one for the other."""
    short, plain = (client.get(asset(SHEET), headers=headers) for headers in (WANTED, PLAIN))
    assert (FOLDER / SHEET).read_bytes() == short.content == plain.content
    assert "gzip" == short.headers["content-encoding"]
    assert short.headers["etag"] != plain.headers["etag"]
    for answer in (short, plain):
        assert "immutable" in answer.headers["cache-control"]
        assert "text/css; charset=utf-8" == answer.headers["content-type"]
        assert "nosniff" == answer.headers["x-content-type-options"]


def test_what_does_not_shrink_is_sent_as_it_is(client):
    """Pictures are compressed already."""
    picture = client.get("/static/vendor/leaflet/images/layers.png", headers=WANTED)
    assert "content-encoding" not in picture.headers
    assert 404 == client.get("/static/css/nowhere.css", headers=WANTED).status_code


def test_the_length_of_a_page_says_nothing_of_its_secrets():
    """The same page has many lengths, a few bytes apart, and always reads the same."""
    packed = [pressed_page(b"secret" * 100) for _ in range(60)]
    assert {b"secret" * 100} == {gzip.decompress(one) for one in packed}
    lengths = {len(one) for one in packed}
    assert len(lengths) > 10
    assert max(lengths) - min(lengths) <= 100
