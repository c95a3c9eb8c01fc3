"""What keeps the office from working as it should, for its own monitor and for the home page.

    register("backup", lambda: "" or "最近48小时没有备份。")

Each app registers in its ``pages.py``. A sentence names what is wrong and nobody. With ``grave=False`` it is
a hint: the office works, and something could be better. What the office does by itself says with
``register_work`` when it was last done.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable

from django.conf import settings

from election_office.core import checks, replica

SCARCE = 200 * 1024 * 1024
# One sentence, or several by their names where one look answers them.
Check = Callable[[], str | dict[str, str]]
_checks: dict[str, Check] = {}
_hints: dict[str, Check] = {}


def register(name: str, check: Check, *, grave: bool = True) -> None:
    (_checks if grave else _hints)[name] = check


_work: list[tuple[str, Callable[[], dt.datetime | None], Callable[[], str]]] = []


def register_work(title: str, last: Callable[[], dt.datetime | None], fault: Callable[[], str]) -> None:
    """``last``: when it was last done to its end. ``fault``: whether that is too long ago."""
    _work.append((title, last, fault))


def work_done() -> list[tuple[str, dt.datetime | None, str]]:
    """What the office does by itself: its title, when it was last done to its end, what is wrong with it."""
    return [(title, last(), fault()) for title, last, fault in _work]


def problems(**known: str) -> dict[str, str]:
    """What is wrong now, by name; a check that cannot be made is itself wrong. ``known``: what the caller has
    found out already, by the name of its check."""
    return _ask(_checks, known)


def hints() -> dict[str, str]:
    """What could be better, by name."""
    return _ask(_hints, {})


def _ask(asked: dict[str, Check], known: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = dict(known)
    for name, check in asked.items():
        if name in known:
            continue
        try:
            with replica.own():
                said = check()
        except Exception as fault:
            said = f"查不到（{type(fault).__name__}）。"
        found |= said if isinstance(said, dict) else {name: said}
    return {name: sentence for name, sentence in found.items() if sentence}


def _disk() -> str:
    free = shutil.disk_usage(settings.DATA_DIR).free
    return f"磁盘只剩{free // 1024 // 1024}MB，满了以后什么都保存不了，请清理。" if free < SCARCE else ""


register("disk", _disk)
register("replica", replica.fault)
register("fonts", lambda: checks.fonts_of_this_process()[0])
register("fonts", lambda: checks.fonts_of_this_process()[1], grave=False)
