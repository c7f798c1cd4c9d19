"""A firm's people may sign in where they have an account already; whoever was invited is known by it."""

from dataclasses import dataclass, field, replace

from desk.accounts.admission import Browser, let_in
from desk.accounts.links import forget_links
from desk.accounts.people import Account, account_with
from desk.accounts.sessions import close_sessions
from desk.accounts.sign_in_rules import SignInRules, sign_in_rules
from desk.errors import LinkedElsewhere, NotInvited, NotLinked
from desk.identifiers import AccountId
from planner.ports import Work

ONLY = "provider"
"""The identifier of a firm's one provider."""


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """Where a firm's people may sign in: `label` is what they call it, `application` and `secret` what we are there.

    `endpoint` is the page where they do, as told when this was kept; `secret` is sealed; `tenant` is Microsoft's.
    """

    label: str
    issuer: str
    endpoint: str
    application: str
    secret: bytes = field(repr=False)
    tenant: str = ""
    id: str = ONLY


def provider_of(work: Work) -> IdentityProvider | None:
    """Return the firm's provider, or None."""
    return next(iter(work.of(IdentityProvider).find(id=ONLY)), None)


def save_provider(work: Work, provider: IdentityProvider | None) -> None:
    """Keep where the firm's people may sign in; another issuer, or none, lets passwords in again."""
    before = provider_of(work)
    if before and (provider is None or provider.issuer != before.issuer):
        work.of(IdentityProvider).remove(ONLY)
        allow_passwords(work)
    if provider:
        work.of(IdentityProvider).put(provider)


def enter_as(work: Work, issuer: str, subject: str, email: str, browser: Browser) -> tuple[Account, str]:
    """Let in whoever a provider has identified; it answers for a second factor, if it asks one. See `person_of`."""
    account = person_of(work, issuer, subject, email)
    return account, let_in(work, account, browser)


def person_of(work: Work, issuer: str, subject: str, email: str) -> Account:
    """Return who is known at a provider as `subject`; the first time, who was invited at an address it vouches for.

    Raises:
        NotInvited: nobody of the firm, or nobody any more.
        LinkedElsewhere: whoever has this address is known there as somebody else.
    """
    for linked in work.of(Account).find(issuer=issuer, known_as=subject):
        if linked.active:
            return linked
        raise NotInvited
    account = account_with(work, email) if email else None
    if account is None or not account.active:
        raise NotInvited
    if account.issuer == issuer:
        raise LinkedElsewhere
    account = replace(account, issuer=issuer, known_as=subject)
    work.of(Account).put(account)
    forget_links(work, account.id)
    return account


def unlink(work: Work, account_id: AccountId) -> Account:
    """Forget as whom somebody is known at the provider, and end every session; raises NotFound.

    Whoever signs in there next with the same address, if the provider vouches for it, is that person.
    """
    account = replace(work.of(Account).get(account_id), issuer="", known_as="")
    work.of(Account).put(account)
    close_sessions(work, account_id)
    return account


def save_passwords_rule(work: Work, *, allowed: bool, by: AccountId) -> None:
    """Keep whether people may sign in by a password; where not, whoever has not come by the provider yet has to.

    Raises:
        NotLinked: whoever decides this would be shut out.
    """
    provider = provider_of(work)
    if not allowed:
        for account in work.of(Account).find(active=True):
            if provider is None or account.issuer != provider.issuer:
                if account.id == by:
                    raise NotLinked
                close_sessions(work, account.id)
    work.of(SignInRules).put(replace(sign_in_rules(work), passwords=allowed))


def allow_passwords(work: Work) -> None:
    """Let people sign in by a password again: the operator's way back where the provider fails."""
    work.of(SignInRules).put(replace(sign_in_rules(work), passwords=True))
