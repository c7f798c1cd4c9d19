"""Cookies: the one that keeps a person signed in, and the one that ties forms, or half a sign-in, to a browser.

They are set and read under their plain names; over https `api.middleware.SafeHeaders` locks them to this host.
"""

from starlette.responses import Response

from api.views import SessionView

SESSION = "creneau_session"
VISITOR = "creneau_visitor"


def remember(response: Response, session: SessionView) -> None:
    """Keep the person signed in on this browser."""
    response.set_cookie(SESSION, session.token, max_age=session.seconds, httponly=True, samesite="lax")


def forget(response: Response) -> None:
    """Sign the person out on this browser, which throws away the pages it kept."""
    response.delete_cookie(SESSION, httponly=True, samesite="lax")
    response.headers["Clear-Site-Data"] = '"cache"'
