"""Whether the keys at hand are those of the database. An office with other keys must not start.

With new keys no number would open, and the same person could be entered a second time, because no
hash would find the first record.
"""

from __future__ import annotations

import hmac
import sys
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError

from election_office.core import cipher

if TYPE_CHECKING:
    from election_office.core.models import KeyCheck

# sysexits.h: something is configured wrongly. Says to whoever starts the office that a retry will not help.
WRONG_KEYS = 78
PHRASE = "镇换届选举工作平台密钥校验"
BACK = (
    "请把原来的密钥文件（默认是数据目录中的keys.json，或者OFFICE_KEYS_FILE指定的文件）放回原处后再启动；"
    "原件丢失的，用打印的密钥份额恢复（manage.py keys_restore）。"
)


def values() -> dict[str, str]:
    """What the database keeps of the keys in use; none of it tells a key."""
    return {
        "sealed": cipher.seal(PHRASE),
        "hashed": cipher.fingerprint(PHRASE),
        "trail": _trail(),
    }


def _trail() -> str:
    return hmac.digest(settings.AUDIT_KEY, PHRASE.encode(), "sha256").hex()


def fault() -> str:
    """A sentence when these are not the keys of this database; empty when all is well."""
    from election_office.core.models import KeyCheck  # noqa: PLC0415 -- the settings load this before the apps

    try:
        row = KeyCheck.objects.first()
    except DatabaseError:
        return ""  # no such table, no such server: said by whoever needs it next
    return fault_of(row)


def fault_of(row: KeyCheck | None) -> str:
    """The same of a row that comes from elsewhere: a backup."""
    if row is None:
        return (
            "数据库里没有密钥校验值，不能确认密钥是否正确，平台没有启动。"
            "请先升级数据库（run_office --prepare），或者用备份恢复数据库。"
        )
    try:
        opens = cipher.unseal(row.sealed) == PHRASE
    except cipher.Unreadable:
        opens = False
    if not opens:
        return f"本机的密钥解不开这个数据库中的身份证号，平台没有启动。{BACK}"
    if row.hashed not in cipher.fingerprints(PHRASE):
        return f"本机查找身份证号用的密钥与数据库不符，平台没有启动。{BACK}"
    if row.trail != _trail():
        return f"本机操作留痕的密钥与数据库不符，平台没有启动。{BACK}"
    return ""


def require_right_keys() -> None:
    """Ends the process with its own status when the keys are wrong."""
    said = fault()
    if said:
        sys.stderr.write(f"{said}\n")
        sys.exit(WRONG_KEYS)
