"""On PostgreSQL the tables themselves keep firms apart, whatever a statement forgets."""

from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from api import migrations
from desk.store import KINDS
from planner.events import AppointmentConfirmed
from planner.identifiers import FirmId
from planner.store import Database
from planner.store.maintenance import connection_to_migrate
from planner.store.row_security import OPEN_TO_EVERY_FIRM
from planner.store.scope import Scope, for_all_firms
from planner.store.tables import Tables
from tests.support.guide import sql_of_guide
from tests.support.marked import APPOINTMENT, leave_traces
from tests.support.planner import a_firm, a_technician
from tests.support.postgresql import OWNER, unguarded

pytestmark = pytest.mark.postgresql
DURET, VOISIN = FirmId("duret"), FirmId("voisin")
OWNED = [table.name for table in Tables(KINDS).metadata.sorted_tables]


@pytest.fixture(scope="module")
def url(postgresql_server):
    """Two firms that have left traces in many tables, in a database owned by a plain role."""
    url = postgresql_server.new_database()
    migrations.migrate(url)
    with closing(Database(url, kinds=KINDS, listeners=lambda _: ("mail",))) as database:
        for firm in (a_firm(), replace(a_firm(), id=VOISIN, slug="voisin")):
            database.create_firm(firm)
            database.write(firm.id, _fill)
    return url


def _fill(work):
    work.of(type(a_technician())).put(a_technician())
    leave_traces(work)
    work.publish(AppointmentConfirmed(APPOINTMENT))


@pytest.fixture
def database(url):
    """The store over it."""
    with closing(Database(url, kinds=KINDS)) as database:
        yield database


def within(database, firm, look):
    """What a look at the connection answers in the transaction of one firm."""
    return database._engine.write(lambda one: look(Scope(one, firm).connection), _ignored)


def run(database, statement):
    """How many of duret's rows a statement of no module of ours finds."""
    return within(database, DURET, lambda one: one.execute(text(statement)).rowcount)


def _ignored(_):
    """Nobody is told."""


def raw(connection):
    """The driver's own connection under it: no statement of ours, no module of ours."""
    return connection.connection.driver_connection


@contextmanager
def as_role(url, role):
    """A plain connection of a role."""
    with psycopg.connect(url.replace("+psycopg", "").replace(f"//{OWNER}@", f"//{role}@")) as connection:
        yield connection


def owners(connection, table):
    """Whose rows it shows."""
    owner = "id" if table == "firms" else "firm_id"
    return connection.execute(f"SELECT DISTINCT {owner} FROM public.{table}".encode()).fetchall()  # noqa: S608


def counted(connection, table):
    """How many rows it shows."""
    return connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()[0]  # noqa: S608


@pytest.fixture(scope="module")
def filled(url):
    """The tables in which both firms have something, seen from above."""
    with as_role(url, "postgres") as connection:
        return [name for name in OWNED if {(DURET,), (VOISIN,)} == set(owners(connection, name))]


def test_without_a_firm_nothing_is_seen(url, filled):
    """Whoever connects and says nothing, the owner of the tables too."""
    assert len(filled) > 15
    with as_role(url, OWNER) as connection:
        assert {} == {name: rows for name in OWNED if (rows := counted(connection, name))}


def test_a_statement_that_forgets_its_firm_shows_its_own_rows_only(database, filled):
    """Planted in every table that both firms have rows in."""
    seen = {name: within(database, DURET, lambda one, name=name: owners(raw(one), name)) for name in filled}
    assert {name: [(DURET,)] for name in filled} == seen


def test_nothing_of_another_firm_is_changed_or_removed(database, filled):
    """The same with words that write."""
    assert 1 == run(database, "UPDATE customers SET name = name WHERE firm_id IN ('duret', 'voisin')")
    assert 0 == run(database, "DELETE FROM customers WHERE firm_id = 'voisin'")
    assert 0 == run(database, "UPDATE firms SET name = 'x' WHERE id = 'voisin'")


def test_a_row_for_another_firm_is_refused(database):
    """Neither added nor given away."""
    foreign = "INSERT INTO erasures VALUES ('voisin', 'x', now())"
    for statement in (foreign, "UPDATE customers SET firm_id = 'voisin'"):
        with pytest.raises(ProgrammingError, match="row-level security"):
            run(database, statement)


def test_a_connection_that_is_used_again_has_forgotten_its_firm(url):
    """One connection, many transactions: committed, rolled back or read."""
    with closing(Database(url, kinds=KINDS)) as database:

        def broken(work):
            raise LookupError(work.firm.id)

        database.write(DURET, lambda work: work.now)
        with pytest.raises(LookupError):
            database.write(DURET, broken)
        with database.read(DURET):
            pass
        pool: Any = database._engine
        assert 1 == pool._engine.pool.checkedin()
        with pool._engine.connect() as again:
            assert [] == again.execute(text("SELECT id FROM firms")).all()


def test_a_plain_set_would_survive(url):
    """Planted: why the firm is said with set_config(…, true) and never with SET."""
    with as_role(url, OWNER) as connection:
        connection.execute("SET creneau.firm = 'duret'")
        connection.commit()
        assert 1 == counted(connection, "firms")


def test_work_for_all_firms_sees_three_tables_and_no_other(database, filled):
    """Names, what is to be told, what was answered: no customer."""

    def look(connection):
        for_all_firms(connection, select(1))
        return {name for name in filled if owners(raw(connection), name)}

    assert set(OPEN_TO_EVERY_FIRM) == database._engine.write(look, _ignored)


def test_every_table_that_has_a_firm_is_guarded_from_its_owner_too(url):
    """Also those that were added later."""
    with as_role(url, OWNER) as connection:
        forced = connection.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        assert set(OWNED) == {name for (name,) in forced}


def test_a_migration_that_would_miss_rows_fails(url):
    """Instead of changing none."""
    with pytest.raises(ProgrammingError, match="row-level security"), connection_to_migrate(url) as connection:
        connection.execute(text("UPDATE customers SET name = 'x'"))


def test_the_server_need_not_own_the_tables(postgresql_server):
    """Two roles as the guide makes them: one may change the tables, the other only works with them."""
    url = postgresql_server.new_database()
    with as_role(url, "postgres") as connection:
        for statement in sql_of_guide("creneau_serveur"):
            connection.execute(statement.encode())
    migrations.migrate(url.replace(f"//{OWNER}@", "//creneau_tables@"))
    serving = url.replace(f"//{OWNER}@", "//creneau_serveur@")
    with closing(Database(serving, kinds=KINDS, listeners=lambda _: ("mail",))) as database:
        database.create_firm(a_firm())
        database.write(DURET, _fill)
        assert (1, ["duret"]) == (len(database.queue.claim(5)), [firm.slug for firm in database.firms()])
    with as_role(url, "creneau_serveur") as connection, pytest.raises(InsufficientPrivilege):
        connection.execute("ALTER TABLE customers NO FORCE ROW LEVEL SECURITY")


@pytest.fixture(scope="module")
def reader(url):
    """A dashboard's role bound to duret, with more rights to read than any dashboard needs."""
    with psycopg.connect(unguarded(url).replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE ROLE nosy LOGIN")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO nosy")
        connection.execute("INSERT INTO dashboard_readers VALUES ('nosy', 'duret')")
    return "nosy"


ESCAPES = (
    "SELECT 1",
    "SET creneau.firm = 'voisin'",
    "SET creneau.firm = '*'",
    "SET row_security = on",
    "CREATE TEMP TABLE dashboard_readers AS SELECT CURRENT_USER AS role, 'voisin' AS firm_id",
    "CREATE TEMP TABLE firms (id text); SET search_path = pg_temp, public",
    """CREATE FUNCTION pg_temp.current_setting(text, boolean) RETURNS text LANGUAGE sql AS $$ SELECT 'voisin' $$;
    SET search_path = pg_temp, public, pg_catalog""",
)


@pytest.mark.parametrize("attempt", ESCAPES)
def test_a_dashboards_role_sees_its_firm_and_cannot_look_elsewhere(url, filled, reader, attempt):
    """Whatever it sets, and whatever it puts in front of our tables."""
    with as_role(url, reader) as connection:
        connection.execute(attempt.encode())
        assert {name: [(DURET,)] for name in filled} == {name: owners(connection, name) for name in filled}


def test_a_role_nobody_bound_sees_nothing(url, postgresql_server):
    """Rights to read are not enough; saying a firm helps only whoever may add one."""
    with psycopg.connect(unguarded(url).replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE ROLE curious LOGIN")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO curious")
    with as_role(url, "curious") as connection:
        connection.execute("SET creneau.firm = 'duret'")
        assert 0 == counted(connection, "customers")


def test_a_dashboards_role_changes_nothing(url, reader):
    """Not even which firm it is bound to."""
    with as_role(url, reader) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute("UPDATE dashboard_readers SET firm_id = 'voisin'")
