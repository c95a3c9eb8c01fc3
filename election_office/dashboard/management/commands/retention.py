"""manage.py retention: what has been kept long enough; with --apply it is deleted and recorded."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from election_office.dashboard.retention.actions import delete_due
from election_office.dashboard.retention.due import due
from election_office.dashboard.retention.schedule import note_done


class Command(BaseCommand):
    help = "列出超过保存期限的文件和记录；加--apply时删除，并记入操作留痕。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="删除列出的内容")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        lines = delete_due(now=now) if options["apply"] else due(now)
        for line in lines:
            self.stdout.write(f"{line.name}（保存{line.term}）：{line.count}项")
        if options["apply"]:
            note_done()
            self.stdout.write("以上内容已删除，并记入操作留痕。")
        elif any(line.count for line in lines):
            self.stdout.write("没有删除任何内容。确认要删除，请加--apply。")
