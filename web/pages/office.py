"""Messages sent and files brought in."""

from fastapi import Request
from starlette.responses import Response

from api import actions
from api.views import Refused
from web.rendering import REFUSED, go, handed, page
from web.routing import Asking, Sent, page_router

router = page_router()


@router.get("/f/{slug}/messages")
def messages(request: Request, slug: str, caller: Asking) -> Response:
    """The mails of the firm."""
    view = actions.messages(caller, slug)
    return page(request, caller, "messages.html", firm=view.firm, view=view)


@router.get("/f/{slug}/import")
def imports(request: Request, slug: str, caller: Asking) -> Response:
    """Bring a file, and see those brought before."""
    view = actions.imports(caller, slug)
    return page(request, caller, "imports.html", firm=view.firm, view=view, refused=Refused(""))


@router.post("/f/{slug}/import")
def preview(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Reads a file without keeping anything yet."""
    name, content = sent.file("file")
    technician = sent.text("technician")
    answer = actions.preview_import(caller, slug, file_name=name, content=content, technician=technician)
    if isinstance(answer, Refused):
        view = actions.imports(caller, slug)
        shown = {"view": view, "refused": answer}
        return page(request, caller, "imports.html", firm=view.firm, status=REFUSED, **shown)
    return go(f"/f/{slug}/import/{answer.number}")


@router.get("/f/{slug}/import/{number}")
def one(request: Request, slug: str, number: str, caller: Asking) -> Response:
    """What was understood of a file, row by row where it was not."""
    view = actions.import_page(caller, slug, number)
    return page(request, caller, "import.html", firm=view.firm, view=view)


@router.post("/f/{slug}/import/{number}/confirmer")
def confirm(slug: str, number: str, caller: Asking, _sent: Sent) -> Response:
    """Keeps the good rows."""
    return go(f"/f/{slug}/import/{number}", actions.confirm_import(caller, slug, number))


@router.post("/f/{slug}/import/{number}/annuler")
def undo(slug: str, number: str, caller: Asking, _sent: Sent) -> Response:
    """Takes an import back."""
    return go(f"/f/{slug}/import/{number}", actions.undo_import(caller, slug, number))


@router.get("/f/{slug}/import/{number}/a-corriger")
def corrections(slug: str, number: str, caller: Asking) -> Response:
    """The rejected rows as the same file, with a column that says what to mend."""
    return handed(actions.corrections(caller, slug, number))
