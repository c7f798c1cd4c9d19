"""The actions of the settings that have a page of their own, answered with samples; an empty name is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from api.views import (
    AbsenceForm,
    AbsencesView,
    AbsenceView,
    AreaForm,
    Caller,
    ClearanceForm,
    Done,
    LearnedLength,
    OpeningForm,
    OpeningView,
    Refused,
    RulesView,
    ServicePage,
    ServiceSheet,
    ServicesView,
    SkillView,
    TechnicianLine,
    TechnicianPage,
    TechnicianSheet,
    TechniciansView,
    TemplatePage,
    TemplatesView,
    TemplateView,
)
from tests.web.samples import CLAIRE, FIRM, HOURS, SERVICE_SETTINGS, at
from web.rule_words import RULES

SAVED = Done("C’est enregistré.")
MISSING = Refused("Vérifiez les champs signalés.", {"name": "Indiquez un nom."})
SKILLS = (SkillView("depannage", "dépannage"), SkillView("irve", "bornes de recharge (IRVE)"))
WEEK = tuple(
    OpeningForm(day.weekday, f"{day.opens:%H:%M}" if day.opens else "", f"{day.closes:%H:%M}" if day.closes else "")
    for day in HOURS
)
GAETAN = TechnicianSheet(
    technician="T1",
    name="Gaëtan Roche",
    phone="+33639980001",
    start_address="Annecy (74000)",
    levels={"depannage": "2"},
    clearances=(ClearanceForm("BR", "2027-01-30"), ClearanceForm("B1V")),
    hours=WEEK,
    areas=("Annecy",),
)
ABSENCES = (
    AbsenceView("B1", "T1", "Gaëtan Roche", at(8), at(17), "formation"),
    AbsenceView("B2", "T2", "Nadia Perret", at(8), at(12), "", told_by="calendar"),
)
TEMPLATE = TemplateView(
    "visit_due", "Votre visite\n\nBonjour $client,\n\n$lien", own=True, words=("client", "lien", "prestation")
)


def opening(caller: Caller, slug: str) -> OpeningView:
    """Hours, a day closed, two areas."""
    areas = (AreaForm("Annecy", "74000, 74940"), AreaForm("Ugine", "73400"))
    return OpeningView(FIRM, CLAIRE, HOURS, (date(2026, 12, 24),), areas)


def save_hours(caller: Caller, slug: str, form: tuple[OpeningForm, ...]) -> Done | Refused:
    """Keeps the hours."""
    return SAVED


def close_days(caller: Caller, slug: str, *, first: str, last: str = "") -> Done | Refused:
    """Closes them; without a first day that is refused."""
    return SAVED if first else Refused("Vérifiez.", {"first": "Indiquez le premier jour fermé."})


def reopen_day(caller: Caller, slug: str, *, day: str) -> Done:
    """Opens it."""
    return SAVED


def save_areas(caller: Caller, slug: str, form: Sequence[AreaForm]) -> Done | Refused:
    """Keeps them; one without postcodes is refused."""
    bare = {f"postcodes-{row}": "Indiquez un code postal." for row, area in enumerate(form) if area.name == "Vide"}
    return Refused("Vérifiez.", bare) if bare else SAVED


def rules(caller: Caller, slug: str) -> RulesView:
    """Ten of everything."""
    values = {rule.name: "10" for _, group in RULES for rule in group}
    values |= dict.fromkeys(("works_on_holidays", "shares_shape", "subdivision"), "")
    return RulesView(FIRM, CLAIRE, values | {"country": "FR"})


def save_rules(caller: Caller, slug: str, form: Mapping[str, str]) -> Done | Refused:
    """Keeps them; a hold of words is refused."""
    return SAVED if form["hold"].isdecimal() else Refused("Vérifiez.", {"hold": "Nombre attendu entre 2 et 60."})


def technicians(caller: Caller, slug: str) -> TechniciansView:
    """Two, one of whom has left."""
    gaetan = TechnicianLine("T1", "Gaëtan Roche", ("dépannage", "irve"))
    return TechniciansView(FIRM, CLAIRE, (gaetan, TechnicianLine("T2", "Nadia Perret", ("vmc",), active=False)))


def technician_page(caller: Caller, slug: str, *, technician: str = "") -> TechnicianPage:
    """Gaëtan, or somebody new."""
    form = GAETAN if technician else TechnicianSheet(hours=WEEK)
    return TechnicianPage(FIRM, CLAIRE, form, SKILLS, ("Annecy", "Ugine"))


def save_technician(caller: Caller, slug: str, form: TechnicianSheet) -> Done | Refused:
    """Keeps a technician."""
    return SAVED if form.name else MISSING


def services(caller: Caller, slug: str) -> ServicesView:
    """Three, one no longer offered."""
    return ServicesView(FIRM, CLAIRE, SERVICE_SETTINGS, frozenset({"irve"}))


def service_page(caller: Caller, slug: str, *, service: str = "") -> ServicePage:
    """The ventilation, or something new."""
    form = ServiceSheet(service, "Entretien de VMC", "Nettoyage et débits.", "95", price="129,00")
    learned = LearnedLength(412, 5700, 6900, 6300, 4200, 10200, 206, 79, suggested=6900)
    return ServicePage(FIRM, CLAIRE, form if service else ServiceSheet(), SKILLS, learned if service else None)


def accept_length(caller: Caller, slug: str, *, service: str, seconds: str) -> Done | Refused:
    """Plans it for so long."""
    return SAVED if seconds == "6900" else Refused("Cette durée n’est plus celle qui est proposée.")


def save_service(caller: Caller, slug: str, form: ServiceSheet) -> Done | Refused:
    """Keeps a service."""
    return SAVED if form.name else MISSING


def absences(caller: Caller, slug: str, *, absence: str = "") -> AbsencesView:
    """One that may be changed, one that a calendar tells."""
    names = (("T1", "Gaëtan Roche"), ("T2", "Nadia Perret"))
    form = AbsenceForm("B1", "T1", "2026-11-24", "2026-11-24", "08:00", "17:00", "formation")
    view = AbsencesView(FIRM, CLAIRE, ABSENCES, names)
    return replace(view, form=form) if absence else view


def save_absence(caller: Caller, slug: str, form: AbsenceForm) -> Done | Refused:
    """Keeps an absence; nobody's is refused."""
    return SAVED if form.technician else Refused("Vérifiez.", {"technician": "Choisissez qui est absent."})


def remove_absence(caller: Caller, slug: str, *, absence: str) -> Done:
    """Takes it back."""
    return SAVED


def templates(caller: Caller, slug: str) -> TemplatesView:
    """One with the firm's own words, one as it came."""
    return TemplatesView(FIRM, CLAIRE, (TEMPLATE, replace(TEMPLATE, template="appointment_moved", own=False)))


def template_page(caller: Caller, slug: str, *, template: str, text: str | None = None) -> TemplatePage:
    """How it reads; an empty text could not be sent."""
    trouble = "Écrivez l’objet sur la première ligne." if text == "" else ""
    return TemplatePage(FIRM, CLAIRE, TEMPLATE, "Votre visite", text or "Bonjour Camille Martin,", trouble)


def save_template(caller: Caller, slug: str, *, template: str, text: str) -> Done | Refused:
    """Keeps it, unless it is empty."""
    return SAVED if text else Refused("Écrivez l’objet sur la première ligne.")


def reset_template(caller: Caller, slug: str, *, template: str) -> Done:
    """Gives the proposed text back."""
    return Done("Le texte d’origine est rétabli.")


def change_role(caller: Caller, slug: str, *, person: str, role: str) -> Done | Refused:
    """Gives another role."""
    return SAVED
