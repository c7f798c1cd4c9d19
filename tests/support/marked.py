"""One customer who has left a trace in every kind that may be about customers, each with a word nobody else uses."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any, get_type_hints

from desk.churn import NOW, AtRisk, ChurnCard, ChurnList
from desk.connections import MirroredEntry
from desk.customers import Customer
from desk.identifiers import ConnectionId
from desk.imports.journal import CustomerChange, Import, ImportFile, ImportId, ImportState, Made
from desk.imports.reading import Rejected
from desk.imports.rows import TableKind
from desk.persons import personal_kinds
from planner.appointments import Appointment, State
from planner.identifiers import AppointmentId, CustomerId, ProposalId, TechnicianId
from planner.personal import Mark, Personal
from planner.plans import Proposal
from planner.ports import Actor, Entry, Snapshot, Work
from planner.routes import Route, Visit
from planner.sites import Position
from tests.contracts.samples import Maker
from tests.support.planner import MONDAY, SUNDAY_NIGHT, between

WORD = "Zéphyrin-Quetzal"
PHONE, EMAIL = "+33639980777", "zq@marque.invalid"
PLACE = Position(45.87654321, 6.12345678)
IDS = {
    Mark.CUSTOMER: "zq-customer",
    Mark.APPOINTMENT: "zq-appointment",
    Mark.SITE: "zq-site",
    Mark.CONTRACT: "zq-contract",
    Mark.DUE: "zq-due",
    Mark.ADDRESS: EMAIL,
}
CUSTOMER = CustomerId(IDS[Mark.CUSTOMER])
APPOINTMENT = AppointmentId(IDS[Mark.APPOINTMENT])
MARKED = Customer(CUSTOMER, WORD, SUNDAY_NIGHT, phone=PHONE, email=EMAIL, note=f"{WORD} aime le thé")
VISIT = Visit(APPOINTMENT, PLACE, between(8, 10), between(8, 10).start, timedelta(hours=1))
ROUTE = Route(TechnicianId("gaëtan"), MONDAY, visits=(VISIT,))


def leave_traces(work: Work) -> None:
    """Put a record about the marked customer into every kind, onto a route and into history."""
    for kind, held in personal_kinds():
        if held.shared:
            continue
        work.of(kind.entity).put(_marked(kind.entity, held))
    work.of(Customer).put(MARKED)
    done = replace(work.of(Appointment).get(APPOINTMENT), state=State.DONE)
    work.of(Appointment).put(done)
    for shared in _shared():
        work.of(type(shared)).put(shared)
    saved = tuple(work.routes.save([ROUTE]))
    before, after = Snapshot((done,), (ROUTE,)), Snapshot((done,), saved)
    work.history.append(Entry("progress", work.now, Actor("technician"), before, after, f"{WORD} n’était pas là"))
    work.answers.remember("zq", "zq", f"{APPOINTMENT} {WORD}")


def _marked(entity: type[Any], held: Personal) -> Any:
    """Make a record with the word in every text that an erasure takes away, tied to the customer by all that ties."""
    made, hints = Maker().entity(entity), get_type_hints(entity)
    gone = {one.name for one in fields(entity)} if held.blanked is None else held.blanked.keys()
    texts: dict[str, Any] = {name: f"{WORD} {name}" for name in gone if hints[name] is str}
    texts |= {"position": PLACE} if hasattr(made, "position") else {}
    known = {name: IDS[mark] for name, mark in held.known_by.items()}
    return replace(made, **texts | known | ({"id": IDS[held.gives]} if held.gives else {}))


def _shared() -> tuple[Any, ...]:
    proposal = Proposal(ProposalId("zq-p"), SUNDAY_NIGHT, MONDAY, MONDAY, (ROUTE,), (), 0, 0, 0, 0)
    uid = f"{APPOINTMENT}@creneau"
    line = f"{WORD};{PHONE}\nAutre;+33639980888\n".encode()
    listed = replace(Maker().entity(AtRisk), customer_id=CUSTOMER)
    rejected = Rejected(2, "Téléphone", f"« {WORD} » n’est pas un numéro")
    return (
        replace(proposal, accepted_at=SUNDAY_NIGHT),
        MirroredEntry("c/zq", ConnectionId("c"), uid, "zq.ics", "1", WORD.encode(), None, (), told=True),
        ChurnList(NOW, MONDAY, False, (listed, Maker().entity(AtRisk)), Maker().entity(ChurnCard)),
        Import(
            ImportId("zq-i"),
            SUNDAY_NIGHT,
            "clients.csv",
            next(iter(TableKind)),
            ImportState.IMPORTED,
            2,
            1,
            1,
            rejections=(rejected, Rejected(3, "Nom", "vide")),
            aliases={f"{WORD} 7": CUSTOMER, "8": "another"},
        ),
        ImportFile(
            ImportId("zq-i"),
            corrections=line,
            made=(Made("Customer", CUSTOMER), Made("Customer", "another")),
            changes=(CustomerChange(MARKED, MARKED),),
        ),
    )
