"""Customers and their sites out of a file: new ones are made, known ones learn what they lacked."""

from collections.abc import Iterator
from dataclasses import replace

from desk.contact_details import fold, show_phone
from desk.customers import Customer, CustomerKind
from desk.imports.draft import Draft
from desk.imports.journal import CustomerChange
from desk.imports.known import Known
from desk.imports.merging import Met, address_of, joined
from desk.imports.rows import CustomerRow, SiteRow
from planner.identifiers import CustomerId, SiteId
from planner.sites import Site

KIND_WORDS = {
    CustomerKind.HOUSEHOLD: ("particulier", "prive", "foyer"),
    CustomerKind.BUSINESS: ("tertiaire", "entreprise", "professionnel", "pro", "societe", "commerce"),
    CustomerKind.CO_OWNERSHIP: ("copropriete", "copro", "syndic", "immeuble"),
    CustomerKind.PUBLIC_BODY: ("collectivite", "mairie", "commune", "public", "ecole"),
}
"""How each kind of customer is written, as slugs."""

_KIND_OF = {word: kind for kind, words in KIND_WORDS.items() for word in (kind.value, *words)}


class CustomersDraft:
    """The customers of one file: a line about somebody the firm knows adds what is missing and replaces nothing."""

    def __init__(self, draft: Draft, known: Known) -> None:
        self._draft = draft
        self._known = known
        self._met = Met()
        self._told: dict[int, Customer] = {}
        self._unplaced: set[int] = set()
        for number, customer in enumerate(known.customers, start=1):
            self._met.add(_as_row(customer, known.sites.get(customer.id, []), -number))

    def fill(self) -> None:
        """Draft every line of the file."""
        for row in self._draft.reading.records_of(CustomerRow):
            same = self._met.same_as(row)
            if same is not None and same.row < 0:
                self._complete(row, same)
            elif same is None and self._met.holder_of(row.references):
                self._draft.reject(row.row, "ce numéro appartient à un autre client", "reference")
            else:
                self._make(row)
        before = self._known.customers
        changes = (CustomerChange(before[-number - 1], after) for number, after in self._told.items())
        self._draft.changes += [change for change in changes if change.before != change.after]
        self._draft.note_rows("Adresse introuvable, gardée en note, à placer sur la carte", self._unplaced)

    def _make(self, row: CustomerRow) -> None:
        customer = Customer(
            id=CustomerId(self._draft.new_id("customer", row.row)),
            name=row.name,
            created_at=self._known.work.now,
            kind=_KIND_OF.get(row.kind, CustomerKind.HOUSEHOLD),
        )
        lost = self._add_sites(customer.id, row, ())
        self._draft.puts.append(self._learn(customer, row, lost))

    def _complete(self, row: CustomerRow, same: CustomerRow) -> None:
        """Add what a line tells to the customer it is about, met in row `same`."""
        customer = self._told.get(same.row) or self._known.customers[-same.row - 1]
        lost = self._add_sites(customer.id, row, same.sites)
        self._told[same.row] = self._learn(customer, row, lost)
        self._met.add(joined(same, row))
        self._draft.joined.add(row.row)

    def _add_sites(self, customer_id: CustomerId, row: CustomerRow, known: tuple[SiteRow, ...]) -> list[SiteRow]:
        """Draft the sites that the customer has not yet; return those nobody can place."""
        addresses = {address_of(site) for site in known}
        lost = []
        for site in row.sites:
            if address_of(site) not in addresses:
                drafted = drafted_site(self._draft, self._known, customer_id, site)
                lost += [] if drafted else [site]
                self._unplaced |= set() if drafted else {site.row}
        return lost

    def _learn(self, customer: Customer, row: CustomerRow, lost: list[SiteRow]) -> Customer:
        """Return the customer with what the line adds; what has no field of its own goes into the note."""
        phones = [*dict.fromkeys(number for number in (customer.phone, customer.second_phone, *row.phones) if number)]
        emails = [*dict.fromkeys(address for address in (customer.email, *row.emails) if address)]
        reference = customer.external_ref or next(iter(row.references), "")
        others = [other for other in row.references if other != reference]
        self._draft.aliases.update(dict.fromkeys(others, customer.id))
        asides = [
            *customer.note.splitlines(),
            *row.comment.splitlines(),
            *(f"Autre nom : {name}" for name in (row.name, *row.other_names) if fold(name) != fold(customer.name)),
            *(f"Autre téléphone : {show_phone(number)}" for number in phones[2:]),
            *(f"Autre e-mail : {address}" for address in emails[1:]),
            *(f"Autre n° client : {other}" for other in others),
            *(f"Adresse à situer : {site.street}, {site.postcode} {site.city}" for site in lost),
            *_said_of_kind(row),
        ]
        return replace(
            customer,
            phone=next(iter(phones), ""),
            second_phone=next(iter(phones[1:]), ""),
            email=next(iter(emails), ""),
            external_ref=reference,
            note="\n".join(dict.fromkeys(line for line in asides if line)),
        )


def draft_sites(draft: Draft, known: Known) -> None:
    """Draft further places of known customers; an address the customer has already is not made twice."""
    made: dict[CustomerId, set[str]] = {}
    for row in draft.reading.records_of(SiteRow):
        with draft.giving_back(row.row, "customer_reference", "customer_name"):
            customer_id = known.customer(row.customer_reference, row.customer_name)
            here = made.setdefault(customer_id, {address_of(site) for site in known.sites.get(customer_id, [])})
            if address_of(row) in here:
                draft.joined.add(row.row)
            elif drafted_site(draft, known, customer_id, row):
                here.add(address_of(row))
            else:
                draft.reject(row.row, "adresse introuvable : vérifiez le code postal et la ville", "city")


def drafted_site(draft: Draft, known: Known, customer_id: CustomerId, row: SiteRow) -> bool:
    """Draft a site where its address is; False when nobody knows where that is."""
    place = known.place(row)
    if place is None:
        return False
    site = Site(
        id=SiteId(draft.new_id("site", row.row)),
        customer_id=customer_id,
        position=place.position,
        precision=place.precision,
        street=row.street,
        postcode=row.postcode,
        city=row.city,
        label=row.label,
        access=row.access,
    )
    draft.puts.append(site)
    return True


def _said_of_kind(row: CustomerRow) -> Iterator[str]:
    if row.kind and row.kind not in _KIND_OF:
        yield f"Type de client : {row.kind}"
    if row.under_contract:
        yield "Sous contrat, d'après le fichier des clients."


def _as_row(customer: Customer, sites: list[Site], number: int) -> CustomerRow:
    """Return a known customer as if a file had told of him, under a negative line number."""
    return CustomerRow(
        row=number,
        name=customer.name,
        references=(customer.external_ref,) if customer.external_ref else (),
        phones=tuple(phone for phone in (customer.phone, customer.second_phone) if phone),
        emails=(customer.email,) if customer.email else (),
        sites=tuple(SiteRow(number, street=site.street, postcode=site.postcode, city=site.city) for site in sites),
    )
