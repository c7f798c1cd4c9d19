"""All that a firm holds of one customer, found by what each kind says of itself: see `planner.personal`."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from desk.contact_details import fold, national_digits
from desk.customers import Customer
from desk.store import KINDS as DESK
from planner.identifiers import CustomerId
from planner.personal import Mark, Personal
from planner.ports import Entry, Work
from planner.records import KINDS as PLANNER
from planner.records import Kind, identifier
from planner.store.codec import converter

SHORTEST = 9
"""Fewer digits than this may be anybody's number."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything by which a customer is known: identifiers and addresses by their mark, and his name."""

    marks: Mapping[Mark, frozenset[str]]
    names: frozenset[str]

    @property
    def appointments(self) -> frozenset[str]:
        """Return his appointments, and his places on the waiting list."""
        return self.marks[Mark.APPOINTMENT]

    @property
    def addresses(self) -> frozenset[str]:
        """Return the telephones and e-mails that are his alone."""
        return self.marks[Mark.ADDRESS]

    def mentioned(self, text: str) -> bool:
        """Tell whether a text names him: by an identifier or an address of his, or by his whole name."""
        words, digits = fold(text), re.sub(r"\D", "", text)
        if any(mark in text for mark in chain.from_iterable(self.marks.values())):
            return True
        if any(re.search(rf"\b{re.escape(name)}\b", words) for name in self.names):
            return True
        numbers = (national_digits(address) for address in self.addresses if "@" not in address)
        return any(len(number) >= SHORTEST and number.lstrip("0") in digits for number in numbers)


def personal_kinds() -> list[tuple[Kind[Any], Personal]]:
    """Return the kinds that may be about a customer, with what they hold of him."""
    kinds = ((kind, kind.personal) for kind in (*PLANNER, *DESK))
    return [(kind, held) for kind, held in kinds if isinstance(held, Personal) and held.of_customers]


def trace(work: Work, customer_id: CustomerId) -> Trace:
    """Return everything by which a customer is known.

    Raises:
        NotFound: the firm has no such customer.
    """
    customer = work.of(Customer).get(customer_id)
    marks: dict[Mark, set[str]] = {mark: set() for mark in Mark}
    marks[Mark.CUSTOMER] = {customer.id}
    names: set[str] = set()
    seen = -1
    while seen != (seen := sum(map(len, marks.values()))):
        for kind, held in personal_kinds():
            if held.gives:
                for record in _known_by(work, kind, held, marks):
                    marks[held.gives].add(identifier(record))
                    marks[Mark.ADDRESS] |= {getattr(record, name) for name in held.addresses} - {""}
                    names |= {fold(getattr(record, "name", ""))} - {""}
    marks[Mark.ADDRESS] -= _of_others(work, customer)
    return Trace({mark: frozenset(found) for mark, found in marks.items()}, frozenset(names))


def records(work: Work, found: Trace) -> Iterator[tuple[Kind[Any], Personal, list[Any]]]:
    """Yield every kind that may be about a customer, with the records that are."""
    for kind, held in personal_kinds():
        if held.shared:
            every = work.of(kind.entity).find()
            yield kind, held, [one for one in every if found.mentioned(written(one))]
        else:
            yield kind, held, list(_known_by(work, kind, held, found.marks))


def history_of(work: Work, found: Trace) -> list[Entry]:
    """Return the lines of history about his appointments, oldest first."""
    lines = {line.number: line for key in found.appointments for line in work.history.of(key)}
    return [lines[number] for number in sorted(lines)]


def part_of(value: Any, found: Trace) -> Any:  # noqa: ANN401 - plain data of any shape
    """Return of plain data that several people share what mentions one of them: of a list, or a text, its parts."""
    if isinstance(value, bytes):
        lines = value.decode("utf-8", "replace").splitlines()
        return [line for line in lines if found.mentioned(line)]
    if isinstance(value, list | tuple):
        return [part_of(one, found) for one in value if found.mentioned(_text(one))]
    if isinstance(value, Mapping):
        return {name: part_of(one, found) for name, one in value.items()}
    return value


def written(record: object) -> str:
    """Return all that a record says, as one text."""
    return _text(converter.unstructure(record))


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, Mapping):
        return "\n".join(f"{name} {_text(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return "\n".join(map(_text, value))
    return str(value)


def _known_by(work: Work, kind: Kind[Any], held: Personal, marks: Mapping[Mark, Iterable[str]]) -> Iterator[Any]:
    known: dict[str, Any] = {}
    for name, mark in held.known_by.items():
        if wanted := sorted(marks[mark]):
            known |= {identifier(one): one for one in work.of(kind.entity).find(**{name: wanted})}
    return iter(known.values())


def _of_others(work: Work, customer: Customer) -> set[str]:
    """Return the telephones and e-mails that other customers have."""
    others = (one for one in work.of(Customer).find() if one.id != customer.id)
    return {address for one in others for address in (one.phone, one.second_phone, one.email)}
