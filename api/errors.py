"""What can go wrong at the door, and what to say then.

DoorError
├── UnsafeSettings         the server would not be safe, or could not work, with these settings
├── SignInNeeded           nobody is signed in, or the session is over
├── Forbidden              signed in, and not allowed to do this
├── ForgedRequest          the request did not come from one of our own pages
├── LinkInvalid            a signed link, offer or hold that this house did not make
│   └── LinkExpired        … or made too long ago
├── KeyMissing             a request that may be retried needs an Idempotency-Key
├── ConditionMissing       a change needs the version it was based on (If-Match)
├── Outdated               the thing has changed since the version the caller has read
├── NotUnderstood          a value in the request is not what it should be
├── OutlookNotSetUp        this server is not registered with Microsoft
├── ProviderFailed         signing in at a firm's identity provider did not work
│   ├── SignInExpired      … this browser did not set out, or too long ago, or has come back already
│   ├── SignInDeclined     … the person, or the provider, refused
│   ├── ProviderAway       … it does not answer, or not as the standard says
│   └── ProviderRefused    … its answer does not prove who it is
├── TooLarge               more was sent than a request may weigh
└── CommandRefused         a command cannot be run now
    ├── ServerRunning      only the server writes to its database file
    ├── DatabaseBehind     the database is older than this program
    ├── DatabaseAhead      the database is newer than this program
    ├── FirmNotSaid        there are several firms, or none
    ├── BackupUnreadable   the file to restore is not a whole backup
    ├── FileUnreadable     the file to read is not there, or cannot be opened
    └── FileUnwritable     there can be no file of that name there
"""


class DoorError(Exception):
    """Une demande que la porte ne laisse pas passer."""

    def __init__(self, detail: str = "", **values: object) -> None:
        """`detail` says more than the situation's own sentence; `{name}` in it stands for the value of that name."""
        super().__init__(*filter(None, [detail]))
        self.values = values

    def __str__(self) -> str:
        """Answer the detail given, or the situation's own sentence."""
        sentence = super().__str__() or (self.__doc__ or "").strip().splitlines()[0]
        return sentence.format_map(self.values) if self.values else sentence


class UnsafeSettings(DoorError):
    """Ces réglages ne permettent pas de démarrer sans danger."""


class SignInNeeded(DoorError):
    """Connectez-vous pour continuer."""


class Forbidden(DoorError):
    """Votre compte ne permet pas cette action."""


class ForgedRequest(DoorError):
    """Cette demande ne vient pas d’une de nos pages ; rechargez la page et recommencez."""


class LinkInvalid(DoorError):
    """Ce lien n’est pas valable."""


class LinkExpired(LinkInvalid):
    """Ce lien n’est plus valable : son délai est passé."""


class KeyMissing(DoorError):
    """Cette demande doit porter un en-tête Idempotency-Key, pour pouvoir être répétée sans risque."""


class ConditionMissing(DoorError):
    """Cette modification doit porter un en-tête If-Match : la version sur laquelle elle s’appuie."""


class Outdated(DoorError):
    """L’élément a changé depuis que vous l’avez lu ; relisez-le puis recommencez."""


class NotUnderstood(DoorError):
    """Une valeur de la demande n’est pas comprise."""


class OutlookNotSetUp(DoorError):
    """Outlook n’est pas relié à ce serveur : son exploitant doit d’abord l’enregistrer chez Microsoft."""


class ProviderFailed(DoorError):
    """Cette connexion n’a pas abouti : recommencez."""


class SignInExpired(ProviderFailed):
    """Cette connexion a expiré, a déjà servi, ou n’a pas commencé dans ce navigateur : recommencez."""


class SignInDeclined(ProviderFailed):
    """Le fournisseur n’a pas laissé entrer : recommencez avec votre compte de travail, ou demandez-y l’accès."""


class ProviderAway(ProviderFailed):
    """Le fournisseur ne répond pas comme prévu : réessayez dans un instant ; si cela dure, prévenez la direction."""


class ProviderRefused(ProviderFailed):
    """La réponse du fournisseur ne prouve pas qui vous êtes : recommencez ; si cela dure, prévenez la direction."""


class TooLarge(DoorError):
    """La demande est trop volumineuse."""


class CommandRefused(DoorError):
    """Cette commande n’est pas possible actuellement."""


class ServerRunning(CommandRefused):
    """Un serveur utilise cette base de données."""


class DatabaseBehind(CommandRefused):
    """La base de données n’est pas à jour : lancez d’abord « creneau migrate »."""


class DatabaseAhead(CommandRefused):
    """La base de données vient d’une version plus récente : lancez celle-là, ou restaurez une sauvegarde d’avant."""


class FirmNotSaid(CommandRefused):
    """Dites de quelle entreprise il s’agit."""


class BackupUnreadable(CommandRefused):
    """Ce fichier n’est pas une sauvegarde entière de Créneau."""


class FileUnreadable(CommandRefused):
    """Ce fichier ne se lit pas."""


class FileUnwritable(CommandRefused):
    """Ce fichier ne peut pas s’écrire."""
