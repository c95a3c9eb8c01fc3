"""How an audit event is written down so that a later change shows: one text, one hash, one chain."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Set
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.db import models

START = "0" * 64

# Not inside a longer run of digits; written as one run or in the usual groups (369901 19900101 1234).
_ID_NUMBER = re.compile(r"(?<!\d)(\d{6})[ -]?\d{8}[ -]?(\d{3}[\dXxＸｘ])(?!\d)")
_MOBILE = re.compile(r"(?:(?<!\d)|(?<=86))([1１][3-9３-９]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)")
# The fingerprint of a file is not a number of a person, whatever digits stand in it.
_FINGERPRINT = re.compile(r"[0-9a-f]{32,128}")


class Hashed(Protocol):
    """The fields of an event that its hash covers."""

    area_code: str
    number: int
    at: dt.datetime
    action: str
    actor_id_text: str
    actor: str
    actor_role: str
    target: str
    before: Any
    after: Any
    reason: str
    previous_hash: str


def mask_numbers(text: str) -> str:
    """The text with every 18-digit ID number and 11-digit mobile number taken out of it.

    Nothing of a number stays: the event names the village, and often the birth date stands near.
    """
    if _FINGERPRINT.fullmatch(text):
        return text
    return _MOBILE.sub("〔手机号〕", _ID_NUMBER.sub("〔身份证号〕", text))


def plain(value: Any) -> Any:
    """The value as JSON that reads back the same from any database, with personal numbers masked.

    Dates and times become ISO text, decimals and floats their digits, enumerations their value,
    a model ``app.Model:pk``, sets a sorted list. Anything else raises TypeError.
    """
    match value:
        case None | bool():
            return value
        case enum.Enum():
            return plain(value.value)
        case str():
            # PostgreSQL cannot keep a NUL character in JSON.
            return mask_numbers(value.replace("\x00", ""))
        case int():
            masked = mask_numbers(str(value))
            return value if masked == str(value) else masked
        case float() | Decimal() | UUID():
            return str(value)
        case dt.datetime():
            return moment(value) if value.tzinfo else value.isoformat()
        case dt.date() | dt.time():
            return value.isoformat()
        case dt.timedelta():
            return f"{value.total_seconds():.6f}"
        case models.Model():
            return f"{value._meta.label}:{value.pk}"
        case Mapping():
            return {str(plain(key)): plain(item) for key, item in value.items()}
        case Set():
            return sorted((plain(item) for item in value), key=str)
        case list() | tuple():
            return [plain(item) for item in value]
    # A lazy translation, a choice label: text in all but type.
    if hasattr(value, "__html__") or hasattr(value, "_proxy____cast"):
        return mask_numbers(str(value))
    raise TypeError(f"audit.record() cannot write down a {type(value).__name__}.")


def moment(at: dt.datetime) -> str:
    """2026-12-20T01:30:00.000000+00:00: UTC, always with microseconds."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


def canonical(event: Hashed, form: str = "office-audit/2") -> str:
    """The one text of an event: keys sorted, no spaces, UTF-8. Anyone can build it from the export."""
    content = {
        "format": form,
        "area_code": event.area_code,
        "number": event.number,
        "at": moment(event.at),
        "action": event.action,
        "actor_id": event.actor_id_text,
        "actor": event.actor,
        "actor_role": event.actor_role,
        "target": event.target,
        "before": event.before,
        "after": event.after,
        "reason": event.reason,
        "previous_hash": event.previous_hash,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(event: Hashed) -> str:
    """HMAC-SHA256 of the canonical text under the trail's key, which the database does not hold."""
    return fingerprint(canonical(event))


def unkeyed_digest(event: Hashed) -> str:
    """How a link was tied before the trail had a key: plain SHA-256, which whoever writes to the tables
    can work out too. Only the links up to the one that closes the old chain may be tied so."""
    return hashlib.sha256(canonical(event, "office-audit/1").encode("utf-8")).hexdigest()


def fingerprint(text: str) -> str:
    """64 hexadecimal digits that nobody without the trail's key can make or guess the text from."""
    return hmac.digest(settings.AUDIT_KEY, text.encode("utf-8"), hashlib.sha256).hex()
