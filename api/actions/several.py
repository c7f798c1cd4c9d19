"""What a dispatcher does with several appointments in one go: another technician, kept where they are, or let go."""

from collections.abc import Callable, Collection, Mapping
from functools import partial

from api.actions.common import actor_of, firm_for, house_of, in_words
from api.actions.steering import STEERING, wish_for
from api.sheets import Details
from api.views import Caller, Done, Refused
from desk.said import counted, said, together, told
from planner.appointments import Appointment
from planner.board import Board
from planner.errors import Refused as NotPossible
from planner.identifiers import AppointmentId, TechnicianId
from planner.ports import Work
from planner.reasons import why_not
from planner.routes import Pinned
from planner.several import entrust, pin_all
from planner.technicians import Technician
from planner.working_days import local_day

_NOBODY = Refused(said("Choisissez au moins un rendez-vous."))
_NAMED = 3
"""So many of those refused are named: the answer travels in a cookie, which holds 4 kB."""
_KEPT = {
    Pinned.TECHNICIAN: said("chez son technicien, quoi que gagne un autre planning"),
    Pinned.HOUR: said("chez son technicien et à son heure"),
    None: said("libre de changer de place"),
}


def entrust_several(caller: Caller, slug: str, *, appointments: Collection[str], technician: str) -> Done | Refused:
    """Have one technician keep several promises, each in its window: what is possible is done, the rest is named.

    All that is done is one step of history, so that undoing it once takes it all back.
    """
    firm, person = firm_for(caller, slug, *STEERING)
    house = house_of(caller)
    if not appointments:
        return _NOBODY
    if not technician:
        return Refused(said("Choisissez un technicien."))
    whose, keys = TechnicianId(technician), [AppointmentId(key) for key in dict.fromkeys(appointments)]
    board = house.boards.of(firm.id)

    def command(work: Work) -> tuple[str, dict[AppointmentId, NotPossible]]:
        return work.of(Technician).get(whose).name, entrust(work, keys, whose, board, actor=actor_of(person))

    name, errors = house.transactions.write(firm.id, command)
    given = len(keys) - len(errors)
    with house.transactions.read(firm.id) as work:
        why = partial(_why, work, technician_id=whose, board=board, language=caller.language)
        refused = _told(work, errors, why)
    if not given:
        return Refused(together(said("Rien n’a été confié à {name}.", name=name), refused))
    done = counted(
        "{count} rendez-vous chez {name}, même promesse.",
        "{count} rendez-vous chez {name}, mêmes promesses.",
        given,
        name=name,
    )
    return Done(together(done, refused), partly=True) if refused else Done(done)


def pin_several(caller: Caller, slug: str, *, appointments: Collection[str], pinned: str = "") -> Done | Refused:
    """Keep several appointments with their technicians ("technician"), also at their hours ("hour"), or free ("")."""
    firm, person = firm_for(caller, slug, *STEERING)
    if not appointments:
        return _NOBODY
    keys = [AppointmentId(key) for key in dict.fromkeys(appointments)]
    chosen = next((one for one in Pinned if one.value == pinned), None)

    transactions = house_of(caller).transactions
    errors = transactions.write(firm.id, lambda work: pin_all(work, keys, chosen, actor=actor_of(person)))
    done = len(keys) - len(errors)
    with transactions.read(firm.id) as work:
        refused = _told(work, errors)
    if not done:
        return Refused(refused)
    kept = counted("{count} rendez-vous : {kept}.", "{count} rendez-vous : chacun {kept}.", done, kept=_KEPT[chosen])
    return Done(together(kept, refused), partly=True) if refused else Done(kept)


def _told(
    work: Work, errors: Mapping[AppointmentId, NotPossible], why: Callable[[AppointmentId], str] = lambda _key: ""
) -> str:
    """Return who could not be served, and why: the first by name, the others counted.

    `why` may know more about one of them than his error says; only those named are looked into.
    """
    if not errors:
        return ""
    named = list(errors)[:_NAMED]
    details = Details.of(work, named)
    names = {key: details.appointment_view(details.appointments[key]).customer_name for key in named}
    refusals = [
        said("Pas possible pour {name} : {why}", name=names[key], why=_whole(why(key) or told(errors[key])))
        for key in named
    ]
    rest = len(errors) - len(named)
    more = [counted("… et {count} autre.", "… et {count} autres.", rest)] if rest else []
    return together(*refusals, *more)


def _whole(words: str) -> str:
    return words if words.endswith(".") else together(words, ".", by="")


def _why(work: Work, key: AppointmentId, technician_id: TechnicianId, board: Board, language: str) -> str:
    """Return what of the plan as it stands now keeps a technician from a promise."""
    one = work.of(Appointment).get(key)
    if one.site_id is None or not one.movable:
        return ""
    wish = wish_for(work, one, local_day(one.window.start, work.firm.zone))
    return " ".join(in_words(why, language) for why in why_not(work, wish, technician_id, one.window, board))
