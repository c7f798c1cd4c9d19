"""How people sign in, answered with samples: the code 000000 and the password "faux" are refused."""

from collections.abc import Mapping
from datetime import date

from api.views import (
    Caller,
    CameBack,
    CodePage,
    Done,
    EnrolledSession,
    EnrolmentView,
    FactorPage,
    OpenSession,
    OwnAccount,
    PersonAccess,
    ProviderForm,
    RecoveryCodes,
    Refused,
    SessionView,
    SignInSettings,
)
from tests.web.samples import CLAIRE, FIRM, at

OFFERED = EnrolmentView(
    "otpauth://totp/Duret:claire@duret.invalid?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Duret&digits=6&period=30",
    "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    "ticket",
)
CODES = RecoveryCodes(FIRM, tuple(f"{number:012}" for number in range(4821, 4821 + 10 * 90807060, 90807060)))
WRONG = Refused("Ce code n’est pas le bon, ou il a déjà servi : attendez le suivant.", {"code": "Attendez le suivant."})
SESSIONS = (
    OpenSession("s1", "Firefox, Windows", at(8), at(12), here=True),
    OpenSession("s2", "Safari, iPhone", at(8, day=date(2026, 11, 20)), at(9)),
    OpenSession("s3", "", at(8, day=date(2026, 11, 19)), at(7)),
)


def own_account(caller: Caller, slug: str) -> OwnAccount:
    """Three devices, and a second factor with eight codes left."""
    return OwnAccount(FIRM, CLAIRE, SESSIONS, since=at(8), recovery_left=8)


def factor_page(caller: Caller, slug: str, *, ticket: str = "") -> FactorPage:
    """A square to scan."""
    return FactorPage(FIRM, CLAIRE, OFFERED, renews=True)


def make_factor(caller: Caller, slug: str, *, ticket: str, code: str, password: str) -> RecoveryCodes | Refused:
    """Ten codes."""
    return WRONG if code == "000000" else CODES


def give_up_factor(caller: Caller, slug: str, *, password: str) -> Done | Refused:
    """Gives it up."""
    wrong = "Le mot de passe actuel est incorrect."
    return Refused(wrong, {"giving_up": wrong}) if password == "faux" else Done("C’est fait.")


def change_password(caller: Caller, slug: str, *, old: str, new: str) -> Done | Refused:
    """Changes a password."""
    short = "Douze caractères au moins."
    return Done("Votre mot de passe est changé.") if len(new) > 11 else Refused(short, {"password": short})


def close_my_session(caller: Caller, slug: str, *, session: str) -> Done:
    """Closes one."""
    return Done("Cet appareil est déconnecté.")


def sign_out_everywhere(caller: Caller, slug: str) -> Done:
    """Closes all."""
    return Done("Vous êtes déconnecté de tous vos appareils.")


def code_page(caller: Caller, slug: str, *, ticket: str = "") -> CodePage | Refused:
    """A code; with a ticket a telephone to prepare, and too late for "tard"."""
    if ticket == "tard":
        return Refused("Cette connexion a pris trop de temps.")
    return CodePage(FIRM, "Claire Morel", OFFERED if ticket else None)


def give_code(caller: Caller, slug: str, *, code: str) -> SessionView | Refused:
    """Opens a session."""
    return WRONG if code == "000000" else SessionView("token", 3600, CLAIRE)


def give_first_code(caller: Caller, slug: str, *, ticket: str, code: str) -> EnrolledSession | Refused:
    """Opens one, with ten codes."""
    return WRONG if code == "000000" else EnrolledSession(SessionView("token", 3600, CLAIRE), CODES)


def sign_in_settings(caller: Caller, slug: str) -> SignInSettings:
    """Asked of management; one has it, one has not."""
    people = (
        PersonAccess("P1", "Claire Morel", "claire@duret.invalid", at(8), linked=True),
        PersonAccess("P2", "Gaëtan Roche", "gaetan@duret.invalid"),
    )
    provider = ProviderForm("entra", "Microsoft", "11111111-2222-3333-4444-555555555555", application="créneau")
    back = "http://localhost:8000/f/duret/connexion/retour"
    return SignInSettings(FIRM, CLAIRE, "management", people, provider=provider, redirect_uri=back)


def save_second_factor_rule(caller: Caller, slug: str, *, second_factor: str) -> Done | Refused:
    """Keeps it; of everybody it is refused."""
    missing = Refused("Activez d’abord votre propre second facteur : sinon vous ne pourriez plus entrer.")
    return missing if second_factor == "everybody" else Done("C’est enregistré.")


def save_identity_provider(caller: Caller, slug: str, form: ProviderForm) -> Done | Refused:
    """Keeps it, if it has an application."""
    missing = "Indiquez l’identifiant de l’application."
    return Done("C’est enregistré.") if form.application else Refused("Vérifiez.", {"application": missing})


def save_passwords(caller: Caller, slug: str, *, allowed: str) -> Done | Refused:
    """Keeps whether passwords count."""
    return Done("C’est enregistré.")


def unlink_person(caller: Caller, slug: str, *, person: str) -> Done:
    """Forgets the link."""
    return Done("Claire Morel sera de nouveau reconnue à son adresse e-mail.")


def set_out(caller: Caller, slug: str, *, onward: str = "") -> str:
    """Leads nowhere."""
    return "https://comptes.invalid/authorize"


def come_back(caller: Caller, slug: str, *, answer: Mapping[str, str]) -> CameBack | Refused:
    """Opens a session, or says that it is too late."""
    over = "Cette connexion a expiré, a déjà servi, ou n’a pas commencé dans ce navigateur : recommencez."
    return CameBack(SessionView("token", 3600, CLAIRE)) if "code" in answer else Refused(over)


def reset_second_factor(caller: Caller, slug: str, *, person: str) -> Done:
    """Forgets it."""
    return Done("Le second facteur de Gaëtan Roche est effacé.")
