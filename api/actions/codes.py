"""The second half of signing in: a code, or the first one of a second factor that the firm asks for."""

from functools import partial

from api.actions.common import browser_of, firm_of, firm_view, house_of, session_view
from api.actions.own_account import enrolment_view
from api.views import Caller, CodePage, EnrolledSession, RecoveryCodes, Refused, SessionView
from desk.accounts import FirstCode, enrol_on_the_way, half_signed_in, propose, proposed_again, prove_code
from desk.errors import SignInOver, SignInRefused, TooManyAttempts
from desk.said import told


def code_page(caller: Caller, slug: str, *, ticket: str = "") -> CodePage | Refused:
    """Return how somebody who has proved a password goes on; `ticket` is that of a form that comes back.

    Refused where nobody has in this browser, or too long ago.
    """
    house, firm = house_of(caller), firm_of(caller, slug)
    try:
        with house.transactions.read(firm.id) as work:
            half = half_signed_in(work, caller.browser)
    except SignInOver as error:
        return Refused(told(error))
    shown = CodePage(firm_view(house, firm), half.account.name)
    if half.factor:
        return shown
    offer = partial(proposed_again, ticket=ticket) if ticket else propose
    return CodePage(shown.firm, shown.name, enrolment_view(offer(house.seal, firm, half.account)))


def give_code(caller: Caller, slug: str, *, code: str) -> SessionView | Refused:
    """Open the session of whoever gives the right code."""
    house, firm = house_of(caller), firm_of(caller, slug)
    try:
        account, token = prove_code(house.transactions, house.seal, firm.id, browser_of(caller), code)
    except (SignInRefused, TooManyAttempts) as error:
        return Refused(told(error), {"code": told(error)})
    return session_view(house, firm, account, token)


def give_first_code(caller: Caller, slug: str, *, ticket: str, code: str) -> EnrolledSession | Refused:
    """Keep the second factor that the firm asks for, and open the session."""
    house, firm = house_of(caller), firm_of(caller, slug)
    sent = FirstCode(ticket, code)
    try:
        account, token, made = enrol_on_the_way(house.transactions, house.seal, firm.id, browser_of(caller), sent)
    except (SignInRefused, TooManyAttempts) as error:
        return Refused(told(error), {"code": told(error)})
    recovery = RecoveryCodes(firm_view(house, firm), made.recovery_codes)
    return EnrolledSession(session_view(house, firm, account, token), recovery)
