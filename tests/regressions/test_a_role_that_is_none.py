"""A role that does not exist, or one that cannot be given, was answered 500 instead of the settings with the reason.

Found by fuzzing the forms: the page took what was typed into the form beside it for granted.
"""

from pathlib import Path

from desk.accounts import Role
from desk.tokens import csrf_token
from tests.support.client import Client
from tests.support.house import a_house, found_firm, sign_in
from web.main import application


def test_a_role_that_is_none_is_refused_on_the_page(tmp_path: Path) -> None:
    """With the form to invite somebody empty beside it."""
    house = a_house(tmp_path)
    duret = found_firm(house)
    session = sign_in(house, duret, Role.MANAGEMENT)
    headers = {"cookie": f"creneau_session={session}", "accept": "text/html"}
    sent = {"csrf_token": csrf_token(session), "role": "pape"}
    path = f"/f/duret/reglages/equipe/{duret.account.id}/role"
    answer = Client(application(house)).post(path, data=sent, headers=headers)
    assert (422, True) == (answer.status_code, 'id="invite-name"' in answer.text)
