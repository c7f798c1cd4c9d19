"""What the firm already knows, indexed once, so that each line of a file finds whom and what it speaks of."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from connectors.places import PlaceFinder
from desk.contact_details import fold
from desk.customers import Customer
from desk.imports.errors import NotUnderstood
from desk.imports.journal import Import, ImportState
from desk.imports.rows import SiteRow, TableKind
from planner.identifiers import CustomerId, TechnicianId
from planner.ports import Work
from planner.services import Service
from planner.sites import Position, Precision, Site
from planner.technicians import Technician


@dataclass(frozen=True, slots=True)
class Place:
    """Where a site is, and how exactly that is known."""

    position: Position
    precision: Precision


@dataclass(slots=True)
class Known:
    """A firm as a file may speak of it, read in one transaction, and the finder of places that are only written."""

    work: Work
    places: PlaceFinder
    customers: list[Customer] = field(init=False)
    technicians: list[Technician] = field(init=False)
    services: dict[str, Service] = field(init=False)
    sites: dict[CustomerId, list[Site]] = field(init=False)
    _by_reference: dict[str, CustomerId] = field(init=False)
    _by_name: dict[str, list[CustomerId]] = field(init=False)
    _by_phone: dict[str, list[CustomerId]] = field(init=False)
    _technician_by_word: dict[str, list[TechnicianId]] = field(init=False)
    _found: dict[tuple[str, str, str], Place | None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Read the firm once."""
        self.customers = self.work.of(Customer).find()
        self.technicians = self.work.of(Technician).find(active=True)
        self.services = {service.code: service for service in self.work.of(Service).find()}
        self.sites = _grouped((site.customer_id, site) for site in self.work.of(Site).find() if site.customer_id)
        self._by_name = _grouped((_same(customer.name), customer.id) for customer in self.customers)
        numbers = ((phone, one.id) for one in self.customers for phone in {one.phone, one.second_phone} if phone)
        self._by_phone = _grouped(numbers)
        self._by_reference = self._aliases(TableKind.CUSTOMERS, {customer.id for customer in self.customers})
        self._by_reference |= {one.external_ref: one.id for one in self.customers if one.external_ref}
        aliases = self._aliases(TableKind.TECHNICIANS, {technician.id for technician in self.technicians})
        words = [(_same(reference), key) for reference, key in aliases.items()]
        words += [(_same(technician.name), technician.id) for technician in self.technicians]
        self._technician_by_word = _grouped(words)

    def _aliases(self, kind: TableKind, alive: set[Any]) -> dict[str, Any]:
        """Return whom the references of earlier files mean, the latest file last."""
        kept = self.work.of(Import).find(state=ImportState.IMPORTED)
        files = sorted((one for one in kept if one.kind is kind), key=lambda one: one.at)
        return {ref: key for one in files for ref, key in one.aliases.items() if key in alive}

    def customer(self, reference: str, name: str) -> CustomerId:
        """Return the customer a line names by reference, else by name.

        Raises:
            NotUnderstood: nobody, or several people, are meant.
        """
        if reference:
            if reference in self._by_reference:
                return self._by_reference[reference]
            raise NotUnderstood(f"aucun client n'a le numéro « {reference} » : importez d'abord les clients")
        found = self._by_name.get(_same(name), [])
        if len(found) == 1:
            return found[0]
        if found:
            raise NotUnderstood(f"{len(found)} clients s'appellent « {name} » : indiquez le N° client")
        raise NotUnderstood(f"aucun client ne s'appelle « {name} » : importez d'abord les clients")

    def caller(self, phone: str) -> CustomerId | None:
        """Return the only customer with a number, or None."""
        found = set(self._by_phone.get(phone, ()))
        return found.pop() if len(found) == 1 else None

    def technician(self, words: str) -> TechnicianId:
        """Return the technician a line names, by name or reference; raise NotUnderstood if there is no such one."""
        found = set(self._technician_by_word.get(_same(words), ()))
        if len(found) != 1:
            raise NotUnderstood(f"aucun technicien ne s'appelle « {words} » : importez d'abord les techniciens")
        return found.pop()

    def place(self, site: SiteRow) -> Place | None:
        """Return where a written address is: its own coordinates, else what the finder of places knows, else None."""
        if site.latitude is not None and site.longitude is not None:
            return Place(Position(site.latitude, site.longitude), "house")
        return self.find(site.street, site.postcode, site.city)

    def find(self, text: str, postcode: str = "", city: str = "") -> Place | None:
        """Return the likeliest place for an address, asked once for each."""
        asked = (text, postcode, city)
        if asked not in self._found:
            found = next(iter(self.places.find(text, postcode=postcode, city=city, limit=1)), None)
            self._found[asked] = Place(Position(found.lat, found.lon), found.precision.value) if found else None
        return self._found[asked]

    def home(self) -> Position | None:
        """Return where technicians usually start, else the middle of the firm's sites, else None."""
        starts = [technician.start for technician in self.technicians]
        if starts:
            return max(starts, key=starts.count)
        points = [site.position for sites in self.sites.values() for site in sites]
        if not points:
            return None
        middle = len(points) // 2
        return Position(sorted(point.lat for point in points)[middle], sorted(point.lon for point in points)[middle])


def _same(words: str) -> str:
    """Return words as compared: without accents and capitals, in any order."""
    return " ".join(sorted(fold(words).split()))


def _grouped(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    groups: dict[Any, list[Any]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return dict(groups)
