"""What can go wrong at the service desk, and what to say then.

DeskError
├── InvalidEntry              something typed cannot be read as what it should be
│   ├── UnreadablePhone       not a telephone number
│   ├── UnreadableEmail       not an e-mail address
│   ├── WeakPassword          a password that would be guessed
│   ├── EmailTaken            somebody of the firm signs in with this address already
│   └── TemplateBroken        a message template names something no message knows
├── SignInRefused             address and password do not belong together; never says which is wrong
│   ├── CodeRefused           a code of the second factor that is none of now, or was taken before
│   ├── SignInOver            half a sign-in that took too long, or was begun in another browser
│   ├── PasswordsOff          the firm's people come in by its identity provider alone
│   ├── NotInvited            the provider says who it is, and nobody of the firm has that address
│   └── LinkedElsewhere       … or whoever has it is known there as somebody else
├── NotLinked                 who would switch passwords off has not come in by the provider yet
├── SecondFactorDemanded      the firm's rules ask for a second factor that somebody wants to do without
├── SecondFactorMissing       … or somebody wants to ask it of everybody without having one
├── TooManyAttempts           somebody is guessing, or has forgotten
│   └── TooManyHolds          one place keeps more slots than a household chooses from
├── TooManyWords              a customer has written about one appointment as often as anybody reads in a day
├── SessionOver               nobody, or nobody any more, is signed in with this cookie
├── LinkSpent                 a mailed link has expired, was used, or a later one replaced it
├── TokenRefused              an API token that is unknown, revoked or expired
│   └── ScopeMissing          … or was not made for this
├── FeedClosed                a calendar address that was revoked or never existed
├── AlreadyConnected          a second calendar in step would show each visit twice
├── SealBroken                what was sealed cannot be read with the server's present secret
└── LastManager               without this person nobody could manage the firm
"""

from datetime import timedelta


class DeskError(Exception):
    """Something the service desk cannot do."""

    def __init__(self, detail: str = "", **values: object) -> None:
        """`detail` says more than the situation's own sentence; `{name}` in it stands for the value of that name."""
        super().__init__(*filter(None, [detail]))
        self.values = values

    def __str__(self) -> str:
        """Answer the detail given, or the situation's own sentence."""
        sentence = super().__str__() or (self.__doc__ or type(self).__name__).splitlines()[0]
        return sentence.format_map(self.values) if self.values else sentence


class InvalidEntry(DeskError):
    """Cette saisie n’est pas valable."""


class UnreadablePhone(InvalidEntry):
    """Ce numéro de téléphone n’est pas lisible : écrivez-le comme 06 12 34 56 78."""


class UnreadableEmail(InvalidEntry):
    """Cette adresse e-mail n’est pas lisible : écrivez-la comme prenom.nom@exemple.fr."""


class WeakPassword(InvalidEntry):
    """Ce mot de passe serait deviné : prenez au moins 12 caractères, par exemple quatre mots sans rapport."""


class EmailTaken(InvalidEntry):
    """Cette adresse e-mail sert déjà à une personne de l’entreprise."""


class TemplateBroken(InvalidEntry):
    """Ce modèle de message contient un mot que nous ne savons pas remplacer."""


class SignInRefused(DeskError):
    """L’adresse e-mail ou le mot de passe est incorrect."""


class CodeRefused(SignInRefused):
    """Ce code n’est pas le bon, ou il a déjà servi : attendez le suivant."""


class SignInOver(SignInRefused):
    """Cette connexion a pris trop de temps, ou a commencé dans un autre navigateur : recommencez."""


class PasswordsOff(SignInRefused):
    """Votre entreprise n’entre pas par mot de passe : entrez par le bouton de cette page."""


class NotInvited(SignInRefused):
    """Personne n’est invité à cette adresse, ou elle n’est pas vérifiée : demandez une invitation à la direction."""


class LinkedElsewhere(SignInRefused):
    """Cette adresse est reliée à un autre compte : la direction peut l’en détacher (Réglages, Connexion)."""


class NotLinked(DeskError):
    """Entrez d’abord une fois par ce fournisseur vous-même : sinon vous ne pourriez plus entrer."""


class SecondFactorDemanded(DeskError):
    """Votre entreprise demande un second facteur : vous pouvez le renouveler, pas vous en passer."""


class SecondFactorMissing(DeskError):
    """Activez d’abord votre propre second facteur : sinon vous ne pourriez plus entrer."""


class TooManyAttempts(DeskError):
    """Trop d'essais : patientez avant de recommencer. `wait` tells how long."""

    sentence = "Trop d’essais : patientez {minutes} min avant de recommencer."

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        minutes = max(1, -(-wait // timedelta(minutes=1)))
        super().__init__(self.sentence, minutes=minutes)


class TooManyHolds(TooManyAttempts):
    """Vous gardez déjà beaucoup de créneaux : confirmez-en un, ou patientez."""

    sentence = "Vous gardez déjà beaucoup de créneaux : confirmez-en un, ou patientez {minutes} min."


class TooManyWords(DeskError):
    """Vous nous avez déjà écrit plusieurs fois aujourd’hui : si c’est pressé, appelez-nous."""


class SessionOver(DeskError):
    """Votre session est terminée : connectez-vous à nouveau."""


class LinkSpent(DeskError):
    """Ce lien a expiré ou a déjà servi : demandez-en un nouveau."""


class TokenRefused(DeskError):
    """Ce jeton d’accès n’est pas reconnu."""


class ScopeMissing(TokenRefused):
    """Ce jeton d’accès ne permet pas cette action."""


class FeedClosed(DeskError):
    """Cette adresse d’agenda n’existe pas ou n’existe plus."""


class AlreadyConnected(DeskError):
    """Un agenda suit déjà les passages de ce technicien."""


class SealBroken(DeskError):
    """Ce qui a été chiffré ne se lit plus : le secret du serveur a changé."""


class LastManager(DeskError):
    """Il faut qu’une personne au moins garde le rôle de direction."""
