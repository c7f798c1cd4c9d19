"""Technicians and contracts out of a file, with the services they call for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from statistics import median

from desk.contact_details import fold
from desk.contracts import MaintenanceContract, Tier
from desk.identifiers import ContractId
from desk.imports.draft import Draft
from desk.imports.errors import NotUnderstood
from desk.imports.known import Known
from desk.imports.rows import ContractRow, TechnicianRow
from desk.proposals import SERVICES, SKILL_LABELS, WEEK, read_skills
from planner.identifiers import CustomerId, ServiceId, TechnicianId
from planner.services import PriceClass, Service
from planner.sites import Position
from planner.staffing import check_shifts
from planner.technicians import Clearance, Technician
from planner.working_days import local_day

TIER_WORDS = {Tier.BRONZE: "bronze", Tier.SILVER: "argent", Tier.GOLD: "or"}
VISITS_OF_TIER = {Tier.BRONZE: 1, Tier.SILVER: 2, Tier.GOLD: 3}
"""Visits a year when the file tells the tier only."""

SERVICE_WORDS = {
    "releve_devis": "devis",
    "visite_devis": "devis",
    "depannage_electrique": "depannage",
    "pose_irve": "pose_irve_p1",
    "pose_borne": "pose_irve_p1",
    "travaux": "petits_travaux",
}
"""What firms call some of the proposed services."""

MINUTE = timedelta(minutes=1)
USUAL_LENGTH = 60 * MINUTE
_TIER_OF = {word: tier for tier, word in TIER_WORDS.items()} | {tier.value: tier for tier in Tier}
_PROPOSED = {service.code: service for service in SERVICES}


def draft_technicians(draft: Draft, known: Known) -> None:
    """Draft technicians who work the usual week from their depot; a name the firm has already is given back."""
    names = {fold(technician.name) for technician in known.technicians}
    today = local_day(known.work.now, known.work.firm.zone)
    unskilled: set[int] = set()
    expired: set[int] = set()
    for row in draft.reading.records_of(TechnicianRow):
        if fold(row.name) in names:
            draft.reject(row.row, f"un technicien s'appelle déjà « {row.name} »", "name")
            continue
        with draft.giving_back(row.row, "depot"):
            technician = _technician(draft, row, _start(known, row.depot))
            check_shifts(known.work.firm, technician, today)
            draft.puts.append(technician)
            names.add(fold(row.name))
            draft.aliases |= {row.reference: technician.id} if row.reference else {}
            unskilled |= set() if row.skills else {row.row}
            expired |= {row.row} if row.clearances_expire_on and row.clearances_expire_on < today else set()
    draft.note_rows("Habilitations expirées : rien qui les demande ne sera proposé", expired)
    draft.note_rows("Compétences non indiquées : toutes proposées, à vérifier", unskilled)
    if draft.puts:
        draft.notes.append("Horaires proposés : du lundi au vendredi, 8 h 30 à 17 h 30, pause à midi ; à vérifier.")


def _technician(draft: Draft, row: TechnicianRow, start: Position) -> Technician:
    return Technician(
        id=TechnicianId(draft.new_id("technician", row.row)),
        name=row.name,
        start=start,
        end=start,
        shifts=WEEK,
        skills=read_skills(row.skills) or dict.fromkeys(SKILL_LABELS, 1),
        clearances=tuple(Clearance(kind.upper(), row.clearances_expire_on) for kind in row.clearances),
        phone=next(iter(row.phones), ""),
        email=next(iter(row.emails), ""),
    )


def _start(known: Known, depot: str) -> Position:
    """Return where a technician starts: his depot, or where the firm usually is when the file names none."""
    if not depot:
        if home := known.home():
            return home
        raise NotUnderstood("d'où part ce technicien ? Indiquez une commune")
    place = known.find(depot)
    if place is None:
        raise NotUnderstood(f"« {depot} » est introuvable : indiquez une commune")
    return place.position


def draft_contracts(draft: Draft, known: Known) -> None:
    """Draft maintenance contracts of known customers, and the services their visits book."""
    rows = draft.reading.records_of(ContractRow)
    references = {one.external_ref for one in known.work.of(MaintenanceContract).find() if one.external_ref}
    drafted: list[ContractRow] = []
    for row in rows:
        if row.reference in references:
            draft.joined.add(row.row)
        elif row.starts_on is None:
            draft.reject(row.row, "à remplir", "starts_on")
        else:
            with draft.giving_back(row.row, "customer_reference", "customer_name"):
                customer_id = known.customer(row.customer_reference, row.customer_name)
                draft.puts.append(_contract(draft, known, row, row.starts_on, customer_id))
                drafted.append(row)
                references |= {row.reference} if row.reference else set()
    draft_services(draft, known, {service_code(known, row.service or "entretien"): [] for row in drafted})


def _contract(
    draft: Draft, known: Known, row: ContractRow, start: date, customer_id: CustomerId
) -> MaintenanceContract:
    tier = _TIER_OF.get(row.tier, Tier.BRONZE)
    today = local_day(known.work.now, known.work.firm.zone)
    site = next(iter(known.sites.get(customer_id, [])), None)
    return MaintenanceContract(
        id=ContractId(draft.new_id("contract", row.row)),
        customer_id=customer_id,
        kind=service_code(known, row.service or "entretien"),
        visits_per_year=row.visits_per_year or VISITS_OF_TIER[tier],
        start=start,
        tier=tier,
        annual_cents=row.annual_cents or 0,
        site_id=site.id if site else None,
        ended_on=_last_renewal(start, row.renewal_month, today) if row.ended else None,
        note=" ".join(_said_of(row)),
        external_ref=row.reference,
    )


def _last_renewal(start: date, month: int | None, today: date) -> date:
    """Return the latest renewal up to today: when a contract said to be over, without a date, ended at the latest."""
    renewal = date(today.year, month or start.month, 1)
    return max(renewal if renewal <= today else renewal.replace(year=today.year - 1), start)


def _said_of(row: ContractRow) -> Iterable[str]:
    """Say what a file knows of a contract's past, which has no field of its own."""
    counts = (
        (row.interventions, "interventions"),
        (row.second_visits, "deuxièmes passages"),
        (row.no_accesses, "sans accès"),
        (row.complaints, "réclamations"),
    )
    told = [f"{count} {name}" for count, name in counts if count is not None]
    if told:
        yield f"Avant l'import : {', '.join(told)}."
    if row.tier and row.tier not in _TIER_OF:
        yield f"Formule : {row.tier}."
    if row.ended:
        yield "Résilié ; la date exacte n'était pas dans le fichier."


def service_code(known: Known, word: str) -> str:
    """Return the code of the service that a file's word means, the firm's own services first."""
    return word if word in known.services else SERVICE_WORDS.get(word, word)


def draft_services(draft: Draft, known: Known, met: Mapping[str, Sequence[timedelta]]) -> None:
    """Draft the services that a file calls for and the firm lacks, as long as the file says they take.

    `met` gives the planned lengths met for each code. A code of no proposed service becomes a service that customers
    can't book by themselves until somebody has looked at it.
    """
    for number, (code, planned) in enumerate(sorted(met.items())):
        if code not in known.services:
            service = _service(ServiceId(draft.new_id("service", number)), code, planned)
            draft.puts.append(service)
            draft.notes.append(f"Prestation proposée : « {service.name} », à vérifier.")


def _service(key: ServiceId, code: str, planned: Sequence[timedelta]) -> Service:
    length = 5 * MINUTE * round(median(one / MINUTE for one in planned) / 5) if planned else 0 * MINUTE
    proposed = _PROPOSED.get(code)
    if proposed:
        return replace(proposed, id=key, duration=length or proposed.duration)
    price = PriceClass.CONTRACT if code.startswith("entretien") else PriceClass.QUOTE
    name = code.replace("_", " ").capitalize()
    return Service(key, code, name, length or USUAL_LENGTH, price_class=price, online=False)
