"""A telephone, an e-mail and a name each have one written form, so that the same person is found again."""

import re
import unicodedata

import phonenumbers

from desk.errors import UnreadableEmail, UnreadablePhone

_EMAIL = re.compile(r"[^@\s,;<>()\"\x00-\x1f]{1,64}@[^@\s.,;<>()\"]+(\.[^@\s.,;<>()\"]+)+")
_EMAIL_LIMIT = 254

# Ranges that ARCEP keeps for fiction (decision 2018-0881): numbering plans call the mobile one invalid.
_MOBILE_FICTION = "+3363998"
_FICTION = ("+3319900", "+3326191", "+3335301", "+3346571", "+3353649", _MOBILE_FICTION)

_MOBILE = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}


def read_phone(text: str, region: str = "FR") -> str:
    """Return a number typed in any usual form as E.164, such as "+33639981234".

    Raises:
        UnreadablePhone: it is no number that could be called back.
    """
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        raise UnreadablePhone from error
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    fiction = e164.startswith(_FICTION) and phonenumbers.is_possible_number(number)
    if not (fiction or phonenumbers.is_valid_number(number)):
        raise UnreadablePhone
    return e164


def show_phone(e164: str, region: str = "FR") -> str:
    """Return an E.164 number as people of the region write it: "06 39 98 12 34"; anything else comes back as it is."""
    try:
        number = phonenumbers.parse(e164, region)
    except phonenumbers.NumberParseException:
        return e164
    home = number.country_code == phonenumbers.country_code_for_region(region)
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, style.NATIONAL if home else style.INTERNATIONAL)


def takes_sms(e164: str) -> bool:
    """Tell whether a telephone can be sent a short message."""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return False
    return e164.startswith(_MOBILE_FICTION) or phonenumbers.number_type(number) in _MOBILE


def read_email(text: str) -> str:
    """Return an address without surrounding spaces and in small letters.

    Raises:
        UnreadableEmail: no mail could reach it.
    """
    address = text.strip().lower()
    if len(address) > _EMAIL_LIMIT or not _EMAIL.fullmatch(address):
        raise UnreadableEmail
    return address


def fold(text: str) -> str:
    """Return a text without accents, capitals, punctuation or double spaces: how names are compared."""
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(mark))
    ligatures = plain.replace("œ", "oe").replace("æ", "ae")
    return " ".join("".join(mark if mark.isalnum() else " " for mark in ligatures).split())


def national_digits(text: str) -> str:
    """Return the digits of a number, whole or begun, without country code or leading zero: how numbers are sought."""
    return re.sub(r"^(\+33|0033|0)", "", re.sub(r"[^\d+]", "", text)).lstrip("+")
