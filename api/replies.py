"""What customers answer to their invitations, from their own agenda, becomes a word to whoever steers.

It changes nothing by itself: anybody can write a mail in anybody's name.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from hashlib import sha256
from threading import Event as Signal

import structlog

from api.calendars import appointment_of
from api.house import House
from calendar_sync import Answer, Reply, read_replies
from connectors.errors import MailUnreachable
from connectors.mail import EnclosedCalendar, ImapFolder, Mark
from desk.customers import addressee
from desk.notices import Notice, notify
from desk.wording import say_moment, say_window
from planner.appointments import CANCELLED, Appointment, State
from planner.firms import Firm
from planner.identifiers import TechnicianId
from planner.ports import Work
from planner.working_days import local_day

EVERY = 60.0  # seconds between two looks at the mailbox
FIRST_SINCE = timedelta(days=14)
"""How far back the mailbox is read after a restart; what was told already is not told again."""

_log = structlog.get_logger("creneau.replies")


class ReplyReader:
    """Looks into the mailbox until `stop`."""

    def __init__(self, house: House, folder: ImapFolder) -> None:
        self._house, self._folder = house, folder
        self._mark = Mark()
        self._stopping = Signal()

    def run(self) -> None:
        """Look every minute; a mailbox that is away comes back."""
        while not self._stopping.is_set():
            try:
                self.look()
            except MailUnreachable as error:
                _log.warning("mailbox_unreachable", error=str(error))
            except Exception:  # noqa: BLE001 - a database that is away comes back
                _log.exception("replies_failed")
            self._stopping.wait(EVERY)

    def stop(self) -> None:
        """Ask `run` to end after the look it is at."""
        self._stopping.set()

    def look(self) -> None:
        """Take in what has come since the last look. Raises MailUnreachable."""
        since = (self._house.clock() - FIRST_SINCE).date()
        found, mark = self._folder.calendars(self._mark, since)
        for one in found:
            take(self._house, one)
        self._mark = mark


def take(house: House, enclosed: EnclosedCalendar) -> None:
    """Leave a word about each answer in a calendar that came by mail, to the firm that it was sent to."""
    firms: dict[str, list[Firm]] = defaultdict(list)
    for firm in house.transactions.firms():
        if firm.email:
            firms[firm.zone_name].append(firm)
    for zone, neighbours in firms.items():
        for reply in read_replies(enclosed.content, method=enclosed.method, zone=zone):
            for firm in _asked(reply, neighbours):
                house.transactions.write(firm.id, partial(note, reply=reply))


def _asked(reply: Reply, firms: Iterable[Firm]) -> list[Firm]:
    return [firm for firm in firms if firm.email.lower() == reply.organizer]


def note(work: Work, reply: Reply) -> None:
    """Leave a word about an answer, once.

    None is left about one to an older invitation than the last, about an appointment that is over, from anybody but the
    customer, or that says yes.
    """
    for appointment in work.of(Appointment).find(id=appointment_of(reply.uid)):
        over = appointment.state in {*CANCELLED, State.HELD} or appointment.window.end <= work.now
        name, email = addressee(work, appointment)
        if over or reply.answer is Answer.ACCEPTED or reply.sequence < appointment.sequence:
            continue
        if not email or email.lower() != reply.attendee:
            _log.warning("reply_of_a_stranger", appointment=appointment.id)
            continue
        route = work.routes.holding(appointment.id)
        technician_id = route.technician_id if route else TechnicianId("")
        day = local_day(appointment.window.start, work.firm.zone)
        text = _sentence(work, appointment, name or email, reply)
        notify(work, Notice(_key(reply), work.now, technician_id, text, day, appointment.id))


def _sentence(work: Work, appointment: Appointment, name: str, reply: Reply) -> str:
    zone = work.firm.zone
    when = say_window(appointment.window, zone)
    said = {
        Answer.DECLINED: f"{name} refuse dans son agenda le rendez-vous du {when}.",
        Answer.TENTATIVE: f"{name} ne sait pas encore si le rendez-vous du {when} lui convient.",
        Answer.COUNTERED: f"{name} propose une autre heure que le {when}",
    }[reply.answer]
    if reply.proposed:
        said += f" : le {say_moment(reply.proposed.start, zone)}."
    quoted = f" Son message : « {reply.comment} »." if reply.comment else ""
    return f"{said}{quoted} Rien n'a changé au planning : à vous de voir."


def _key(reply: Reply) -> str:
    told = (reply.uid, reply.sequence, reply.attendee, reply.answer, reply.stamp, reply.proposed)
    return "reply-" + sha256(repr(told).encode()).hexdigest()
