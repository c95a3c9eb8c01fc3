"""One measured print in a process of its own: ``python -m tests.bench.print_run WHAT COUNT FOLDER``.

``make`` puts a confirmed roll of that many people, with their cards, into a new office in the folder;
``roll``, ``book`` and ``cards`` print it, ``notices`` prints COUNT one-page notices. Each prints one JSON
line: processor and clock seconds, the peak of memory in MB, pages. Runs in the build of November too, whose
modules lie elsewhere.
"""

# ruff: noqa: PLC0415 -- Django must be set up before anything of it is imported

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any


def office_in(folder: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "election_office.settings")
    os.environ.update(
        OFFICE_DATA_DIR=str(folder),
        OFFICE_EAGER="1",
        OFFICE_PLAIN_STATIC="1",
        OFFICE_SECRET_KEY="for the benchmark alone: 0123456789 abcdefghijklmnopqrstuvwxyz",
        OFFICE_CIPHER_KEY="11" * 32,
        OFFICE_HASH_KEY="22" * 32,
    )
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()


def make(count: int) -> int:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from tests.voters.printed import big_roll
    from voters.cards.actions import issue_cards

    election = big_roll(count)
    issue_cards(election=election, by=election.roll_versions.get().frozen_by)
    return 0


def the_election() -> Any:
    from villages.models import Election

    return Election.objects.select_related("village__township", "cycle__township").get()


def roll(_count: int) -> int:
    from election_office.documents.actions import preview_pdf
    from voters.models import RollVersion

    version = RollVersion.objects.select_related("election__village", "election__cycle").get()
    return len(preview_pdf("voters.roll_notice", version)) and 1


def book(_count: int) -> int:
    try:
        from voters.prints.book import book_sheets
        from voters.prints.typeset import print_sheets
    except ImportError:
        from voters.papers.book import book_sheets  # type: ignore[import-not-found, no-redef]
        from voters.papers.typeset import print_sheets  # type: ignore[import-not-found, no-redef]
    return int(print_sheets(book_sheets(the_election()), "册").pages)


def cards(_count: int) -> int:
    from voters.cards.queries import printable

    election = the_election()
    found = printable(election, only_new=False)
    try:
        from voters.cards.tasks import print_cards
    except ImportError:
        from voters.papers.typeset import Press  # type: ignore[import-not-found]

        from voters.cards.sheets import card_sheets

        press, sheets = Press("证"), list(card_sheets(election, found))
        press.load(sheets)
        press.print(sheets)
        return int(press.finish().pages)
    return print_cards(election, found).pages


def notices(count: int) -> int:
    from election_office.documents.actions import preview_pdf

    election = the_election()
    for _ in range(count):
        preview_pdf("villages.day_notice", election)
    return count


def measured(what: str, count: int) -> dict[str, float]:
    from election_office.documents.fonts import drawable
    from election_office.documents.rendering import pdf_from_html

    if what != "make":
        drawable()
        pdf_from_html("<p>热身</p>")
    if what == "notices":
        notices(2)
    clock, cpu = time.perf_counter(), time.process_time()
    pages = {"make": make, "roll": roll, "book": book, "cards": cards, "notices": notices}[what](count)
    seconds, cpu = time.perf_counter() - clock, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cpu": round(cpu, 3), "seconds": round(seconds, 3), "peak": round(peak), "pages": pages}


if __name__ == "__main__":
    office_in(Path(sys.argv[3]))
    print(json.dumps(measured(sys.argv[1], int(sys.argv[2]))))  # noqa: T201 -- what the caller reads
