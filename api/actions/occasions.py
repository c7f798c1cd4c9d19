"""Direction says what will make people ring more or less, so that forecasts of the days it lasts follow."""

from collections.abc import Collection, Iterable
from datetime import date

from api.actions.common import firm_for, house_of, to_mend
from api.actions.typed import read_day
from api.views import Caller, Done, OccasionView, Refused, Role
from desk.identifiers import OccasionId
from desk.occasions import LONGEST, MOST, Occasion, note_occasion
from desk.said import said
from planner.ports import Work

_LONGEST_NAME = 60


def occasions_view(every: Collection[Occasion], today: date) -> tuple[OccasionView, ...]:
    """Return the occasions that are not over, the next one first."""
    over = {one.name for one in every if one.last < today}
    ahead = sorted((one for one in every if one.last >= today), key=lambda one: (one.first, one.name))
    return tuple(OccasionView(one.id, one.name, one.first, one.last, one.name in over) for one in ahead)


def occasion_names(every: Iterable[Occasion]) -> tuple[str, ...]:
    """Return the names already used, in order."""
    return tuple(sorted({one.name for one in every}, key=str.casefold))


def add_occasion(caller: Caller, slug: str, *, name: str, first: str, last: str = "") -> Done | Refused:
    """Keep an occasion from one day through another (the same, when none is given)."""
    firm, _ = firm_for(caller, slug, Role.MANAGEMENT)
    called, begins, ends, fields = " ".join(name.split()), read_day(first), read_day(last or first), {}
    if not 0 < len(called) <= _LONGEST_NAME:
        fields["name"] = said("Donnez-lui un nom de {most} lettres au plus.", most=_LONGEST_NAME)
    if begins is None:
        fields["first"] = said("Indiquez le premier jour.")
    elif ends is None or not begins <= ends < begins + LONGEST:
        fields["last"] = said("Le dernier jour suit le premier, de trois mois au plus.")
    if fields or begins is None or ends is None:
        return to_mend(fields)

    def command(work: Work) -> bool:
        names = {one.casefold() for one in occasion_names(work.of(Occasion).find())}
        if called.casefold() not in names and len(names) >= MOST:
            return False
        note_occasion(work, called, begins, ends)
        return True

    if not house_of(caller).transactions.write(firm.id, command):
        return to_mend({"name": said("{most} noms servent déjà : reprenez l’un d’eux, ou retirez-en.", most=MOST)})
    return Done(said("C’est noté : la prévision de cette nuit en tient compte."))


def remove_occasion(caller: Caller, slug: str, *, occasion: str) -> Done:
    """Take an occasion back; one that is gone already stays so."""
    firm, _ = firm_for(caller, slug, Role.MANAGEMENT)
    house_of(caller).transactions.write(firm.id, lambda work: work.of(Occasion).remove(OccasionId(occasion)))
    return Done(said("C’est retiré : la prévision de cette nuit ne l’attend plus."))
