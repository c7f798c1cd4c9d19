"""Open a firm, let people in, and hand a firm everything it has."""

from pathlib import Path
from typing import Annotated

import typer

from api import migrations
from api.commands.common import (
    BY_OPERATOR,
    FirmOption,
    JsonOption,
    alone,
    console,
    finish,
    firm_named,
    reading_house,
    writing_house,
)
from api.commands.files import writable
from api.errors import CommandRefused
from api.settings import read_settings
from desk.accounts import (
    Account,
    Newcomer,
    Role,
    account_with,
    add_account,
    allow_passwords,
    check_password,
    hash_password,
    invite,
    reset_factor,
)
from desk.export import export_firm
from desk.setup import Founder, NewFirm, create_firm
from planner.history import note
from planner.ports import Work

firms = typer.Typer(help="Les entreprises de ce serveur.", no_args_is_help=True)
users = typer.Typer(help="Les personnes d'une entreprise.", no_args_is_help=True)
_ROLES = {"assistante": Role.DISPATCHER, "technicien": Role.TECHNICIAN, "direction": Role.MANAGEMENT}
_PERSON = typer.Option(
    "--person", prompt="Nom de la première personne", help="Nom de la première personne, qui fera entrer les autres."
)
_EMAIL = typer.Option(
    "--email", prompt="Son adresse e-mail", help="Adresse e-mail de cette personne, avec laquelle elle se connecte."
)
Password = Annotated[
    str,
    typer.Option(
        "--password",
        prompt="Mot de passe",
        hide_input=True,
        confirmation_prompt=True,
        envvar="CRENEAU_PASSWORD",
        help="Demandé s'il n'est pas donné ; plutôt que sur la ligne, dans CRENEAU_PASSWORD.",
    ),
]


@firms.command("create")
def create(
    name: Annotated[str, typer.Argument(help="Nom de l'entreprise.")],
    person: Annotated[str, _PERSON],
    email: Annotated[str, _EMAIL],
    password: Password,
    *,
    slug: Annotated[str, typer.Option("--slug", help="Adresse publique ; par défaut tirée du nom.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Ouvrir une entreprise, avec sa première personne et les prestations proposées."""
    with alone(settings := read_settings()):
        migrations.migrate(settings.database)
    with writing_house() as house:
        founded = create_firm(house.transactions, NewFirm(name, Founder(person, email, password), slug=slug))
        address = f"{house.settings.address}/f/{founded.firm.slug}"
    console.print(f"{name} est ouverte : {address} ; l'équipe entre par {address}/connexion")
    finish({"firm": founded.firm.slug, "address": address, "email": founded.account.email}, as_json=as_json)


@firms.command("list")
def listed(*, as_json: JsonOption = False) -> None:
    """Les entreprises de ce serveur."""
    with reading_house() as house:
        found = [{"firm": firm.slug, "name": firm.name, "demo": firm.demo} for firm in house.transactions.firms()]
    for firm in found:
        console.print(f"{firm['firm']}  {firm['name']}")
    finish({"firms": found}, as_json=as_json)


@firms.command("allow-passwords")
def let_passwords_in(firm: FirmOption = "", *, as_json: JsonOption = False) -> None:
    """Laisser de nouveau entrer par mot de passe, quand le fournisseur d'identité ne laisse plus entrer personne."""
    with writing_house() as house:
        meant = firm_named(house, firm)
        house.transactions.write(meant.id, _allow_passwords)
    console.print(f"L'équipe de {meant.name} entre aussi par mot de passe ; « Mot de passe oublié » en donne un.")
    finish({"firm": meant.slug, "passwords": True}, as_json=as_json)


@users.command("create")
def add_user(
    name: Annotated[str, typer.Argument(help="Nom de la personne.")],
    email: Annotated[str, typer.Argument(help="Son adresse e-mail.")],
    role: Annotated[str, typer.Option("--role", help="assistante, technicien ou direction.")] = "assistante",
    firm: FirmOption = "",
    password: Annotated[
        str, typer.Option("--password", envvar="CRENEAU_PASSWORD", help="Sans lui, une invitation part par mail.")
    ] = "",
    *,
    as_json: JsonOption = False,
) -> None:
    """Faire entrer une personne : avec un mot de passe, ou par une invitation."""
    if role not in _ROLES:
        raise typer.BadParameter(f"{role} n'est pas un rôle : {', '.join(_ROLES)}.", param_hint="--role")
    with writing_house() as house:
        meant = firm_named(house, firm)
        newcomer = Newcomer(
            email, name, frozenset({_ROLES[role]}), password_hash=_hashed(password, name, email, meant.name)
        )
        welcome = add_account if password else invite
        account = house.transactions.write(meant.id, lambda work: _noted(work, "invite", welcome(work, newcomer)))
    console.print(f"{account.name} peut entrer." if password else f"Une invitation part à {account.email}.")
    finish({"firm": meant.slug, "email": account.email, "role": role, "invited": not password}, as_json=as_json)


@users.command("reset-second-factor")
def reset_second_factor(
    email: Annotated[str, typer.Argument(help="L'adresse e-mail de la personne.")],
    firm: FirmOption = "",
    *,
    as_json: JsonOption = False,
) -> None:
    """Effacer le second facteur de quelqu'un qui ne peut plus entrer, et fermer ses connexions."""
    with writing_house() as house:
        meant = firm_named(house, firm)
        account = house.transactions.write(meant.id, lambda work: _reset(work, email))
    console.print(f"{account.name} entre de nouveau avec son mot de passe.")
    finish({"firm": meant.slug, "email": account.email}, as_json=as_json)


def export(
    file: Annotated[Path, typer.Argument(help="L'archive à écrire (.zip).", readable=False)],
    firm: FirmOption = "",
    *,
    as_json: JsonOption = False,
) -> None:
    """Remettre à une entreprise tout ce qu'elle a, en tableaux et en données."""
    writable(file)
    with reading_house() as house:
        meant = firm_named(house, firm)
        with house.transactions.read(meant.id) as work:
            content = export_firm(work)
    file.write_bytes(content)
    console.print(f"{file} : {len(content) // 1000} ko")
    finish({"firm": meant.slug, "file": str(file), "bytes": len(content)}, as_json=as_json)


def _allow_passwords(work: Work) -> None:
    allow_passwords(work)
    note(work, "change_settings", BY_OPERATOR)


def _reset(work: Work, email: str) -> Account:
    """Forget the second factor of whoever signs in with an address.

    Raises:
        CommandRefused: nobody does.
    """
    account = account_with(work, email)
    if account is None:
        raise CommandRefused(f"Personne n'entre avec l'adresse {email}.")
    return _noted(work, "reset_factor", reset_factor(work, account.id))


def _noted(work: Work, verb: str, account: Account) -> Account:
    """Return an account once history says what was done to it from here."""
    note(work, verb, BY_OPERATOR, account.id)
    return account


def _hashed(password: str, *known: str) -> str:
    if not password:
        return ""
    check_password(password, *known)
    return hash_password(password)
