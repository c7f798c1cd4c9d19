"""What a firm entrusts to us is sealed: the tables without the server's secret let nobody read it, nor move it."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desk.errors import SealBroken
from planner.identifiers import FirmId

_KEY_BYTES = 32
_NONCE_BYTES = 12


class Seal:
    """Seals texts by AES-256-GCM under a key made from the server's secret (HKDF, RFC 5869)."""

    def __init__(self, secret: str) -> None:
        """`secret` is the one everything is signed with; from this key nobody finds it, nor the other way round."""
        derived = HKDF(SHA256(), _KEY_BYTES, salt=None, info=b"creneau.desk.sealing").derive(secret.encode())
        self._cipher = AESGCM(derived)

    def close(self, firm_id: FirmId, key: str, text: bytes) -> bytes:
        """Return a text sealed for one record of one firm, `key` being that record's."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text, _belongs(firm_id, key))

    def open(self, firm_id: FirmId, key: str, sealed: bytes) -> bytes:
        """Return the text again.

        Raises:
            SealBroken: it was sealed under another secret, or for another record, or has been changed.
        """
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _belongs(firm_id, key))
        except (InvalidTag, ValueError) as error:
            raise SealBroken from error


def _belongs(firm_id: FirmId, key: str) -> bytes:
    return f"{firm_id}/{key}".encode()
