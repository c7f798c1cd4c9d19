"""The same customer written several times becomes one, and nothing the other lines knew is lost."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from desk.contact_details import fold
from desk.imports.rows import CustomerRow, SiteRow
from desk.imports.values import key
from planner.sites import Site

_COMMON_WORDS = frozenset(
    {"m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "et", "ou", "de", "du", "des", "d", "la", "le"}
    | {"les", "l", "sarl", "sas", "sasu", "sa", "sci", "eurl", "snc", "scop", "ets", "entreprise", "societe", "ste"}
    | {"copropriete", "copro", "syndic", "residence", "immeuble", "cabinet", "mairie", "commune", "chez"},
)
"""Words that don't tell one customer from another."""

_SHORT_STREET_WORDS = (
    "av avenue, ave avenue, bd boulevard, bld boulevard, ch chemin, che chemin, imp impasse, pl place, r rue, "
    "rte route, all allee, st saint, ste sainte"
)
_STREET_WORDS = dict(pair.split() for pair in _SHORT_STREET_WORDS.split(", "))


@dataclass(frozen=True, slots=True)
class Merged:
    """A line that told of somebody already met in line `into`."""

    row: int
    into: int


@dataclass(frozen=True, slots=True)
class Customers:
    """Every line exactly once: as a customer, as merged into one, or as clashing with the holder of its reference."""

    customers: tuple[CustomerRow, ...]
    merged: tuple[Merged, ...]
    clashing: tuple[Merged, ...]


def merge_customers(rows: Iterable[CustomerRow]) -> Customers:
    """Merge each customer into the first one that is the same person: see `Met.same_as`."""
    met = Met()
    merged: list[Merged] = []
    clashing: list[Merged] = []
    for row in rows:
        known = met.same_as(row)
        if known is not None:
            merged.append(Merged(row.row, known.row))
            met.add(joined(known, row))
        elif holder := met.holder_of(row.references):
            clashing.append(Merged(row.row, holder.row))
        else:
            met.add(row)
    return Customers(tuple(met.customers[number] for number in sorted(met.customers)), tuple(merged), tuple(clashing))


class Met:
    """The customers met so far, known by their rows and found again by reference, number or name and address."""

    def __init__(self) -> None:
        self.customers: dict[int, CustomerRow] = {}
        self._by_phone: dict[str, list[int]] = {}
        self._by_place: dict[tuple[str, str], int] = {}
        self._by_reference: dict[str, int] = {}

    def add(self, customer: CustomerRow) -> None:
        """Meet a customer, or what more is known of one already met in the same row."""
        self.customers[customer.row] = customer
        for phone in customer.phones:
            numbers = self._by_phone.setdefault(phone, [])
            if customer.row not in numbers:
                numbers.append(customer.row)
        for place in _places(customer):
            self._by_place.setdefault(place, customer.row)
        for reference in customer.references:
            self._by_reference.setdefault(reference, customer.row)

    def holder_of(self, references: Iterable[str]) -> CustomerRow | None:
        """Return the customer already met with one of these references."""
        return next(
            (self.customers[self._by_reference[name]] for name in references if name in self._by_reference), None
        )

    def same_as(self, customer: CustomerRow) -> CustomerRow | None:
        """Return the customer met with the same name at the same address, or the same number or reference.

        Neither a number nor a reference suffices alone: a property manager answers for many buildings, and a reference
        may be mistyped. The name or the address must agree too.
        """
        for place in _places(customer):
            if place in self._by_place:
                return self.customers[self._by_place[place]]
        rows = {row: None for phone in customer.phones for row in self._by_phone.get(phone, ())}
        candidates = [self.customers[row] for row in rows]
        if holder := self.holder_of(customer.references):
            candidates.append(holder)
        return next((known for known in candidates if _agree(known, customer)), None)


def joined(known: CustomerRow, other: CustomerRow) -> CustomerRow:
    """Return the first customer with all that the other line adds."""
    names = {key(name): name for name in (known.name, *known.other_names)}
    new_names = tuple(name for name in (other.name, *other.other_names) if key(name) not in names)
    addresses = _addresses(known)
    new_sites = tuple(site for site in other.sites if address_of(site) not in addresses)
    comments = dict.fromkeys(text for text in (known.comment, other.comment) if text)
    return replace(
        known,
        references=tuple(dict.fromkeys((*known.references, *other.references))),
        other_names=(*known.other_names, *new_names),
        kind=known.kind or other.kind,
        phones=tuple(dict.fromkeys((*known.phones, *other.phones))),
        emails=tuple(dict.fromkeys((*known.emails, *other.emails))),
        sites=(*known.sites, *new_sites),
        under_contract=known.under_contract or other.under_contract,
        comment="\n".join(comments),
    )


def name_words(name: str) -> frozenset[str]:
    """Return the words of a name that tell it apart, whatever their order."""
    words = frozenset(fold(name).split())
    return (words - _COMMON_WORDS) or words


def _agree(one: CustomerRow, other: CustomerRow) -> bool:
    """Tell whether an address is shared, or at least half of the shorter name's words."""
    mine, its = name_words(one.name), name_words(other.name)
    return 2 * len(mine & its) >= min(len(mine), len(its)) or bool(_addresses(one) & _addresses(other))


def address_of(site: SiteRow | Site) -> str:
    """Return an address without the ways of writing it: "12, av. du Lac" and "12 Avenue du lac" are one."""
    words = fold(site.street).split()
    return "_".join((*(_STREET_WORDS.get(word, word) for word in words), site.postcode or fold(site.city)))


def _addresses(customer: CustomerRow) -> frozenset[str]:
    return frozenset(address_of(site) for site in customer.sites if site.street)


def _places(customer: CustomerRow) -> list[tuple[str, str]]:
    """Return (name, address) for each address of a customer."""
    name = "_".join(sorted(name_words(customer.name)))
    return [(name, address) for address in _addresses(customer)]
