"""A password is long rather than odd, and only its argon2 hash is kept.

Hashing takes tens of milliseconds and 19 MiB on purpose: do it outside any transaction.
"""

import unicodedata
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from desk.contact_details import fold
from desk.errors import WeakPassword

SHORTEST = 12
LONGEST = 256
GUESSED = 3
"""Below this score of zxcvbn (0 to 4) a password is found within a hundred million tries: it is, or is made of, what
stands on the lists of the most common ones."""
LEAST_OF_ITS_OWN = 8
SCORED = 72
"""So many characters are scored: what is longer is not guessed for being short."""
COMMON_WORDS = frozenset({"motdepasse", "password", "creneau", "rendezvous", "planning"})
"""Words of this program and of passwords as such: like the owner's own, they protect nothing."""

# OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$BalCqAm1TJXwWnf8ZuB8fw$fg5XVZFsqNUPuyxow6mWtsvE5w1avQzrwiIb48DmWYI"


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password, with its own salt; about 35 ms of one core."""
    return _HASHER.hash(_normal(password))


def verify_password(password_hash: str, password: str) -> bool:
    """Tell whether a password has this hash; an empty hash takes as long as any other and never has."""
    try:
        _HASHER.verify(password_hash or _NOBODY, _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return bool(password_hash)


def outdated(password_hash: str) -> bool:
    """Tell whether a hash was made with other costs than today's, so that it should be made again at sign-in."""
    return _HASHER.check_needs_rehash(password_hash)


def check_password(password: str, *known: str) -> None:
    """Refuse a password that would be guessed: short, common, a row of keys, or made of what is known of its owner.

    No kind of character is demanded (NIST SP 800-63B, OWASP ASVS 5.0 6.2.5). `known` are the owner's name, address and
    firm.

    Raises:
        WeakPassword: says what is missing.
    """
    text = _normal(password)
    if len(text) < SHORTEST:
        raise WeakPassword(
            "Ce mot de passe est trop court : prenez au moins {shortest} caractères, par exemple quatre mots.",
            shortest=SHORTEST,
        )
    if len(text) > LONGEST:
        raise WeakPassword("Ce mot de passe est trop long : {longest} caractères suffisent.", longest=LONGEST)
    if _in_a_row(text) or _score(text) < GUESSED:
        raise WeakPassword("Ce mot de passe est une suite que tout le monde essaie : prenez quatre mots sans rapport.")
    if len(_without_known(text, known)) < LEAST_OF_ITS_OWN:
        raise WeakPassword(
            "Ce mot de passe ressemble à votre nom, votre adresse ou votre entreprise : prenez autre chose."
        )


def _normal(password: str) -> str:
    """Return the password in one Unicode form, so that "é" is the same key on every keyboard; cut nothing."""
    return unicodedata.normalize("NFKC", password)


def _score(text: str) -> int:
    """Return how hard a password is to find, from 0 to 4, as zxcvbn counts it (Wheeler, USENIX Security 2016)."""
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its lists take 14 MB, and most processes never see a new password

    score: int = zxcvbn(text[:SCORED])["score"]
    return score


_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "1234567890",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "qwertyuiop",
    "asdfghjkl",
)


def _in_a_row(text: str) -> bool:
    """Tell whether nearly every character follows its neighbour on a keyboard, in the alphabet or in counting."""
    neighbours = {pair for row in _ROWS for line in (row, row[::-1]) for pair in pairwise(line)}
    small = text.casefold()
    following = sum(pair in neighbours or pair[0] == pair[1] for pair in pairwise(small))
    return following >= len(small) - 3


def _without_known(text: str, known: tuple[str, ...]) -> str:
    """Return what is left of a password once its owner's words and the common ones are taken out."""
    left = fold(text).replace(" ", "")
    for word in sorted({*fold(" ".join(known)).split(), *COMMON_WORDS}, key=len, reverse=True):
        left = left.replace(word, "") if len(word) > 2 else left  # noqa: PLR2004 - shorter words are in every password
    return left
