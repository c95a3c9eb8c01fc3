"""manage.py restore FILE: an office brought back into an empty folder or an empty database."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from election_office.core.passphrases import passphrase_in
from election_office.dashboard.backups.actions import restore
from election_office.dashboard.backups.container import BadBackup


class Command(BaseCommand):
    help = "从备份恢复到空的数据目录或者空的数据库（SQLite、PostgreSQL均可）。密钥文件须先放好。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="备份文件")
        parser.add_argument("--passphrase-file", type=Path, help="口令文件，第一行是口令")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = restore(options["file"], passphrase=passphrase_in(options["passphrase_file"]))
        except BadBackup as error:
            raise CommandError(str(error), returncode=1) from None
        self.stdout.write(
            f"已恢复{content.made_at}的备份：{len(content.rows)}张表{sum(content.rows.values())}行、"
            f"{len(content.files)}个文件，与备份全部相符。"
        )
