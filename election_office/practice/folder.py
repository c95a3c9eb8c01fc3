"""The folder of the practice office, as the real office sees it: a wish in it is all the two share.

The real office's pages write wishes, its supervisor (``watch``) carries them out. Nothing of it is in a
database, so practice leaves no row, number or event of the trail behind.
"""

from __future__ import annotations

import os
import shutil
from enum import Enum
from pathlib import Path

from django.conf import settings


class State(Enum):
    NONE = "没有打开"
    PREPARING = "正在准备"
    OPEN = "已打开"
    ENDING = "正在清空"


ENDED, AGAIN, ACCOUNTS, TROUBLE = "ended", "again", "accounts.txt", "trouble.txt"


def folder() -> Path:
    return Path(settings.PRACTICE_DIR)


def state() -> State:
    here = folder()
    if not here.exists():
        return State.NONE
    if (here / ENDED).exists() or (here / AGAIN).exists():
        return State.ENDING
    return State.OPEN if (here / ACCOUNTS).exists() else State.PREPARING


def accounts() -> list[str]:
    """Names and the password of the practice office, a line each, once it is ready."""
    file = folder() / ACCOUNTS
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def begin() -> None:
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)


def ask(wish: str) -> None:
    """``ENDED`` or ``AGAIN``; without a practice office nothing is left behind."""
    if folder().exists():
        (folder() / wish).touch()


def throw_away() -> None:
    """The whole of it: database, keys, papers, trail. Begun anew if that was the wish."""
    again = (folder() / AGAIN).exists() and not (folder() / ENDED).exists()
    shutil.rmtree(folder(), ignore_errors=True)
    if again:
        begin()


def trouble() -> str:
    """Why the practice office cannot start, for its page; empty while nothing is known to be wrong."""
    file = folder() / TROUBLE
    return file.read_text(encoding="utf-8") if file.exists() else ""


def say(why: str) -> None:
    """Leave the reason for the page, or take it away."""
    file = folder() / TROUBLE
    if why:
        file.write_text(why, encoding="utf-8")
    else:
        file.unlink(missing_ok=True)


def port() -> int:
    """Set by run_office for itself and its children: the port beside its own, unless the office says."""
    return int(os.environ.get("OFFICE_PRACTICE_PORT", "8001"))
