"""Where the people of a firm may sign in besides here, and whether they may still by a password."""

import re
from functools import partial
from uuid import UUID

from api.actions.common import SAVED, actor_of, firm_for, house_of, noted, to_mend
from api.errors import ProviderAway
from api.provider_sign_in import Registration, register
from api.views import Caller, Done, ProviderForm, Refused, Role
from connectors.openid import ENTRA
from desk.accounts import provider_of, save_passwords_rule, save_provider
from desk.accounts import unlink as forget_link
from desk.errors import NotLinked
from desk.identifiers import AccountId
from desk.said import said, told

_MICROSOFT = "Microsoft"
_ISSUER = re.compile(r"https?://[^\s/?#@]+(/[^\s?#]*)?")


def save_identity_provider(caller: Caller, slug: str, form: ProviderForm) -> Done | Refused:
    """Keep where the firm's people may sign in, once it has answered; nowhere, and passwords count again."""
    firm, person = firm_for(caller, slug, Role.MANAGEMENT)
    house = house_of(caller)
    if not form.kind:
        command = noted(person, "change_provider", lambda work: save_provider(work, None))
        house.transactions.write(firm.id, command)
        return SAVED
    fields: dict[str, str] = {}
    given = _read(form, fields)
    with house.transactions.read(firm.id) as work:
        known = provider_of(work)
    if not given.secret and (known is None or known.issuer != given.issuer):
        fields["secret"] = said("Indiquez le secret de l’application.")
    if fields:
        return to_mend(fields)
    try:
        register(house, firm, given, by=actor_of(person))
    except ProviderAway:
        return to_mend({"issuer": said("Aucun fournisseur OpenID Connect ne répond là : vérifiez l’adresse.")})
    return Done(said("C’est enregistré : déconnectez-vous, et entrez une fois par « {label} ».", label=given.label))


def save_passwords(caller: Caller, slug: str, *, allowed: str) -> Done | Refused:
    """Keep whether people may sign in by a password; whoever switches them off has come in by the provider."""
    firm, person = firm_for(caller, slug, Role.MANAGEMENT)
    command = partial(save_passwords_rule, allowed=bool(allowed), by=AccountId(person.person))
    try:
        house_of(caller).transactions.write(firm.id, noted(person, "change_settings", command))
    except NotLinked as error:
        return Refused(told(error))
    return SAVED


def unlink_person(caller: Caller, slug: str, *, person: str) -> Done:
    """Forget as whom somebody is known at the provider, because that account is no longer theirs."""
    firm, manager = firm_for(caller, slug, Role.MANAGEMENT)
    command = noted(manager, "unlink", partial(forget_link, account_id=AccountId(person)), person)
    account = house_of(caller).transactions.write(firm.id, command)
    return Done(said("{name} sera de nouveau reconnu à son adresse e-mail.", name=account.name))


def _read(form: ProviderForm, fields: dict[str, str]) -> Registration:
    """Return the provider as typed; what cannot be is told in `fields`."""
    issuer, tenant = form.issuer, ""
    if form.kind == "entra":
        tenant = _directory(form.tenant)
        issuer = ENTRA.format(tenant=tenant)
        if not tenant:
            fields["tenant"] = said("Copiez l’identifiant de l’annuaire (locataire), en cinq groupes.")
    elif not _ISSUER.fullmatch(issuer):
        fields["issuer"] = said("Indiquez l’adresse du fournisseur, par exemple https://comptes.exemple.fr.")
    if not form.application:
        fields["application"] = said("Indiquez l’identifiant de l’application.")
    label = form.label or _MICROSOFT
    return Registration(label, issuer, form.application, form.secret, tenant)


def _directory(typed: str) -> str:
    """Return the identifier of a directory as Microsoft writes it, empty when it is none."""
    try:
        return str(UUID(typed))
    except ValueError:
        return ""
