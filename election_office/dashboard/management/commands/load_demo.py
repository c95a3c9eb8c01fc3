from typing import Any

from django.core.management.base import BaseCommand, CommandError

from election_office.dashboard import demo


class Command(BaseCommand):
    help = "Loads the demonstration township into an empty office."

    def handle(self, *args: Any, **options: Any) -> None:
        if not demo.is_empty():
            raise CommandError("数据库里已有数据，不再装入演示数据。")
        demo.load()
        self.stdout.write("演示数据已装入。账号（密码都是 " + demo.PASSWORD + "）：")
        for account in demo.ACCOUNTS:
            self.stdout.write(f"  {account.username:<10}{account.name}　{account.unit or account.role.label}")
