"""manage.py create_officer: the first account of a place that is registered and has none."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from election_office.accounts import places
from election_office.accounts.actions import create_first_officer
from election_office.accounts.permissions import Role
from election_office.law.decision import RuleRefused


class Command(BaseCommand):
    help = "新建第一个管理账号（镇换届办9位区划，县换届办6位区划）。未给出的项目逐项询问，密码不回显。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--username")
        parser.add_argument("--name")
        parser.add_argument("--area", help="区划代码，6位或9位")
        parser.add_argument("--password-stdin", action="store_true", help="从标准输入的第一行读取密码")

    def handle(self, *args: Any, **options: Any) -> None:
        username = options["username"] or input("用户名：").strip()
        name = options["name"] or input("姓名：").strip()
        area = options["area"] or input("区划代码：").strip()
        if places.names([area]).get(area) in (None, area):
            # Whoever can log in ends the set-up: an officer of no place could begin nothing.
            raise CommandError(
                f"区划{area}还没有登记。空平台请在浏览器打开，用设立码设立（manage.py setup_code）；"
                "已经设立的，请由县换届办在“村庄”页登记乡镇。"
            )
        password = sys.stdin.readline().rstrip("\n") if options["password_stdin"] else ask_twice()
        role = Role.COUNTY_SUPERVISOR if len(area) == 6 else Role.TOWNSHIP_OFFICER
        try:
            user = create_first_officer(
                username=username, name=name, password=password, role=role, area_code=area
            )
        except (ValidationError, RuleRefused) as refused:
            sentences = refused.messages if isinstance(refused, ValidationError) else [str(refused)]
            raise CommandError("".join(sentences)) from refused
        self.stdout.write(f"已建立账号 {user.username}（{user.name}，{role.label}，{area}）。")


def ask_twice() -> str:
    """A password typed twice on the terminal without being shown."""
    password = getpass("密码：")
    if getpass("再输一次：") != password:
        raise CommandError("两次输入的密码不一致。")
    return password
