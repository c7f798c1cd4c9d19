"""What a dispatcher does with several appointments in one go: another technician, kept where they are, or let go."""

from collections.abc import Collection

from api.actions.common import actor_of, firm_for, house_of, in_words
from api.actions.steering import STEERING
from api.sheets import Details
from api.views import Caller, Done, Refused
from desk.said import counted, said, together, told
from planner.appointments import Appointment
from planner.identifiers import AppointmentId, TechnicianId
from planner.ports import Work
from planner.reasons import why_not
from planner.routes import Pinned
from planner.several import entrust, pin_all
from planner.sites import Site
from planner.slots import Board, Wish
from planner.technicians import Technician
from planner.working_days import local_day

_NOBODY = Refused(said("Choisissez au moins un rendez-vous."))
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

    def command(work: Work) -> tuple[str, int, str]:
        name = work.of(Technician).get(whose).name
        refused = entrust(work, keys, whose, board, actor=actor_of(person))
        reasons = {key: _why(work, key, whose, board, caller.language) or told(error) for key, error in refused.items()}
        return name, len(keys) - len(refused), _told(work, reasons)

    name, given, refused = house.transactions.write(firm.id, command)
    if not given:
        return Refused(together(said("Rien n’a été confié à {name}.", name=name), refused))
    done = counted(
        "{count} rendez-vous chez {name}, même promesse.",
        "{count} rendez-vous chez {name}, mêmes promesses.",
        given,
        name=name,
    )
    return Done(together(done, refused) if refused else done)


def pin_several(caller: Caller, slug: str, *, appointments: Collection[str], pinned: str = "") -> Done | Refused:
    """Keep several appointments with their technicians ("technician"), also at their hours ("hour"), or free ("")."""
    firm, person = firm_for(caller, slug, *STEERING)
    if not appointments:
        return _NOBODY
    keys = [AppointmentId(key) for key in dict.fromkeys(appointments)]
    chosen = next((one for one in Pinned if one.value == pinned), None)

    def command(work: Work) -> tuple[int, str]:
        refused = pin_all(work, keys, chosen, actor=actor_of(person))
        return len(keys) - len(refused), _told(work, {key: told(error) for key, error in refused.items()})

    done, refused = house_of(caller).transactions.write(firm.id, command)
    if not done:
        return Refused(refused)
    kept = counted("{count} rendez-vous : {kept}.", "{count} rendez-vous : chacun {kept}.", done, kept=_KEPT[chosen])
    return Done(together(kept, refused) if refused else kept)


def _told(work: Work, reasons: dict[AppointmentId, str]) -> str:
    """Return who could not be served, and why, by name."""
    if not reasons:
        return ""
    details = Details.of(work, list(reasons))
    names = ((details.appointment_view(details.appointments[key]).customer_name, why) for key, why in reasons.items())
    return together(*(said("Pas possible pour {name} : {why}", name=name, why=_whole(why)) for name, why in names))


def _whole(words: str) -> str:
    return words if words.endswith(".") else together(words, ".", by="")


def _why(work: Work, key: AppointmentId, technician_id: TechnicianId, board: Board, language: str) -> str:
    """Return what of the plan as it stands now keeps a technician from a promise."""
    one = work.of(Appointment).get(key)
    if one.site_id is None or not one.movable:
        return ""
    site, day = work.of(Site).get(one.site_id), local_day(one.window.start, work.firm.zone)
    wish = Wish(one.service_id, site.position, site.postcode, day, day, one.id, by_firm=True)
    return " ".join(in_words(why, language) for why in why_not(work, wish, technician_id, one.window, board))
