"""What a firm decides about how its customers meet it: the mails they get, the page they book on."""

from dataclasses import asdict, replace
from datetime import timedelta

from api.actions.common import SAVED, firm_for, firm_of, house_of, noted, to_mend
from api.actions.portal import portal
from api.actions.typed import NOT_A_TIME, read_number, read_or_tell, read_time
from api.house import House
from api.views import (
    Caller,
    ColoursView,
    Done,
    EmbeddedView,
    FileView,
    MessagesForm,
    Refused,
    Role,
    ShadesView,
    StorefrontForm,
    StorefrontSettings,
)
from api.views.office import HOUSE_ACCENT
from desk.colours import dark_shades, light_shades, read_colour
from desk.errors import InvalidEntry
from desk.logos import MEDIA_TYPE
from desk.messages import message_rules, save_message_rules
from desk.messages.rules import MOST
from desk.said import said, told
from desk.storefront import logo_of, read_origins, save_logo, save_storefront, storefront_of
from planner.errors import NotFound
from planner.ports import Work
from planner.staffing import save_rules

HOUR = timedelta(hours=1)
LONGEST_CUT_OFF = 7 * 24
LARGEST_DISCOUNT = 50


def save_messages(caller: Caller, slug: str, form: MessagesForm) -> Done | Refused:
    """Keep when customers are reminded and by what, and the most messages anybody gets."""
    firm, _ = firm_for(caller, slug, Role.MANAGEMENT)
    house = house_of(caller)
    fields: dict[str, str] = {}
    hour = read_time(form.reminder_hour)
    if hour is None:
        fields["reminder_hour"] = NOT_A_TIME
    per_day = read_number(fields, "per_day", form.per_day, least=1, most=MOST)
    per_appointment = read_number(fields, "per_appointment", form.per_appointment, least=1, most=MOST)
    if fields or hour is None:
        return to_mend(fields)

    def command(work: Work) -> None:
        known = message_rules(work)
        sms = bool(form.sms) if house.sms else known.sms
        changed = replace(known, reminder_hour=hour, per_day=per_day, per_appointment=per_appointment, sms=sms)
        save_message_rules(work, changed)

    house.transactions.write(firm.id, command)
    return SAVED


def embedded(caller: Caller, slug: str) -> EmbeddedView:
    """Return what can be asked of a firm online, and the sites that may show it in a frame."""
    house, firm = house_of(caller), firm_of(caller, slug)
    with house.transactions.read(firm.id) as work:
        return EmbeddedView(portal(caller, slug), storefront_of(work).origins)


def storefront_settings(house: House, work: Work) -> StorefrontSettings:
    """Return what customers meet, as the settings show it."""
    known = storefront_of(work)
    return StorefrontSettings(
        cut_off_hours=work.firm.rules.cut_off // HOUR,
        origins=known.origins,
        address=house.settings.address,
        accent=work.firm.accent or HOUSE_ACCENT,
        near_discount=work.firm.rules.near_discount,
    )


def save_storefront_settings(caller: Caller, slug: str, form: StorefrontForm) -> Done | Refused:
    """Keep what customers meet: the firm's colour, until when they may change alone, and where they may book."""
    firm, person = firm_for(caller, slug, Role.MANAGEMENT)
    fields: dict[str, str] = {}
    hours = read_number(fields, "cut_off_hours", form.cut_off_hours, least=0, most=LONGEST_CUT_OFF)
    discount = read_number(fields, "near_discount", form.near_discount or "0", least=0, most=LARGEST_DISCOUNT)
    try:
        origins = read_origins(form.origins.splitlines())
    except InvalidEntry as error:
        fields["origins"] = told(error)
    chosen = "" if form.accent.lower() == HOUSE_ACCENT else form.accent
    accent = read_or_tell(fields, "accent", chosen, read_colour)
    if fields:
        return to_mend(fields)

    def command(work: Work) -> None:
        save_storefront(work, replace(storefront_of(work), origins=origins))
        work.save_firm(replace(work.firm, accent=accent or None))
        save_rules(work, replace(work.firm.rules, cut_off=hours * HOUR, near_discount=discount))

    house_of(caller).transactions.write(firm.id, noted(person, "change_settings", command))
    return SAVED


def save_firm_logo(caller: Caller, slug: str, *, content: bytes) -> Done | Refused:
    """Keep the firm's logo, or take it away when no file comes along."""
    firm, _ = firm_for(caller, slug, Role.MANAGEMENT)
    try:
        house_of(caller).transactions.write(firm.id, lambda work: save_logo(work, content))
    except InvalidEntry as error:
        return to_mend({"logo": told(error)})
    return SAVED if content else Done(said("Le logo est retiré."))


def colours(caller: Caller, slug: str) -> ColoursView:
    """Return the shades of a firm's own colour.

    Raises:
        NotFound: it has chosen none.
    """
    accent = firm_of(caller, slug).accent
    if not accent:
        raise NotFound
    day, night = light_shades(accent), dark_shades(accent)
    return ColoursView(ShadesView(**asdict(day)), ShadesView(**asdict(night)))


def logo(caller: Caller, slug: str) -> FileView:
    """Return a firm's logo.

    Raises:
        NotFound: it has none.
    """
    firm = firm_of(caller, slug)
    with house_of(caller).transactions.read(firm.id) as work:
        content = logo_of(work)
    if not content:
        raise NotFound
    return FileView("logo.png", MEDIA_TYPE, content)
