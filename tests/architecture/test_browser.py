"""The browser of the journeys is real and shut in."""

import functools
import http.server
import threading

import pytest
from playwright.sync_api import Error


@pytest.mark.browser
def test_the_browser_sees_this_machine_and_nothing_else(chromium, tmp_path):
    """A page served here is shown; any other name does not resolve."""
    (tmp_path / "index.html").write_text('<meta charset="utf-8"><title>Créneau</title>', encoding="utf-8")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = chromium.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        assert "Créneau" == page.title()
        with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
            page.goto("http://www.example/")
        server.shutdown()
