"""What can go wrong between us and an outside service, and what to say then.

ConnectorError
├── UnknownService            a URL in the settings that no adapter understands
├── UnsafeMail                an address or header that could smuggle something into the message
├── MailUndelivered           the mail server is away or asks to come back later: try again
├── MailRefused               the mail server will never take this message: do not try again
├── SmsUndelivered            the gateway of short messages is away: try again
├── SmsRefused                the gateway, or common sense, will never take this message: do not try again
├── ProgramSilent             a program that is told by webhook does not take it: try again
├── ProgramGone               … or wants nothing any more: do not try again
├── MailUnreachable           a mailbox that cannot be read now: try again
├── PlacesUnavailable         the address service does not answer, or answers nonsense
├── ProviderUnavailable       an identity provider does not answer, or not as the standard says
├── IdentityUnproven          what an identity provider answers does not prove who somebody is
└── UnreadableAddresses       a file that is not the national address base
"""


class ConnectorError(Exception):
    """Un service extérieur ne répond pas comme attendu."""

    def __str__(self) -> str:
        """Answer the detail given, or the situation's own sentence."""
        detail = super().__str__()
        return detail or (self.__doc__ or type(self).__name__).strip().splitlines()[0]


class UnknownService(ConnectorError):
    """Cette adresse de service n'est pas comprise."""


class UnsafeMail(ConnectorError):
    """Ce message contient une adresse ou un en-tête dangereux."""


class MailUndelivered(ConnectorError):
    """Le serveur de messagerie ne répond pas : le message partira plus tard."""


class MailRefused(ConnectorError):
    """Le serveur de messagerie refuse ce message."""


class SmsUndelivered(ConnectorError):
    """La passerelle de SMS ne répond pas : le SMS partira plus tard."""


class SmsRefused(ConnectorError):
    """La passerelle refuse ce SMS."""


class ProgramSilent(ConnectorError):
    """Ce programme ne répond pas comme attendu."""


class ProgramGone(ConnectorError):
    """Ce programme répond qu’il ne veut plus rien recevoir (410)."""


class MailUnreachable(ConnectorError):
    """La boîte de réception ne se lit pas pour le moment."""


class PlacesUnavailable(ConnectorError):
    """Le service d'adresses ne répond pas."""


class ProviderUnavailable(ConnectorError):
    """Le fournisseur d'identité ne répond pas comme prévu."""


class IdentityUnproven(ConnectorError):
    """La réponse du fournisseur d'identité ne prouve rien."""


class UnreadableAddresses(ConnectorError):
    """Ce fichier n'est pas un fichier de la Base Adresse Nationale."""
