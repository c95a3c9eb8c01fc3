"""The practice office by itself: made when it is not there, then served like any office."""

from __future__ import annotations

import os
import shutil
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command

from election_office.practice import folder, loading


class Command(BaseCommand):
    """Begins again in the surroundings of practice: this process must not hold the real database open."""

    help = "启动演练平台：虚构的村和人，自己的数据库和密钥，与正式数据无关。"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认只对本机开放")
        parser.add_argument("--port", type=int, default=8001, help="端口，默认8001")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PRACTICE:
            folder.begin()
            os.environ["OFFICE_PRACTICE"] = "1"
            os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606 -- this command, once more
        if not (Path(settings.DATA_DIR) / folder.ACCOUNTS).exists():
            self._make()
        call_command("run_office", host=options["host"], port=options["port"], web=1, jobs=1)

    def _make(self) -> None:
        """What a stopped attempt left half made is made anew."""
        here = Path(settings.DATA_DIR)
        for left in here.glob("office.sqlite3*"):
            left.unlink()
        shutil.rmtree(here / "files", ignore_errors=True)
        call_command("migrate", interactive=False, verbosity=0)
        lines = loading.load()
        draft = here / f"{folder.ACCOUNTS}.draft"
        draft.write_text("\n".join(lines) + "\n", encoding="utf-8")
        draft.replace(here / folder.ACCOUNTS)
