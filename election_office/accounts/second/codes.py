"""One-time passwords (RFC 6238: six digits, half a minute, SHA-1 as every phone's program has it) and the
codes for the day the phone is lost. No network is needed: phone and office share a secret and the time."""

from __future__ import annotations

import base64
import secrets
from urllib.parse import quote

from django_otp.oath import TOTP

STEP = 30
DIGITS = 6
RECOVERY_CODES = 10
# Read and typed by hand: no 0 and O, no 1, I and L.
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_ISSUER = "换届选举工作平台"


def new_secret() -> str:
    """160 bits, in the letters that are typed where no camera reads the picture."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def address(secret: str, username: str) -> str:
    """What the picture holds for the phone."""
    return (
        f"otpauth://totp/{quote(_ISSUER)}:{quote(username)}"
        f"?secret={secret}&issuer={quote(_ISSUER)}&digits={DIGITS}&period={STEP}"
    )


def passed_step(secret: str, typed: str, *, now: float, after: int) -> int | None:
    """The step of a right code, when it is later than ``after``; None for any other.

    A clock half a minute before or behind ours is let through.
    """
    text = "".join(typed.split())
    if len(text) != DIGITS or not (text.isascii() and text.isdecimal()):
        return None
    totp = TOTP(base64.b32decode(secret), STEP, 0, DIGITS)
    totp.time = now
    if not totp.verify(int(text), tolerance=1, min_t=after + 1):
        return None
    return int(totp.t())  # with the drift that was found


def new_recovery_codes() -> list[str]:
    def group() -> str:
        return "".join(secrets.choice(_LETTERS) for _ in range(5))

    return [f"{group()}-{group()}" for _ in range(RECOVERY_CODES)]


def plain(code: str) -> str:
    """A code as it was made, however it was typed."""
    return "".join(code.split()).replace("-", "").upper()
