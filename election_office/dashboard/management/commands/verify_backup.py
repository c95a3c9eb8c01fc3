"""manage.py verify_backup FILE: is it whole, and does it come back as it was?"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from election_office.core.passphrases import passphrase_in
from election_office.dashboard.backups.actions import verify_backup
from election_office.dashboard.backups.container import BadBackup


class Command(BaseCommand):
    help = "把备份恢复到临时数据库，核对行数、校验值和操作留痕。相符退出码为0，否则为1并指出改动之处。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="备份文件")
        parser.add_argument("--passphrase-file", type=Path, help="口令文件，第一行是口令")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = verify_backup(options["file"], passphrase=passphrase_in(options["passphrase_file"]))
        except BadBackup as error:
            raise CommandError(str(error), returncode=1) from None
        self.stdout.write(
            f"OK {content.made_at}的备份：{len(content.rows)}张表{sum(content.rows.values())}行、"
            f"{len(content.files)}个文件、{len(content.heads)}个区划的操作留痕，恢复后全部相符。"
        )
