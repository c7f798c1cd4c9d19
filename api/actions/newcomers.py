"""Somebody books who may be new: what was typed is checked field by field, and becomes a place."""

from api.actions.common import to_mend
from api.views import BookingForm, Refused
from connectors.places import FoundPlace
from desk.customers import Booker
from desk.errors import InvalidEntry, UnreadableEmail
from desk.said import said, told
from planner.firms import Firm
from planner.identifiers import SiteId, new_id
from planner.sites import Position, Site

NOWHERE = said("Nous ne trouvons pas cette commune : vérifiez le code postal et le nom.")

MAIL_NEEDED = said("Indiquez une adresse e-mail : c’est par elle que nous vous prévenons.")


def checked(firm: Firm, form: BookingForm, place: FoundPlace | None, *, outside: str) -> Refused | None:
    """Return what has to be mended, field by field, or None; `outside` is said of a place in no area of the firm."""
    fields = faults(form)
    if form.earlier and not form.email.strip():
        fields["email"] = MAIL_NEEDED
    if not form.address.strip():
        fields["address"] = said("Indiquez le numéro et la rue.")
    if place is None:
        fields["city"] = NOWHERE
    elif firm.rules.area_of(place.postcode) is None:
        fields["postcode"] = outside
    return to_mend(fields) if fields else None


def faults(form: BookingForm) -> dict[str, str]:
    """Return what has to be mended of who somebody says he is, field by field."""
    try:
        Booker(form.name, form.phone, form.email).read()
    except UnreadableEmail as error:
        return {"email": told(error)}
    except InvalidEntry as error:
        return {"name" if not form.name.strip() else "phone": told(error)}
    return {}


def site_at(form: BookingForm, place: FoundPlace) -> Site:
    """Return where somebody lives, as written and as found; nobody's yet."""
    return Site(
        id=SiteId(new_id()),
        customer_id=None,
        position=Position(place.lat, place.lon),
        precision=place.precision.value,
        street=form.address,
        postcode=form.postcode or place.postcode,
        city=form.city or place.city,
        access=form.access_code,
    )
