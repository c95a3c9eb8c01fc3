"""manage.py backup --out FILE: the whole office in one sealed file, while it goes on working."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from election_office.core.passphrases import passphrase_in
from election_office.dashboard.backups import schedule
from election_office.dashboard.backups.actions import make_backup
from election_office.dashboard.backups.container import BadBackup


class Command(BaseCommand):
    help = "备份整个平台（数据库和文件）为一个加密文件，可在使用中进行。没有给口令时用平台密钥加密。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="备份文件")
        parser.add_argument("--keep", type=int, default=0, help="每日备份目录中只留最近几份，其余删除")
        parser.add_argument("--passphrase-file", type=Path, help="口令文件，第一行是口令")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = make_backup(options["out"], passphrase=passphrase_in(options["passphrase_file"]))
        except (BadBackup, OSError) as error:
            raise CommandError(f"备份没有完成：{error}", returncode=1) from None
        schedule.forget_old(options["keep"])
        self.stdout.write(
            f"已备份{len(content.rows)}张表{sum(content.rows.values())}行、{len(content.files)}个文件，"
            f"并已读回核对：{options['out']}"
        )
