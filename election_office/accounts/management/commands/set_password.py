"""manage.py set_password USERNAME: for an officer whom no other officer can help."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from election_office.accounts.actions import set_password_from_console
from election_office.accounts.management.commands.create_officer import ask_twice


class Command(BaseCommand):
    help = "在服务器上为一个账号设置新密码并解除锁定；本人下次登录须修改。操作留痕。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--password-stdin", action="store_true", help="从标准输入的第一行读取密码")

    def handle(self, *args: Any, **options: Any) -> None:
        password = sys.stdin.readline().rstrip("\n") if options["password_stdin"] else ask_twice()
        try:
            user = set_password_from_console(username=options["username"], password=password)
        except ValidationError as refused:
            raise CommandError("".join(refused.messages)) from refused
        self.stdout.write(f"{user.username} 的密码已设置，下次登录须修改。")
