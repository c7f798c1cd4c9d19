"""One function per use case: who asks, of which firm, what for; the answer is a frozen view for pages and API."""

from api.actions.absences import absences, remove_absence, save_absence
from api.actions.attendance import mark_absent, mark_present
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
from api.actions.contracts import due_visits, invite_due, set_due_aside
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
from api.actions.known import (
    answer_invitation,
    confirm_for_known,
    held_for_known,
    hold_for_known,
    known,
    slots_for_known,
)
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
from api.actions.opening import close_days, opening, reopen_day, save_areas
from api.actions.papers import day_sheets, export_plan
from api.actions.periods import month, week
from api.actions.portal import confirm_hold, held, hold_slot, portal, slots
from api.actions.proposals import accept_plan, propose_plan, refuse_plan
from api.actions.repromising import ask_for_another, choose_by_link, repromise
from api.actions.rules import rules, save_rules
from api.actions.settings import (
    change_password,
    change_role,
    export,
    invite,
    open_feed,
    revoke_feed,
    save_firm,
    save_hours,
    settings,
    withdraw,
)
from api.actions.sheets import save_service, save_technician, service_page, services, technician_page
from api.actions.steering import cancel_appointment, move_appointment, pin_appointment, verdicts
from api.actions.wording import reset_template, save_template, template_page, templates
from api.problems import problem
from api.security import caller, stranger
from api.sessions import forget, remember

__all__ = [
    "absences",
    "accept_invitation",
    "accept_plan",
    "add_device",
    "answer_emergency",
    "answer_invitation",
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
    "change_role",
    "choose_by_link",
    "close_days",
    "confirm_for_known",
    "confirm_hold",
    "confirm_import",
    "connect_found",
    "connecting",
    "correct_place",
    "corrections",
    "day",
    "day_sheets",
    "disconnect_calendar",
    "due_visits",
    "emergency",
    "export",
    "export_plan",
    "find_calendars",
    "follow",
    "forget",
    "front",
    "held",
    "held_for_known",
    "hold_for_known",
    "hold_slot",
    "import_page",
    "imports",
    "inbox",
    "install",
    "installation",
    "invitation",
    "invite",
    "invite_due",
    "journal",
    "known",
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
    "opening",
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
    "remove_absence",
    "remove_device",
    "reopen_day",
    "repromise",
    "reread_calendar",
    "reset_password",
    "reset_template",
    "revoke_feed",
    "rules",
    "save_absence",
    "save_areas",
    "save_firm",
    "save_hours",
    "save_rules",
    "save_service",
    "save_technician",
    "save_template",
    "search",
    "service_page",
    "services",
    "set_due_aside",
    "settings",
    "sign_in",
    "sign_in_page",
    "sign_out",
    "slots",
    "slots_for_known",
    "slots_to_move",
    "stranger",
    "sync_calendar",
    "technician_day",
    "technician_page",
    "template_page",
    "templates",
    "to_see",
    "today",
    "undo_import",
    "undo_last",
    "undo_step",
    "verdicts",
    "week",
    "withdraw",
]
