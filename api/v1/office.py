"""What the office does through the API: open and close calendar addresses, bring files in."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, UploadFile
from starlette.responses import Response

from api import actions
from api.actions.common import house_of
from api.legible import Text
from api.security import Staff, staff
from api.v1.answers import granted
from api.v1.described import answers
from api.v1.models import FeedView, FeedWish
from api.views import Done, ImportsView, ImportView
from desk.accounts import Scope
from desk.feeds import Feed, feeds, open_feed, revoke_feed
from planner.identifiers import TechnicianId
from planner.ports import Work

router = APIRouter(prefix="/v1", tags=["Bureau"])
SettingsReader = Annotated[Staff, Depends(staff(Scope.SETTINGS_READ))]
SettingsWriter = Annotated[Staff, Depends(staff(Scope.SETTINGS_WRITE))]
Importer = Annotated[Staff, Depends(staff(Scope.IMPORTS_WRITE))]


@router.get("/calendars", responses=answers(tuple[FeedView, ...], 401, 403))
def calendars(asking: SettingsReader) -> tuple[FeedView, ...]:
    """The calendar addresses that are open, the oldest first."""
    with house_of(asking.caller).transactions.read(asking.firm.id) as work:
        return tuple(_feed(feed) for feed in feeds(work))


@router.post("/calendars", status_code=201, responses=answers(FeedView, 401, 403, 404, status=201))
def open_calendar(wish: FeedWish, asking: SettingsWriter) -> FeedView:
    """Open a calendar address; its secret is in this answer and nowhere else."""
    house = house_of(asking.caller)
    technician = TechnicianId(wish.technician) if wish.technician else None

    def command(work: Work) -> tuple[Feed, str]:
        return open_feed(work, technician, wish.device, area=wish.area)

    feed, token = house.transactions.write(asking.firm.id, command)
    return _feed(feed, f"{house.settings.address}/f/{asking.slug}/calendar/{token}.ics")


@router.delete("/calendars/{calendar}", status_code=204, responses=answers(None, 401, 403, status=204))
def close_calendar(calendar: str, asking: SettingsWriter) -> Response:
    """Close a calendar address: whoever reads it gets nothing from now on."""
    house_of(asking.caller).transactions.write(asking.firm.id, lambda work: revoke_feed(work, calendar))
    return Response(status_code=204)


@router.get("/imports", responses=answers(ImportsView, 401, 403))
def imports(asking: Importer) -> ImportsView:
    """The files brought in before."""
    return actions.imports(asking.caller, asking.slug)


@router.post("/imports", status_code=201, responses=answers(ImportView, 401, 403, 413, 422, status=201))
def preview(
    asking: Importer, file: Annotated[UploadFile, File()], technician: Annotated[Text, Form()] = ""
) -> ImportView:
    """Read a file without keeping anything yet; `technician` says whose a calendar file is."""
    name, content = (file.filename or "").replace("\x00", ""), file.file.read()
    answer = actions.preview_import(asking.caller, asking.slug, file_name=name, content=content, technician=technician)
    return granted(answer)


@router.post("/imports/{number}/confirm", responses=answers(Done, 401, 403, 404, 409))
def confirm(number: str, asking: Importer) -> Done:
    """Keep the good rows of a file."""
    return granted(actions.confirm_import(asking.caller, asking.slug, number))


@router.post("/imports/{number}/undo", responses=answers(Done, 401, 403, 404, 409))
def undo(number: str, asking: Importer) -> Done:
    """Take an import back."""
    return granted(actions.undo_import(asking.caller, asking.slug, number))


@router.get("/imports/{number}/corrections", responses=answers("text/csv", 401, 403, 404))
def corrections(number: str, asking: Importer) -> Response:
    """The rejected rows as the same file, with a column that says what to mend."""
    file = actions.corrections(asking.caller, asking.slug, number)
    return Response(file.content, media_type=file.media_type)


def _feed(feed: Feed, url: str | None = None) -> FeedView:
    return FeedView(feed.id, feed.technician_id, feed.device, feed.opened_at, feed.last_used_at, url, feed.area)
