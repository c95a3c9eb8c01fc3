"""manage.py load_county: a county to test on, beside whatever the office holds."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from election_office.demonstration.county import Size, load


class Command(BaseCommand):
    help = "装入一个虚构的试验县，用来试规模；不要在正式使用的平台上运行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--townships", type=int, default=20, help="乡镇数，默认20")
        parser.add_argument("--villages", type=int, default=500, help="村数，默认500")
        parser.add_argument("--people", type=int, default=1_000_000, help="人数，默认1000000")
        parser.add_argument("--events", type=int, help="操作留痕条数，默认每5人一条")
        parser.add_argument("--seed", type=int, default=1, help="随机数种子，同一个种子装入同样的人")

    def handle(self, *args: Any, **options: Any) -> None:
        events = options["events"] if options["events"] is not None else options["people"] // 5
        size = Size(
            townships=options["townships"],
            villages=options["villages"],
            people=options["people"],
            events=events,
            seed=options["seed"],
        )
        begun = time.monotonic()

        def tell(sentence: str) -> None:
            self.stdout.write(f"{time.monotonic() - begun:6.0f}秒　{sentence}")
            self.stdout.flush()

        try:
            load(size, tell)
        except ValueError as error:
            raise CommandError(str(error)) from error
        tell("试验县已装入。")
