"""What a firm can change about itself beyond its name: opening, rules, absences, messages, technicians, services."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from api.views.office import OpeningDay, OpeningForm, ServiceSettings
from api.views.shared import FirmView, PersonView


@dataclass(frozen=True, slots=True)
class AreaForm:
    """A part of the country the firm serves: its name and its postcodes, as typed."""

    name: str
    postcodes: str


@dataclass(frozen=True, slots=True)
class OpeningView:
    """When and where the firm works: weekly hours, days it is closed besides, and its areas."""

    firm: FirmView
    person: PersonView
    hours: tuple[OpeningDay, ...]
    closed: tuple[date, ...]
    areas: tuple[AreaForm, ...]


@dataclass(frozen=True, slots=True)
class RulesView:
    """The firm's rules: the value of each as a form shows it, by its name."""

    firm: FirmView
    person: PersonView
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RegisteredView:
    """One sort of thing that is kept of persons: whose, which fields, and how long, in words."""

    title: str
    whose: tuple[str, ...]
    fields: tuple[str, ...]
    kept: str


@dataclass(frozen=True, slots=True)
class RegisterView:
    """The register of what is kept of persons (RGPD, article 30), by what it is kept for."""

    firm: FirmView
    person: PersonView
    activities: tuple[tuple[str, tuple[RegisteredView, ...]], ...]


@dataclass(frozen=True, slots=True)
class AbsenceView:
    """Time in which a technician cannot be planned; `told_by` names the calendar or the file that says so, if one."""

    absence: str
    technician: str
    name: str
    start: datetime
    end: datetime
    reason: str
    told_by: str = ""


@dataclass(frozen=True, slots=True)
class AbsenceForm:
    """An absence as typed: days, and hours where it is not of whole days; `absence` is empty for a new one."""

    absence: str = ""
    technician: str = ""
    first: str = ""
    last: str = ""
    begins: str = ""
    ends: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AbsencesView:
    """The absences still to come or under way, the next first, and who may be absent."""

    firm: FirmView
    person: PersonView
    absences: tuple[AbsenceView, ...]
    technicians: tuple[tuple[str, str], ...]
    form: AbsenceForm = AbsenceForm()


@dataclass(frozen=True, slots=True)
class SkillView:
    """A skill by the code services ask for and the words people say."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class ClearanceForm:
    """A title and its last day, as typed; without a last day it is valid for ever."""

    kind: str = ""
    expires: str = ""


@dataclass(frozen=True, slots=True)
class TechnicianSheet:
    """All that staff write about a technician; `levels` gives each skill's level, `skill` names one nobody had yet.

    `end_address` is empty when the day ends where it begins. `hours` has the seven weekdays.
    """

    technician: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    active: bool = True
    start_address: str = ""
    end_address: str = ""
    levels: Mapping[str, str] = field(default_factory=dict)
    skill: str = ""
    clearances: tuple[ClearanceForm, ...] = ()
    hours: tuple[OpeningForm, ...] = ()
    lunch: bool = True
    lunch_earliest: str = "11:30"
    lunch_latest: str = "13:30"
    lunch_minutes: str = "45"
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TechnicianLine:
    """A technician as the settings list one, with skills in words; one who has left is no longer active."""

    technician: str
    name: str
    skills: tuple[str, ...]
    active: bool = True


@dataclass(frozen=True, slots=True)
class TechniciansView:
    """Everybody who drives a route, or did."""

    firm: FirmView
    person: PersonView
    technicians: tuple[TechnicianLine, ...]


@dataclass(frozen=True, slots=True)
class TechnicianPage:
    """One technician to change, or a new one, with the skills and areas there are to choose from."""

    firm: FirmView
    person: PersonView
    form: TechnicianSheet
    skills: tuple[SkillView, ...]
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceSheet:
    """All that staff write about a service; numbers as typed."""

    service: str = ""
    name: str = ""
    description: str = ""
    minutes: str = "60"
    window_minutes: str = "120"
    notice_hours: str = "24"
    horizon_days: str = "14"
    price_class: str = "hourly"
    price: str = ""
    levels: Mapping[str, str] = field(default_factory=dict)
    skill: str = ""
    clearances: str = ""
    halves: tuple[str, ...] = ("morning", "afternoon")
    weekdays: tuple[str, ...] = ("0", "1", "2", "3", "4")
    online: bool = True
    active: bool = True


@dataclass(frozen=True, slots=True)
class LearnedLength:
    """How long visits for a service really took, in seconds, of so many `visits`; eight in ten from `low` to `high`.

    Of `checked` later visits, `within` in a hundred were inside what had been said of each. `suggested` is a length to
    plan it for, if a better one than the `planned` is known; `changed` tells that it has another length since.
    """

    visits: int
    planned: int
    mean: int
    median: int
    low: int
    high: int
    checked: int
    within: int
    suggested: int | None = None
    changed: bool = False


@dataclass(frozen=True, slots=True)
class ServicePage:
    """One service to change, or a new one, with the skills there are to choose from, and how long it really takes."""

    firm: FirmView
    person: PersonView
    form: ServiceSheet
    skills: tuple[SkillView, ...]
    learned: LearnedLength | None = None


@dataclass(frozen=True, slots=True)
class ServicesView:
    """Every service of the firm, those no longer offered last."""

    firm: FirmView
    person: PersonView
    services: tuple[ServiceSettings, ...]
    retired: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TemplateView:
    """One occasion on which the firm writes: its wording, whether it is the firm's own, and the words it may use."""

    template: str
    text: str
    own: bool
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TemplatesView:
    """Every occasion on which the firm writes."""

    firm: FirmView
    person: PersonView
    templates: tuple[TemplateView, ...]


@dataclass(frozen=True, slots=True)
class TemplatePage:
    """One wording to change, and how a mail made of it would read: invented words stand for a customer's.

    `trouble` says why no mail can be made of it; empty when one can.
    """

    firm: FirmView
    person: PersonView
    template: TemplateView
    subject: str = ""
    preview: str = ""
    trouble: str = ""
