"""A message is a template whose words are replaced by the firm's and the customer's, as plain text and as simple HTML.

A template is a subject line, an empty line, then paragraphs; `$mot` stands for a value and `$$` for a dollar. It can do
nothing else, so that anybody may edit one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from html import escape
from importlib.resources import files
from string import Template as Pattern

from desk.errors import TemplateBroken
from planner.errors import NotFound
from planner.ports import Work

SHARED = frozenset({"entreprise", "telephone", "lien"})
APPOINTMENT = SHARED | {"client", "prestation", "jour", "quand", "adresse"}
OWED = SHARED | {"client", "prestation", "adresse", "echeance"}
ARRIVAL = APPOINTMENT | {"technicien", "arrivee"}
PLACE = SHARED | {"client", "prestation", "jour", "quand"}
REPORT = SHARED | {"personne", "mois", "appels", "jour"}
PERSON = SHARED | {"personne", "echeance"}
LONGEST = 10_000


class Template(StrEnum):
    """The occasions on which the firm writes."""

    APPOINTMENT_CONFIRMED = "appointment_confirmed"
    APPOINTMENT_MOVED = "appointment_moved"
    APPOINTMENT_CANCELLED = "appointment_cancelled"
    APPOINTMENT_REPROMISED = "appointment_repromised"
    VISIT_DUE = "visit_due"
    VISIT_DUE_AGAIN = "visit_due_again"
    APPOINTMENT_REMINDER = "appointment_reminder"
    APPOINTMENT_ON_THE_WAY = "appointment_on_the_way"
    PLACE_OFFERED = "place_offered"
    PLACE_GONE = "place_gone"
    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of an occasion
    MANAGEMENT_REPORT = "management_report"


TEMPLATES: Mapping[Template, frozenset[str]] = {
    Template.APPOINTMENT_CONFIRMED: APPOINTMENT,
    Template.APPOINTMENT_MOVED: APPOINTMENT | {"avant"},
    Template.APPOINTMENT_CANCELLED: APPOINTMENT,
    Template.APPOINTMENT_REPROMISED: APPOINTMENT | {"choix", "raison"},
    Template.VISIT_DUE: OWED,
    Template.VISIT_DUE_AGAIN: OWED,
    Template.APPOINTMENT_REMINDER: ARRIVAL,
    Template.APPOINTMENT_ON_THE_WAY: ARRIVAL,
    Template.PLACE_OFFERED: PLACE | {"echeance"},
    Template.PLACE_GONE: PLACE,
    Template.INVITATION: PERSON,
    Template.PASSWORD_RESET: PERSON,
    Template.MANAGEMENT_REPORT: REPORT,
}
"""The words each template may use."""


@dataclass(frozen=True, slots=True)
class MessageTemplate:
    """A firm's own wording of one template; `id` is the template's name."""

    id: Template
    text: str


@dataclass(frozen=True, slots=True)
class Composed:
    """A message ready to be sent."""

    template: Template
    subject: str
    text: str
    html: str


def template_of(work: Work, template: Template) -> str:
    """Return the firm's wording of a template, or the proposed one."""
    try:
        return work.of(MessageTemplate).get(template).text
    except NotFound:
        return proposed(template)


@cache
def proposed(template: Template) -> str:
    """Return the wording that every firm starts from."""
    return files(__package__).joinpath("fr", f"{template}.txt").read_text(encoding="utf-8")


def edit_template(work: Work, template: Template, text: str) -> None:
    """Give a template the firm's own wording.

    Raises:
        TemplateBroken: it has no subject or body, is too long, or uses a word this message has no value for.
    """
    check_template(template, text)
    work.of(MessageTemplate).put(MessageTemplate(template, text))


def restore_template(work: Work, template: Template) -> None:
    """Give a template the proposed wording again."""
    work.of(MessageTemplate).remove(template)


def check_template(template: Template, text: str) -> None:
    """Refuse a wording that could not be sent.

    Raises:
        TemplateBroken: says what to change.
    """
    subject, body = _parts(text)
    if not subject or not body:
        raise TemplateBroken("Écrivez l’objet sur la première ligne, une ligne vide, puis le message.")
    if len(text) > LONGEST:
        raise TemplateBroken("Ce modèle est trop long.")
    if not Pattern(text).is_valid():
        raise TemplateBroken("Le signe $ annonce un mot à remplacer ; pour écrire un dollar, doublez-le : $$.")
    unknown = sorted(set(Pattern(text).get_identifiers()) - TEMPLATES[template])
    if unknown:
        known = ", ".join(f"${word}" for word in sorted(TEMPLATES[template]))
        raise TemplateBroken(
            "Nous ne savons pas remplacer ${unknown}. Mots possibles : {known}.", unknown=unknown[0], known=known
        )


def compose(template: Template, text: str, words: Mapping[str, str]) -> Composed:
    """Return the message that a wording makes with these words.

    A value is one line: what a customer typed can add no header to a mail and no paragraph to a message.

    Raises:
        TemplateBroken: the wording uses a word that has no value here.
    """
    values = {word: " ".join(value.split()) for word, value in words.items()}
    subject, body = _parts(text)
    try:
        subject, body = (Pattern(part).substitute(values) for part in (subject, body))
    except (KeyError, ValueError) as error:
        raise TemplateBroken from error
    return Composed(template, subject, f"{body}\n", _html(subject, body))


def _parts(text: str) -> tuple[str, str]:
    subject, _, body = text.strip().replace("\r\n", "\n").partition("\n")
    return subject.strip(), body.strip()


_PAGE = """<!doctype html>
<html lang="fr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head>
<body style="margin:0 auto;max-width:36em;padding:1.5em;font:16px/1.5 system-ui,sans-serif">
{paragraphs}
</body>
</html>
"""
_PARAGRAPH = "<p>{}</p>"
_BUTTON = (
    '<p><a href="{0}" style="display:inline-block;padding:.7em 1.2em;border-radius:.4em;background:#1d4ed8;'
    'color:#fff;text-decoration:none">{1}</a><br><small>{0}</small></p>'
)


def _html(subject: str, body: str) -> str:
    """Return the same message as a page: a paragraph each, and a button where a paragraph is only an address."""
    paragraphs = (_paragraph(paragraph) for paragraph in body.split("\n\n") if paragraph.strip())
    return _PAGE.format(title=escape(subject), paragraphs="\n".join(paragraphs))


def _paragraph(text: str) -> str:
    line = text.strip()
    if line.startswith(("https://", "http://")) and " " not in line and "\n" not in line:
        return _BUTTON.format(escape(line), "Ouvrir")
    return _PARAGRAPH.format(escape(line).replace("\n", "<br>\n"))
