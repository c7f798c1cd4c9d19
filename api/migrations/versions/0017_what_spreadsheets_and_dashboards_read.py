"""Forecasts of calls as plain rows, for dashboards: what is to come, what came against what was said, week by week."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

QUANTILES = ("q025", "q05", "q10", "q20", "q30", "q40", "q50", "q60", "q70", "q80", "q90", "q95", "q975")
VIEWS = ("dashboard_calls_ahead", "dashboard_calls_said", "dashboard_calls_weekly")

_SERVES = """f.step = 'day' AND f.id = COALESCE(
    (SELECT r.forecast_id FROM forecasts_rolled_back r WHERE r.firm_id = f.firm_id AND r.id = 'day'),
    (SELECT n.id FROM call_forecasts n WHERE n.firm_id = f.firm_id AND n.step = 'day'
     ORDER BY n.made_on DESC LIMIT 1))"""


class _Words:
    """What the two engines say differently; `one` is an element of a list within a row."""

    def __init__(self, engine: str) -> None:
        server = op.get_context().dialect.server_version_info if engine == "postgresql" else None
        self.on_server = server is not None
        self.options = " WITH (security_invoker = true)" if server and server >= (15,) else ""

    def field(self, name: str, kind: str) -> str:
        """Return a field as a column, `kind` being a type of PostgreSQL."""
        return f"(one.value ->> '{name}')::{kind}" if self.on_server else f"json_extract(one.value, '$.{name}')"

    def quantiles(self) -> str:
        """Return the quantiles as columns."""
        form = (
            "(one.value -> 'quantiles' ->> {})::integer"
            if self.on_server
            else "json_extract(one.value, '$.quantiles[{}]')"
        )
        return ", ".join(f"{form.format(place)} AS {name}" for place, name in enumerate(QUANTILES))

    def each(self, column: str) -> str:
        """Return a list's elements as rows."""
        return f"jsonb_array_elements({column}) AS one(value)" if self.on_server else f"json_each({column}) AS one"

    def local_day(self) -> str:
        """Return the day that begins at an instant; on a file that of zones up to twelve hours from UTC."""
        if self.on_server:
            return "((one.value ->> 'start')::timestamptz AT TIME ZONE firms.zone_name)::date"
        return "date(json_extract(one.value, '$.start'), '+12 hours')"

    def monday(self) -> str:
        """Return the Monday of a day's week."""
        return "date_trunc('week', day)::date" if self.on_server else "date(day, '-6 days', 'weekday 1')"

    def share(self, condition: str) -> str:
        """Return how many rows of a group meet a condition, out of one."""
        return f"AVG(CASE WHEN {condition} THEN 1.0 ELSE 0.0 END)"


def _ahead(words: _Words) -> str:
    return f"""
SELECT f.firm_id, firms.slug AS firm, f.made_on, {words.local_day()} AS day,
    {words.field("mean", "double precision")} AS mean, {words.field("low", "integer")} AS low80,
    {words.field("high", "integer")} AS high80, {words.quantiles()}
FROM call_forecasts f JOIN firms ON firms.id = f.firm_id CROSS JOIN {words.each("f.ahead")}
WHERE {_SERVES}"""  # noqa: S608 - words of our own


def _said(words: _Words) -> str:
    """Of each day what the last night knew of it: what had been said live goes before what was tried since."""
    live = words.field("live", "boolean")
    return f"""
SELECT firm_id, firm, day, calls, q50 AS said, low80, high80, live, {", ".join(QUANTILES)}
FROM (
    SELECT f.firm_id, firms.slug AS firm, {"" if words.on_server else "date"}({words.field("day", "date")}) AS day,
        {words.field("count", "integer")} AS calls, {words.field("low", "integer")} AS low80,
        {words.field("high", "integer")} AS high80, {live} AS live, {words.quantiles()},
        ROW_NUMBER() OVER (PARTITION BY f.firm_id, {words.field("day", "date")} ORDER BY f.made_on DESC) AS newer
    FROM call_forecasts f JOIN firms ON firms.id = f.firm_id CROSS JOIN {words.each("f.past")}
    WHERE f.step = 'day'
) AS every
WHERE newer = 1"""  # noqa: S608 - words of our own


def _weekly(words: _Words) -> str:
    live = "live" if words.on_server else "live = 1"
    return f"""
SELECT firm_id, firm, {words.monday()} AS week, COUNT(*) AS days,
    SUM(CASE WHEN {live} THEN 1 ELSE 0 END) AS live_days, SUM(calls) AS calls, SUM(said) AS said,
    SUM(ABS(calls - said)) * 1.0 / NULLIF(SUM(calls), 0) AS wape,
    {words.share("calls BETWEEN low80 AND high80")} AS within80
FROM dashboard_calls_said
GROUP BY firm_id, firm, {words.monday()}"""  # noqa: S608 - words of our own


def upgrade() -> None:
    """Make the views; who asks needs the right to read what is below them, so that no firm is seen through them."""
    words = _Words(op.get_bind().dialect.name)
    for name, query in zip(VIEWS, (_ahead(words), _said(words), _weekly(words)), strict=True):
        op.execute(f"CREATE VIEW {name}{words.options} AS {query}")


def downgrade() -> None:
    """Take them back, whoever leans on another first."""
    for name in reversed(VIEWS):
        op.execute(f"DROP VIEW {name}")
