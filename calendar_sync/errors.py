"""What can go wrong with a calendar, and what to say then.

CalendarError
├── InvalidEntry            an entry no calendar could hold: an end before its start, an unknown zone
├── InvalidInvitation       a message that mail programs would refuse or ignore
├── FeedTooLarge            more entries than a subscriber should ever be sent
├── UnreadableCalendar      the file as a whole is no calendar, or is too large to read
└── Poisoned                one object of a foreign calendar, left out so that the others survive
    ├── BrokenObject        cut short, unparsable, or without a usable start
    ├── UnknownZone         its hours belong to a time zone nobody can name
    ├── EndsBeforeStart     it would last less than nothing
    └── EndlessRule         its repetition would produce more occurrences than a life has
"""


class CalendarError(Exception):
    """Ce calendrier ne peut pas être traité."""

    def __str__(self) -> str:
        """Answer the detail given, or the situation's own sentence."""
        detail = super().__str__()
        return detail or (self.__doc__ or type(self).__name__).strip().splitlines()[0]


class InvalidEntry(CalendarError):
    """Cette entrée ne peut pas figurer dans un calendrier."""


class InvalidInvitation(CalendarError):
    """Cette invitation serait refusée par les messageries."""


class FeedTooLarge(CalendarError):
    """Ce calendrier contient trop d'entrées pour un abonnement."""


class UnreadableCalendar(CalendarError):
    """Ce fichier n'est pas un calendrier lisible."""


class Poisoned(CalendarError):
    """Cet événement ne peut pas être lu."""


class BrokenObject(Poisoned):
    """Cet événement est incomplet ou abîmé."""


class UnknownZone(Poisoned):
    """Cet événement est dans un fuseau horaire inconnu."""


class EndsBeforeStart(Poisoned):
    """Cet événement finit avant de commencer."""


class EndlessRule(Poisoned):
    """La répétition de cet événement produit trop d'occurrences."""
