"""manage.py verify_audit: is every recorded act still as it was recorded, and all it vouches for?"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from election_office.audit import evidence, nightly
from election_office.audit.verify import verify_chains


class Command(BaseCommand):
    help = (
        "校验操作记录：逐条核对各区划的校验链，再核对公文、计票和选举结果与链上所记是否一致，指出不符之处。"
        "全部相符退出码为0，否则为1。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--area", default="", help="只校验该区划及其下级")
        parser.add_argument(
            "--nightly", action="store_true", help="先逐级汇总、签名、送见证，再校验，结果显示在操作留痕页"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["nightly"]:
            check = nightly.run()
            for fault in check.faults:
                self.stderr.write(f"{fault['area_code'] or '（无区划）'} {fault['fault']}（{fault['code']}）")
            if check.faults:
                raise CommandError(f"发现{len(check.faults)}处不符。", returncode=1)
            self.stdout.write(f"OK {check.chains}个区划，{check.events}条操作记录，全部相符。")
            return
        self._walk(options["area"])

    def _walk(self, area: str) -> None:
        chains = events = broken = others = 0
        for report in verify_chains(area):
            chains += 1
            events += report.count
            if report.holds:
                self.stdout.write(
                    f"{report.area_code or '（无区划）'} 共{report.count}条 末条 {report.last_hash}"
                )
            else:
                broken += 1
                self.stderr.write(f"{report.area_code or '（无区划）'} {report.fault}（{report.code}）")
        for fault in evidence.faults(area):
            others += 1
            self.stderr.write(f"{fault.area_code or '（无区划）'} {fault.sentence}（{fault.code}）")
        if broken:
            raise CommandError(f"{chains}个区划中有{broken}个的操作记录不符。", returncode=1)
        if others:
            raise CommandError(f"有{others}处数据与操作记录不符。", returncode=1)
        self.stdout.write(f"OK {chains}个区划，{events}条操作记录，全部相符。")
