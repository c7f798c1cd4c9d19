"""What a firm decides about how its customers meet it is chosen on its settings page, and seen where it matters."""

from tests.web.pages import PAGES

TOKEN = {"csrf_token": "sample-token"}


def test_a_mail_that_was_held_back_is_not_taken_for_one_that_went(client):
    """A badge, and the reason in words."""
    page = client.get(PAGES["messages"]).text
    assert 1 == page.count("mail-trouble")
    assert "déjà 4 e-mails à cette adresse" in page


def test_rules_of_mails_that_are_refused_stay_as_typed(client):
    """With the reason beside the field."""
    typed = {"reminder_hour": "", "per_day": "7", "per_appointment": "9", **TOKEN}
    answer = client.post("/f/duret/reglages/messages", data=typed)
    assert 422 == answer.status_code
    assert 'id="reminder_hour-error"' in answer.text
    assert 'value="7"' in answer.text
