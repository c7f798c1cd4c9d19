"""What a firm asks of those who sign in, and who of them has lost a telephone."""

from dataclasses import replace
from functools import partial

from api.actions.common import OFFICE, SAVED, firm_for, firm_view, house_of, noted
from api.provider_sign_in import redirect_uri
from api.views import Caller, Done, PersonAccess, ProviderForm, Refused, Role, SignInSettings
from desk.accounts import (
    Account,
    Demand,
    IdentityProvider,
    provider_of,
    reset_factor,
    save_sign_in_rules,
    second_factor_of,
    sign_in_rules,
)
from desk.errors import SecondFactorMissing
from desk.identifiers import AccountId
from desk.said import said, told
from planner.ports import Work


def sign_in_settings(caller: Caller, slug: str) -> SignInSettings:
    """Return what the firm asks, and how each person stands."""
    firm, person = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        people = sorted(work.of(Account).find(active=True), key=lambda account: account.name)
        return SignInSettings(
            firm=firm_view(house, firm),
            person=person,
            second_factor=sign_in_rules(work).second_factor,
            people=tuple(_access(work, account) for account in people),
            passwords=sign_in_rules(work).passwords,
            provider=_provider_form(provider_of(work)),
            redirect_uri=redirect_uri(house, firm),
        )


def save_second_factor_rule(caller: Caller, slug: str, *, second_factor: str) -> Done | Refused:
    """Keep of whom a second factor is asked; whoever has none signs in again and makes one then."""
    firm, person = firm_for(caller, slug, Role.MANAGEMENT)
    if second_factor not in set(Demand):
        return Refused(said("Choisissez à qui un second facteur est demandé."))

    def command(work: Work) -> None:
        rules = replace(sign_in_rules(work), second_factor=Demand(second_factor))
        save_sign_in_rules(work, rules, by=AccountId(person.person))

    try:
        house_of(caller).transactions.write(firm.id, noted(person, "change_settings", command))
    except SecondFactorMissing as error:
        return Refused(told(error))
    return SAVED


def reset_second_factor(caller: Caller, slug: str, *, person: str) -> Done:
    """Forget the second factor of somebody who has lost it, and sign that person out everywhere."""
    firm, manager = firm_for(caller, slug, Role.MANAGEMENT)
    command = noted(manager, "reset_factor", partial(reset_factor, account_id=AccountId(person)), person)
    account = house_of(caller).transactions.write(firm.id, command)
    return Done(said("Le second facteur de {name} est effacé, et ses connexions sont fermées.", name=account.name))


def _access(work: Work, account: Account) -> PersonAccess:
    factor = second_factor_of(work, account.id)
    since = factor.since if factor else None
    return PersonAccess(account.id, account.name, account.email, since, linked=bool(account.known_as))


def _provider_form(known: IdentityProvider | None) -> ProviderForm:
    """Return the provider as its form shows it; its secret stays."""
    if known is None:
        return ProviderForm()
    kind = "entra" if known.tenant else "other"
    return ProviderForm(kind, known.label, known.tenant, "" if known.tenant else known.issuer, known.application)
