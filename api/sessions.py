"""Cookies: the one that keeps a person signed in, and the one that ties forms, or half a sign-in, to a browser.

They are set under their plain names; over https `api.middleware.SafeHeaders` gives both the `__Host-` prefix.
"""

from starlette.requests import Request
from starlette.responses import Response

from api.views import SessionView

SESSION = "creneau_session"
VISITOR = "creneau_visitor"


def remember(response: Response, session: SessionView) -> None:
    """Keep the person signed in on this browser."""
    response.set_cookie(SESSION, session.token, max_age=session.seconds, httponly=True, samesite="lax")


def forget(response: Response) -> None:
    """Sign the person out on this browser."""
    response.delete_cookie(SESSION, httponly=True, samesite="lax")


def cookie(request: Request, name: str, *, https: bool) -> str:
    """Return one of our cookies, or nothing; over https only the prefixed name is believed."""
    return request.cookies.get(f"__Host-{name}" if https else name, "")
