"""The tables we know: for each, its columns, the titles people give them and how their cells are read."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from desk.imports import building
from desk.imports.columns import Column, Shape
from desk.imports.dates import day, day_or_moment, hour
from desk.imports.phones import caller, phones
from desk.imports.rows import TableKind
from desk.imports.tables import Cell
from desk.imports.values import (
    cents,
    comment,
    duration,
    emails,
    integer,
    latitude,
    longitude,
    postcode,
    slug_of,
    text,
    words,
    yes_no,
)
from desk.imports.vocabulary import has_contract, month, state


def _column(field: str, read: Callable[[Cell], object], titles: str) -> Column:
    """Write a column on one line: its titles stand between bars, the usual one first."""
    return Column(field, read, tuple(title.strip() for title in titles.split("|")))


_minutes = partial(duration, unit=timedelta(minutes=1))
_hours = partial(duration, unit=timedelta(hours=1))
_seconds = partial(duration, unit=timedelta(seconds=1))

_REFERENCE = (
    "N° client | Numéro client | Code client | Référence client | Réf. client | Identifiant client | ID client | "
    "client_id | customer_id | Code tiers | Compte client"
)
_CUSTOMER_NAME = "Nom du client | Client | Nom client | Raison sociale | customer | customer name"
_NAME = "Nom | Nom et prénom | Nom Prénom | Nom complet | Intitulé | name | full name"
_FIRST_NAME = _column("first_name", text, "Prénom | first name")
_PHONE = _column(
    "phone",
    phones,
    "Téléphone | Tél. | Numéro de téléphone | N° de téléphone | N° tél. | Téléphone 1 | Tél. 1 | phone | phone number",
)
_MOBILE = _column(
    "mobile",
    phones,
    "Portable | Mobile | Tél. portable | Téléphone portable | Tél. mobile | Téléphone mobile | GSM | mobile phone",
)
_EMAIL = _column(
    "email",
    emails,
    "E-mail | Mail | Courriel | Adresse e-mail | Adresse mail | Adresse électronique | E-mail 1 | email address",
)
_DEPOT = _column("depot", text, "Dépôt | Agence | Site de rattachement | Base")
_COMMENT = _column("comment", comment, "Commentaire | Commentaires | Remarque | Remarques | Observations | Notes")
_PLACE = (
    _column("street", text, "Adresse | Rue | Adresse 1 | N° et rue | Voie | street | address"),
    _column("street2", text, "Complément d'adresse | Complément | Adresse 2 | address 2"),
    _column("postcode", postcode, "Code postal | CP | postcode | postal code | zip | zip code"),
    _column("city", text, "Ville | Commune | Localité | city | town"),
    _column("latitude", latitude, "Latitude | Lat"),
    _column("longitude", longitude, "Longitude | Lon | Lng | Long"),
    _column("access", text, "Code d'accès | Digicode | Accès | Code porte | access code"),
)

CUSTOMERS = Shape(
    kind=TableKind.CUSTOMERS,
    name="Clients",
    columns=(
        _column("reference", text, f"{_REFERENCE} | Référence | Réf. | Identifiant | ID | Code | N°"),
        _column("name", text, f"{_NAME} | Nom du client | Client | Nom client | customer | customer name"),
        _FIRST_NAME,
        _column("company", text, "Raison sociale | Société | Entreprise | company"),
        _column("kind", slug_of, "Type de client | Catégorie | Type | kind"),
        _column("under_contract", has_contract, "Sous contrat | Contrat | Contrat d'entretien | contract"),
        *_PLACE,
        _PHONE,
        _column("landline", phones, "Téléphone fixe | Tél. fixe | Fixe | Téléphone domicile | home phone"),
        _MOBILE,
        _column("phone2", phones, "Téléphone 2 | Tél. 2 | Autre téléphone | phone 2"),
        _EMAIL,
        _column("email2", emails, "E-mail 2 | Mail 2 | Autre e-mail"),
        _COMMENT,
    ),
    required=(("name", "company"),),
    build=building.customer,
    telling=frozenset({"reference", "phone", "landline", "mobile", "email", "street", "postcode", "city"}),
)

SITES = Shape(
    kind=TableKind.SITES,
    name="Lieux",
    columns=(
        _column("customer_reference", text, _REFERENCE),
        _column("customer_name", text, _CUSTOMER_NAME),
        _column("label", text, "Nom du lieu | Lieu | Site | Libellé | Bâtiment | label"),
        *_PLACE,
    ),
    required=(("customer_reference", "customer_name"), ("street", "city", "latitude")),
    build=building.site,
    telling=frozenset({"label"}),
)

TECHNICIANS = Shape(
    kind=TableKind.TECHNICIANS,
    name="Techniciens",
    columns=(
        _column("reference", text, "Matricule | N° technicien | Code technicien | tech_id | technician_id | ID"),
        _column("name", text, f"{_NAME} | Technicien | Nom du technicien | technician"),
        _FIRST_NAME,
        _DEPOT,
        _column("skills", words, "Compétences | Compétence | Métiers | skills"),
        _column("clearances", words, "Habilitations | Habilitation | Titres d'habilitation | clearances"),
        _column(
            "clearances_expire_on",
            day,
            "Fin d'habilitation | Expiration habilitation | Validité habilitation | Date d'expiration | hab_expiry",
        ),
        _PHONE,
        _MOBILE,
        _EMAIL,
    ),
    required=(("name", "first_name"),),
    build=building.technician,
    telling=frozenset({"skills", "clearances"}),
)

CONTRACTS = Shape(
    kind=TableKind.CONTRACTS,
    name="Contrats d'entretien",
    columns=(
        _column("reference", text, "N° contrat | Numéro de contrat | Référence contrat | Contrat | contract_id"),
        _column("customer_reference", text, _REFERENCE),
        _column("customer_name", text, _CUSTOMER_NAME),
        _column("service", slug_of, "Type de contrat | Prestation | Équipement | Type | service"),
        _column("tier", slug_of, "Formule | Niveau | tier"),
        _column(
            "visits_per_year",
            integer,
            "Visites par an | Nombre de visites | Nb visites | Passages par an | Nb passages | visits_per_year",
        ),
        _column("starts_on", day, "Date de début | Début | Date de signature | Souscrit le | start | start date"),
        _column("renewal_month", month, "Mois de renouvellement | Mois anniversaire | renewal_month"),
        _column("annual_cents", cents, "Montant annuel | Montant annuel HT | Prix annuel | Montant | annual_eur"),
        _column("interventions", integer, "Nombre d'interventions | Interventions | n"),
        _column("second_visits", integer, "Deuxièmes passages | Revisites | rev"),
        _column("no_accesses", integer, "Sans accès | Clients absents | noac"),
        _column("complaints", integer, "Réclamations | complaints"),
        _column("ended", yes_no, "Résilié | Terminé | churned"),
    ),
    required=(("customer_reference", "customer_name"),),
    build=building.contract,
    telling=frozenset({"reference", "visits_per_year", "renewal_month", "annual_cents"}),
)

APPOINTMENTS = Shape(
    kind=TableKind.APPOINTMENTS,
    name="Rendez-vous",
    columns=(
        _column("reference", text, "N° RDV | N° rendez-vous | N° intervention | appointment_id"),
        _column(
            "date",
            day_or_moment,
            "Date | Date du rendez-vous | Date RDV | Date d'intervention | Jour | Prévu le | appointment date",
        ),
        _column("hour", hour, "Heure | Heure du rendez-vous | Heure RDV | Heure de début | time"),
        _column("customer_reference", text, _REFERENCE),
        _column("customer_name", text, _CUSTOMER_NAME),
        _column("service", slug_of, "Prestation | Type d'intervention | Type | Motif | Objet | service"),
        _column("technician", text, "Technicien | Intervenant | Affecté à | technician | tech_id"),
        _column("planned", _minutes, "Durée prévue (min) | Durée prévue | Durée | planned_min | duration"),
        _column("actual", _minutes, "Durée réelle (min) | Durée réelle | Temps passé | actual_min"),
        _column("state", state, "Statut | État | status | state"),
        _column("requested_on", day, "Demandé le | Date de demande | Date d'appel | requested_on"),
        _column("confirmed_after", _hours, "Délai de confirmation (h) | Délai de confirmation | confirm_delay_h"),
        _column("second_visit", yes_no, "Deuxième passage | 2e passage | Revisite | needs_second_visit"),
        _COMMENT,
    ),
    required=(("date",), ("customer_reference", "customer_name")),
    build=building.appointment,
)

CALLS = Shape(
    kind=TableKind.CALLS,
    name="Appels",
    columns=(
        _column("started_at", day_or_moment, "Date et heure | Date | Horodatage | Appelé le | started_at"),
        _column("hour", hour, "Heure | Heure d'appel | time"),
        _column("caller", caller, "Appelant | Numéro appelant | Numéro | N° appelant | Téléphone | Tél. | caller"),
        _column("customer_reference", text, _REFERENCE),
        _column("reason", slug_of, "Motif | Objet | Raison | reason"),
        _column("duration", _seconds, "Durée (s) | Durée | Durée d'appel | duration_s"),
        _column("missed", yes_no, "Manqué | Appel manqué | Perdu | missed"),
    ),
    required=(("started_at",),),
    build=building.call,
    telling=frozenset({"caller", "missed"}),
)

BUSY = Shape(
    kind=TableKind.BUSY,
    name="Agenda Outlook",
    columns=(
        _column("subject", text, "Objet | subject"),
        _column("start", day_or_moment, "Début | Date de début | start date"),
        _column("start_hour", hour, "Heure de début | Début 2 | start time"),
        _column("end", day_or_moment, "Fin | Date de fin | end date"),
        _column("end_hour", hour, "Heure de fin | Fin 2 | end time"),
        _column("all_day", yes_no, "Journée entière | all day event"),
        _column("availability", slug_of, "Afficher la disponibilité | Disponibilité | show time as"),
    ),
    required=(("start",),),
    build=building.busy,
    telling=frozenset({"end", "all_day"}),
)

SHAPES = (CUSTOMERS, SITES, TECHNICIANS, CONTRACTS, APPOINTMENTS, CALLS, BUSY)


def shape_of(kind: TableKind) -> Shape:
    """Return the shape of one kind of table."""
    return next(shape for shape in SHAPES if shape.kind == kind)
