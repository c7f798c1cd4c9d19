"""Dashboards read forecasts as plain rows, on both engines: what is to come, what came, and how good that was."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from statistics import fmean
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, NullPool, create_engine, text

from api import migrations
from desk.call_counts import CallCounts
from desk.call_forecasts import forecast_calls
from desk.forecasts import CallForecast, RolledBack, Step, forecast_id
from desk.store import KINDS
from forecasting import LEVELS
from planner.firms import Firm
from planner.identifiers import FirmId
from planner.ports import Work
from planner.store import Database
from planner.store.engines import one_connection
from planner.working_days import local_day
from tests.desk.sample_calls import calls_of
from tests.support.guide import sql_of_guide
from tests.support.planner import MONDAY, PARIS, SUNDAY_NIGHT, a_firm
from tests.support.postgresql import unguarded

DAY = timedelta(days=1)
ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(scope="module")
def made() -> CallForecast:
    """What the night to Monday says of days."""
    firm = a_firm()
    counts = CallCounts.of(firm, calls_of(MONDAY - timedelta(weeks=20), MONDAY - DAY), MONDAY - DAY)
    return forecast_calls(counts, MONDAY, ())[0]


def before(made: CallForecast) -> CallForecast:
    """Another one, of the night before: one more of each, and a day nobody looked back on since."""
    more = [replace(one, count=one.count + 1) for one in made.past]
    oldest = replace(made.past[0], day=made.past[0].day - DAY, live=True)
    ahead = tuple(replace(one, mean=1000.0) for one in made.ahead)
    return replace(
        made, id=forecast_id(MONDAY - DAY, Step.DAY), made_on=MONDAY - DAY, past=(oldest, *more), ahead=ahead
    )


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Any, made: CallForecast) -> str:
    """A database in which a firm keeps two nights."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("postgresql_server").new_database()
    else:
        url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    migrations.migrate(url)
    keep(url, made, before(made))
    return url


def keep(url: str, *entities: Any, firm: Firm | None = None) -> None:
    """Keep something of a firm."""
    database = Database(url, kinds=KINDS, listeners=lambda _: (), on_commit=lambda *_: None, clock=lambda: SUNDAY_NIGHT)
    try:
        firm = firm or a_firm()
        if firm.id not in {one.id for one in database.firms()}:
            database.create_firm(firm)
        for entity in entities:
            database.write(firm.id, partial(_put, entity=entity))
    finally:
        database.close()


def _put(work: Work, entity: Any) -> None:
    work.of(type(entity)).put(entity)


def rows(url: str, query: str) -> list[Any]:
    """What a dashboard would see."""
    engine: Engine = create_engine(unguarded(url), poolclass=NullPool)
    with engine.connect() as connection:
        found = [tuple(map(_plain, row)) for row in connection.execute(text(query))]
    engine.dispose()
    return found


def _plain(value: Any) -> Any:
    """A day as text, as a file keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def quantiles() -> Iterator[str]:
    """The columns of the levels: q025, q05, q10 and so on."""
    for level in LEVELS:
        yield f"q{f'{level:.3f}'[2:].rstrip('0').ljust(2, '0')}"


def test_days_ahead_stand_with_their_quantiles(url: str, made: CallForecast) -> None:
    """Those of the forecast that serves, by the firm's days."""
    columns = ", ".join(("firm", "made_on", "day", "mean", "low80", "high80", *quantiles()))
    expected = [
        (
            "duret",
            MONDAY.isoformat(),
            local_day(one.start, PARIS).isoformat(),
            one.mean,
            one.low,
            one.high,
            *one.quantiles,
        )
        for one in made.ahead
    ]
    assert expected == rows(url, f"SELECT {columns} FROM dashboard_calls_ahead ORDER BY day")  # noqa: S608


def test_what_was_called_back_is_what_dashboards_show(url: str, made: CallForecast) -> None:
    """As direction's page does."""
    keep(url, RolledBack(Step.DAY, before(made).id, "Odile", SUNDAY_NIGHT))
    assert [(1000.0,)] == rows(url, "SELECT DISTINCT mean FROM dashboard_calls_ahead")


def test_each_day_stands_once_with_what_had_been_said(url: str, made: CallForecast) -> None:
    """As the last night knew it; a day only an earlier one knew is there too."""
    found = rows(url, "SELECT day, calls, said, low80, high80, live FROM dashboard_calls_said ORDER BY day")
    known = [(one.day.isoformat(), one.count, one.quantiles[6], one.low, one.high, one.live) for one in made.past]
    first = made.past[0]
    assert [(first.day - DAY).isoformat()] == [row[0] for row in found[:1]]
    assert known == found[1:]


def test_weeks_tell_how_far_off_forecasts_were(url: str, made: CallForecast) -> None:
    """Mondays; errors over calls, and the share inside eight in ten."""
    found = rows(
        url, "SELECT week, days, live_days, calls, said, wape, within80 FROM dashboard_calls_weekly ORDER BY week"
    )
    week = max(one.day for one in made.past)
    week -= week.weekday() * DAY
    days = [one for one in made.past if week <= one.day < week + 7 * DAY]
    calls, said = sum(one.count for one in days), sum(one.quantiles[6] for one in days)
    off = sum(abs(one.count - one.quantiles[6]) for one in days) / calls
    held = fmean(one.low <= one.count <= one.high for one in days)
    assert (week.isoformat(), len(days), 0, calls, said) == found[-1][:5]
    assert (off, held) == pytest.approx(tuple(map(float, found[-1][5:])))
    assert 1 == found[0][2]


@pytest.mark.postgresql
def test_on_a_server_whoever_asks_needs_the_right_to_read_what_is_below(postgresql_server: Any) -> None:
    """A view never shows a firm that the rows themselves would hide."""
    url = postgresql_server.new_database()
    migrations.migrate(url)
    with one_connection(url) as connection:
        query = text("SELECT relname, reloptions FROM pg_class WHERE relname LIKE 'dashboard_calls%' ORDER BY relname")
        found = connection.execute(query).all()
    names = ["dashboard_calls_ahead", "dashboard_calls_said", "dashboard_calls_weekly"]
    assert [(name, ["security_invoker=true"]) for name in names] == [tuple(row) for row in found]


@pytest.mark.postgresql
def test_on_a_server_a_dashboards_role_sees_its_firm_through_the_views(postgresql_server: Any, made: Any) -> None:
    """Bound as the guide says, in the guide's own words; it then says another firm, and sees no more of it."""
    url = postgresql_server.new_database()
    migrations.migrate(url)
    neighbour = replace(a_firm(), id=FirmId("voisin"), slug="voisin")
    for firm in (a_firm(), neighbour):
        keep(url, made, firm=firm)
    with psycopg.connect(unguarded(url).replace("+psycopg", ""), autocommit=True) as connection:
        for statement in sql_of_guide("metabase_duret"):
            connection.execute(statement.encode())
    reader = unguarded(url).replace("postgres@", "metabase_duret@").replace("+psycopg", "")
    with psycopg.connect(reader) as connection:
        connection.execute("SET creneau.firm = 'voisin'")
        for view in ("dashboard_calls_ahead", "dashboard_calls_said", "dashboard_calls_weekly"):
            assert [("duret",)] == connection.execute(f"SELECT DISTINCT firm FROM {view}".encode()).fetchall()  # noqa: S608
