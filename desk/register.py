"""The words of the register of what is kept of persons (RGPD, article 30): what each kind is called, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from desk.said import said
from desk.store import KINDS as DESK
from planner.personal import Keeping, Personal, Purpose, Whose
from planner.records import KINDS as PLANNER
from planner.rules import FirmRules

TITLES: Mapping[str, str] = {
    "technicians": said("Techniciens"),
    "sites": said("Lieux"),
    "absences": said("Absences"),
    "appointments": said("Rendez-vous"),
    "maintenance_due": said("Visites d’entretien dues"),
    "proposals": said("Propositions de planning"),
    "refusals": said("Propositions refusées"),
    "waiting": said("Liste d’attente"),
    "place_offers": said("Places proposées"),
    "customers": said("Clients"),
    "contacts": said("Coordonnées données à la réservation"),
    "maintenance_contracts": said("Contrats d’entretien"),
    "due_invitations": said("Invitations à prendre une visite"),
    "calls": said("Appels reçus"),
    "past_appointments": said("Rendez-vous d’avant Créneau"),
    "accounts": said("Comptes de l’équipe"),
    "sessions": said("Connexions ouvertes"),
    "pending_sign_ins": said("Connexions qui attendent un code"),
    "second_factors": said("Seconds facteurs"),
    "links": said("Liens d’invitation et de mot de passe"),
    "api_tokens": said("Accès de logiciels"),
    "webhooks": said("Logiciels prévenus"),
    "messages": said("Messages envoyés"),
    "feeds": said("Agendas partagés"),
    "calendar_connections": said("Agendas connectés"),
    "calendar_openings": said("Connexions d’agenda en cours"),
    "mirrored_entries": said("Passages inscrits dans d’autres agendas"),
    "foreign_entries": said("Temps occupé lu dans d’autres agendas"),
    "devices": said("Appareils des techniciens"),
    "personal_events": said("Événements personnels des techniciens"),
    "notices": said("Mots à voir et messages des clients"),
    "visit_notes": said("Notes de passage"),
    "visit_lengths": said("Durées des passages"),
    "repromises": said("Autres moments proposés"),
    "forecasts_rolled_back": said("Prévisions rappelées"),
    "churn_lists": said("Clients à retenir"),
    "report_readers": said("Lecteurs du rapport"),
    "imports": said("Fichiers importés"),
    "import_files": said("Contenu des fichiers importés"),
    "history": said("Journal des changements"),
}
"""By table; of kinds that hold nothing of persons none is needed."""

PURPOSES: Mapping[Purpose, str] = {
    Purpose.PLANNING: said("Prendre, planifier et tenir les rendez-vous"),
    Purpose.CONTRACTS: said("Tenir les contrats d’entretien"),
    Purpose.MESSAGES: said("Prévenir les clients et leur répondre"),
    Purpose.CALLS: said("Répondre au téléphone et prévoir les appels"),
    Purpose.STAFF: said("Organiser le travail de l’équipe"),
    Purpose.ACCESS: said("Laisser entrer l’équipe, et elle seule"),
    Purpose.CALENDARS: said("Tenir les agendas à jour"),
    Purpose.IMPORTS: said("Reprendre les fichiers de l’entreprise"),
    Purpose.STEERING: said("Piloter l’entreprise par des chiffres"),
}

WHOSE: Mapping[Whose, str] = {Whose.CUSTOMER: said("clients"), Whose.STAFF: said("équipe")}

FIELDS: Mapping[str, str] = {
    "access": said("code d’accès"),
    "account": said("compte"),
    "address": said("adresse de l’agenda"),
    "agreed": said("entrée convenue"),
    "aliases": said("références du fichier"),
    "alternatives": said("autres moments"),
    "annual_cents": said("prix annuel"),
    "answer": said("réponse"),
    "attachments": said("pièces jointes"),
    "body": said("entrée d’agenda"),
    "busy": said("temps occupé"),
    "by": said("par qui"),
    "caller": said("numéro de l’appelant"),
    "changes": said("fiches complétées"),
    "city": said("commune"),
    "clearances": said("habilitations"),
    "comment": said("commentaire"),
    "content": said("contenu du fichier"),
    "corrections": said("lignes à corriger"),
    "customers": said("chance de départ et ses raisons"),
    "day": said("jour"),
    "device": said("appareil"),
    "due_on": said("échéance"),
    "duration_s": said("durée de l’appel"),
    "email": said("e-mail"),
    "end": said("lieu d’arrivée"),
    "expires_at": said("fin de validité"),
    "external_ref": said("référence ailleurs"),
    "id": said("personne"),
    "interval": said("début et fin"),
    "issuer": said("fournisseur d’identité"),
    "known_as": said("identifiant chez ce fournisseur"),
    "kind": said("type"),
    "label": said("libellé"),
    "last_used_at": said("dernier usage"),
    "length": said("durée"),
    "lines": said("changements proposés"),
    "made_by": said("créé par"),
    "missed": said("appel manqué"),
    "name": said("nom"),
    "note": said("remarque"),
    "opened_at": said("ouverture"),
    "password_hash": said("mot de passe, en empreinte"),
    "phone": said("téléphone"),
    "position": said("coordonnées du lieu"),
    "postcode": said("code postal"),
    "promised": said("plage promise"),
    "purpose": said("raison du lien"),
    "reason": said("motif"),
    "recovery_hashes": said("codes de secours, en empreinte"),
    "rejections": said("lignes refusées"),
    "roles": said("rôles"),
    "routes": said("tournées"),
    "sample": said("premières lignes"),
    "sealed": said("événement, chiffré"),
    "second_phone": said("second téléphone"),
    "secret": said("accès, chiffré"),
    "seen_at": said("dernière visite"),
    "sending": said("entrées en route"),
    "sent_at": said("envoi"),
    "service_code": said("prestation"),
    "service_id": said("prestation"),
    "shifts": said("horaires"),
    "since": said("depuis"),
    "skills": said("compétences"),
    "start": said("lieu de départ"),
    "started_at": said("jour et heure"),
    "state": said("statut"),
    "street": said("rue"),
    "subject": said("objet"),
    "technician_id": said("technicien"),
    "text": said("texte"),
    "tier": said("formule"),
    "to": said("destinataire"),
    "visits_per_year": said("visites par an"),
    "who": said("importé par"),
    "window": said("plage"),
}


@dataclass(frozen=True, slots=True)
class Registered:
    """One kind in the register: its name, what for, whose and which fields, and how long, all in words."""

    title: str
    purpose: Purpose
    whose: tuple[str, ...]
    fields: tuple[str, ...]
    kept: str


def register(rules: FirmRules, absences: timedelta) -> list[Registered]:
    """Return every kind that holds something of persons, as the firm keeps it, history last."""
    lengths = _lengths(rules)
    kinds = [(kind, kind.personal) for kind in (*PLANNER, *DESK)]
    found = [
        Registered(
            TITLES[kind.table],
            held.purpose,
            tuple(WHOSE[one] for one in held.whose),
            tuple(FIELDS[name] for name in held.fields),
            said("{days} jours une fois passées", days=absences.days)
            if kind.table == "absences"
            else lengths[held.kept],
        )
        for kind, held in kinds
        if isinstance(held, Personal)
    ]
    told = (said("qui, quand"), said("plage"), said("motif"), said("coordonnées du lieu"))
    history = Registered(TITLES["history"], Purpose.PLANNING, tuple(WHOSE.values()), told, lengths[Keeping.CONTACT])
    return [*found, history]


def _lengths(rules: FirmRules) -> Mapping[Keeping, str]:
    kept = rules.retention
    return {
        Keeping.CONTACT: said("{days} jours après le dernier contact", days=kept.contact.days),
        Keeping.CALLS: said("{days} jours pour le numéro, puis comme le client", days=kept.calls.days),
        Keeping.MESSAGES: said("{days} jours", days=kept.messages.days),
        Keeping.IMPORTS: said("{days} jours", days=kept.imports.days),
        Keeping.DECIDED: said("{days} jours après la décision", days=kept.decided.days),
        Keeping.EMPLOYMENT: said("tant que la personne est de l’équipe, retirée à la main"),
        Keeping.SIGNED_IN: said("jusqu’à la fin de la connexion ou du lien, 60 jours au plus"),
    }
