"""manage.py checkpoint_audit: signs what the county's trail comes to, for a witness outside the office."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from election_office.audit import actions, notes, ties
from election_office.audit.models import AuditCheckpoint


class Command(BaseCommand):
    help = "签出县级操作留痕的检查点，写成给见证人的送签文件；用--cosigned收回见证人的签名行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--area", default="", help="县级区划代码；只有一个县时可以不写")
        parser.add_argument("--out", type=Path, help="送签文件写到哪里")
        parser.add_argument("--old", type=int, default=0, help="见证人上次见到的条数，第一次为0")
        parser.add_argument("--cosigned", type=Path, help="见证人的签名行文件")
        parser.add_argument("--witness", default="", help="见证人的公钥，与--cosigned同用")

    def handle(self, *args: Any, **options: Any) -> None:
        area_code = self._county(options["area"])
        if options["cosigned"]:
            self._take(area_code, options["cosigned"], options["witness"])
            return
        row = ties.checkpoint(area_code)
        if options["old"] > row.size:
            raise CommandError(f"操作留痕只有{row.size}条，比见证人见到的{options['old']}条还少。")
        text = ties.request_for(row, options["old"]).text
        self.stderr.write(f"平台公钥 {ties.verifier(area_code).text}")
        if options["out"]:
            options["out"].write_text(text, encoding="utf-8")
            self.stdout.write(f"已写出第{row.size}条的检查点。")
        else:
            self.stdout.write(text, ending="")

    def _county(self, wanted: str) -> str:
        actions.tie_divisions()
        known = ties.counties()
        if wanted in known:
            return wanted
        if wanted or len(known) != 1:
            raise CommandError(f"请用--area写明县级区划代码，现有：{'、'.join(known) or '无'}。")
        return known[0]

    def _take(self, area_code: str, path: Path, witness: str) -> None:
        row = AuditCheckpoint.objects.filter(area_code=area_code).first()
        line = path.read_text(encoding="utf-8")
        try:
            who = notes.Verifier.read(witness)
            signed = row is not None and notes.is_signed(row.note + line, who)
        except notes.BadNote as error:
            raise CommandError(str(error)) from error
        if row is None or not signed:
            raise CommandError("签名行与最新的检查点不符，没有收下。")
        AuditCheckpoint.objects.filter(pk=row.pk).update(note=row.note + line)
        self.stdout.write(f"第{row.size}条的检查点已由{who.name}见证。")
