"""Printing the office's own papers. Nothing changes on the roll; that it was printed is recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.documents.actions import check_texts
from election_office.documents.rendering import CannotPrint, Pdf
from election_office.jobs.actions import submit
from election_office.jobs.models import Job
from election_office.law.words import GENERAL
from villages.models import Election
from voters import queries
from voters.models import Registration
from voters.prints.book import book_sheets
from voters.prints.door import door_sheets
from voters.prints.statistics import statistics, statistics_sheets, statistics_workbook
from voters.prints.typeset import Sheet, print_sheets

# More rows than this are printed in the background.
AT_ONCE = 500


def _statistics_sheets(election: Election) -> list[Sheet]:
    return statistics_sheets(statistics(election, timezone.localdate()), election.committee_title)


@dataclass(frozen=True, slots=True)
class RollPaper:
    """One kind of internal paper. ``per_voter``: it has a row for everybody, so it may take a while."""

    code: str
    title: str
    help: str
    sheets: Callable[[Election], list[Sheet]]
    per_voter: bool = True
    needs_confirmed: bool = False


PAPERS = {
    paper.code: paper
    for paper in (
        RollPaper(
            "book",
            "签到领票册",
            f"投票站发票时逐人签名用，按{GENERAL.group}和名单序号排列；已委托他人的划去并写明代领人。",
            book_sheets,
            needs_confirmed=True,
        ),
        RollPaper(
            "door",
            "上门登记名册",
            "登记员上门用，按户排列，带勾选框；身份证号只印后四位。",
            door_sheets,
        ),
        RollPaper(
            "statistics",
            f"{GENERAL.voter_short}登记统计表",
            "各组和全村的登记、类别、年龄、待定、委托人数，一页A4纸，也可以下载表格。",
            _statistics_sheets,
            per_voter=False,
        ),
    )
}


def rows_of(election: Election, paper: RollPaper) -> int:
    """How many people the paper names: what it is printed directly or in the background by."""
    if not paper.per_voter:
        return 0
    status = Registration.Status
    wanted = [status.REGISTERED] if paper.needs_confirmed else [status.REGISTERED, status.PENDING]
    return Registration.objects.filter(election=election, status__in=wanted).count()


@transaction.atomic
def ask_paper(*, election: Election, paper: RollPaper, by: User) -> Pdf | Job:
    """The paper itself, or for a long one the job that prints it.

    Raises ValidationError before the roll it needs is confirmed, or naming who has a character that no
    font can draw: then nothing is printed and nothing recorded.
    """
    require(by, Permission.ROLL_EDIT, election)
    count = rows_of(election, paper)
    if paper.needs_confirmed and not queries.is_confirmed(election):
        raise ValidationError(f"名单还没有确认，没有名单序号，不能打印{paper.title}。请先确认名单。")
    if paper.per_voter and not count:
        raise ValidationError(f"名单上还没有人，没有{paper.title}可打印。")
    if paper.per_voter:
        _check_names(election)
    if count > AT_ONCE:
        return submit(
            "voters.paper_pdf",
            params={"election": election.pk, "paper": paper.code},
            key=f"election:{election.pk}:{paper.code}",
            area_code=election.area_code,
            by=by,
            title=f"打印{election.village.name}{paper.title}",
        )
    return print_paper(election=election, paper=paper, by=by)


def _check_names(election: Election) -> None:
    """The sentence names the person, so that somebody can look the name up."""
    people = Registration.objects.filter(election=election).exclude(
        status__in=[Registration.Status.LEFT_OFF, Registration.Status.CANCELLED]
    )
    check_texts(people.order_by("serial", "pk").values_list("person__name", flat=True))


@transaction.atomic
def print_paper(*, election: Election, paper: RollPaper, by: User) -> Pdf:
    """Print it now. Raises ValidationError when a character cannot be drawn after all."""
    require(by, Permission.ROLL_EDIT, election)
    try:
        pdf = print_sheets(paper.sheets(election), f"{election.village.name}{paper.title}")
    except CannotPrint as refused:
        raise ValidationError(str(refused)) from refused
    _record(election, paper, by, pages=pdf.pages)
    return pdf


@transaction.atomic
def statistics_file(*, election: Election, by: User) -> bytes:
    """The statistics as a workbook."""
    require(by, Permission.ROLL_EDIT, election)
    data = statistics_workbook(statistics(election, timezone.localdate()), election.committee_title)
    _record(election, PAPERS["statistics"], by, pages=0)
    return data


def _record(election: Election, paper: RollPaper, by: User, *, pages: int) -> None:
    record(
        "roll.book_printed",
        target=election,
        by=by,
        after={"paper_title": paper.title, "pages": pages, "rows": rows_of(election, paper)},
    )
