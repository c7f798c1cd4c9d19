"""All that a firm holds of one customer is found, whatever kind it is in, and handed over without anybody else's."""

import io
import json
import zipfile
from dataclasses import fields

import pytest

from desk.contact_details import fold
from desk.customers import Customer
from desk.export.person import export_customer
from desk.persons import Trace, personal_kinds, trace
from desk.register import FIELDS, TITLES
from desk.store import KINDS as DESK
from planner.errors import NotFound
from planner.identifiers import CustomerId
from planner.personal import Mark, Nobody, Personal
from planner.records import KINDS as PLANNER
from planner.records import Kind
from tests.support.marked import APPOINTMENT, CUSTOMER, EMAIL, MARKED, PHONE, WORD, leave_traces
from tests.support.planner import SUNDAY_NIGHT

EVERY = (*PLANNER, *DESK)


def complaints(kind):
    """What is wrong with what a kind says of persons, in sentences."""
    if isinstance(kind.personal, Nobody):
        return []
    if not isinstance(kind.personal, Personal):
        return [f"{kind.entity.__name__} does not say what it holds of persons"]
    known = {one.name for one in fields(kind.entity)}
    named = {*kind.personal.fields, *kind.personal.known_by, *kind.personal.addresses}
    found = [f"{kind.entity.__name__} has no {name}" for name in sorted(named - known)]
    if kind.personal.of_customers and not (kind.personal.shared or kind.personal.known_by):
        found.append(f"{kind.entity.__name__} does not say how it is found")
    found += [f"{name} has no words in the register" for name in kind.personal.fields if name not in FIELDS]
    return found if kind.table in TITLES else [*found, f"{kind.table} has no title in the register"]


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.table)
def test_every_kind_says_what_it_holds_of_persons(kind):
    """Whoever adds one has to think of whom it is about."""
    assert [] == complaints(kind)


def test_a_kind_that_says_nothing_is_noticed():
    """The planted fault."""
    assert ["Customer does not say what it holds of persons"] == complaints(Kind(Customer, "more_customers"))


@pytest.fixture
def archive(desk):
    """The archive of a customer with traces everywhere."""
    desk.do(leave_traces)
    desk.keep(Customer(CustomerId("another"), "Autre", SUNDAY_NIGHT, phone="+33639980888"))
    return zipfile.ZipFile(io.BytesIO(desk.do(export_customer, CUSTOMER)))


def test_a_customer_gets_what_every_kind_holds_of_him(archive):
    """Each table has its file, each file says something of him, and the index names it."""
    tables = {kind.table for kind, _ in personal_kinds()} | {"history"}
    index = archive.read("LISEZMOI.txt").decode()
    assert {f"donnees/{table}.json" for table in tables} | {"LISEZMOI.txt"} == set(archive.namelist())
    for table in tables:
        text = archive.read(f"donnees/{table}.json").decode()
        assert any(mark in text for mark in (WORD, APPOINTMENT, CUSTOMER, "zq-")), table
        assert f"donnees/{table}.json : {TITLES[table]}" in index
    assert MARKED.note in archive.read("donnees/customers.json").decode()


def test_what_a_file_says_of_others_stays(archive):
    """A file brought in is about many people; so is a proposal."""
    content = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "+33639980888" not in content
    assert "another" not in content
    assert [[f"{WORD};{PHONE}"]] == [
        one["corrections"] for one in json.loads(archive.read("donnees/import_files.json"))
    ]


def test_an_address_that_two_customers_share_is_nobodys(desk):
    """Calls from a telephone of the family are not his alone."""
    desk.keep(MARKED, Customer(CustomerId("another"), "Autre", SUNDAY_NIGHT, phone=PHONE))
    assert frozenset({EMAIL}) == desk.do(trace, CUSTOMER).addresses


def test_a_name_is_no_pattern():
    """Brackets and stars in a name are a name's: they find themselves, nobody else, and break nothing."""
    known = Trace({mark: frozenset() for mark in Mark}, frozenset({fold("A.* (B")}))
    assert [True, False] == [known.mentioned(f"chez {name}") for name in ("A.* (B", "abcd (b")]


def test_nobody_is_not_found(desk):
    """A customer who is not there has no archive."""
    with pytest.raises(NotFound):
        desk.do(export_customer, CustomerId("nobody"))
