"""Cards printed in the background: one village, or every village of a township."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.urls import reverse

from election_office.accounts.permissions import Permission
from election_office.core import scratch
from election_office.documents.rendering import CannotPrint, Pdf
from election_office.jobs.kinds import JobKind, register
from election_office.jobs.progress import JobFailed, Progress
from election_office.law.decision import RuleRefused
from election_office.law.words import GENERAL

# Enough to share one specimen of the fonts, few enough that the bar moves.
SHEETS_AT_A_TIME = 50


def print_cards(
    election: Any, cards: Any, tell: Callable[[int, str], None] = lambda done, doing: None
) -> Pdf:
    """The sheets of one village. ``tell``: how many cards are set."""
    from voters.cards.sheets import PER_SHEET, card_sheets
    from voters.prints.typeset import Press

    card = election.words.card
    press = Press(f"{election.village.name}{card}")
    sheets = list(card_sheets(election, cards))
    press.load(sheets)
    for first in range(0, len(sheets), SHEETS_AT_A_TIME):
        press.print(sheets[first : first + SHEETS_AT_A_TIME])
        tell(min((first + SHEETS_AT_A_TIME) * PER_SHEET, len(cards)), f"{election.village.name}{card}")
    return press.finish()


def _tell(progress: Progress, start: int, total: int, done: int, doing: str) -> None:
    progress.step(start + done, total, doing)


def _replace(name: str, content: File[bytes]) -> str:
    """A job that is run again writes its own file anew."""
    default_storage.delete(name)
    return default_storage.save(name, content)


def _cards(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    from villages.models import Election
    from voters.cards.actions import mark_printed
    from voters.cards.queries import printable

    election = Election.objects.with_places().filter(pk=params["election"]).first()
    if election is None:
        raise JobFailed("这次选举的记录已经不在。")
    cards = printable(election, only_new=params["only_new"], job=progress.job)
    if not cards:
        raise JobFailed("没有要打印的证件。")
    progress.step(0, len(cards), "排版")
    pdf = print_cards(election, cards, partial(_tell, progress, 0, len(cards)))
    name = _replace(f"cards/{election.pk}/{progress.job.pk}.pdf", ContentFile(pdf.data))
    mark_printed(election=election, cards=cards, job=progress.job, by=progress.by)
    card = election.words.card
    return {
        "message": f"{election.village.name}{card}{len(cards)}张，A4纸{pdf.pages}张，每张纸十证。",
        "file": name,
        "file_name": f"{election.village.name}{card}.pdf",
        "url": reverse("voters:cards", args=[election.pk]),
        "cards": len(cards),
        "pages": pdf.pages,
    }


def _township(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    """One PDF a village and a manifest, in a ZIP. What cannot be printed is told of with its reason."""
    from villages.models import Cycle, Election
    from voters.cards.actions import issue_cards, mark_printed
    from voters.cards.queries import printable
    from voters.queries import roll_count

    cycle = Cycle.objects.select_related("township").filter(pk=params["cycle"]).first()
    if cycle is None:
        raise JobFailed("这份换届方案的记录已经不在。")
    elections = list(Election.objects.with_places().filter(cycle=cycle).order_by("village__code"))
    done, total = 0, sum(roll_count(election) for election in elections)
    files: list[dict[str, Any]] = []
    skipped: list[dict[str, str]] = []
    with scratch.file() as target:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for election in elections:
                village = election.village.name
                progress.step(done, total, village)
                try:
                    issue_cards(election=election, by=progress.by)
                    cards = printable(election, only_new=False)
                    pdf = print_cards(election, cards, partial(_tell, progress, done, total))
                except (RuleRefused, ValidationError, CannotPrint) as refused:
                    skipped.append({"village": village, "reason": _sentence(refused)})
                    continue
                name = f"{election.village.code}-{village}.pdf"
                archive.writestr(name, pdf.data)
                files.append(
                    {
                        "file": name,
                        "village": village,
                        "code": election.village.code,
                        "cards": len(cards),
                        "pages": pdf.pages,
                        "sha256": hashlib.sha256(pdf.data).hexdigest(),
                    }
                )
                mark_printed(election=election, cards=cards, job=progress.job, by=progress.by)
                done += len(cards)
            manifest = {
                "format": "voter-cards/1",
                "township": cycle.township.name,
                "cycle": cycle.title,
                "job": progress.job.pk,
                "cards": sum(file["cards"] for file in files),
                "files": files,
                "skipped": skipped,
            }
            text = json.dumps(manifest, ensure_ascii=False, indent=2)
            archive.writestr("manifest.json", text)
        if not files:
            raise JobFailed("没有一个村可以打印。" + _told(skipped))
        target.seek(0)
        name = _replace(f"cards/township-{cycle.pk}/{progress.job.pk}.zip", File(target))
    message = f"共{len(files)}个村、{manifest['cards']}张证。"
    return {
        "message": message + _told(skipped),
        "file": name,
        "file_name": f"{cycle.township.name}{cycle.title}{GENERAL.card}.zip",
        "manifest": manifest,
    }


def _told(skipped: list[dict[str, str]]) -> str:
    return "".join(f"{item['village']}没有打印：{item['reason']}" for item in skipped)


def _sentence(refused: Exception) -> str:
    match refused:
        case RuleRefused():
            return str(refused)
        case ValidationError():
            return "".join(refused.messages)
    return str(refused)


register(
    JobKind(
        "voters.cards_pdf", f"打印{GENERAL.card}", _cards, Permission.ROLL_EDIT, known_errors=(CannotPrint,)
    )
)
register(
    JobKind(
        "voters.cards_pdf_township",
        f"打印全镇{GENERAL.card}",
        _township,
        Permission.ROLL_EDIT,
        max_seconds=3600,
        known_errors=(CannotPrint,),
    )
)
