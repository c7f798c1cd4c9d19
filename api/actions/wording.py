"""What the firm writes to people: each wording, how a mail made of it would read, its own words kept or given back."""

from dataclasses import replace
from datetime import timedelta

from api.actions.common import OFFICE, firm_for, firm_view, house_of
from api.views import Caller, Done, Refused, TemplatePage, TemplatesView, TemplateView
from desk.contact_details import show_phone
from desk.errors import TemplateBroken
from desk.messages import (
    TEMPLATES,
    MessageTemplate,
    Template,
    arrival_words,
    check_template,
    choice_words,
    compose,
    edit_template,
    proposed,
    restore_template,
    template_of,
)
from desk.said import said, told
from desk.wording import say_count, say_day, say_moment, say_month, say_window
from planner.errors import NotFound
from planner.firms import Firm
from planner.intervals import Interval
from planner.ports import Work
from planner.working_days import local_day


def templates(caller: Caller, slug: str) -> TemplatesView:
    """Return every wording the firm uses."""
    firm, person = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        return TemplatesView(firm_view(house, firm), person, tuple(_view(work, one) for one in Template))


def template_page(caller: Caller, slug: str, *, template: str, text: str | None = None) -> TemplatePage:
    """Return one wording with the mail it makes; of another text, how that would read, or why it could not be sent.

    Raises:
        NotFound: the firm never writes on such an occasion.
    """
    firm, person = firm_for(caller, slug, *OFFICE)
    house, which = house_of(caller), _template(template)
    with house.transactions.read(firm.id) as work:
        shown = TemplatePage(firm_view(house, firm), person, _view(work, which))
        words = _invented(work)
    written = shown.template.text if text is None else text
    try:
        check_template(which, written)
    except TemplateBroken as error:
        return replace(shown, trouble=told(error))
    composed = compose(which, written, {word: words.get(word, "…") for word in shown.template.words})
    return replace(shown, subject=composed.subject, preview=composed.text)


def save_template(caller: Caller, slug: str, *, template: str, text: str) -> Done | Refused:
    """Give a message the firm's own wording, from the next mail on."""
    firm, _ = firm_for(caller, slug, *OFFICE)
    which, written = _template(template), text.replace("\r\n", "\n").strip()
    try:
        house_of(caller).transactions.write(firm.id, lambda work: _keep(work, which, written))
    except TemplateBroken as error:
        return Refused(told(error), {"text": told(error)})
    return Done(said("C’est enregistré : les prochains messages seront écrits ainsi."))


def reset_template(caller: Caller, slug: str, *, template: str) -> Done:
    """Give a message the proposed wording again."""
    firm, _ = firm_for(caller, slug, *OFFICE)
    which = _template(template)
    house_of(caller).transactions.write(firm.id, lambda work: restore_template(work, which))
    return Done(said("Le texte d’origine est rétabli."))


def _keep(work: Work, template: Template, text: str) -> None:
    """Keep a wording; what is the proposed one already is no wording of the firm's own."""
    if text == proposed(template).strip():
        restore_template(work, template)
    else:
        edit_template(work, template, text)


def _template(name: str) -> Template:
    if name not in set(Template):
        raise NotFound
    return Template(name)


def _view(work: Work, template: Template) -> TemplateView:
    own = bool(work.of(MessageTemplate).find(id=template))
    return TemplateView(template, template_of(work, template).strip(), own, tuple(sorted(TEMPLATES[template])))


def _invented(work: Work) -> dict[str, str]:
    """Return a value for every word a wording may use, none of them a customer's."""
    firm: Firm = work.firm
    soon = Interval(work.now + timedelta(days=2), work.now + timedelta(days=2, hours=2))
    return {
        "entreprise": firm.name,
        "telephone": show_phone(firm.phone) if firm.phone else "04 65 71 00 00",
        "lien": f"https://exemple.invalid/f/{firm.slug}/suivi/…",
        "client": "Camille Martin",
        "personne": "Camille Martin",
        "prestation": "Dépannage électrique",
        "adresse": "12 rue des Aulnes, 74600 Seynod",
        "jour": say_day(local_day(soon.start, firm.zone)),
        "quand": say_window(soon, firm.zone),
        "avant": say_window(Interval(soon.start - timedelta(days=1), soon.end - timedelta(days=1)), firm.zone),
        "echeance": say_moment(soon.start, firm.zone),
        "mois": say_month(local_day(soon.start, firm.zone)),
        "appels": say_count(250, "appel"),
        **arrival_words(firm, soon, "Gaëtan"),
        **choice_words(firm, [soon, Interval(soon.end, soon.end + soon.length)], "Notre technicien est souffrant."),
    }
