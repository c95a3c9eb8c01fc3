"""Write a published count as statements of actasum 0.1.0: `manage.py export_statements FILE --out FOLDER`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from ballots.rules import CountFileError, parse_count
from ballots.rules.parsing import load_json
from ballots.statements import export_of

BAD_INPUT = 2


class Command(BaseCommand):
    """For each post with one seat: ``POST.statements.jsonl`` and ``POST.official.json``, to be compared with
    ``actasum verify``; ``left_out.txt`` says what that format cannot hold. Exit 2 for a file that is none.
    """

    help = (
        "把公布的计票数据（election-count/1）导出为 actasum 0.1.0 的计票单声明，供第三方核对。不读写数据库。"
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="计票文件（.json）")
        parser.add_argument("--out", required=True, metavar="FOLDER", help="写到这个文件夹")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = load_json(Path(options["file"]).read_text(encoding="utf-8-sig"))
            parse_count(count)
        except (OSError, UnicodeDecodeError) as error:
            self.stderr.write(f"{options['file']}: 读不出文件（{error}）。")
            sys.exit(BAD_INPUT)
        except CountFileError as error:
            for fault in error.faults:
                self.stderr.write(f"{options['file']}: {fault}")
            sys.exit(BAD_INPUT)
        export, folder = export_of(count), Path(options["out"])
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in export.files().items():
            (folder / name).write_text(text, encoding="utf-8")
        for line in export.left_out:
            self.stdout.write(line)
