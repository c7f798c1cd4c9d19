"""One function per use case: who asks, of which firm, what for; the answer is a frozen view for pages and API."""

from api.actions.absences import mark_absent, mark_present
from api.actions.calendars import (
    calendars,
    disconnect_calendar,
    mark_seen,
    quarantined_object,
    reconnect_calendar,
    reread_calendar,
    sync_calendar,
    to_see,
)
from api.actions.calling import book_for_caller, call, call_again, offer_to_caller
from api.actions.connecting import connect_found, connecting, find_calendars, open_outlook
from api.actions.day import appointment, day, search, technician_day, today
from api.actions.devices import add_device, remove_device
from api.actions.emergency import answer_emergency, emergency
from api.actions.entry import (
    accept_invitation,
    ask_password_reset,
    front,
    install,
    installation,
    invitation,
    password_link,
    reset_password,
    sign_in,
    sign_in_page,
    sign_out,
)
from api.actions.follow import appointment_file, cancel_by_link, follow, move_by_link, slots_to_move
from api.actions.inbox import inbox
from api.actions.journal import journal, redo_last, redo_step, undo_last, undo_step
from api.actions.locating import correct_place
from api.actions.office import (
    confirm_import,
    corrections,
    import_page,
    imports,
    messages,
    preview_import,
    undo_import,
)
from api.actions.papers import day_sheets, export_plan
from api.actions.periods import month, week
from api.actions.portal import confirm_hold, held, hold_slot, portal, slots
from api.actions.proposals import accept_plan, propose_plan, refuse_plan
from api.actions.repromising import ask_for_another, choose_by_link, repromise
from api.actions.settings import (
    change_password,
    export,
    invite,
    open_feed,
    revoke_feed,
    save_firm,
    save_hours,
    save_service,
    save_technician,
    settings,
    withdraw,
)
from api.actions.steering import cancel_appointment, move_appointment, pin_appointment, verdicts
from api.problems import problem
from api.security import caller, stranger
from api.sessions import forget, remember

__all__ = [
    "accept_invitation",
    "accept_plan",
    "add_device",
    "answer_emergency",
    "appointment",
    "appointment_file",
    "ask_for_another",
    "ask_password_reset",
    "book_for_caller",
    "calendars",
    "call",
    "call_again",
    "caller",
    "cancel_appointment",
    "cancel_by_link",
    "change_password",
    "choose_by_link",
    "confirm_hold",
    "confirm_import",
    "connect_found",
    "connecting",
    "correct_place",
    "corrections",
    "day",
    "day_sheets",
    "disconnect_calendar",
    "emergency",
    "export",
    "export_plan",
    "find_calendars",
    "follow",
    "forget",
    "front",
    "held",
    "hold_slot",
    "import_page",
    "imports",
    "inbox",
    "install",
    "installation",
    "invitation",
    "invite",
    "journal",
    "mark_absent",
    "mark_present",
    "mark_seen",
    "messages",
    "month",
    "move_appointment",
    "move_by_link",
    "offer_to_caller",
    "open_feed",
    "open_outlook",
    "password_link",
    "pin_appointment",
    "portal",
    "preview_import",
    "problem",
    "propose_plan",
    "quarantined_object",
    "reconnect_calendar",
    "redo_last",
    "redo_step",
    "refuse_plan",
    "remember",
    "remove_device",
    "repromise",
    "reread_calendar",
    "reset_password",
    "revoke_feed",
    "save_firm",
    "save_hours",
    "save_service",
    "save_technician",
    "search",
    "settings",
    "sign_in",
    "sign_in_page",
    "sign_out",
    "slots",
    "slots_to_move",
    "stranger",
    "sync_calendar",
    "technician_day",
    "to_see",
    "today",
    "undo_import",
    "undo_last",
    "undo_step",
    "verdicts",
    "week",
    "withdraw",
]
