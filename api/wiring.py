"""Where everything is put together: settings become a house, and events find those who listen."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event as Bell
from typing import Any

import structlog
from httpx import Client

from api.asking import ask_who_waits, mail_place, mail_place_gone
from api.churn_nights import EVERY as CHURN_EVERY
from api.churn_nights import learn_churn
from api.common_shapes import CommonShapes
from api.following import Follower, follow_in_calendars
from api.forecasting_nights import EVERY as FORECASTS_EVERY
from api.forecasting_nights import forecast_at_night
from api.foreseeing import forecast_reserves
from api.forgetting import forget_at_night
from api.house import House, Microsoft
from api.housekeeping import tidy
from api.hub import Hub
from api.inviting import mail_due_visit
from api.learning import EVERY as LEARNED_EVERY
from api.learning import learn_at_night
from api.listeners import (
    Listener,
    mail_cancellation,
    mail_confirmation,
    mail_correction,
    mail_invitation,
    mail_move,
    mail_on_the_way,
    mail_reminder,
    mail_repromise,
    mail_reset,
)
from api.nightly import plan_the_next_days
from api.reacting import look_for_better, mend_after_absence
from api.reminders import EVERY as REMINDERS_EVERY
from api.reminders import let_reminders_fall_due
from api.replies import ReplyReader
from api.reporting import let_firms_reports_fall_due, mail_report
from api.search_processes import SearchProcesses
from api.searches import Searches
from api.settings import Settings
from api.signing import Signer
from api.texting import text_on_the_way, text_reminder
from api.traces import TracedTransactions, traces_to
from api.webhooks import announce, tell_program
from api.worker import PATIENCE as WORKER_PATIENCE
from api.worker import Chore, Worker, start_thread
from calendar_sync.remote.addresses import PATIENCE, guarded
from connectors.mail import mail_folder, mail_sender
from connectors.places import place_finder
from connectors.sms import sms_sender
from desk.events import (
    AnotherPromiseAsked,
    CalendarNews,
    DueVisitInvited,
    PersonInvited,
    ReminderFellDue,
    ReportFellDue,
    ResetAsked,
    WebhookDue,
)
from desk.sealing import Seal
from desk.store import KINDS
from desk.webhooks import EVENTS as ANNOUNCED
from planner.events import (
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentMoved,
    AppointmentProgressed,
    AppointmentRestored,
    BetterPlanWanted,
    Delivery,
    Event,
    PlaceFreed,
    PlaceGone,
    PlaceOffered,
    RouteSaved,
    TechnicianAbsent,
)
from planner.identifiers import FirmId
from planner.ports import Clock, Listeners
from planner.store import Database
from planner.store.slow import watch_statements

_log = structlog.get_logger("creneau.store")
TIDY_EVERY = timedelta(hours=1)
_LISTENERS: Mapping[type[Event], tuple[Listener, ...]] = {
    AppointmentConfirmed: (mail_confirmation,),
    AppointmentMoved: (mail_move,),
    AppointmentCancelled: (mail_cancellation, look_for_better),
    AppointmentProgressed: (mail_on_the_way, text_on_the_way, look_for_better),
    AppointmentRestored: (mail_correction,),
    ReminderFellDue: (mail_reminder, text_reminder),
    ReportFellDue: (mail_report,),
    PersonInvited: (mail_invitation,),
    ResetAsked: (mail_reset,),
    DueVisitInvited: (mail_due_visit,),
    PlaceFreed: (ask_who_waits,),
    PlaceOffered: (mail_place,),
    PlaceGone: (mail_place_gone,),
    RouteSaved: (follow_in_calendars, look_for_better),
    BetterPlanWanted: (look_for_better,),
    TechnicianAbsent: (mend_after_absence,),
    CalendarNews: (follow_in_calendars,),
    AnotherPromiseAsked: (mail_repromise,),
    WebhookDue: (tell_program,),
}
LISTENERS: Mapping[type[Event], tuple[Listener, ...]] = {
    event: (*_LISTENERS.get(event, ()), *((announce,) if event in ANNOUNCED else ()))
    for event in {**_LISTENERS, **ANNOUNCED}
}
"""Event → who listens, through the outbox; what programs may be told of is announced to them besides. Live
pages need no line: the hub is rung after every commit."""


def listeners_of(event: type[Event]) -> Collection[str]:
    """Return the names of those who are to be told of an event."""
    return [listener.__name__ for listener in LISTENERS.get(event, ())]


def now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


def open_house(settings: Settings, *, clock: Clock = now, listeners: Listeners = listeners_of) -> House:
    """Return the house that the settings describe; its database must have been migrated."""
    hub, bell, searches, searcher = Hub(), Bell(), Searches(), SearchProcesses()

    def committed(firm_id: FirmId, events: Sequence[Any]) -> None:
        hub.committed(firm_id, events)
        bell.set()

    unwatch, traces = _watched(settings), traces_to(settings.traces_url)

    def close() -> None:
        unwatch()
        try:
            searches.close()
            searcher.close()
        finally:
            database.close()
            traces.close()

    database = Database(settings.database, kinds=KINDS, listeners=listeners, on_commit=committed, clock=clock)
    return House(
        settings=settings,
        transactions=TracedTransactions(database, traces) if settings.traces_url else database,
        queue=database.queue,
        clock=clock,
        signer=Signer(settings.signing_key, clock),
        mail=mail_sender(settings.mail),
        places=place_finder(settings.places_url),
        seal=Seal(settings.signing_key),
        microsoft=_microsoft(settings),
        sms=sms_sender(settings.sms_url) if settings.sms_url else None,
        replies=mail_folder(settings.replies_url) if settings.replies_url else None,
        hub=hub,
        bell=bell,
        searches=searches,
        searcher=searcher,
        ready_to_search=searcher.warm,
        providers_http=partial(guarded, private=settings.private_addresses),
        traces=traces,
        close=close,
    )


def _watched(settings: Settings) -> Callable[[], None]:
    """Log the statements that take too long, if that is asked for; return what ends it."""
    if not settings.slow_query_milliseconds:
        return lambda: None

    def tell(statement: str, took: float) -> None:
        _log.warning("slow_statement", statement=statement, milliseconds=round(took * 1000, 1))

    return watch_statements(settings.slow_query_milliseconds / 1000, tell)


def _microsoft(settings: Settings) -> Microsoft | None:
    """Return how this server is registered with Microsoft, if it is."""
    if not settings.microsoft_application:
        return None
    secret = settings.microsoft_secret.get_secret_value()
    http = partial(Client, timeout=PATIENCE)
    return Microsoft(settings.microsoft_application, secret, settings.microsoft_tenant, http)


def worker_of(house: House, *, patience: float = WORKER_PATIENCE) -> Worker:
    """Return a worker that knows every listener; see `Worker` for its patience."""
    every = {listener for listeners in LISTENERS.values() for listener in listeners}
    handlers = {listener.__name__: partial(_deliver, house, listener) for listener in every}
    chores = (
        Chore(partial(tidy, house), TIDY_EVERY),
        Chore(partial(plan_the_next_days, house), TIDY_EVERY),
        Chore(partial(forecast_at_night, house, shapes=CommonShapes()), FORECASTS_EVERY),
        Chore(partial(forecast_reserves, house), TIDY_EVERY),
        Chore(partial(let_firms_reports_fall_due, house), FORECASTS_EVERY),
        Chore(partial(let_reminders_fall_due, house), REMINDERS_EVERY),
        Chore(partial(learn_at_night, house), LEARNED_EVERY),
        Chore(partial(learn_churn, house), CHURN_EVERY),
        Chore(partial(forget_at_night, house), TIDY_EVERY),
    )
    return Worker(house.queue, handlers, house.clock, house.bell, chores, patience)


def _deliver(house: House, listener: Listener, delivery: Delivery) -> None:
    with house.traces.span("deliver") as fact:
        fact("listener", listener.__name__)
        listener(house, delivery)


@contextmanager
def at_work(house: House) -> Iterator[None]:
    """Do the background work of a house whose database is one file until the block ends; others have their workers."""
    if not house.settings.on_sqlite:
        yield
        return
    worker = worker_of(house)
    thread = start_thread("creneau-worker", worker.run)
    try:
        with listening_outside(house):
            yield
    finally:
        worker.stop()
        thread.join()


@contextmanager
def listening_outside(house: House) -> Iterator[None]:
    """Look after calendars and the mailbox of replies until the block ends, each in a thread of its own."""
    loops: list[tuple[str, Follower | ReplyReader]] = [("creneau-calendars", Follower(house))]
    if house.replies:
        loops.append(("creneau-replies", ReplyReader(house, house.replies)))
    threads = [start_thread(name, loop.run) for name, loop in loops]
    try:
        yield
    finally:
        for _, loop in loops:
            loop.stop()
        for thread in threads:
            thread.join()
