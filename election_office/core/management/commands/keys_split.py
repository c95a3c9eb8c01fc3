"""The keys as shares to be printed and kept by several people."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from election_office.core import shares
from election_office.keys import keys_path, read_keys


class Command(BaseCommand):
    help = "把密钥分成几份打印，分人保管；其中任意几份合在一起可以恢复，少于此数则毫无用处。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, default=5, help="共几份，默认5")
        parser.add_argument("--needed", type=int, default=3, help="恢复时需要几份，默认3")

    def handle(self, *args: Any, **options: Any) -> None:
        path = keys_path(settings.DATA_DIR)
        if not path.exists():
            raise CommandError("密钥由环境变量提供，没有密钥文件可分，请用您保管环境变量的办法备份。")
        keys = read_keys(path)
        if keys.old_ciphers or keys.old_hashes:
            raise CommandError("正在更换密钥，请先用rotate_keys换完，再打印新的份额。")
        # The keys alone: fewer characters are fewer to type.
        packed = keys.cipher + keys.hash + keys.audit + keys.secret.encode()
        try:
            parts = shares.split(packed, count=options["count"], needed=options["needed"])
        except ValueError:
            raise CommandError("份数须在2到20之间，恢复所需份数不少于2、不多于总份数。") from None
        for number, part in enumerate(parts, start=1):
            title = f"密钥份额 第{number}份（共{len(parts)}份，恢复需要{options['needed']}份）"
            self.stdout.write(f"{title}\n{part}\n")
        self.stdout.write("请分别打印，交不同的人装袋密封保管，不要留电子文件，不要与备份放在一起。")
