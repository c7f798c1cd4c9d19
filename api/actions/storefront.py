"""What a firm decides about how its customers meet it: the mails they get."""

from dataclasses import replace

from api.actions.common import firm_for, house_of
from api.actions.typed import NOT_A_TIME, read_number, read_time
from api.views import Caller, Done, MessagesForm, Refused, Role
from desk.messages import message_rules, save_message_rules
from desk.messages.rules import MOST
from planner.ports import Work

SAVED = "C’est enregistré."
TO_MEND = "Vérifiez les champs signalés."


def save_messages(caller: Caller, slug: str, form: MessagesForm) -> Done | Refused:
    """Keep when customers are reminded, and the most mails anybody gets."""
    firm, _ = firm_for(caller, slug, Role.MANAGEMENT)
    fields: dict[str, str] = {}
    hour = read_time(form.reminder_hour)
    if hour is None:
        fields["reminder_hour"] = NOT_A_TIME
    per_day = read_number(fields, "per_day", form.per_day, least=1, most=MOST)
    per_appointment = read_number(fields, "per_appointment", form.per_appointment, least=1, most=MOST)
    if fields or hour is None:
        return Refused(TO_MEND, fields)

    def command(work: Work) -> None:
        known = message_rules(work)
        save_message_rules(work, replace(known, reminder_hour=hour, per_day=per_day, per_appointment=per_appointment))

    house_of(caller).transactions.write(firm.id, command)
    return Done(SAVED)
