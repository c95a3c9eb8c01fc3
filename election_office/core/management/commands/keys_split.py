"""The keys kept a second time: as printed shares for several people, or in a file under a passphrase."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from election_office.core import passphrases, shares
from election_office.keys import keys_path, read_keys


class Command(BaseCommand):
    help = (
        "把密钥分成几份打印，分人保管；其中任意几份合在一起可以恢复，少于此数则毫无用处。"
        "给出--passphrase-file和--out时，改为用口令加密存成一个文件。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, default=5, help="共几份，默认5")
        parser.add_argument("--needed", type=int, default=3, help="恢复时需要几份，默认3")
        parser.add_argument("--passphrase-file", type=Path, help="口令文件，第一行是口令")
        parser.add_argument("--out", type=Path, help="用口令加密的密钥备份存到此文件")

    def handle(self, *args: Any, **options: Any) -> None:
        path = keys_path(settings.DATA_DIR)
        if not path.exists():
            raise CommandError("密钥由环境变量提供，没有密钥文件可分，请用您保管环境变量的办法备份。")
        keys = read_keys(path)
        if keys.old_ciphers or keys.old_hashes:
            raise CommandError("正在更换密钥，请先用rotate_keys换完，再打印新的份额。")
        # The keys alone: fewer characters are fewer to type.
        packed = keys.cipher + keys.hash + keys.audit + keys.secret.encode()
        words, out = passphrases.passphrase_in(options["passphrase_file"]), options["out"]
        if (words is None) != (out is None):
            raise CommandError("--passphrase-file和--out须一起使用。")
        if words is not None:
            self._keep(out, passphrases.closed(packed, words))
            return
        try:
            parts = shares.split(packed, count=options["count"], needed=options["needed"])
        except ValueError:
            raise CommandError("份数须在2到20之间，恢复所需份数不少于2、不多于总份数。") from None
        for number, part in enumerate(parts, start=1):
            title = f"密钥份额 第{number}份（共{len(parts)}份，恢复需要{options['needed']}份）"
            self.stdout.write(f"{title}\n{part}\n")
        self.stdout.write("请分别打印，交不同的人装袋密封保管，不要留电子文件，不要与备份放在一起。")

    def _keep(self, out: Path, text: str) -> None:
        """A new file, for its owner alone; one that is there already stays."""
        try:
            descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise CommandError(f"{out}已经存在，没有改动，请换一个文件名。") from None
        except OSError as error:
            raise CommandError(f"写不了{out}：{error.strerror}。") from None
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"{text}\n")
            file.flush()
            os.fsync(file.fileno())
        self.stdout.write(f"密钥已用口令加密存到{out}。请与口令分开保管，不要与备份放在一起。")
