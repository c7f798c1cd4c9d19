"""What the desk keeps: each kind of thing, its table, and the fields it is found by."""

from typing import Any

from desk.accounts import (
    Account,
    ApiToken,
    Attempt,
    IdentityProvider,
    Link,
    PendingSignIn,
    SecondFactor,
    Session,
    SignInRules,
)
from desk.calls import Call
from desk.churn import ChurnList
from desk.connections import Connection, ForeignEntry, MirroredEntry, Opening
from desk.contracts import MaintenanceContract
from desk.customers import Contact, Customer
from desk.devices import Device
from desk.erasures import Erasure
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
from desk.webhooks import Webhook
from planner.personal import NOBODY, Keeping, Mark, Personal, Purpose, Whose
from planner.records import Kind

_CUSTOMER, _STAFF = (Whose.CUSTOMER,), (Whose.STAFF,)

KINDS: tuple[Kind[Any], ...] = (
    Kind(
        Customer,
        "customers",
        indexes=("phone", "second_phone", "email", "external_ref"),
        personal=Personal(
            whose=_CUSTOMER,
            purpose=Purpose.PLANNING,
            fields=("name", "kind", "phone", "second_phone", "email", "note", "external_ref"),
            kept=Keeping.CONTACT,
            known_by={"id": Mark.CUSTOMER},
            gives=Mark.CUSTOMER,
            addresses=("phone", "second_phone", "email"),
        ),
    ),
    Kind(
        Contact,
        "contacts",
        indexes=("customer_id",),
        personal=Personal(
            whose=_CUSTOMER,
            purpose=Purpose.PLANNING,
            fields=("name", "phone", "email"),
            kept=Keeping.CONTACT,
            known_by={"customer_id": Mark.CUSTOMER},
            gives=Mark.APPOINTMENT,
            addresses=("phone", "email"),
        ),
    ),
    Kind(
        MaintenanceContract,
        "maintenance_contracts",
        indexes=("customer_id", "external_ref"),
        personal=Personal(
            whose=_CUSTOMER,
            purpose=Purpose.CONTRACTS,
            fields=("kind", "visits_per_year", "tier", "annual_cents", "note", "external_ref"),
            kept=Keeping.CONTACT,
            known_by={"customer_id": Mark.CUSTOMER},
            gives=Mark.CONTRACT,
        ),
    ),
    Kind(
        DueInvitation,
        "due_invitations",
        personal=Personal(
            whose=_CUSTOMER,
            purpose=Purpose.CONTRACTS,
            fields=("sent_at", "answer"),
            kept=Keeping.CONTACT,
            known_by={"id": Mark.DUE},
        ),
    ),
    Kind(
        Call,
        "calls",
        indexes=("started_at", "customer_id"),
        personal=Personal(
            whose=_CUSTOMER,
            purpose=Purpose.CALLS,
            fields=("caller", "started_at", "reason", "duration_s", "missed"),
            kept=Keeping.CALLS,
            known_by={"customer_id": Mark.CUSTOMER, "caller": Mark.ADDRESS},
            blanked={"caller": "", "customer_id": None},
        ),
    ),
    Kind(
        PastAppointment,
        "past_appointments",
        indexes=("day", "customer_id"),
        personal=Personal(
            whose=_CUSTOMER,
            purpose=Purpose.PLANNING,
            fields=("day", "service_code", "state", "external_ref"),
            kept=Keeping.CONTACT,
            known_by={"customer_id": Mark.CUSTOMER},
        ),
    ),
    Kind(
        Account,
        "accounts",
        unique=("email",),
        personal=Personal(
            whose=_STAFF,
            purpose=Purpose.ACCESS,
            fields=("name", "email", "roles", "password_hash", "issuer", "known_as"),
            kept=Keeping.EMPLOYMENT,
        ),
    ),
    Kind(
        Session,
        "sessions",
        indexes=("account_id",),
        personal=Personal(
            whose=_STAFF, purpose=Purpose.ACCESS, fields=("opened_at", "seen_at", "device"), kept=Keeping.SIGNED_IN
        ),
    ),
    Kind(
        PendingSignIn,
        "pending_sign_ins",
        indexes=("account_id",),
        personal=Personal(whose=_STAFF, purpose=Purpose.ACCESS, fields=("opened_at", "device"), kept=Keeping.SIGNED_IN),
    ),
    Kind(
        SecondFactor,
        "second_factors",
        personal=Personal(
            whose=_STAFF,
            purpose=Purpose.ACCESS,
            fields=("secret", "since", "recovery_hashes"),
            kept=Keeping.EMPLOYMENT,
        ),
    ),
    Kind(SignInRules, "sign_in_rules", personal=NOBODY),
    Kind(IdentityProvider, "identity_providers", personal=NOBODY),
    Kind(
        Link,
        "links",
        indexes=("account_id",),
        personal=Personal(
            whose=_STAFF, purpose=Purpose.ACCESS, fields=("purpose", "expires_at"), kept=Keeping.SIGNED_IN
        ),
    ),
    Kind(
        ApiToken,
        "api_tokens",
        personal=Personal(
            whose=_STAFF, purpose=Purpose.ACCESS, fields=("name", "made_by", "last_used_at"), kept=Keeping.EMPLOYMENT
        ),
    ),
    Kind(Attempt, "attempts", indexes=("key",), personal=NOBODY),
    Kind(
        Message,
        "messages",
        indexes=("appointment_id", "at", "to"),
        personal=Personal(
            whose=_CUSTOMER,
            purpose=Purpose.MESSAGES,
            fields=("to", "subject", "text", "attachments"),
            kept=Keeping.MESSAGES,
            known_by={"appointment_id": Mark.APPOINTMENT, "to": Mark.ADDRESS},
        ),
    ),
    Kind(MessageTemplate, "message_templates", personal=NOBODY),
    Kind(MessageRules, "message_rules", personal=NOBODY),
    Kind(
        Feed,
        "feeds",
        indexes=("technician_id",),
        personal=Personal(
            whose=_STAFF, purpose=Purpose.CALENDARS, fields=("device", "last_used_at"), kept=Keeping.EMPLOYMENT
        ),
    ),
    Kind(
        Connection,
        "calendar_connections",
        indexes=("technician_id",),
        personal=Personal(
            whose=_STAFF,
            purpose=Purpose.CALENDARS,
            fields=("name", "address", "account", "secret"),
            kept=Keeping.EMPLOYMENT,
        ),
    ),
    Kind(
        Opening,
        "calendar_openings",
        personal=Personal(whose=_STAFF, purpose=Purpose.CALENDARS, fields=("opened_at",), kept=Keeping.SIGNED_IN),
    ),
    Kind(
        MirroredEntry,
        "mirrored_entries",
        indexes=("connection_id",),
        personal=Personal(
            whose=_CUSTOMER,
            purpose=Purpose.CALENDARS,
            fields=("body", "agreed", "sending"),
            kept=Keeping.CONTACT,
            shared=True,
        ),
    ),
    Kind(
        ForeignEntry,
        "foreign_entries",
        indexes=("connection_id",),
        personal=Personal(whose=_STAFF, purpose=Purpose.CALENDARS, fields=("busy",), kept=Keeping.EMPLOYMENT),
    ),
    Kind(
        Device,
        "devices",
        indexes=("technician_id",),
        personal=Personal(
            whose=_STAFF, purpose=Purpose.CALENDARS, fields=("label", "last_used_at"), kept=Keeping.EMPLOYMENT
        ),
    ),
    Kind(
        PersonalEvent,
        "personal_events",
        indexes=("technician_id",),
        personal=Personal(whose=_STAFF, purpose=Purpose.CALENDARS, fields=("sealed", "busy"), kept=Keeping.EMPLOYMENT),
    ),
    Kind(
        Notice,
        "notices",
        indexes=("appointment_id", "seen_at"),
        personal=Personal(
            whose=_CUSTOMER,
            purpose=Purpose.MESSAGES,
            fields=("text",),
            kept=Keeping.CONTACT,
            known_by={"appointment_id": Mark.APPOINTMENT},
        ),
    ),
    Kind(Logo, "logos", personal=NOBODY),
    Kind(Storefront, "storefronts", personal=NOBODY),
    Kind(
        VisitNote,
        "visit_notes",
        personal=Personal(
            whose=_CUSTOMER,
            purpose=Purpose.PLANNING,
            fields=("text",),
            kept=Keeping.CONTACT,
            known_by={"id": Mark.APPOINTMENT},
        ),
    ),
    Kind(
        VisitLength,
        "visit_lengths",
        personal=Personal(
            whose=(*_CUSTOMER, *_STAFF),
            purpose=Purpose.STEERING,
            fields=("day", "service_code", "technician_id", "length"),
            kept=Keeping.CONTACT,
            known_by={"id": Mark.APPOINTMENT},
            blanked={},
        ),
    ),
    Kind(LearnedLengths, "learned_lengths", personal=NOBODY),
    Kind(
        Repromise,
        "repromises",
        personal=Personal(
            whose=_CUSTOMER,
            purpose=Purpose.PLANNING,
            fields=("promised", "alternatives", "reason"),
            kept=Keeping.CONTACT,
            known_by={"id": Mark.APPOINTMENT},
        ),
    ),
    Kind(CallForecast, "call_forecasts", indexes=("step",), personal=NOBODY),
    Kind(
        RolledBack,
        "forecasts_rolled_back",
        personal=Personal(whose=_STAFF, purpose=Purpose.STEERING, fields=("by",), kept=Keeping.DECIDED),
    ),
    Kind(Indicators, "indicators", personal=NOBODY),
    Kind(Occasion, "occasions", personal=NOBODY),
    Kind(
        ChurnList,
        "churn_lists",
        personal=Personal(
            whose=_CUSTOMER, purpose=Purpose.STEERING, fields=("customers",), kept=Keeping.CONTACT, shared=True
        ),
    ),
    Kind(
        ReportReader,
        "report_readers",
        personal=Personal(whose=_STAFF, purpose=Purpose.STEERING, fields=("id",), kept=Keeping.EMPLOYMENT),
    ),
    Kind(Erasure, "erasures", personal=NOBODY),
    Kind(
        Webhook,
        "webhooks",
        personal=Personal(whose=_STAFF, purpose=Purpose.ACCESS, fields=("made_by",), kept=Keeping.EMPLOYMENT),
    ),
    *JOURNAL,
)
