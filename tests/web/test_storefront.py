"""What a firm decides about how its customers meet it is chosen on its settings page, and seen where it matters."""

from html import unescape

from tests.web.pages import PAGES

TOKEN = {"csrf_token": "sample-token"}


def test_a_mail_that_was_held_back_is_not_taken_for_one_that_went(client):
    """A badge, and the reason in words."""
    page = client.get(PAGES["messages"]).text
    assert 1 == page.count("mail-trouble")
    assert "déjà 4 messages à la même personne" in page


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


def ancestors(response):
    """Who may show an answer in a frame."""
    return response.headers["content-security-policy"].partition("frame-ancestors ")[2]


def test_only_the_embedded_page_may_be_framed_and_only_by_the_firms_sites(client):
    """Everything else stays closed to everybody."""
    for name, address in PAGES.items():
        expected = "https://www.duret.invalid" if name == "embedded" else "'none'"
        assert expected == ancestors(client.get(address)), name


def test_the_embedded_page_carries_no_script_and_leads_out_of_its_frame(client):
    """What is chosen opens whole: cookies of a frame on another site are nobody's."""
    response = client.get(PAGES["embedded"])
    assert "<script" not in response.text
    assert "script-src 'none'" in response.headers["content-security-policy"]
    assert '<form class="choose" action="/f/duret/rdv" target="_top">' in response.text


def test_the_widget_is_small_and_may_be_loaded_by_other_sites(client):
    """Alone among the files; no other site reads the rest."""
    widget = client.get("/static/js/embed.js")
    assert len(widget.content) < 2_000
    assert "cross-origin" == widget.headers["cross-origin-resource-policy"]
    assert "same-origin" == client.get("/static/js/page.js").headers["cross-origin-resource-policy"]


def test_the_settings_show_the_lines_to_copy(client):
    """With this server's address, the firm's name and its colour."""
    page = unescape(client.get(PAGES["settings"]).text)
    script = '<script src="http://localhost:8000/static/js/embed.js" data-firm="duret" data-colour="#5b2a86"'
    for line in (f"{script} async></script>", f'{script} data-show="frame" async></script>'):
        assert line in page
    assert '<iframe src="http://localhost:8000/f/duret/integrer"' in page


def test_a_site_that_is_none_is_told_beside_its_field(client):
    """And stays as typed."""
    typed = {"cut_off_hours": "4", "origins": "partout", **TOKEN}
    answer = client.post("/f/duret/reglages/page-des-clients", data=typed)
    assert 422 == answer.status_code
    assert 'id="origins-error"' in answer.text
    assert "partout</textarea>" in answer.text


def test_customers_meet_the_firms_colour_and_logo_and_staff_do_not(client):
    """A sheet of its own after that of every page, because a page may carry no style in itself."""
    sheet = '<link rel="stylesheet" href="/f/duret/couleurs.css?v=5b2a86">'
    follow, office = client.get(PAGES["follow"]).text, client.get(PAGES["settings"]).text
    assert follow.index("css/creneau.css") < follow.index(sheet)
    assert '<img class="logo" src="/f/duret/logo?v=0123456789ab" alt="">' in follow
    assert sheet not in office
    assert sheet not in client.get(PAGES["portal"]).text


def test_the_sheet_names_the_shades_of_day_and_night(client):
    """Kept for ever under its colour."""
    sheet = client.get("/f/duret/couleurs.css?v=5b2a86")
    assert sheet.headers["content-type"].startswith("text/css")
    assert "immutable" in sheet.headers["cache-control"]
    assert sheet.text.startswith(":root { --accent: light-dark(#5b2a86, #b79fcd); --accent-strong: ")


def test_the_logo_opened_alone_can_do_nothing(client):
    """It is a picture, whatever a browser would guess."""
    logo = client.get("/f/duret/logo")
    assert ("image/png", "nosniff") == (logo.headers["content-type"], logo.headers["x-content-type-options"])
    assert "sandbox" in logo.headers["content-security-policy"]
    assert "no-cache" == logo.headers["cache-control"]


def test_a_drawing_that_could_carry_a_program_is_refused_beside_the_field(client):
    """A picture is kept."""
    address = "/f/duret/reglages/logo"
    refused = client.post(address, data=TOKEN, files={"logo": ("logo.svg", b"<svg/>", "image/svg+xml")})
    assert 422 == refused.status_code
    assert 'id="logo-error"' in refused.text
    kept = client.post(address, data=TOKEN, files={"logo": ("logo.png", b"\x89PNG", "image/png")})
    assert "/f/duret/reglages#page-des-clients" == kept.headers["location"]


def test_slots_in_the_quarter_are_marked_in_words_with_what_they_save(client):
    """In the list and among the recommended ones."""
    page = client.get(PAGES["slots"]).text
    assert 3 == page.count("dans votre quartier <strong>−5&nbsp;%</strong>")
    assert 1 == page.count("Nous sommes déjà dans votre quartier <strong>−5&nbsp;%</strong>")


def test_the_price_after_the_discount_is_told_before_confirming(client):
    """And the promise is on the page that follows the appointment."""
    details = client.get(PAGES["details"]).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "remise de 5 %. 90,25 € au lieu de 95 €." in details
    assert "Remise promise" in client.get(PAGES["follow"]).text
