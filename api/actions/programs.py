"""Direction lets other programs in and has them told what happens."""

from collections.abc import Callable, Collection

from api.actions.common import firm_for, firm_view, house_of, noted, to_mend
from api.views import (
    Caller,
    Done,
    ProgramsView,
    Refused,
    Role,
    TokenForm,
    TokenLine,
    WebhookForm,
    WebhookLine,
)
from api.webhooks import try_webhook
from connectors.errors import ProgramGone, ProgramSilent
from desk.accounts import ApiToken, Scope, make_api_token, revoke_api_token
from desk.errors import InvalidEntry
from desk.identifiers import AccountId, WebhookId
from desk.said import said, told
from desk.webhooks import EVENTS, Webhook, open_webhook, renew_secret
from desk.webhooks import close_webhook as close_one
from desk.webhooks import webhooks as every_webhook
from planner.errors import NotFound
from planner.ports import Work

_LONGEST_NAME = 60
_GONE = Refused(said("Cette adresse a déjà été retirée."))


def programs(caller: Caller, slug: str) -> ProgramsView:
    """Return who may ask and who is told."""
    firm, person = firm_for(caller, slug, Role.MANAGEMENT)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        tokens = sorted(work.of(ApiToken).find(), key=lambda one: (one.made_at, one.id))
        return ProgramsView(
            firm=firm_view(house, firm),
            person=person,
            tokens=tuple(map(_token_line, tokens)),
            webhooks=tuple(map(webhook_line, every_webhook(work))),
            scopes=tuple(Scope),
            events=tuple(EVENTS.values()),
        )


def make_token(caller: Caller, slug: str, form: TokenForm) -> Done | Refused:
    """Let a program in; its secret is in this answer and nowhere else."""
    firm, person = firm_for(caller, slug, Role.MANAGEMENT)
    name, fields = " ".join(form.name.split()), {}
    if not 0 < len(name) <= _LONGEST_NAME:
        fields["name"] = said("Donnez-lui un nom de {most} lettres au plus.", most=_LONGEST_NAME)
    if not form.scopes or not set(form.scopes) <= set(Scope):
        fields["scopes"] = said("Choisissez ce que ce logiciel peut faire.")
    if fields:
        return to_mend(fields)

    def command(work: Work) -> str:
        return make_api_token(work, name, map(Scope, form.scopes), made_by=AccountId(person.person))[1]

    token = house_of(caller).transactions.write(firm.id, noted(person, "make_token", command))
    return Done(said("Copiez ce jeton dans ce logiciel : il ne sera plus montré."), to_copy=token)


def revoke_token(caller: Caller, slug: str, *, token: str) -> Done:
    """Shut a program out; one that is out already stays so."""
    firm, person = firm_for(caller, slug, Role.MANAGEMENT)
    command = noted(person, "revoke_token", lambda work: revoke_api_token(work, token), token)
    house_of(caller).transactions.write(firm.id, command)
    return Done(said("Ce logiciel n’entre plus."))


def add_webhook(caller: Caller, slug: str, form: WebhookForm) -> Done | Refused:
    """Have a program told; the secret that signs for it is in this answer and nowhere else."""
    firm_for(caller, slug, Role.MANAGEMENT)
    if not form.events:
        return to_mend({"events": said("Choisissez ce qui doit être annoncé.")})
    try:
        _, secret = opened_webhook(caller, slug, form.url.strip(), form.events)
    except InvalidEntry as error:
        return to_mend({"url": told(error)})
    return _to_copy(secret)


def opened_webhook(caller: Caller, slug: str, url: str, events: Collection[str]) -> tuple[Webhook, str]:
    """Return a webhook that was opened, and its secret.

    Raises:
        InvalidEntry: it cannot be opened like this; says why.
    """
    firm, person = firm_for(caller, slug, Role.MANAGEMENT)
    house = house_of(caller)

    def command(work: Work) -> tuple[Webhook, str]:
        plain, by = house.settings.private_addresses, AccountId(person.person)
        return open_webhook(work, house.seal, url, events, made_by=by, plain=plain)

    return house.transactions.write(firm.id, noted(person, "open_webhook", command))


def renew_webhook(caller: Caller, slug: str, *, webhook: str) -> Done | Refused:
    """Give a webhook another secret; the one before works for a day, until the program knows the new one."""
    firm, person = firm_for(caller, slug, Role.MANAGEMENT)
    house = house_of(caller)

    def command(work: Work) -> str:
        return renew_secret(work, house.seal, WebhookId(webhook))

    renewed = noted(person, "renew_webhook", command, webhook)
    return _unless_gone(lambda: _to_copy(house.transactions.write(firm.id, renewed)))


def check_webhook(caller: Caller, slug: str, *, webhook: str) -> Done | Refused:
    """Send a message that only tries; where it is taken, everything is told again."""
    firm, _ = firm_for(caller, slug, Role.MANAGEMENT)
    house = house_of(caller)

    def tried() -> Done | Refused:
        try:
            try_webhook(house, firm.id, WebhookId(webhook))
        except (ProgramSilent, ProgramGone) as error:
            return Refused(said("Le message d’essai n’est pas arrivé. {why}", why=told(error)))
        return Done(said("Le message d’essai est arrivé."))

    return _unless_gone(tried)


def close_webhook(caller: Caller, slug: str, *, webhook: str) -> Done:
    """Have a program told nothing any more."""
    firm, person = firm_for(caller, slug, Role.MANAGEMENT)
    command = noted(person, "close_webhook", lambda work: close_one(work, WebhookId(webhook)), webhook)
    house_of(caller).transactions.write(firm.id, command)
    return Done(said("Ce logiciel n’est plus prévenu."))


def webhook_line(webhook: Webhook) -> WebhookLine:
    """Return a webhook as lists show it."""
    return WebhookLine(
        webhook.id,
        webhook.url,
        tuple(name for name in EVENTS.values() if name in webhook.events),
        webhook.made_at,
        webhook.told_at,
        webhook.trouble,
        webhook.failing_since,
        webhook.stopped,
    )


def _token_line(token: ApiToken) -> TokenLine:
    scopes = tuple(scope.value for scope in Scope if scope in token.scopes)
    return TokenLine(token.id, token.name, token.prefix, scopes, token.made_at, token.last_used_at)


def _to_copy(secret: str) -> Done:
    return Done(said("Copiez ce secret dans le logiciel prévenu : il ne sera plus montré."), to_copy=secret)


def _unless_gone(act: Callable[[], Done | Refused]) -> Done | Refused:
    try:
        return act()
    except NotFound:
        return _GONE
