"""Mails, a mail server, an address service and an address file, in plain words."""

import gzip
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from connectors.mail import Attachment, Mail, Mailbox

INVITATION = Attachment(
    "invitation.ics", b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n", "text/calendar", "REQUEST"
)


def a_mail(**changes: Any) -> Mail:
    """A confirmation, unless told otherwise."""
    usual: dict[str, Any] = {
        "sender": Mailbox("contact@duret.invalid", "Duret Électricité"),
        "to": Mailbox("marie@example.invalid", "Marie Morel"),
        "subject": "Votre rendez-vous du mardi 24 novembre",
        "text": "Bonjour,\n\nÀ mardi entre 8 h et 10 h.",
        "message_id": "<rdv-1.1@duret.invalid>",
        "date": datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
    }
    return Mail(**(usual | changes))


def free_port() -> int:
    """A port of the loopback nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class AddressService:
    """What the stub answers next, and what it was asked."""

    url: str = ""
    status: int = 200
    body: bytes = b'{"features": []}'
    asked: list[dict[str, list[str]]] = field(default_factory=list)


@contextmanager
def an_address_service() -> Iterator[AddressService]:
    """A stub of the state's address service on the loopback."""
    service = AddressService()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            service.asked.append(parse_qs(urlsplit(self.path).query))
            self.send_response(service.status if self.path.startswith("/geocodage/search/") else 404)
            self.send_header("Location", "/geocodage/search/?q=elsewhere")
            self.end_headers()
            self.wfile.write(service.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the library
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_port}/geocodage"
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def a_feature(label: str = "12 Rue Centrale 74000 Annecy", **changes: Any) -> dict[str, Any]:
    """One answer of the address service."""
    known = {"label": label, "score": 0.9, "type": "housenumber", "postcode": "74000", "city": "Annecy"}
    return {"geometry": {"type": "Point", "coordinates": [6.13, 45.9]}, "properties": known | changes}


def answer(*features: object) -> bytes:
    """A GeoJSON answer of these features."""
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


ADDRESSES = """\
id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;x;y;lon;lat
a1;;1;;Rue Centrale;74000;74010;Annecy;;;6.1301;45.9001
a2;;12;;Rue Centrale;74000;74010;Annecy;;;6.1311;45.9003
a3;;12;bis;Rue Centrale;74000;74010;Annecy;;;6.1313;45.9005
a4;;3;;Avenue de Genève;74000;74010;Annecy;;;6.1202;45.9102
a5;;7;;Rue Centrale;73200;73011;Albertville;;;6.3901;45.6701
a6;;9;;Chemin de l'Église;74410;74242;Saint-Jorioz;;;6.1601;45.8301
a7;;;;Sans Numéro;74000;74010;Annecy;;;6.1;45.9
a8;;4;;Sans Point;74000;74010;Annecy;;;;
"""


def an_address_csv(folder: Path, text: str = ADDRESSES) -> Path:
    """A file of the national address base, packed as it is published."""
    path = folder / "adresses-74.csv.gz"
    path.write_bytes(gzip.compress(text.encode()))
    return path
