"""manage.py setup_code: prints the code that opens the set-up page of an empty office again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from election_office.dashboard.begin.codes import founding_code, needs_founding


class Command(BaseCommand):
    help = "再次显示空平台的设立码。"

    def handle(self, *args: Any, **options: Any) -> None:
        if not needs_founding():
            raise CommandError("平台已经设立，不再需要设立码。忘记密码请用 manage.py set_password。")
        self.stdout.write(f"设立码：{founding_code()}")
