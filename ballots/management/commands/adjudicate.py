"""Recompute results from published counts, without a database: `manage.py adjudicate FILE…`."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from ballots.rules import CountFileError, adjudicate, load_count

BAD_INPUT = 2


class Command(BaseCommand):
    """A .json file is one count; a .jsonl file is one count a line; "-" reads standard input.

    One outcome a line goes to standard output and the exit status is 0. When anything is wrong with the
    input, each fault is one line on standard error, no outcome is printed, and the exit status is 2.
    """

    help = "按公布的计票数据（election-count/1）重新计算选举结果，输出 election-outcome/1。不读写数据库。"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="+", metavar="FILE", help="计票文件（.json 或者 .jsonl）；- 为标准输入"
        )
        parser.add_argument("--lines", action="store_true", help="标准输入每行是一份计票")

    def handle(self, *args: Any, **options: Any) -> None:
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8")
        outcomes: list[dict[str, Any]] = []
        faults: list[str] = []
        for name in options["files"]:
            for where, text in self._cases(name, lines=options["lines"], faults=faults):
                try:
                    outcomes.append(adjudicate(load_count(text)).as_dict())
                except CountFileError as error:
                    faults += [f"{where}: {fault}" for fault in error.faults]
        if faults:
            for fault in faults:
                self.stderr.write(fault)
            sys.exit(BAD_INPUT)
        for outcome in outcomes:
            self.stdout.write(json.dumps(outcome, ensure_ascii=False))

    def _cases(self, name: str, *, lines: bool, faults: list[str]) -> Iterator[tuple[str, str]]:
        """Each count of one input with the place it stands; a file that cannot be read is a fault."""
        try:
            data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
            text = data.decode("utf-8-sig")
        except OSError as error:
            faults.append(f"{name}: 读不出文件（{error.strerror}）。")
            return
        except UnicodeDecodeError as error:
            faults.append(f"{name}: 不是 UTF-8 编码的文字，第{error.start + 1}个字节起读不懂。")
            return
        if not (lines if name == "-" else name.lower().endswith(".jsonl")):
            yield name, text
            return
        found = False
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                found = True
                yield f"{name}:{number}", line
        if not found:
            faults.append(f"{name}: 没有一份计票。")
