"""On the first working day of each month, whoever manages the firm and wants its report is written to."""

from api.house import House
from api.listeners import Letter, send
from desk.accounts import Account
from desk.events import ReportFellDue
from desk.forecasts import CallForecast, Step, serving
from desk.identifiers import MessageId
from desk.messages import Posting, Template, calls_words, compose, report_words, template_of, was_sent
from desk.reports import let_reports_fall_due, reports_due, wants_report
from planner.events import Delivery
from planner.ports import Work
from planner.working_days import local_day

SOON = 5
"""Open days ahead whose calls the mail tells of."""


def let_firms_reports_fall_due(house: House) -> None:
    """Publish the reports whose day has come, firm by firm."""
    for firm in house.transactions.firms():
        with house.transactions.read(firm.id) as work:
            due = reports_due(work)
        if due:
            house.transactions.write(firm.id, let_reports_fall_due)


def mail_report(house: House, delivery: Delivery) -> None:
    """Write to a manager that the report is ready, with the way to it: figures about people stay behind the sign-in."""
    event = delivery.event
    if not isinstance(event, ReportFellDue):
        return
    with house.transactions.read(delivery.firm_id) as work:
        letter = _letter(house, work, delivery, event)
    if letter and letter.posting.to:
        send(house, delivery.firm_id, letter)


def _letter(house: House, work: Work, delivery: Delivery, event: ReportFellDue) -> Letter | None:
    """Return what to write; None where it was, or is no longer wanted, or there is nothing to tell."""
    letter_id = MessageId(f"{Template.MANAGEMENT_REPORT}-{event.month:%Y%m}-{event.account_id}")
    forecast = serving(work, Step.DAY)
    reader = next((one for one in work.of(Account).find(id=event.account_id) if one.active), None)
    if reader is None or forecast is None or not wants_report(work, reader.id) or was_sent(work, letter_id):
        return None
    address = f"{house.settings.address}/f/{work.firm.slug}/direction/rapport"
    words = report_words(work.firm, reader.name, address, event.month) | _calls(work, forecast)
    template = Template.MANAGEMENT_REPORT
    posting = Posting(letter_id, reader.email, compose(template, template_of(work, template), words))
    return Letter(work.firm, posting, reader.name, delivery.happened_at)


def _calls(work: Work, forecast: CallForecast) -> dict[str, str]:
    zone, today = work.firm.zone, local_day(work.now, work.firm.zone)
    soon = [one for one in forecast.ahead if local_day(one.start, zone) >= today][:SOON]
    last = local_day(soon[-1].start, zone) if soon else today
    return calls_words(round(sum(one.mean for one in soon)), last)
