"""manage.py verify_audit: is every recorded act still as it was recorded, and none missing?"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from election_office.audit.verify import verify_chains


class Command(BaseCommand):
    help = "校验操作记录：逐条核对各区划的校验链，指出第一处不符。全部相符退出码为0，否则为1。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--area", default="", help="只校验该区划及其下级")

    def handle(self, *args: Any, **options: Any) -> None:
        chains = events = broken = 0
        for report in verify_chains(options["area"]):
            chains += 1
            events += report.count
            if report.holds:
                self.stdout.write(
                    f"{report.area_code or '（无区划）'} 共{report.count}条 末条 {report.last_hash}"
                )
            else:
                broken += 1
                self.stderr.write(f"{report.area_code or '（无区划）'} {report.fault}（{report.code}）")
        if broken:
            raise CommandError(f"{chains}个区划中有{broken}个的操作记录不符。", returncode=1)
        self.stdout.write(f"OK {chains}个区划，{events}条操作记录，全部相符。")
