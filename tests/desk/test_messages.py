"""Messages say what the firm wrote, with the right words, and their log opens nothing."""

from datetime import timedelta

import pytest

from desk.errors import TemplateBroken
from desk.identifiers import MessageId
from desk.messages import (
    TEMPLATES,
    Message,
    MessageState,
    Posting,
    Recipient,
    Template,
    appointment_words,
    arrival_words,
    calls_words,
    check_template,
    choice_words,
    compose,
    edit_template,
    link_words,
    not_sent,
    owed_words,
    report_words,
    restore_template,
    sent,
    template_of,
    was_sent,
)
from desk.messages.templates import proposed
from planner.appointments import Appointment, State
from planner.identifiers import AppointmentId, ServiceId
from tests.support.planner import MONDAY, SUNDAY_NIGHT, a_firm, a_service, between

APPOINTMENT = Appointment(
    AppointmentId("a"), ServiceId("d"), between(8, 10), timedelta(hours=1), State.CONFIRMED, SUNDAY_NIGHT
)
ANNE = Recipient("Anne Durand", "3 rue des Pommiers, 74600 Annecy", "https://rdv.invalid/f/duret/suivi/abc")


def words(**changes):
    """The words of an appointment moved from the afternoon to the morning."""
    return appointment_words(a_firm(), APPOINTMENT, a_service(), ANNE, between(14, 16)) | changes


def test_a_confirmation_tells_what_when_where_and_how_to_change_it(desk):
    """Everything a customer asks about."""
    composed = compose(Template.APPOINTMENT_CONFIRMED, proposed(Template.APPOINTMENT_CONFIRMED), words())
    assert "Rendez-vous confirmé : lundi 23 novembre 2026" == composed.subject
    for told in ("Anne Durand", "« Dépannage »", "entre 8 h et 10 h", ANNE.address, ANNE.link, "Duret Électricité"):
        assert told in composed.text


def test_a_move_tells_both_windows():
    """The old one so that the customer knows which appointment is meant."""
    composed = compose(Template.APPOINTMENT_MOVED, proposed(Template.APPOINTMENT_MOVED), words())
    assert "prévu lundi 23 novembre 2026 entre 14 h et 16 h, est déplacé" in composed.text
    assert "nous arriverons lundi 23 novembre 2026 entre 8 h et 10 h" in composed.text


@pytest.mark.parametrize("template", list(Template))
def test_every_proposed_template_has_a_value_for_each_word(template):
    """No mail goes out with a hole in it."""
    known = words() | link_words(a_firm(), "Gaëtan", "https://rdv.invalid/l", SUNDAY_NIGHT)
    assert TEMPLATES[Template.VISIT_DUE] <= set(owed_words(a_firm(), a_service(), ANNE, MONDAY))
    known |= arrival_words(a_firm(), between(8, 9), "Gaëtan")
    known |= report_words(a_firm(), "Hélène", "https://rdv.invalid/l", MONDAY) | calls_words(250, MONDAY)
    known |= choice_words(a_firm(), [between(8, 9)], "Il est souffrant.")
    assert TEMPLATES[template] <= set(known)
    check_template(template, proposed(template))
    composed = compose(template, proposed(template), {word: known[word] for word in TEMPLATES[template]})
    assert "$" not in composed.subject + composed.text


def test_a_link_in_a_paragraph_of_its_own_is_a_button_in_html():
    """A thumb finds it; the address stays readable for who cannot click."""
    html = compose(Template.APPOINTMENT_CONFIRMED, proposed(Template.APPOINTMENT_CONFIRMED), words()).html
    assert f'<a href="{ANNE.link}"' in html
    assert '<html lang="fr">' in html


def test_what_a_customer_typed_stays_text():
    """A name is no markup, no header and no paragraph."""
    typed = '<script>alert("é")</script>\r\nBcc: tous@exemple.invalid\n\nhttps://piege.invalid'
    composed = compose(Template.APPOINTMENT_CONFIRMED, "Bonjour $client\n\n$client\n", words(client=typed))
    assert "\n" not in composed.subject
    assert "<script>" not in composed.html
    assert 'href="https://piege' not in composed.html


def test_a_firm_writes_in_its_own_words(desk):
    """And may come back to ours."""
    own = "Rendez-vous le $jour\n\nBonjour $client, cela fera 10 $$."
    desk.do(edit_template, Template.APPOINTMENT_CONFIRMED, own)
    text = desk.do(template_of, Template.APPOINTMENT_CONFIRMED)
    assert "Bonjour Anne Durand, cela fera 10 $.\n" == compose(Template.APPOINTMENT_CONFIRMED, text, words()).text
    desk.do(restore_template, Template.APPOINTMENT_CONFIRMED)
    assert proposed(Template.APPOINTMENT_CONFIRMED) == desk.do(template_of, Template.APPOINTMENT_CONFIRMED)


@pytest.mark.parametrize(
    "text, reason",
    [
        ("", "l’objet"),
        ("Objet seul", "l’objet"),
        ("Objet\n\n$clientele", r"\$clientele.*\$client"),
        ("Objet\n\nprix : 10 $", "doublez-le"),
        ("Objet\n\n" + "x" * 10_000, "trop long"),
        ("Objet\n\n$avant", r"\$avant"),
    ],
)
def test_a_broken_template_is_refused_with_the_reason(desk, text, reason):
    """Claire learns it when she writes, not when a customer reads."""
    with pytest.raises(TemplateBroken, match=reason):
        desk.do(edit_template, Template.APPOINTMENT_CONFIRMED, text)


def test_a_message_without_a_value_is_not_sent_half():
    """Better no mail than "Bonjour $client"."""
    with pytest.raises(TemplateBroken):
        compose(Template.APPOINTMENT_CONFIRMED, "Objet\n\n$client", {})


@pytest.fixture
def posting():
    """A confirmation on its way."""
    composed = compose(Template.APPOINTMENT_CONFIRMED, proposed(Template.APPOINTMENT_CONFIRMED), words())
    return Posting(MessageId("12-confirm"), "anne@exemple.invalid", composed, APPOINTMENT.id, ("rdv.ics",))


def test_the_log_keeps_what_was_sent_without_its_links(desk, posting):
    """Whoever reads the log cannot act for the customer."""
    message = desk.do(sent, posting, "outbox/1.eml")
    assert [message] == desk.all(Message)
    assert ("anne@exemple.invalid", posting.composed.subject, ("rdv.ics",), "outbox/1.eml") == (
        message.to,
        message.subject,
        message.attachments,
        message.path,
    )
    assert "[lien personnel]" in message.text
    assert "https://" not in message.text


def test_a_delivery_told_twice_is_seen(desk, posting):
    """A failure is tried again, a success is not."""
    assert not desk.do(was_sent, posting.id)
    failed = desk.do(not_sent, posting, "Connexion refusée")
    assert (MessageState.FAILED, "Connexion refusée") == (failed.state, failed.error)
    assert not desk.do(was_sent, posting.id)
    desk.do(sent, posting)
    assert desk.do(was_sent, posting.id)
    assert 1 == len(desk.all(Message))
