"""The keys put together again from printed shares, typed or pasted line by line."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from election_office.core import shares
from election_office.keys import Keys, keys_path, save_keys


class Command(BaseCommand):
    help = "用打印的密钥份额恢复密钥文件。从标准输入逐行录入份额，空行结束。"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--over", action="store_true", help="覆盖现有的密钥文件（现有的先改名保留）")

    def handle(self, *args: Any, **options: Any) -> None:
        lines = []
        for line in sys.stdin:
            if not line.strip():
                break
            lines.append(line.strip())
        try:
            packed = shares.combine(lines)
        except shares.BadShares as error:
            raise CommandError(str(error)) from None
        keys = Keys(packed[96:].decode(), packed[:32], packed[32:64], packed[64:96])
        path = keys_path(settings.DATA_DIR)
        if path.exists():
            if not options["over"]:
                raise CommandError(f"{path}已经存在，没有改动。确认要换成恢复的密钥，请加--over。")
            path.replace(path.with_name(f"{path.name}.before"))
        save_keys(path, keys)
        self.stdout.write(f"密钥已恢复到{path}。")
