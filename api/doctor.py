"""The doctor looks at everything a server needs and says what is not as it should be."""

import socket
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from api import migrations, wiring
from api.errors import CommandRefused
from api.settings import SHORTEST_SECRET, Settings
from connectors.errors import ConnectorError
from connectors.mail import MailFolder, SmtpSender, mail_folder, mail_sender
from connectors.sms import SmsFolder, sms_sender
from planner.errors import PlannerError
from planner.store.engines import database_file
from planner.store.maintenance import sees_every_row
from planner.store.server_lock import server_running

_PATIENCE = 5.0  # seconds
_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
_DEAD_SHOWN = 100
_ALONE = (
    "défaut connu avant 3.51.3 (3.50.7, 3.44.6) quand deux connexions vident le journal à la fois ; ici une seule le "
    "fait : n'ouvrez pas la base avec un autre programme qui écrit, et mettez SQLite à jour quand vous le pourrez"
)
# https://sqlite.org/wal.html: two connections that checkpoint at once could lose a commit before these versions.
_MENDED = (((3, 44, 6), (3, 45)), ((3, 50, 7), (3, 51)), ((3, 51, 3), (4,)))


class State(StrEnum):
    """How one thing is."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one subject, in a sentence."""

    subject: str
    state: State
    sentence: str


def examine(settings: Settings) -> list[Finding]:
    """Return what there is to say of each subject; nothing is changed."""
    return [finding for look in _LOOKS for finding in look(settings)]


def _settings(settings: Settings) -> Iterator[Finding]:
    yield Finding("réglages", State.GOOD, f"environnement {settings.environment}, adresse {settings.address}")
    chosen = settings.secret.get_secret_value()
    if not chosen and not settings.secret_file.exists():
        yield Finding("secret", State.DOUBTFUL, f"sera fait au premier démarrage et gardé dans {settings.data_folder}")
    elif len(settings.signing_key) < SHORTEST_SECRET:
        yield Finding("secret", State.BAD, f"moins de {SHORTEST_SECRET} caractères : openssl rand -hex 32")
    elif not chosen:
        yield Finding("secret", State.DOUBTFUL, f"fait au premier démarrage, gardé dans {settings.data_folder}")
    else:
        yield Finding("secret", State.GOOD, "choisi")


def _database(settings: Settings) -> Iterator[Finding]:
    file = database_file(settings.database)
    if file and not file.exists():
        yield Finding("base de données", State.DOUBTFUL, "pas encore créée : « creneau serve » la crée")
        return
    try:
        migrations.require(settings.database)
    except CommandRefused as behind:
        yield Finding("base de données", State.BAD, str(behind))
        return
    except Exception as error:  # noqa: BLE001 - any driver's own error, said as it is
        yield Finding("base de données", State.BAD, f"injoignable : {type(error).__name__}")
        return
    yield Finding("base de données", State.GOOD, "à jour")
    if not file and sees_every_row(settings.database):
        doubt = "superutilisateur ou BYPASSRLS : PostgreSQL ne sépare pas les entreprises ; prenez un rôle ordinaire"
        yield Finding("rôle PostgreSQL", State.DOUBTFUL, doubt)
    yield from _contents(settings)


def _contents(settings: Settings) -> Iterator[Finding]:
    """Look inside a database that is up to date."""
    try:
        house = wiring.open_house(settings)
    except ConnectorError:
        return  # said of its own subject
    try:
        firms = len(house.transactions.firms())
        dead = len(house.queue.dead(_DEAD_SHOWN))
    except PlannerError as error:
        yield Finding("contenu", State.BAD, str(error))
        return
    finally:
        house.close()
    state = State.GOOD if firms else State.DOUBTFUL
    yield Finding(
        "entreprises", state, f"{firms}" if firms else "aucune : ouvrez /installation ou « creneau firm create »"
    )
    if dead:
        yield Finding("messages", State.BAD, f"{dead} abandonnés après plusieurs essais : « creneau outbox list »")
    address = server_running(settings.database)
    if address:
        yield Finding("serveur", State.GOOD, f"répond sur {address}")


def _sqlite(settings: Settings) -> Iterator[Finding]:
    if not settings.on_sqlite:
        return
    version = sqlite3.sqlite_version
    if wal_is_mended(sqlite3.sqlite_version_info):
        yield Finding("SQLite", State.GOOD, version)
    else:
        yield Finding("SQLite", State.DOUBTFUL, f"{version} : {_ALONE}")


def wal_is_mended(version: tuple[int, ...]) -> bool:
    """Tell whether a version of SQLite no longer has the WAL-reset defect."""
    return any(first <= version < end for first, end in _MENDED)


def _mail(settings: Settings) -> Iterator[Finding]:
    try:
        sender = mail_sender(settings.mail)
    except ConnectorError as error:
        yield Finding("messagerie", State.BAD, str(error))
        return
    yield _folder(sender) if isinstance(sender, MailFolder) else _server(sender)


def _folder(sender: MailFolder) -> Finding:
    there = next(folder for folder in (sender.folder, *sender.folder.parents) if folder.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        return Finding("messagerie", State.BAD, f"le dossier {there} ne s'écrit pas : {error.strerror}")
    return Finding("messagerie", State.DOUBTFUL, f"rien ne part : les messages restent dans {sender.folder}")


def _server(sender: SmtpSender) -> Finding:
    try:
        with socket.create_connection((sender.host, sender.port), _PATIENCE):
            return Finding("messagerie", State.GOOD, f"{sender.host}:{sender.port} répond")
    except OSError as error:
        return Finding("messagerie", State.BAD, f"{sender.host}:{sender.port} ne répond pas : {error}")


def _sms(settings: Settings) -> Iterator[Finding]:
    if not settings.sms_url:
        return
    try:
        sender = sms_sender(settings.sms_url)
    except ConnectorError as error:
        yield Finding("SMS", State.BAD, str(error))
        return
    if isinstance(sender, SmsFolder):
        yield Finding("SMS", State.DOUBTFUL, f"rien ne part : les SMS restent dans {sender.folder}")
    else:
        yield Finding("SMS", State.GOOD, f"ils partent par {urlsplit(sender.url).hostname}")


def _replies(settings: Settings) -> Iterator[Finding]:
    if not settings.replies_url:
        return
    try:
        mail_folder(settings.replies_url).knock()
    except ConnectorError as error:
        yield Finding("réponses", State.BAD, str(error))
    else:
        yield Finding("réponses", State.GOOD, "la boîte de réception se lit")


def _address(settings: Settings) -> Iterator[Finding]:
    if not settings.https and urlsplit(settings.address).hostname not in {"localhost", "127.0.0.1", "::1"}:
        yield Finding("adresse", State.BAD, f"{settings.address} voyage en clair : mettez https devant")


def _clock(_settings: Settings) -> Iterator[Finding]:
    now = datetime.now(UTC)
    if now < _BEGINNING:
        yield Finding("horloge", State.BAD, f"elle montre {now:%d/%m/%Y}")
        return
    try:
        local = now.astimezone(ZoneInfo("Europe/Paris"))
    except ZoneInfoNotFoundError:
        yield Finding("horloge", State.BAD, "les fuseaux horaires manquent : installez tzdata")
        return
    yield Finding("horloge", State.GOOD, f"{local:%d/%m/%Y %H:%M} à Paris")


_LOOKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    _settings,
    _database,
    _sqlite,
    _mail,
    _sms,
    _replies,
    _address,
    _clock,
)
