"""How a person signs in: the second factor, the password, the sessions that are open."""

from functools import partial

from api.actions.common import firm_for, firm_view, house_of
from api.views import (
    Caller,
    Done,
    EnrolmentView,
    FactorPage,
    OpenSession,
    OwnAccount,
    RecoveryCodes,
    Refused,
)
from desk.accounts import (
    Account,
    Change,
    Enrolment,
    FirstCode,
    Proof,
    close_own_session,
    close_sessions,
    enrol,
    give_up,
    open_sessions,
    propose,
    proposed_again,
    second_factor_of,
    sign_in_rules,
)
from desk.accounts import change_password as choose_other
from desk.errors import CodeRefused, DeskError, SignInRefused, TooManyAttempts, WeakPassword
from desk.identifiers import AccountId
from desk.said import said, told
from desk.tokens import fingerprint


def own_account(caller: Caller, slug: str) -> OwnAccount:
    """Return how the person who asks signs in."""
    firm, person = firm_for(caller, slug)
    house, here = house_of(caller), fingerprint(caller.session)
    with house.transactions.read(firm.id) as work:
        account = work.of(Account).get(person.person)
        factor = second_factor_of(work, account.id)
        return OwnAccount(
            firm=firm_view(house, firm),
            person=person,
            sessions=tuple(
                OpenSession(one.id, one.device, one.opened_at, one.seen_at, here=one.id == here)
                for one in open_sessions(work, account.id)
            ),
            since=factor.since if factor else None,
            recovery_left=len(factor.recovery_hashes) if factor else 0,
            demanded=sign_in_rules(work).demands(account),
            by_password=sign_in_rules(work).passwords and bool(account.password_hash),
        )


def factor_page(caller: Caller, slug: str, *, ticket: str = "") -> FactorPage:
    """Return what a telephone is to learn: something fresh, or what a ticket says for a form that comes back."""
    firm, person = firm_for(caller, slug)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        account = work.of(Account).get(person.person)
        renews = second_factor_of(work, account.id) is not None
    offer = partial(proposed_again, ticket=ticket) if ticket else propose
    return FactorPage(firm_view(house, firm), person, enrolment_view(offer(house.seal, firm, account)), renews)


def make_factor(caller: Caller, slug: str, *, ticket: str, code: str, password: str) -> RecoveryCodes | Refused:
    """Keep the second factor that a telephone has learnt, in place of any before; other sessions end."""
    firm, person = firm_for(caller, slug)
    house, proof = house_of(caller), Proof(password, caller.session, caller.address)
    try:
        made = enrol(house.transactions, house.seal, firm.id, AccountId(person.person), proof, FirstCode(ticket, code))
    except (SignInRefused, TooManyAttempts) as error:
        return Refused(told(error), {"code" if isinstance(error, CodeRefused) else "password": told(error)})
    return RecoveryCodes(firm_view(house, firm), made.recovery_codes)


def give_up_factor(caller: Caller, slug: str, *, password: str) -> Done | Refused:
    """Let the password be enough again, where the firm asks for no more."""
    firm, person = firm_for(caller, slug)
    proof = Proof(password, caller.session, caller.address)
    try:
        give_up(house_of(caller).transactions, firm.id, AccountId(person.person), proof)
    except DeskError as error:
        return Refused(told(error), {"giving_up": told(error)})
    return Done(said("Votre mot de passe suffit de nouveau pour entrer."))


def change_password(caller: Caller, slug: str, *, old: str, new: str) -> Done | Refused:
    """Change one's own password; one's other sessions end."""
    firm, person = firm_for(caller, slug)
    change = Change(old, new, token=caller.session, source=caller.address)
    try:
        choose_other(house_of(caller).transactions, firm.id, AccountId(person.person), change)
    except DeskError as error:
        return Refused(told(error), {"password" if isinstance(error, WeakPassword) else "old_password": told(error)})
    return Done(said("Votre mot de passe est changé."))


def close_my_session(caller: Caller, slug: str, *, session: str) -> Done:
    """End one of one's own sessions."""
    firm, person = firm_for(caller, slug)
    command = partial(close_own_session, account_id=AccountId(person.person), session_id=session)
    house_of(caller).transactions.write(firm.id, command)
    return Done(said("Cet appareil est déconnecté."))


def sign_out_everywhere(caller: Caller, slug: str) -> Done:
    """End all of one's sessions, this one too."""
    firm, person = firm_for(caller, slug)
    house_of(caller).transactions.write(firm.id, partial(close_sessions, account_id=AccountId(person.person)))
    return Done(said("Vous êtes déconnecté de tous vos appareils."))


def enrolment_view(offered: Enrolment) -> EnrolmentView:
    """Return what a telephone is to learn, as pages show it."""
    return EnrolmentView(offered.uri, offered.letters, offered.ticket)
