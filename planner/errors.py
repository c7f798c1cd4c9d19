"""What can go wrong in the planner, and what to say then.

PlannerError
├── NotFound                  the thing named is not this firm's, or is nowhere
├── InvalidConfiguration      a firm, technician or service that no plan could honour
└── Refused                   understood, and not possible now
    ├── SlotTaken             somebody else was faster, or the plan has changed
    ├── HoldExpired           the customer took longer than the hold lasts
    ├── OutsidePromise        an hour outside the window that the customer was promised
    ├── OutsideHorizon        too soon, or too far ahead, for this service
    ├── OutsideAreas          the firm does not serve this place
    ├── PlaceUnknown          nobody has said where the appointment is
    ├── NotAllowedNow         the appointment's state does not allow this step
    ├── TooLate               the cut-off for changes by the customer has passed
    ├── OfferLapsed           a freed place was offered until a moment that has passed
    ├── RouteChanged          the route was saved by somebody else meanwhile
    ├── ProposalStale         the proposal no longer describes the plan
    ├── LinesInseparable      some lines of a proposal only work together with others
    ├── UndoRefused           reality has overtaken what should be undone
    └── KeyReused             one idempotency key was sent with two different requests
"""


class PlannerError(Exception):
    """Something the planner cannot do."""

    def __init__(self, detail: str = "", **values: object) -> None:
        """`detail` says more than the situation's own sentence; `{name}` in it stands for the value of that name."""
        super().__init__(*filter(None, [detail]))
        self.values = values

    def __str__(self) -> str:
        """Answer the detail given, or the situation's own sentence."""
        sentence = super().__str__() or (self.__doc__ or type(self).__name__).strip().splitlines()[0]
        return sentence.format_map(self.values) if self.values else sentence


class NotFound(PlannerError):
    """Cet élément n’existe pas ou n’existe plus."""


class InvalidConfiguration(PlannerError):
    """Ce réglage ne permettrait aucun planning valable."""


class Refused(PlannerError):
    """Cette demande n’est pas possible actuellement."""


class SlotTaken(Refused):
    """Ce créneau vient d’être pris."""


class HoldExpired(Refused):
    """Le créneau n’était gardé que quelques minutes et ce délai est passé."""


class OutsidePromise(Refused):
    """Cette heure est en dehors de la plage promise au client."""


class OutsideHorizon(Refused):
    """Cette date est trop proche ou trop lointaine pour cette prestation."""


class OutsideAreas(Refused):
    """Cette adresse est en dehors de nos secteurs d’intervention."""


class PlaceUnknown(Refused):
    """Le lieu de ce rendez-vous n’est pas connu."""


class NotAllowedNow(Refused):
    """L’état du rendez-vous ne permet pas cette action."""


class TooLate(Refused):
    """Le délai pour modifier ce rendez-vous en ligne est passé."""


class OfferLapsed(Refused):
    """Le délai pour répondre à cette place est passé."""


class RouteChanged(Refused):
    """La tournée a été modifiée entre-temps."""


class ProposalStale(Refused):
    """Le planning a changé depuis cette proposition."""


class LinesInseparable(Refused):
    """Ces changements ne tiennent pas sans d’autres lignes de la proposition : acceptez-les ensemble."""


class UndoRefused(Refused):
    """Cette action ne peut plus être annulée."""


class KeyReused(Refused):
    """Cette clé d’idempotence a déjà servi pour une autre demande."""
