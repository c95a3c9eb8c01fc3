"""manage.py witness_audit: the county's office, on a machine of its own, cosigns what an office sends it."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from election_office.audit.notes import BadNote, Verifier
from election_office.audit.witness import Refused, Request, Witness


class Command(BaseCommand):
    help = "见证操作留痕：核对送签文件，只给没有变短、没有改写的操作留痕加签。拒绝加签退出码为1。"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("request", type=Path, help="平台checkpoint_audit生成的送签文件")
        parser.add_argument("--office", required=True, help="平台的验证公钥（checkpoint_audit会显示）")
        parser.add_argument(
            "--folder", type=Path, required=True, help="见证人自己的目录，保存密钥和上次见到的条数"
        )
        parser.add_argument("--name", default="county-witness", help="见证人的名称，只用字母、数字和横线")

    def handle(self, *args: Any, **options: Any) -> None:
        witness = Witness(options["folder"], options["name"])
        try:
            office = Verifier.read(options["office"])
            request = Request.read(options["request"].read_text(encoding="utf-8"))
            line = witness.cosign(request, office)
        except (Refused, BadNote) as error:
            raise CommandError(str(error), returncode=1) from error
        except OSError as error:
            raise CommandError(f"打不开送签文件：{error.strerror}。", returncode=1) from error
        self.stderr.write(f"见证人公钥 {witness.verifier.text}")
        self.stdout.write(line, ending="")
