"""A server that answered in `encoding="utf-0"` stopped a whole pass by an error nobody foresaw; so did `<href>http://[`.

What a server answers is read or is unreadable: RemoteFailed, never anything else.
"""

import pytest

from calendar_sync.errors import RemoteFailed
from calendar_sync.remote.multistatus import read

ADDRESS = "<d:multistatus xmlns:d='DAV:'><d:response><d:href>http://[</d:href></d:response></d:multistatus>"
STATUS = ADDRESS.replace("http://[", "/a").replace("</d:resp", f"<d:status>HTTP/1.1 {'9' * 5_000}</d:status></d:resp")


@pytest.mark.parametrize("body", ["<?xml version='1.0' encoding='utf-0'?><a/>", ADDRESS, STATUS])
def test_it_is_unreadable(body: str):
    """An encoding, an address and a number that nothing can be made of."""
    with pytest.raises(RemoteFailed, match="illisible"):
        read(body.encode())
