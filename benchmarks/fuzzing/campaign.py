"""One round of fuzzing by schemathesis: four phases of cases on a stage, and what was wrong with the answers."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder

from api.v1.documentation import document_of
from benchmarks.fuzzing.links import linked
from benchmarks.fuzzing.stage import A_FILE, NEIGHBOUR, Stage

PHASES = ("examples", "coverage", "fuzzing", "stateful")
STREAMS = "/v1/live"
"""Never ends by itself; `tests/api/test_live.py` has it to itself."""
LONGEST_CURL = 600
_TRACES = ("Traceback (most recent", '.py", line ')
_SEMANTIC = ["2xx", 401, 403, 404, 409, 410, 412, 422, 429]
"""What a request of the right form may be answered: no form tells whether an offer is ours or a condition holds."""
_BINDINGS = {
    "firm": ("path.firm", "query.firm", "body.firm"),
    "service": ("query.service",),
    "commune": ("query.commune",),
    "day": ("path.day", "query.day", "query.first_day", "body.day"),
    "offer": ("body.offer",),
    "hold": ("body.hold",),
    "token": ("path.token",),
    "appointment": ("path.appointment",),
    "calendar": ("path.calendar",),
    "technician": ("body.technician",),
    "words": ("query.q",),
    "condition": ("header.If-Match",),
}
"""Where the values known on a stage mean something."""
_OFTEN = 0.6
_PATIENCE = 300
"""Seconds: the machine may be busy."""
_ODD = ["\x00", "\U0001f600", "e\u0301", "\u202e", "%00", "' OR 1=1", "{{7*7}}", "0", "null", "-1", " "]
_LARGE = [0, -1, 2**31, 2**63, 2**64, 10**30]
"""Texts and numbers that programs trip over."""
_NOW_AND_THEN = 0.05


@schemathesis.hook
def map_body(context: Any, body: Any) -> Any:  # noqa: ANN401 - schemathesis' own types
    """Send every other time a file that can be read, which chance would hardly write."""
    if context.operation.label != "POST /v1/imports" or not isinstance(body, dict):
        return body
    file, technician = body.get("file"), body.get("technician", "")
    fit = isinstance(technician, str) and body.keys() <= {"file", "technician"}
    return body | {"file": A_FILE.encode()} if isinstance(file, bytes) and len(file) % 2 and fit else body


@schemathesis.check
def nothing_of_the_neighbour(_ctx: Any, response: Any, _case: Any) -> None:  # noqa: ANN401 - schemathesis' own types
    """No answer to one firm's program names a customer of the firm next door."""
    if NEIGHBOUR in response.text:
        raise AssertionError("names a customer of another firm")


@schemathesis.check
def nothing_of_the_inside(_ctx: Any, response: Any, _case: Any) -> None:  # noqa: ANN401 - as above
    """No answer quotes the program."""
    if any(trace in response.text for trace in _TRACES):
        raise AssertionError("quotes the program")


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try in one round: cases a route, walks from route to route, and in which phases."""

    seed: int
    cases: int = 40
    walks: int = 200
    phases: tuple[str, ...] = PHASES


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What a check found wrong with a route's answer."""

    check: str
    route: str
    status: int


@dataclass(slots=True)
class Figures:
    """Cases by phase, answers by route and status, and one case for each thing found wrong, as words and a command."""

    cases: Counter[str] = field(default_factory=Counter)
    answers: dict[str, Counter[str]] = field(default_factory=dict)
    findings: dict[Finding, tuple[str, str]] = field(default_factory=dict)

    def add(self, other: "Figures") -> None:
        """Count another round in."""
        self.cases += other.cases
        for route, counts in other.answers.items():
            self.answers.setdefault(route, Counter()).update(counts)
        self.findings = other.findings | self.findings

    def granted(self) -> int:
        """Return how many routes did at least once what they were asked for."""
        return sum(any(status < "300" for status in counts) for counts in self.answers.values())


def fuzz(stage: Stage, effort: Effort) -> Iterator[Figures]:
    """Yield what each scenario brings: one route in the first three phases, one walk in the last.

    Raises:
        Exception: schemathesis could not do its work.
    """
    document = linked(document_of(stage.application))
    schema = schemathesis.openapi.from_dict(document, config=_config(stage, effort)).exclude(path=STREAMS)
    schema.app = stage.served
    stream = from_schema(schema).execute()
    try:
        for event in stream:
            if isinstance(event, events.ScenarioFinished):
                yield _figures(event.phase.value, event.recorder)
            elif isinstance(event, events.NonFatalError):
                raise event.value
    finally:
        stream.stop()
        deque(stream, maxlen=0)


def _config(stage: Stage, effort: Effort) -> SchemathesisConfig:
    known = {name: values for name, values in stage.known.items() if name in _BINDINGS}
    others = {"odd": _ODD, "large": _LARGE, "history number": [*range(1, 12)], "imports number": stage.known["import"]}
    return SchemathesisConfig.from_dict(
        {
            "seed": effort.seed,
            "cache": {"enabled": False},
            "headers": stage.headers,
            "continue-on-failure": True,
            "request-timeout": _PATIENCE,
            "output": {"sanitization": {"enabled": False}},  # the secrets are a stage's: they open nothing
            "generation": {
                "max-examples": effort.cases,
                "database": "none",
                "no-shrink": True,
                "dictionaries": {
                    "string": {"dictionary": "odd", "probability": _NOW_AND_THEN},
                    "integer": {"dictionary": "large", "probability": _NOW_AND_THEN},
                },
            },
            "phases": {
                **{phase: {"enabled": phase in effort.phases} for phase in PHASES},
                "stateful": {
                    "enabled": "stateful" in effort.phases,
                    "generation": {"max-examples": effort.walks},
                },
            },
            "checks": {
                "positive_data_acceptance": {"expected-statuses": _SEMANTIC},
                "missing_required_header": {"expected-statuses": [400, 401, 428]},
            },
            "operations": [
                {"include-path-regex": f"^/v1/{kind}/", "parameters": {"path.number": _drawn(f"{kind} number")}}
                for kind in ("history", "imports")
            ],
            "dictionaries": {name: {"values": values} for name, values in (known | others).items()},
            "parameters": {where: _drawn(name) for name in known for where in _BINDINGS[name]},
        }
    )


def _drawn(name: str) -> dict[str, Any]:
    return {"dictionary": name, "probability": _OFTEN}


def _figures(phase: str, recorder: ScenarioRecorder) -> Figures:
    figures = Figures(Counter({phase: len(recorder.cases)}))
    for key, node in recorder.cases.items():
        answered = recorder.interactions.get(key)
        status = answered.response.status_code if answered and answered.response else 0
        route = node.value.operation.label
        figures.answers.setdefault(route, Counter())[str(status)] += 1
        for check in recorder.checks.get(key, ()):
            if check.status is Status.FAILURE:
                words = str(check.failure_info.failure) if check.failure_info else ""
                command = node.value.as_curl_command()[:LONGEST_CURL]
                figures.findings.setdefault(Finding(check.name, route, status), (words, command))
    return figures
