"""manage.py archive --election N --out FILE.zip: an election in one file that outlives this program."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from election_office.archive import actions
from election_office.core.passphrases import passphrase_in
from villages.models import Cycle, Election


class Command(BaseCommand):
    help = "把一个村的选举（或者全镇各村）归档为一个文件：公文、照片、扫描件、计票数据、留痕、规则和目录。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--election", type=int, help="选举编号，网址中elections后的数字")
        which.add_argument("--cycle", type=int, help="换届方案编号：全镇各村")
        which.add_argument("--township", help="乡镇区划代码，9位：最近一次换届的全镇各村")
        parser.add_argument("--out", type=Path, required=True, help="写到这个文件，不得已经存在")
        parser.add_argument("--passphrase-file", type=Path, help="口令文件，第一行是口令；给出时加密")

    def handle(self, *args: Any, **options: Any) -> None:
        out, passphrase = options["out"], passphrase_in(options["passphrase_file"])
        if out.exists():
            raise CommandError(f"{out}已经存在，没有覆盖。", returncode=1)
        draft = out.with_name(f".{out.name}.part")
        draft.unlink(missing_ok=True)
        try:
            said = self._write(draft, passphrase, options)
            draft.rename(out)
        except OSError as error:
            raise CommandError(f"归档没有完成：{error.strerror}。", returncode=1) from None
        finally:
            draft.unlink(missing_ok=True)
        self.stdout.write(f"{said}：{out}")

    def _write(self, draft: Path, passphrase: str | None, options: dict[str, Any]) -> str:
        if options["election"] is not None:
            election = Election.objects.with_places().filter(pk=options["election"]).first()
            if election is None:
                raise CommandError(f"没有编号为{options['election']}的选举。", returncode=1)
            row = actions.write_archive(draft, election=election, passphrase=passphrase)
            for sentence in row.missing:
                self.stdout.write(f"缺少：{sentence}")
            return f"已归档{row.files}个文件，缺少{len(row.missing)}项"
        every = actions.write_township_archive(draft, cycle=_cycle(options), passphrase=passphrase)
        return f"已归档{every.villages}个村"


def _cycle(options: dict[str, Any]) -> Cycle:
    rows = Cycle.objects.select_related("township")
    if options["cycle"] is not None:
        found = rows.filter(pk=options["cycle"]).first()
    else:
        found = rows.filter(township__code=options["township"]).order_by("-default_day", "-pk").first()
    if found is None:
        raise CommandError("没有这个乡镇或者编号的换届方案。", returncode=1)
    return found
