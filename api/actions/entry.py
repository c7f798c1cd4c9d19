"""The ways in: the first page, signing in and out, passwords, invitations, and the first installation."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from api.actions.common import browser_of, firm_of, firm_view, house_of, session_view, to_mend
from api.actions.typed import (
    opening_days,
    read_opening,
    read_service,
    read_technician,
    service_settings,
    with_breaks,
)
from api.errors import Forbidden, ProviderFailed
from api.house import House
from api.provider_sign_in import come_back as arrive
from api.provider_sign_in import set_out as leave
from api.views import (
    Caller,
    CameBack,
    CodeNeeded,
    DemoSignIn,
    Done,
    FrontView,
    InstallationForm,
    InstallationView,
    InstalledView,
    LinkView,
    Refused,
    SessionView,
    SignInView,
)
from desk.accounts import (
    Account,
    Credentials,
    Purpose,
    ask_reset,
    choose_password,
    close_session,
    provider_of,
    read_link,
    sign_in_rules,
)
from desk.accounts import sign_in as enter
from desk.demo import SIGN_INS
from desk.errors import DeskError, LinkSpent, PasswordsOff, WeakPassword
from desk.identifiers import AccountId
from desk.proposals import proposed_services
from desk.said import said, told
from desk.setup import Founder, NewFirm, create_firm
from planner.errors import InvalidConfiguration
from planner.firms import Firm
from planner.identifiers import FirmId
from planner.ports import Work
from planner.rules import FirmRules

_ASKED = said("Si cette adresse est connue, un mail vient d’y partir.")


def front(caller: Caller) -> FrontView:
    """Return the firms this server may show."""
    house = house_of(caller)
    return FrontView(tuple(firm_view(house, firm) for firm in house.transactions.firms()))


def sign_in_page(caller: Caller, slug: str) -> SignInView:
    """Return what the sign-in page of a firm shows; the demonstration's page shows how to come in."""
    house, firm = house_of(caller), firm_of(caller, slug)
    ways_in = SIGN_INS if firm.demo and caller.demo else ()
    shown = tuple(DemoSignIn(person.role, person.email, person.password) for person in ways_in)
    with house.transactions.read(firm.id) as work:
        provider, rules = provider_of(work), sign_in_rules(work)
    return SignInView(firm_view(house, firm), shown, provider.label if provider else "", rules.passwords)


def sign_in(caller: Caller, slug: str, *, email: str, password: str) -> SessionView | CodeNeeded | Refused:
    """Open a session for whoever these credentials prove, at once or once a code is given too."""
    house, firm = house_of(caller), firm_of(caller, slug)
    try:
        account, token = enter(house.transactions, firm.id, Credentials(email, password, browser_of(caller)))
    except DeskError as error:
        return Refused(told(error))
    return _admitted(house, firm, account, token)


def set_out(caller: Caller, slug: str, *, onward: str = "") -> str:
    """Return the address at the firm's identity provider where this browser goes; raises NotFound without one."""
    return leave(house_of(caller), firm_of(caller, slug), browser_of(caller), onward)


def come_back(caller: Caller, slug: str, *, answer: Mapping[str, str]) -> CameBack | Refused:
    """Open a session for whoever the firm's identity provider has identified."""
    house, firm = house_of(caller), firm_of(caller, slug)
    try:
        account, token, onward = arrive(house, firm, browser_of(caller), answer)
    except (ProviderFailed, DeskError) as error:
        return Refused(told(error))
    return CameBack(session_view(house, firm, account, token), onward)


def sign_out(caller: Caller) -> None:
    """End the session of whoever asks."""
    if caller.session and caller.firm:
        house_of(caller).transactions.write(FirmId(caller.firm), lambda work: close_session(work, caller.session))


def ask_password_reset(caller: Caller, slug: str, *, email: str) -> Done:
    """Have a link mailed, and say the same whether or not the address is known."""
    firm = firm_of(caller, slug)
    ask_reset(house_of(caller).transactions, firm.id, email, caller.address)
    return Done(_ASKED)


def password_link(caller: Caller, slug: str, token: str) -> LinkView:
    """Return for whom a link to choose another password is."""
    return _link(caller, slug, token, Purpose.RESET)


def invitation(caller: Caller, slug: str, token: str) -> LinkView:
    """Return who is invited."""
    return _link(caller, slug, token, Purpose.INVITATION)


def reset_password(caller: Caller, slug: str, token: str, *, password: str) -> SessionView | CodeNeeded | Refused:
    """Keep the password chosen through a link, and open a session, at once or once a code is given too."""
    password_link(caller, slug, token)
    return _chosen(caller, firm_of(caller, slug), token, password)


def accept_invitation(
    caller: Caller, slug: str, token: str, *, name: str, password: str
) -> SessionView | CodeNeeded | Refused:
    """Let an invited person in, under the name that person prefers."""
    invitation(caller, slug, token)
    return _chosen(caller, firm_of(caller, slug), token, password, name=name)


def installation(caller: Caller) -> InstallationView:
    """Return what a new firm is proposed to start from.

    Raises:
        Forbidden: the server has a firm already; its operator adds others by command.
    """
    _still_new(caller)
    services = tuple(service_settings(service) for service in proposed_services())
    return InstallationView(opening_days(FirmRules().opening), services)


def install(caller: Caller, form: InstallationForm) -> InstalledView | Refused:
    """Open the first firm of a server and let its first person in."""
    _still_new(caller)
    house = house_of(caller)
    fields: dict[str, str] = {}
    plan = _plan(house, form, fields)
    if fields:
        return to_mend(fields)
    try:
        founded = create_firm(house.transactions, plan)
    except (DeskError, InvalidConfiguration) as error:
        return Refused(told(error), {"password": told(error)})
    return InstalledView(founded.firm.slug, session_view(house, founded.firm, founded.account, founded.token))


def _plan(house: House, form: InstallationForm, fields: dict[str, str]) -> NewFirm:
    """Return the firm typed; what cannot be read is told in `fields`, under the names the page gives its fields."""
    if not form.firm.name.strip():
        fields["firm-name"] = said("Indiquez le nom de l’entreprise.")
    if not form.person_name.strip():
        fields["person_name"] = said("Indiquez votre nom.")
    usual, technicians, services = FirmRules(), [], []
    for row, typed in enumerate(form.technicians):
        found: dict[str, str] = {}
        starting = replace(typed, start_address=typed.start_address or form.firm.address)
        technicians.append(read_technician(house, starting, found))
        fields.update({f"technician-{row}-{name}": sentence for name, sentence in found.items()})
    for row, wanted in enumerate(form.services):
        found = {}
        services.append(read_service(wanted, found))
        fields.update({f"service-{row}-{name}": sentence for name, sentence in found.items()})
    return NewFirm(
        name=form.firm.name.strip(),
        founder=Founder(form.person_name.strip(), form.person_email, form.password),
        phone=form.firm.phone,
        email=form.firm.email,
        address=form.firm.address,
        rules=replace(usual, opening=with_breaks(read_opening(form.hours, fields), usual.opening)),
        technicians=tuple(one for one in technicians if one),
        services=tuple(one for one in services if one),
    )


def _still_new(caller: Caller) -> None:
    if house_of(caller).transactions.firms():
        raise Forbidden("Ce serveur est déjà installé.")


def _link(caller: Caller, slug: str, token: str, purpose: Purpose) -> LinkView:
    house, firm = house_of(caller), firm_of(caller, slug)
    with house.transactions.read(firm.id) as work:
        link, account = read_link(work, token)
        provider, rules = provider_of(work), sign_in_rules(work)
    if link.purpose is not purpose:
        raise LinkSpent
    label = provider.label if provider else ""
    return LinkView(firm_view(house, firm), account.email, account.name, link.expires_at, label, rules.passwords)


def _chosen(
    caller: Caller, firm: Firm, token: str, password: str, name: str = ""
) -> SessionView | CodeNeeded | Refused:
    house = house_of(caller)
    try:
        account, session = choose_password(house.transactions, firm.id, token, password, browser_of(caller))
    except (WeakPassword, PasswordsOff) as error:
        return Refused(told(error), {"password": told(error)})
    if name.strip():
        house.transactions.write(firm.id, partial(_rename, account_id=account.id, name=name.strip()))
    return _admitted(house, firm, account, session)


def _rename(work: Work, account_id: AccountId, name: str) -> None:
    work.of(Account).put(replace(work.of(Account).get(account_id), name=name))


def _admitted(house: House, firm: Firm, account: Account, token: str) -> SessionView | CodeNeeded:
    """Return the session of a token, or that a code is still needed."""
    return session_view(house, firm, account, token) if token else CodeNeeded()
