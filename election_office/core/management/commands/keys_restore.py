"""The keys put together again: from printed shares, line by line, or from a file under a passphrase."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from election_office.core import passphrases, shares
from election_office.keys import Keys, keys_path, save_keys


class Command(BaseCommand):
    help = "用打印的密钥份额恢复密钥文件。从标准输入逐行录入份额，空行结束；或者用--from读口令加密的备份。"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--over", action="store_true", help="覆盖现有的密钥文件（现有的先改名保留）")
        parser.add_argument("--from", dest="source", type=Path, help="用口令加密的密钥备份文件")
        parser.add_argument("--passphrase-file", type=Path, help="口令文件，第一行是口令")

    def handle(self, *args: Any, **options: Any) -> None:
        words, source = passphrases.passphrase_in(options["passphrase_file"]), options["source"]
        if (words is None) != (source is None):
            raise CommandError("--from和--passphrase-file须一起使用。")
        packed = _typed_shares() if words is None else _from_file(source, words)
        keys = Keys(packed[96:].decode(), packed[:32], packed[32:64], packed[64:96])
        path = keys_path(settings.DATA_DIR)
        if path.exists():
            if not options["over"]:
                raise CommandError(f"{path}已经存在，没有改动。确认要换成恢复的密钥，请加--over。")
            path.replace(path.with_name(f"{path.name}.before"))
        save_keys(path, keys)
        self.stdout.write(f"密钥已恢复到{path}。")


def _typed_shares() -> bytes:
    lines = []
    for line in sys.stdin:
        if not line.strip():
            break
        lines.append(line.strip())
    try:
        return shares.combine(lines)
    except shares.BadShares as error:
        raise CommandError(str(error)) from None


def _from_file(source: Path, words: str) -> bytes:
    try:
        return passphrases.opened(source.read_text(encoding="ascii"), words)
    except OSError as error:
        raise CommandError(f"打不开{source}：{error.strerror}。") from None
    except ValueError as error:
        said = str(error) if isinstance(error, passphrases.BadSecret) else "这不是完整的密钥备份文件。"
        raise CommandError(said) from None
