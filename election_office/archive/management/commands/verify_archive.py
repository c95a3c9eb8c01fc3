"""manage.py verify_archive FILE.zip: is it as it was made? Reads neither database nor network."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from election_office.archive.verifier import cli


class Command(BaseCommand):
    help = "校验档案：改动、缺少、多出的文件逐项指出，按计票数据重新计算结果。相符退出码为0，否则为1。"
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        cli.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        status = cli.run(
            options["file"],
            options["passphrase_file"],
            options["key"],
            options["open"],
            self.stdout.write,
            self.stderr.write,
        )
        if status:
            sys.exit(status)
