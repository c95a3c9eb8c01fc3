"""The rules of a place on a day, as rules/1, without a database: `manage.py rules --area … --day …`."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from election_office.law.frozen import printed
from election_office.law.overlays import LocalLayer, Overlay
from election_office.law.rulebooks import Rulebook, rulebook_for
from election_office.law.words import KINDS

BAD_INPUT = 2
FIELDS = {"key", "value", "paper", "date"}


class Refused(Exception):
    """One sentence for people, printed on standard error."""


class Command(BaseCommand):
    """Prints every parameter with its value, its place and what it overtakes.

    `--overlay` lays papers over it, judged as a township's. An unlawful one is refused with its article on
    standard error and exit status 2; nothing is printed then.
    """

    help = "输出一地某日的全部规则（rules/1），可以先叠加本镇取值；不读写数据库。"
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--area", required=True, help="行政区划代码，2至12位")
        parser.add_argument("--day", required=True, help="选举日，如2026-12-20")
        parser.add_argument("--kind", default="village", choices=list(KINDS), help="选举种类")
        parser.add_argument("--overlay", metavar="FILE.json", help="本镇取值：[{key, value, paper, date}]")

    def handle(self, *args: Any, **options: Any) -> None:
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8")
        try:
            book = self._book(options)
        except Refused as refusal:
            self.stderr.write(str(refusal))
            sys.exit(BAD_INPUT)
        self.stdout.write(json.dumps(printed(book), ensure_ascii=False, indent=1))

    def _book(self, options: dict[str, Any]) -> Rulebook:
        day = _day(options["day"], "选举日")
        papers = _overlays(options["overlay"], day) if options["overlay"] else []
        try:
            return rulebook_for(options["area"], day, papers, kind=options["kind"])
        except KeyError as error:
            raise Refused(f"没有“{error.args[0]}”这一参数。") from error
        except (ValueError, LookupError) as error:
            raise Refused(str(error)) from error


def _overlays(name: str, election_day: date) -> list[Overlay]:
    try:
        rows = json.loads(Path(name).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refused(f"{name}：读不出文件（{error.strerror}）。") from error
    except ValueError as error:
        raise Refused(f"{name}：不是UTF-8编码的JSON。") from error
    if not isinstance(rows, list):
        raise Refused(f"{name}：应当是一个列表，每项含key、value、paper、date。")
    return [_overlay(number, row, election_day) for number, row in enumerate(rows, start=1)]


def _overlay(number: int, row: Any, election_day: date) -> Overlay:
    if not isinstance(row, dict) or set(row) != FIELDS:
        raise Refused(f"第{number}项：应当含且只含key、value、paper、date。")
    if not isinstance(row["key"], str) or not isinstance(row["paper"], str):
        raise Refused(f"第{number}项：key和paper应当是文字。")
    paper_date = _day(row["date"], f"第{number}项的date")
    if paper_date > election_day:
        raise Refused(f"{row['key']}：文件日期{paper_date.isoformat()}晚于选举日，不能用于这次选举。")
    layer: LocalLayer = "township"
    return Overlay(row["key"], row["value"], row["paper"], paper_date, layer)


def _day(text: Any, what: str) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise Refused(f"{what}“{text}”不是日期，应写成2026-12-20的样子。") from error
