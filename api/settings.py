"""One typed object holds every setting: from the environment first, then a file each, then a TOML file, then a default.

Each field's description is its documentation; docs/reference/settings.md repeats it and a test compares the two.
"""

import os
import secrets
import sys
import tomllib
from contextlib import suppress
from email.utils import parseaddr
from functools import cached_property
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from api.errors import UnsafeSettings

PREFIX = "CRENEAU_"
CONFIG = "CRENEAU_CONFIG"
DEFAULT_CONFIG = Path("creneau.toml")
SECRETS_FOLDER = "CRENEAU_SECRETS_FOLDER"
SHORTEST_SECRET = 32
_PUBLISHED_SECRETS = frozenset({"change-me-change-me-change-me-change-me", "0123456789abcdef0123456789abcdef"})


def data_folder() -> Path:
    """Return where this system keeps a program's data for its user."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / "creneau"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "creneau"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "creneau"


class Settings(BaseSettings):
    """Every setting of the server and the commands, valid as a whole once built."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    environment: Literal["production", "development", "demo"] = Field(
        "development",
        description="`production` refuses to start without a secret of its own and an https address; `demo` is what "
        "`creneau demo` uses.",
    )
    data_folder: Path = Field(
        default_factory=data_folder,
        description="Folder of the default database file, the secret made at first start and the mails kept in a "
        "folder.",
    )
    database_url: str = Field(
        "",
        description="SQLAlchemy address of the database: `sqlite:////path/file.sqlite` or `postgresql+psycopg://…`; "
        "by default one SQLite file, `creneau.sqlite` in the data folder.",
    )
    secret: SecretStr = Field(
        default=SecretStr(""),
        description="Key of everything signed (offers, links, form tokens), at least 32 characters; outside production "
        "one is made at first start and kept in the data folder.",
    )
    mail_url: str = Field(
        "",
        description="Where mails go: `smtp://user:password@host:port` or `folder:/path`; by default the folder `mails` "
        "of the data folder.",
    )
    mail_from: str = Field(
        "Créneau <ne-pas-repondre@creneau.invalid>", description="Sender of every mail, as people see it."
    )
    sms_url: str = Field(
        "",
        description="Where short messages go: `https://token@gateway/path`, which is posted `to`, `text` and "
        "`reference` as JSON, or `folder:/path`; by default none is sent.",
    )
    replies_url: str = Field(
        "",
        description="Mailbox in which answers to invitations arrive (the firm's own address), "
        "`imaps://user:password@host:993/INBOX`: it is read every minute and never changed; by default none is.",
    )
    base_url: str = Field(
        "", description="Address people reach the server at, used in links; by default `http://localhost:PORT`."
    )
    host: str = Field("127.0.0.1", description="Network address to listen on.")
    port: int = Field(8000, ge=1, le=65_535, description="Port to listen on.")
    trusted_proxies: str = Field(
        "127.0.0.1",
        description="Addresses of reverse proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed, "
        "separated by commas.",
    )
    places_url: str = Field(
        "",
        description="Who knows addresses: `https://…`, a service like the French national address base, or "
        "`ban:/path`, an index of its file; by default towns only, offline.",
    )
    tile_url: str = Field("", description="Map background, `https://…/{z}/{x}/{y}.png`; by default none.")
    tile_attribution: str = Field("", description="Words the map background asks to show.")
    private_addresses: bool = Field(
        default=False,
        description="Whether addresses that firms give (calendars, programs to be told, identity providers) may be on "
        "the local network, or without encryption: for servers of your own.",
    )
    absence_days: int = Field(
        90, ge=0, le=3_650, description="How many days an absence told by a calendar is kept once it is over."
    )
    microsoft_application: str = Field(
        "",
        description="Identifier under which this server is registered with Microsoft (Entra), so that technicians can "
        "connect their Outlook; by default none can.",
    )
    microsoft_secret: SecretStr = Field(default=SecretStr(""), description="Secret of that registration.")
    microsoft_tenant: str = Field(
        "common", description="Whose mailboxes may be connected: one organisation's identifier, or `common` for all."
    )
    offer_minutes: int = Field(30, ge=1, le=240, description="How long a slot shown to a customer can be chosen.")
    link_days: int = Field(
        90, ge=1, le=730, description="How long the link to follow an appointment works after the appointment."
    )
    holds_per_address: int = Field(
        20,
        ge=0,
        description="How many slots of a firm visitors at one network address may keep in 10 minutes, or while a hold "
        "lasts if that is longer; 0: any number.",
    )
    request_bytes: int = Field(1_000_000, ge=10_000, description="Heaviest request the API accepts, in bytes.")
    upload_bytes: int = Field(20_000_000, ge=10_000, description="Heaviest form or file accepted, in bytes.")
    night_processes: int = Field(
        1,
        ge=1,
        le=256,
        description="How many processes of this machine forecast calls at night; 1: the worker itself, between its "
        "other tasks.",
    )
    night_cluster: bool = Field(
        default=False,
        description="Whether a Ray cluster forecasts them instead (`RAY_ADDRESS`, or one of this machine); needs "
        "`creneau[cluster]`.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least important line logged.")
    log_format: Literal["auto", "json", "text"] = Field(
        "auto", description="`json` for programs, `text` for people; `auto` chooses by whether a terminal reads."
    )
    slow_query_milliseconds: int = Field(
        0, ge=0, description="Log each statement of the database that takes so long, without its values; 0: none."
    )
    traces_url: str = Field(
        "",
        description="Collector of OpenTelemetry traces, `http://host:4318/v1/traces` (OTLP over HTTP); needs "
        "`creneau[traces]`; by default none are made.",
    )
    metrics_token: SecretStr = Field(
        default=SecretStr(""),
        description="Password (`Authorization: Bearer …`) that opens `/metrics` to other machines; without it only "
        "this machine may read them.",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the command line's own values, then the environment, then a file each, then the TOML file."""
        del dotenv_settings, file_secret_settings
        files = SecretsSettingsSource(settings_cls, os.environ.get(SECRETS_FOLDER))
        file = Path(os.environ.get(CONFIG, DEFAULT_CONFIG))
        return init_settings, env_settings, files, TomlConfigSettingsSource(settings_cls, file)

    @field_validator("mail_from")
    @classmethod
    def _with_an_address(cls, sender: str) -> str:
        """Refuse a sender that nobody could answer."""
        if not all(parseaddr(sender)[1].partition("@")):
            raise ValueError("il faut une adresse, par exemple : Mon entreprise <rdv@exemple.fr>")
        return sender

    @model_validator(mode="after")
    def _safe_in_production(self) -> Self:
        """Refuse a production server that anybody could impersonate."""
        if self.environment != "production":
            return self
        secret = self.secret.get_secret_value()
        if len(secret) < SHORTEST_SECRET or secret in _PUBLISHED_SECRETS or len(set(secret)) < SHORTEST_SECRET // 4:
            raise ValueError(
                f"CRENEAU_SECRET doit être un secret bien à vous d'au moins {SHORTEST_SECRET} caractères, "
                "par exemple celui que donne : openssl rand -hex 32"
            )
        if not self.base_url.startswith("https://"):
            raise ValueError("CRENEAU_BASE_URL doit être l'adresse publique du serveur et commencer par https://")
        return self

    @property
    def database(self) -> str:
        """Return the SQLAlchemy address of the database."""
        return self.database_url or f"sqlite:///{self.data_folder.absolute() / 'creneau.sqlite'}"

    @property
    def on_sqlite(self) -> bool:
        """Tell whether the database is one file, whose only server also does the background work."""
        return self.database.startswith("sqlite")

    @property
    def mail(self) -> str:
        """Return where mails go."""
        return self.mail_url or f"folder:{self.data_folder.absolute() / 'mails'}"

    @property
    def address(self) -> str:
        """Return the address people reach the server at, without a final slash."""
        return (self.base_url or f"http://localhost:{self.port}").rstrip("/")

    @property
    def https(self) -> bool:
        """Tell whether people reach the server over https."""
        return self.address.startswith("https://")

    @cached_property
    def signing_key(self) -> str:
        """Return the secret, making one in the data folder the first time when none is set."""
        return self.secret.get_secret_value() or _kept_secret(self.secret_file)

    @property
    def secret_file(self) -> Path:
        """Return where the secret is kept that was not chosen."""
        return self.data_folder / "secret"


def read_settings(**given: Any) -> Settings:  # noqa: ANN401 - any setting, checked by pydantic
    """Return the settings, where `given` has the last word.

    Raises:
        UnsafeSettings: one of them is unknown, not understood or not safe; the message names each.
    """
    config = os.environ.get(CONFIG)
    if config and not Path(config).is_file():
        raise UnsafeSettings(f"Le fichier de réglages {config} n'existe pas.")
    if folder := os.environ.get(SECRETS_FOLDER):
        _refuse_unknown_files(Path(folder))
    try:
        return Settings(**given)
    except tomllib.TOMLDecodeError as error:
        raise UnsafeSettings(f"Le fichier de réglages n'est pas du TOML valable : {error}") from None
    except ValidationError as error:
        raise UnsafeSettings("\n".join(_sentence(detail["loc"], detail["msg"]) for detail in error.errors())) from None


def _refuse_unknown_files(folder: Path) -> None:
    """Refuse a folder of secrets that is not there, or a file in it that no setting would read."""
    if not folder.is_dir():
        raise UnsafeSettings(f"Le dossier de secrets {folder} n'existe pas.")
    known = {f"{PREFIX}{name}".lower() for name in Settings.model_fields}
    ours = {file.name for file in folder.iterdir() if file.name.lower().startswith(PREFIX.lower())}
    if unknown := sorted(name for name in ours if name.lower() not in known):
        raise UnsafeSettings(f"Aucun réglage ne s'appelle ainsi dans {folder} : {', '.join(unknown)}.")


def _sentence(where: tuple[int | str, ...], what: str) -> str:
    """Say which setting is wrong and why, never showing its value."""
    what = what.removeprefix("Value error, ")
    return f"{PREFIX}{str(where[0]).upper()} : {what}" if where else what


def _kept_secret(file: Path) -> str:
    """Return the secret kept in a file only its owner can read, made at first use by whoever is first."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=file.parent, prefix=".secret-") as made:  # readable by its owner only
            made.write(secrets.token_hex(32))
            made.flush()
            with suppress(FileExistsError):
                os.link(made.name, file)
    return file.read_text().strip()
