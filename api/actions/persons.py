"""What a customer may ask of the firm about himself: a copy of all that it holds of him, and to be erased."""

from datetime import timedelta

from api.actions.common import actor_of, firm_for, firm_view, house_of
from api.erasures import erase_customer as erase_now
from api.views import Caller, Done, FileView, Refused, RegisteredView, RegisterView, Role
from desk.export import export_customer as copy_of
from desk.register import PURPOSES
from desk.register import register as every_kind
from desk.said import counted, said, told
from planner.errors import NotAllowedNow
from planner.history import note
from planner.identifiers import CustomerId


def export_customer(caller: Caller, slug: str, *, customer: str) -> FileView:
    """Return all that the firm holds of a customer, as one archive.

    Raises:
        NotFound: the firm has no such customer.
    """
    firm, person = firm_for(caller, slug, Role.MANAGEMENT)
    transactions = house_of(caller).transactions
    with transactions.read(firm.id) as work:
        content = copy_of(work, CustomerId(customer))
    transactions.write(firm.id, lambda work: note(work, "export_person", actor_of(person), customer))
    return FileView(f"donnees-{customer}.zip", "application/zip", content)


def erase_customer(caller: Caller, slug: str, *, customer: str, sure: bool) -> Done | Refused:
    """Erase a customer from everything, for ever, once somebody is sure.

    Raises:
        NotFound: the firm has no such customer.
    """
    firm, person = firm_for(caller, slug, Role.MANAGEMENT)
    if not sure:
        return Refused(said("Cochez la case pour dire que vous êtes sûr : rien ne pourra être repris."))
    try:
        gone = erase_now(house_of(caller), firm.id, CustomerId(customer), actor_of(person))
    except NotAllowedNow as error:
        return Refused(told(error))
    return Done(
        counted("Ce client est effacé : {count} élément.", "Ce client est effacé : {count} éléments.", gone.records)
    )


def register(caller: Caller, slug: str) -> RegisterView:
    """Return what the firm keeps of persons, as its records declare it themselves."""
    firm, person = firm_for(caller, slug, Role.MANAGEMENT)
    house = house_of(caller)
    kinds = every_kind(firm.rules, timedelta(days=house.settings.absence_days))
    activities = (
        (
            words,
            tuple(
                RegisteredView(one.title, one.whose, one.fields, one.kept) for one in kinds if one.purpose == purpose
            ),
        )
        for purpose, words in PURPOSES.items()
    )
    return RegisterView(firm_view(house, firm), person, tuple(activities))
