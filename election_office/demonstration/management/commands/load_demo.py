from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from election_office.demonstration import loading as demo


class Command(BaseCommand):
    help = "Loads the demonstration township into an empty office."

    def handle(self, *args: Any, **options: Any) -> None:
        if not demo.is_empty():
            raise CommandError("数据库里已有数据，不再装入演示数据。")
        demo.load()
        lines = [f"演示账号（密码都是 {demo.PASSWORD}）："]
        lines += [
            f"  {account.username:<10}{account.name}　{account.unit or account.role.label}"
            for account in demo.ACCOUNTS
        ]
        # run_office prints this file each time it starts.
        (settings.DATA_DIR / "demo-accounts.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.stdout.write("\n".join(["演示数据已装入。", *lines]))
