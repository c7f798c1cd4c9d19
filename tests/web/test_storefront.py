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


def test_the_follow_page_says_when_to_expect_whom_and_until_when_one_may_change(client):
    """In words, on the ticket."""
    page = client.get(PAGES["follow"]).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Gaëtan devrait arriver entre 13 h 30 et 14 h 15." in page
    assert "jusqu’au mardi 24 novembre à 9 h, 4 h avant la plage promise" in page
    assert "Le portail est fermé :<br>sonnez chez Perrin." in page


def test_a_word_for_the_office_is_a_form_of_its_own(client):
    """Sent, it is said to have arrived; empty, the field says so."""
    address = "/f/duret/suivi/abc123/message"
    assert "/f/duret/suivi/abc123" == client.post(address, data={"text": "Bonjour", **TOKEN}).headers["location"]
    refused = client.post(address, data={"text": "", **TOKEN})
    assert 422 == refused.status_code
    assert 'id="text-error"' in refused.text


def test_claire_reads_what_the_customer_wrote(client):
    """On the appointment's page."""
    assert "Messages du client" in client.get(PAGES["appointment"]).text
