"""What the desk keeps: each kind of thing, its table, and the fields it is found by."""

from typing import Any

from desk.accounts import Account, ApiToken, Attempt, Link, Session
from desk.calls import Call
from desk.churn import ChurnList
from desk.connections import Connection, ForeignEntry, MirroredEntry, Opening
from desk.contracts import MaintenanceContract
from desk.customers import Contact, Customer
from desk.devices import Device
from desk.feeds import Feed
from desk.forecasts import CallForecast, RolledBack
from desk.imports.journal import KINDS as JOURNAL
from desk.indicators import Indicators
from desk.inviting import DueInvitation
from desk.messages import Message, MessageRules, MessageTemplate
from desk.notices import Notice
from desk.occasions import Occasion
from desk.past import PastAppointment
from desk.personal_events import PersonalEvent
from desk.reports import ReportReader
from desk.repromises import Repromise
from desk.storefront import Logo, Storefront
from desk.visit_lengths import LearnedLengths, VisitLength
from desk.visit_notes import VisitNote
from planner.records import Kind

KINDS: tuple[Kind[Any], ...] = (
    Kind(Customer, "customers", indexes=("phone", "second_phone", "email", "external_ref")),
    Kind(Contact, "contacts", indexes=("customer_id",)),
    Kind(MaintenanceContract, "maintenance_contracts", indexes=("customer_id", "external_ref")),
    Kind(DueInvitation, "due_invitations"),
    Kind(Call, "calls", indexes=("started_at", "customer_id")),
    Kind(PastAppointment, "past_appointments", indexes=("day", "customer_id")),
    Kind(Account, "accounts", unique=("email",)),
    Kind(Session, "sessions", indexes=("account_id",)),
    Kind(Link, "links", indexes=("account_id",)),
    Kind(ApiToken, "api_tokens"),
    Kind(Attempt, "attempts", indexes=("key",)),
    Kind(Message, "messages", indexes=("appointment_id", "at", "to")),
    Kind(MessageTemplate, "message_templates"),
    Kind(MessageRules, "message_rules"),
    Kind(Feed, "feeds", indexes=("technician_id",)),
    Kind(Connection, "calendar_connections", indexes=("technician_id",)),
    Kind(Opening, "calendar_openings"),
    Kind(MirroredEntry, "mirrored_entries", indexes=("connection_id",)),
    Kind(ForeignEntry, "foreign_entries", indexes=("connection_id",)),
    Kind(Device, "devices", indexes=("technician_id",)),
    Kind(PersonalEvent, "personal_events", indexes=("technician_id",)),
    Kind(Notice, "notices", indexes=("appointment_id", "seen_at")),
    Kind(Logo, "logos"),
    Kind(Storefront, "storefronts"),
    Kind(VisitNote, "visit_notes"),
    Kind(VisitLength, "visit_lengths"),
    Kind(LearnedLengths, "learned_lengths"),
    Kind(Repromise, "repromises"),
    Kind(CallForecast, "call_forecasts", indexes=("step",)),
    Kind(RolledBack, "forecasts_rolled_back"),
    Kind(Indicators, "indicators"),
    Kind(Occasion, "occasions"),
    Kind(ChurnList, "churn_lists"),
    Kind(ReportReader, "report_readers"),
    *JOURNAL,
)
