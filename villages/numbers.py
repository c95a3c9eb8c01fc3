"""ID and phone numbers at rest: encrypted, with a keyed hash to find and to compare them.

Neither the cipher nor the hash can be turned back without the office's keys (election_office.keys).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


def encrypt(number: str) -> str:
    """AES-256-GCM, base64; an empty number stays empty. The same number encrypts differently each time."""
    if not number:
        return ""
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(settings.PERSON_CIPHER_KEY).encrypt(nonce, number.encode("ascii"), None)
    return base64.b64encode(nonce + sealed).decode("ascii")


def decrypt(sealed: str) -> str:
    """The number; raises cryptography.exceptions.InvalidTag when the text or the key is not the right one."""
    if not sealed:
        return ""
    raw = base64.b64decode(sealed)
    return (
        AESGCM(settings.PERSON_CIPHER_KEY).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None).decode("ascii")
    )


def fingerprint(number: str) -> str:
    """HMAC-SHA256 in hex: equal for equal numbers, and of no use without the key."""
    return hmac.new(settings.PERSON_HASH_KEY, number.encode("ascii"), hashlib.sha256).hexdigest()
