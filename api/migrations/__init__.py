"""The database's one history of changes: every room's tables, made and changed step by step on both engines."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from api.errors import DatabaseAhead, DatabaseBehind
from planner.store.maintenance import revision_of

FOLDER = Path(__file__).parent
"""Where the steps are written."""


def migrate(url: str, revision: str = "head") -> None:
    """Bring a database's tables up to a revision; an empty database gets all of them.

    On a file no server may run: whoever calls holds the server lock.

    Raises:
        DatabaseAhead: a newer program has been here.
    """
    if _ahead(url):
        raise DatabaseAhead
    command.upgrade(_config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Take a database's tables back to an earlier revision ("base": none at all)."""
    command.downgrade(_config(url), revision)


def current(url: str) -> str | None:
    """Return the revision of a database, or None when it has no tables yet."""
    return revision_of(url)


def up_to_date(url: str) -> bool:
    """Tell whether a database has the tables that this program needs."""
    return current(url) == ScriptDirectory.from_config(_config(url)).get_current_head()


def require(url: str) -> None:
    """Make sure that a database has the tables that this program needs.

    Raises:
        DatabaseBehind: it is older; `migrate` brings it there.
        DatabaseAhead: it is newer.
    """
    if _ahead(url):
        raise DatabaseAhead
    if not up_to_date(url):
        raise DatabaseBehind


def _ahead(url: str) -> bool:
    """Tell whether a database has steps behind it that this program does not know."""
    known = {step.revision for step in ScriptDirectory.from_config(_config(url)).walk_revisions()}
    return (current(url) or "") not in {"", *known}


def draft(url: str, message: str) -> None:
    """Write the next step from what the rooms keep now and an up-to-date database has not; to be reviewed by hand."""
    config = _config(url)
    number = int(ScriptDirectory.from_config(config).get_current_head() or 0) + 1
    command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")


def _config(url: str) -> Config:
    config = Config(attributes={"url": url})
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "os")
    return config
