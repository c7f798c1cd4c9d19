"""Messages sent and files brought in."""

from functools import partial

from api.actions.common import OFFICE, actor_of, firm_for, firm_view, house_of
from api.sheets import technician_view
from api.views import (
    Caller,
    Done,
    FileView,
    ImportPageView,
    ImportState,
    ImportsView,
    ImportView,
    MessagesView,
    MessageView,
    Refused,
    RejectedRow,
)
from desk.errors import DeskError
from desk.imports.errors import ImportRefused
from desk.imports.importing import corrections as corrections_of
from desk.imports.importing import imports as all_imports
from desk.imports.importing import keep, keep_preview, previewed
from desk.imports.journal import Import, ImportId
from desk.imports.preparing import Prepared, Sent, prepare
from desk.imports.undoing import undo
from desk.messages import Message, MessageState
from desk.said import counted, said, told
from planner.identifiers import TechnicianId
from planner.ports import Work
from planner.technicians import Technician

NEWEST = 100


def messages(caller: Caller, slug: str) -> MessagesView:
    """Return the newest mails of a firm, the latest first."""
    firm, person = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        found = sorted(work.of(Message).find(), key=lambda message: (message.at, message.id), reverse=True)
    return MessagesView(firm_view(house, firm), person, tuple(_message_view(one) for one in found[:NEWEST]))


def _message_view(message: Message) -> MessageView:
    return MessageView(
        message=message.id,
        to=message.to,
        subject=message.subject,
        sent_at=message.at,
        text=message.text,
        attachments=message.attachments,
        trouble=message.error,
        held_back=message.state is MessageState.HELD_BACK,
    )


def imports(caller: Caller, slug: str) -> ImportsView:
    """Return past imports, and the technicians a calendar file may belong to."""
    firm, person = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        technicians = sorted(work.of(Technician).find(active=True), key=lambda one: (one.name, one.id))
        views = tuple(_import_view(one) for one in all_imports(work))
    named = tuple(technician_view(one, technicians) for one in technicians)
    return ImportsView(firm_view(house, firm), person, named, views)


def preview_import(
    caller: Caller, slug: str, *, file_name: str, content: bytes, technician: str = ""
) -> ImportView | Refused:
    """Read a file and remember it for a decision; the firm does not change."""
    firm, person = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    if not content:
        return Refused(said("Choisissez un fichier."), {"file": said("Choisissez un fichier.")})
    sent = Sent(content, file_name, technician_id=TechnicianId(technician) if technician else None)
    try:
        prepared = _prepared(caller, slug, sent)
    except ImportRefused as error:
        return Refused(told(error), {"file": told(error)})
    summary = house.transactions.write(firm.id, lambda work: keep_preview(work, prepared, actor=actor_of(person)))
    return _import_view(summary)


def import_page(caller: Caller, slug: str, number: str) -> ImportPageView:
    """Return one import, with what became of its lines."""
    firm, person = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        return ImportPageView(firm_view(house, firm), person, _import_view(work.of(Import).get(number)))


def confirm_import(caller: Caller, slug: str, number: str) -> Done | Refused:
    """Keep the good lines of a file that was looked at."""
    firm, person = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    key = ImportId(number)
    try:
        with house.transactions.read(firm.id) as work:
            sent = previewed(work, key)
        command = partial(keep, prepared=_prepared(caller, slug, sent), actor=actor_of(person), preview=key)
        kept = house.transactions.write(firm.id, command)
    except DeskError as error:
        return Refused(told(error))
    if kept.rejected:
        return Done(
            counted(
                "C’est importé : {count} ligne gardée, {rejected} à corriger.",
                "C’est importé : {count} lignes gardées, {rejected} à corriger.",
                kept.kept,
                rejected=kept.rejected,
            )
        )
    return Done(counted("C’est importé : {count} ligne gardée.", "C’est importé : {count} lignes gardées.", kept.kept))


def undo_import(caller: Caller, slug: str, number: str) -> Done | Refused:
    """Take back all that an import made."""
    firm, person = firm_for(caller, slug, *OFFICE)

    def command(work: Work) -> None:
        undo(work, ImportId(number), actor=actor_of(person))

    try:
        house_of(caller).transactions.write(firm.id, command)
    except DeskError as error:
        return Refused(told(error))
    return Done(said("L’import est annulé : rien n’en reste."))


def corrections(caller: Caller, slug: str, number: str) -> FileView:
    """Return the rejected lines as the same file, with a column that says what to mend."""
    firm, _ = firm_for(caller, slug, *OFFICE)
    with house_of(caller).transactions.read(firm.id) as work:
        name = work.of(Import).get(number).file_name
        content = corrections_of(work, ImportId(number))
    workbook = content.startswith(b"PK")
    stem, ending = name.rsplit(".", 1)[0] or "import", "xlsx" if workbook else "csv"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" if workbook else "text/csv"
    return FileView(f"{stem} - à corriger.{ending}", kind, content)


def _prepared(caller: Caller, slug: str, sent: Sent) -> Prepared:
    house = house_of(caller)
    with house.transactions.read(firm_for(caller, slug, *OFFICE)[0].id) as work:
        return prepare(work, sent, house.places)


def _import_view(found: Import) -> ImportView:
    return ImportView(
        number=found.id,
        file_name=found.file_name,
        kind=found.kind,
        state=ImportState(found.state),
        at=found.at,
        rows=found.rows,
        kept=found.kept,
        rejected=found.rejected,
        merged=found.merged,
        rejections=tuple(RejectedRow(one.row, one.column, one.reason) for one in found.rejections),
        ignored_columns=found.ignored,
        headers=found.headers,
        sample=found.sample,
        who=found.who,
    )
