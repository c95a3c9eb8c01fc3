"""The import trial without an election: anyone may check a file before it is brought to the office."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from election_office.law.rulebooks import Rulebook, rulebook_for
from election_office.law.words import GENERAL
from voters.imports.check import trial
from voters.imports.limits import UnreadableFileError
from voters.imports.reader import open_workbook

# No province has this code: only the national rules apply.
NATION = "00"


class Command(BaseCommand):
    help = f"试读{GENERAL.voter_short}登记表，不写入任何数据；结果以JSON输出。"
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help=f"{GENERAL.voter_short}登记表（.xlsx、.xls或CSV）")
        parser.add_argument("--election-day", required=True, help="选举日，如2026-12-20")
        parser.add_argument("--area", default=NATION, help="行政区划代码，2至12位；不写时只用国家规定")

    def handle(self, *args: Any, **options: Any) -> None:
        book = self._book(options["area"], options["election_day"])
        try:
            result = trial(open_workbook(options["file"]), election_day=book.election_day, book=book)
        except UnreadableFileError as error:
            raise self._refuse(error.message) from error
        self.stdout.write(json.dumps(result.as_json(), ensure_ascii=False, indent=1))

    def _book(self, area: str, election_day: str) -> Rulebook:
        try:
            day = date.fromisoformat(election_day)
        except ValueError as error:
            raise self._refuse(f"选举日「{election_day}」不是日期，应写成2026-12-20的样子。") from error
        try:
            return rulebook_for(area, day)
        except (ValueError, LookupError) as error:
            raise self._refuse(str(error.args[0])) from error

    def _refuse(self, sentence: str) -> SystemExit:
        """One line for people, without the name of an exception before it."""
        self.stderr.write(sentence)
        return SystemExit(2)
