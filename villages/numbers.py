"""ID and phone numbers at rest: encrypted, with a keyed hash to find and to compare them.

Neither the cipher nor the hash can be turned back without the office's keys (election_office.keys).
"""

from __future__ import annotations

import base64
import hmac
import secrets
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


@lru_cache(maxsize=4)
def _cipher(key: bytes) -> AESGCM:
    """Set up once a key, not once a number: a roll has tens of thousands."""
    return AESGCM(key)


def encrypt(number: str) -> str:
    """AES-256-GCM, base64; an empty number stays empty. The same number encrypts differently each time."""
    if not number:
        return ""
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = _cipher(settings.PERSON_CIPHER_KEY).encrypt(nonce, number.encode("ascii"), None)
    return base64.b64encode(nonce + sealed).decode("ascii")


def decrypt(sealed: str) -> str:
    """The number; raises cryptography.exceptions.InvalidTag when the text or the key is not the right one."""
    if not sealed:
        return ""
    raw = base64.b64decode(sealed)
    return (
        _cipher(settings.PERSON_CIPHER_KEY)
        .decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None)
        .decode("ascii")
    )


def fingerprint(number: str) -> str:
    """HMAC-SHA256 in hex: equal for equal numbers, and of no use without the key."""
    return hmac.digest(settings.PERSON_HASH_KEY, number.encode("ascii"), "sha256").hex()
