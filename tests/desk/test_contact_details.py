"""However a number, an address or a name is typed, it is the same one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.contact_details import fold, national_digits, read_email, read_phone, show_phone
from desk.errors import UnreadableEmail, UnreadablePhone


@pytest.mark.parametrize(
    "typed",
    ["06 39 98 12 34", "06.39.98.12.34", "0639981234", "+33 6 39 98 12 34", "0033639981234", "+33 (0)6 39 98 12 34"],
)
def test_a_number_typed_in_any_form_is_one_number(typed):
    """People write the same telephone in many ways; fiction's mobiles count as telephones."""
    assert "+33639981234" == read_phone(typed)


@pytest.mark.parametrize("typed", ["", "112", "3631", "anonymous", "06 12", "00 00 00 00 00", "pas de téléphone"])
def test_what_could_not_be_called_back_is_no_telephone(typed):
    """A short number, a withheld one or a word must not become somebody's telephone."""
    with pytest.raises(UnreadablePhone, match="n’est pas lisible"):
        read_phone(typed)


@given(st.sampled_from(["01990", "02619", "03530", "04657", "05364", "06399"]), st.integers(0, 99_999))
def test_a_number_shown_reads_as_itself(start, rest):
    """What we print on a page can be typed back."""
    typed = f"{start}{rest:05}"
    try:
        read = read_phone(typed)
    except UnreadablePhone:
        return
    assert read == read_phone(show_phone(read))


def test_numbers_are_shown_as_the_country_writes_them():
    """A French number is shown the French way, a foreign one with its country, and a word as it is."""
    assert ["06 39 98 12 34", "+41 22 123 45 67", "standard"] == [
        show_phone("+33639981234"),
        show_phone("+41221234567"),
        show_phone("standard"),
    ]


def test_an_address_is_kept_in_small_letters():
    """Capitals and spaces around an address make no other person."""
    assert "anne.durand@exemple.invalid" == read_email("  Anne.Durand@Exemple.INVALID ")


@pytest.mark.parametrize(
    "typed", ["", "anne", "anne@", "anne@exemple", "anne@@exemple.fr", "anne durand@exemple.fr", "a@b.fr\nBcc: c@d.fr"]
)
def test_what_mail_could_not_reach_is_no_address(typed):
    """A slip is told while the customer is still there, and no line break reaches a mail header."""
    with pytest.raises(UnreadableEmail):
        read_email(typed)


def test_names_are_compared_without_accents_capitals_or_hyphens():
    """Claire types quickly."""
    assert "benoit lecoeur saint jorioz" == fold("  BENOÎT Lecœur  Saint-Jorioz ")


@pytest.mark.parametrize("typed", ["+33 6 39 98 12 34", "0033639981234", "06.39.98.12.34", "639981234"])
def test_a_number_is_sought_by_its_national_digits(typed):
    """Whatever the caller's display shows, the same digits are looked for."""
    assert "639981234" == national_digits(typed)
