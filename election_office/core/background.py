"""A command of the office in a process of its own, behind everything that people wait for."""

from __future__ import annotations

import shutil
import sys

from django.conf import settings


def command_of(*arguments: str) -> list[str]:
    """``manage.py`` with these arguments. The nightly walk and the backup take all of a processor for a
    while: a page, or a worker that begins again, comes before them."""
    nice = shutil.which("nice")
    behind = [nice, "-n", "10"] if nice else []
    return [*behind, sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
