"""What a firm decides about its messages to customers: when it reminds them, by what, and how many anybody may get."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk.errors import InvalidEntry
from desk.messages.log import Message, MessageState, Posting
from desk.wording import say_count
from planner.intervals import Interval
from planner.ports import Work
from planner.working_days import day_interval, instant, local_day

ONLY = "messages"
"""The identifier of a firm's one set of rules."""

MOST = 50
"""No firm lets a customer have more messages than this, of whatever it counts."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MessageRules:
    """The reminder leaves at `reminder_hour`, local, the day before; whoever has no e-mail may get it by `sms`.

    `per_day` is the most that one address or telephone gets on a local day, `per_appointment` the most that is said
    about one appointment.
    """

    id: str = ONLY
    reminder_hour: time = time(17)
    per_day: int = 4
    per_appointment: int = 8
    sms: bool = False

    def __post_init__(self) -> None:
        """Refuse numbers with which nobody would ever be told anything, or too much."""
        if not (1 <= self.per_day <= MOST and 1 <= self.per_appointment <= MOST):
            raise InvalidEntry("Entre 1 et {most} messages.", most=MOST)

    def reminder_due(self, window: Interval, zone: ZoneInfo) -> datetime:
        """Return when the reminder of a promise leaves: at the firm's hour on the local day before."""
        return instant(local_day(window.start, zone) - _DAY, self.reminder_hour, zone)


def message_rules(work: Work) -> MessageRules:
    """Return the firm's rules, or those that every firm starts from."""
    return next(iter(work.of(MessageRules).find(id=ONLY)), MessageRules())


def save_message_rules(work: Work, rules: MessageRules) -> None:
    """Keep the firm's own rules."""
    work.of(MessageRules).put(rules)


def held_back(work: Work, posting: Posting) -> str:
    """Return why a message to a customer must stay here, in a sentence for the log; empty when it may go.

    Only what was sent counts: a message that could not go took nobody's attention.
    """
    rules = message_rules(work)
    about = work.of(Message).find(appointment_id=posting.appointment_id, state=MessageState.SENT)
    if len(about) >= rules.per_appointment:
        return f"Retenu : déjà {say_count(rules.per_appointment, 'message')} pour ce rendez-vous."
    today = day_interval(local_day(work.now, work.firm.zone), work.firm.zone)
    to_them = work.of(Message).find(to=posting.to, state=MessageState.SENT)
    if sum(message.appointment_id is not None and today.contains(message.at) for message in to_them) >= rules.per_day:
        return f"Retenu : déjà {say_count(rules.per_day, 'message')} à la même personne aujourd'hui."
    return ""


def told_since(work: Work, appointment_id: str, moment: datetime) -> bool:
    """Tell whether something has been sent about an appointment from a moment on."""
    sent = work.of(Message).find(appointment_id=appointment_id, state=MessageState.SENT)
    return any(message.at >= moment for message in sent)
