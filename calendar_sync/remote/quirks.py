"""What some servers do otherwise than the standards say: found by asking each of them, never by its name."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Final

import httpx

from calendar_sync.errors import ChangedMeanwhile
from calendar_sync.remote import multistatus
from calendar_sync.remote.answers import written
from calendar_sync.remote.exchange import Answer, ask


@dataclass(frozen=True, slots=True)
class Quirks:
    """What a server does that it should not; nothing of it, unless it was seen to. `HANDLED` says what we do then."""

    overwrites: bool = False
    replaces_what_is_gone: bool = False
    deletes_any_version: bool = False
    takes_any_token: bool = False


HANDLED: Final[Mapping[str, str]] = {
    "overwrites": "écrase un objet qui existe déjà : on regarde avant de créer",
    "replaces_what_is_gone": "recrée un objet effacé entre-temps : on regarde avant de remplacer",
    "deletes_any_version": "efface une version qu'on n'a pas lue : on s'en assure juste avant d'effacer",
    "takes_any_token": "accepte un repère qu'il n'a jamais donné : on lit chaque fois la liste entière",
}
"""What each quirk is, and what `CalDAVCalendar` does about it."""

_OBJECT = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Creneau//FR
BEGIN:VEVENT
UID:{uid}
DTSTAMP:20000101T000000Z
DTSTART:20000101T000000Z
DTEND:20000101T001500Z
SUMMARY:{title}
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")
_NO_VERSION, _NO_TOKEN, _MULTISTATUS = '"creneau-essai"', "https://creneau.invalid/token", 207


def probe(client: httpx.Client, url: str) -> Quirks:
    """Try a calendar out: one object of the year 2000, which takes nobody's time, is written twice and deleted.

    Always under the same address, so that what a broken trial left behind goes with the next.

    Raises:
        ObjectRefused: nothing can be written there.
        RemoteFailed: the server cannot be tried now.
    """
    url = url if url.endswith("/") else url + "/"
    uid = f"creneau-essai-{sha256(url.encode()).hexdigest()[:16]}"
    scratch = partial(ask, client, url=f"{url}{uid}.ics")
    first, second = (_OBJECT.format(uid=uid, title=title).encode() for title in ("Essai", "Second essai"))
    kind, no_version = {"Content-Type": "text/calendar; charset=utf-8"}, {"If-Match": _NO_VERSION}
    create, replace = {**kind, "If-None-Match": "*"}, {**kind, **no_version}
    scratch("DELETE")
    try:
        recreated = _does(scratch("PUT", headers=replace, body=first))
        if not recreated:
            written(scratch("PUT", headers=create, body=first))
        return Quirks(
            overwrites=_does(scratch("PUT", headers=create, body=second)),
            replaces_what_is_gone=recreated,
            deletes_any_version=_does(scratch("DELETE", headers=no_version)),
            takes_any_token=_takes(client, url),
        )
    finally:
        scratch("DELETE")


def _does(answer: Answer) -> bool:
    """Whether something was done that names another version than the one there is."""
    try:
        written(answer)
    except ChangedMeanwhile:
        return False
    return True


def _takes(client: httpx.Client, url: str) -> bool:
    """Whether a token that nobody ever gave is answered (RFC 6578, 3.2: it has to be refused)."""
    return ask(client, "REPORT", url, {"Depth": "0"}, multistatus.sync_collection(_NO_TOKEN)).status == _MULTISTATUS
