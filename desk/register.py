"""The words of the register of what is kept of persons (RGPD, article 30): what each kind is called, and why."""

from collections.abc import Mapping

from desk.said import said
from planner.personal import Purpose

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
    "links": said("Liens d’invitation et de mot de passe"),
    "api_tokens": said("Accès de logiciels"),
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
