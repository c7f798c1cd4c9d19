"""What can go wrong with a calendar, and what to say then.

CalendarError
├── InvalidEntry            an entry no calendar could hold: an end before its start, an unknown zone
├── InvalidInvitation       a message that mail programs would refuse or ignore
├── FeedTooLarge            more entries than a subscriber should ever be sent
├── UnreadableCalendar      the file as a whole is no calendar, or is too large to read
├── Poisoned                one object of a foreign calendar, left out so that the others survive
│   ├── BrokenObject        cut short, unparsable, or without a usable start
│   ├── UnknownZone         its hours belong to a time zone nobody can name
│   ├── EndsBeforeStart     it would last less than nothing
│   └── EndlessRule         its repetition would produce more occurrences than a life has
├── UnreadableRequest       what a program asks of a calendar of ours is no question
├── ConditionUnmet          … or goes against a condition of the protocol, which the answer names
├── CalendarEmptied         most of what stood in a calendar is gone at once: somebody has to say that it is meant
└── RemoteFailed            a calendar elsewhere did not do what it was asked
    ├── ChangedMeanwhile    somebody else was faster: read again, then decide
    ├── OutcomeUnknown      the answer was lost: it may have been done, or not
    ├── TokenRefused        it no longer knows what was read last: read everything
    ├── ObjectRefused       it will not hold this object
    ├── Throttled           it asks for patience
    ├── AccessLost          the password or permission is no longer good
    ├── CalendarGone        the calendar itself is no longer there
    └── AddressForbidden    its address leads to our own machine or network
"""


class CalendarError(Exception):
    """Ce calendrier ne peut pas être traité."""

    def __init__(self, detail: str = "", **values: object) -> None:
        """`detail` says more than the situation's own sentence; `{name}` in it stands for the value of that name."""
        super().__init__(*filter(None, [detail]))
        self.values = values

    def __str__(self) -> str:
        """Answer the detail given, or the situation's own sentence."""
        sentence = super().__str__() or (self.__doc__ or type(self).__name__).strip().splitlines()[0]
        return sentence.format_map(self.values) if self.values else sentence


class InvalidEntry(CalendarError):
    """Cette entrée ne peut pas figurer dans un calendrier."""


class InvalidInvitation(CalendarError):
    """Cette invitation serait refusée par les messageries."""


class FeedTooLarge(CalendarError):
    """Ce calendrier contient trop d’entrées pour un abonnement."""


class UnreadableCalendar(CalendarError):
    """Ce fichier n’est pas un calendrier lisible."""


class Poisoned(CalendarError):
    """Cet événement ne peut pas être lu."""


class BrokenObject(Poisoned):
    """Cet événement est incomplet ou abîmé."""


class UnknownZone(Poisoned):
    """Cet événement est dans un fuseau horaire inconnu."""


class EndsBeforeStart(Poisoned):
    """Cet événement finit avant de commencer."""


class EndlessRule(Poisoned):
    """La répétition de cet événement produit trop d’occurrences."""


class UnreadableRequest(CalendarError):
    """Cette demande n’est pas lisible."""


class ConditionUnmet(CalendarError):
    """Cette demande ne respecte pas une condition du protocole."""

    def __init__(self, condition: str, path: str = "") -> None:
        """`condition` is the name of its XML element, `path` the address of what stands in the way."""
        super().__init__()
        self.condition, self.path = condition, path


class CalendarEmptied(CalendarError):
    """Presque tout ce que contenait ce calendrier a disparu d’un coup : confirmez avant que rien ne soit effacé."""


class RemoteFailed(CalendarError):
    """Le calendrier distant n’a pas répondu comme prévu."""


class ChangedMeanwhile(RemoteFailed):
    """Cet événement a changé entre-temps."""


class OutcomeUnknown(RemoteFailed):
    """La réponse s’est perdue : on ne sait pas si le calendrier distant a fait ce qui était demandé."""


class TokenRefused(RemoteFailed):
    """Le calendrier distant ne sait plus ce qui a été lu : il faut tout relire."""


class ObjectRefused(RemoteFailed):
    """Le calendrier distant refuse cet événement."""


class Throttled(RemoteFailed):
    """Le calendrier distant demande de patienter."""

    def __init__(self, detail: str = "", retry_after: float = 0, **values: object) -> None:
        """`retry_after` is in seconds; 0 when it did not say."""
        super().__init__(detail, **values)
        self.retry_after = retry_after


class AccessLost(RemoteFailed):
    """Le calendrier distant n’accepte plus cet accès : reconnectez-le."""


class CalendarGone(RemoteFailed):
    """Ce calendrier n’existe plus à cette adresse."""


class AddressForbidden(RemoteFailed):
    """Cette adresse mène à une machine interne : seules les adresses publiques sont acceptées."""
