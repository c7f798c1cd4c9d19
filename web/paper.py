"""A page becomes a tagged PDF, where the library that knows letters is found; elsewhere browsers print the page."""

from functools import cache
from types import ModuleType

from web.assets import FOLDER
from web.errors import NothingPrints


@cache
def _printer() -> ModuleType | None:
    """Return WeasyPrint, where it is installed (`pip install creneau[pdf]`) and finds Pango on this system."""
    try:
        import weasyprint  # noqa: PLC0415 - half a second that most servers never need
    except (ImportError, OSError):
        return None
    return weasyprint  # type: ignore[no-any-return]


def printable() -> bool:
    """Tell whether this server makes PDFs."""
    return _printer() is not None


def on_paper(html: str, sheet: str) -> bytes:
    """Return a page, dressed by one of our style sheets, as a tagged PDF (PDF/UA-1, ISO 14289-1).

    Whatever the page names is left out, so that nothing of it is fetched from anywhere.

    Raises:
        NothingPrints: this server makes no PDFs.
    """
    printer = _printer()
    if printer is None:
        raise NothingPrints
    dressed = printer.CSS(string=(FOLDER / sheet).read_text(encoding="utf-8"))
    closed = printer.urls.URLFetcher(allowed_protocols=())
    written = printer.HTML(string=html, url_fetcher=closed).write_pdf(stylesheets=[dressed], pdf_variant="pdf/ua-1")
    return bytes(written)
