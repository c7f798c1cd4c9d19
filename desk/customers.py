"""A customer is whoever the firm works for: recognised by telephone or e-mail, and never shown to a visitor."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from desk.contact_details import fold, national_digits, read_email, read_phone, takes_sms
from desk.errors import InvalidEntry
from planner.appointments import Appointment
from planner.identifiers import AppointmentId, CustomerId, new_id
from planner.ports import Work
from planner.sites import Site

SHORTEST_NUMBER = 4
"""Fewer digits than this are a house number or a postcode's beginning, not a telephone."""


class CustomerKind(StrEnum):
    """Whom the firm works for."""

    HOUSEHOLD = "household"
    BUSINESS = "business"
    CO_OWNERSHIP = "co_ownership"
    PUBLIC_BODY = "public_body"


KIND_LABELS = {
    CustomerKind.HOUSEHOLD: "particulier",
    CustomerKind.BUSINESS: "tertiaire",
    CustomerKind.CO_OWNERSHIP: "copropriété",
    CustomerKind.PUBLIC_BODY: "collectivité",
}


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer; telephones are E.164, the e-mail in small letters, `external_ref` his number in another system."""

    id: CustomerId
    name: str
    created_at: datetime
    kind: CustomerKind = CustomerKind.HOUSEHOLD
    phone: str = ""
    second_phone: str = ""
    email: str = ""
    note: str = ""
    external_ref: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to reach about one appointment, as typed when it was booked.

    A booking is no proof of identity: pages and messages about it show this, never what the firm knew before.
    `id` is the appointment's.
    """

    id: AppointmentId
    customer_id: CustomerId
    name: str
    given_at: datetime
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Booker:
    """What a visitor typed about himself; at least one way to reach him."""

    name: str
    phone: str = ""
    email: str = ""

    def read(self) -> Self:
        """Return the same with its telephone and e-mail in their one written form.

        Raises:
            InvalidEntry: it has no name, or gives no way to reach him.
            UnreadablePhone: the telephone given is none.
            UnreadableEmail: the e-mail given is none.
        """
        name = " ".join(self.name.split())
        phone = read_phone(self.phone) if self.phone.strip() else ""
        email = read_email(self.email) if self.email.strip() else ""
        if not name:
            raise InvalidEntry("Indiquez votre nom.")
        if not (phone or email):
            raise InvalidEntry("Indiquez un téléphone ou une adresse e-mail pour que nous puissions vous joindre.")
        return type(self)(name, phone, email)


def with_phone(work: Work, phone: str) -> list[Customer]:
    """Return the customers with this E.164 number: a family or a co-ownership may share one; "" is nobody's."""
    if not phone:
        return []
    customers = work.of(Customer)
    found = {customer.id: customer for customer in customers.find(phone=phone)}
    found |= {customer.id: customer for customer in customers.find(second_phone=phone)}
    return [found[key] for key in sorted(found)]


def with_email(work: Work, email: str) -> list[Customer]:
    """Return the customers with this e-mail address; "" is nobody's."""
    return work.of(Customer).find(email=email) if email else []


def book(work: Work, appointment_id: AppointmentId, booker: Booker) -> Customer:
    """Attach a booking to the customer it names, or to a new one, and keep what was typed as its contact.

    Nothing typed by a visitor changes a known customer; `confirm_contact` does, once somebody has met him.

    Raises:
        InvalidEntry: his telephone or e-mail cannot be read.
    """
    booker = booker.read()
    customer = _recognise(work, booker) or _welcome(work, booker)
    contact = Contact(appointment_id, customer.id, booker.name, work.now, booker.phone, booker.email)
    work.of(Contact).put(contact)
    return customer


def confirm_contact(work: Work, appointment_id: AppointmentId) -> Customer:
    """Fill what was missing on a customer from what he typed when he booked, now that he has been met.

    Raises:
        NotFound: the appointment was not booked with a contact.
    """
    contact = work.of(Contact).get(appointment_id)
    customer = work.of(Customer).get(contact.customer_id)
    completed = replace(customer, email=customer.email or contact.email, phone=customer.phone or contact.phone)
    if contact.phone != completed.phone:
        completed = replace(completed, second_phone=completed.second_phone or contact.phone)
    work.of(Customer).put(completed)
    return completed


def addressee(work: Work, appointment: Appointment) -> tuple[str, str]:
    """Return the name and the e-mail given for an appointment, else the customer's own; empty where nobody has any."""
    for contact in work.of(Contact).find(id=appointment.id):
        return contact.name, contact.email
    for customer in work.of(Customer).find(id=appointment.customer_id or ""):
        return customer.name, customer.email
    return "", ""


def mobile_of(work: Work, appointment: Appointment) -> str:
    """Return the mobile given for an appointment, else one of the customer's own; empty where nobody has any."""
    for contact in work.of(Contact).find(id=appointment.id):
        return contact.phone if takes_sms(contact.phone) else ""
    for customer in work.of(Customer).find(id=appointment.customer_id or ""):
        return next((phone for phone in (customer.phone, customer.second_phone) if takes_sms(phone)), "")
    return ""


def search(work: Work, words: str, limit: int = 20) -> list[Customer]:
    """Return the customers that hold every word, by name.

    A word is the beginning of a word of their name, reference, e-mail, note or addresses, whatever its accents; a
    telephone or part of it may be typed in any form.
    """
    wanted = fold(words).split()
    digits = national_digits(words) if not any(mark.isalpha() for mark in words) else ""
    if not wanted:
        return []
    sites = _sites_by_customer(work)
    found = [
        customer
        for customer in work.of(Customer).find()
        if _has_number(customer, digits) or _holds(customer, sites.get(customer.id, ()), wanted)
    ]
    return sorted(found, key=lambda customer: (fold(customer.name), customer.id))[:limit]


def contacts_named(work: Work, words: str) -> list[Contact]:
    """Return what visitors typed when they booked, where their name holds every word by its beginning."""
    wanted = fold(words).split()
    named = (contact for contact in work.of(Contact).find() if wanted)
    return [one for one in named if all(f" {word}" in f" {fold(one.name)}" for word in wanted)]


def _recognise(work: Work, booker: Booker) -> Customer | None:
    """Return the one known customer a visitor must be, or None: with several candidates only his name decides."""
    known = [*with_phone(work, booker.phone), *with_email(work, booker.email)]
    candidates = {customer.id: customer for customer in known}
    named = [customer for customer in candidates.values() if _same_name(customer.name, booker.name)]
    chosen = named or list(candidates.values())
    return chosen[0] if len(chosen) == 1 else None


def _welcome(work: Work, booker: Booker) -> Customer:
    customer = Customer(CustomerId(new_id()), booker.name, work.now, phone=booker.phone, email=booker.email)
    work.of(Customer).put(customer)
    return customer


def _same_name(one: str, other: str) -> bool:
    """Tell whether two names hold the same words, in any order."""
    return sorted(fold(one).split()) == sorted(fold(other).split())


def _sites_by_customer(work: Work) -> dict[CustomerId, list[Site]]:
    sites = defaultdict(list)
    for site in work.of(Site).find():
        if site.customer_id:
            sites[site.customer_id].append(site)
    return sites


def _has_number(customer: Customer, digits: str) -> bool:
    numbers = (national_digits(number) for number in (customer.phone, customer.second_phone))
    return len(digits) >= SHORTEST_NUMBER and any(digits in number for number in numbers)


def _holds(customer: Customer, sites: Iterable[Site], wanted: Iterable[str]) -> bool:
    places = [f"{site.label} {site.street} {site.postcode} {site.city}" for site in sites]
    text = fold(" ".join([customer.name, customer.external_ref, customer.email, customer.note, *places]))
    return all(f" {word}" in f" {text}" for word in wanted)
