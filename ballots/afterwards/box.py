"""What belongs into a village's box of the election: the checklist the archive is made from.

``village_box(election)`` is for whoever makes the archive file: a line for each thing, whether the office
holds it, and where. Paper that only the village has (ballots, sheets, stubs) is on the list as paper.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from ballots.afterwards import queries
from ballots.models import CountSheet, Result, Round, StockMovement
from candidates.models import ReviewFile, VotersMeeting
from election_office.accounts.models import User
from election_office.core.asking import whether
from election_office.core.gather import rows_once
from election_office.documents.models import Document
from election_office.law.words import Words
from villages.models import CommitteeChoice, DepartureAudit, Election
from voters.models import Registration, RollVersion


@dataclass(frozen=True)
class BoxLine:
    """One thing in the box. ``there``: the office holds it; None where only paper can be there."""

    group: str
    title: str
    there: bool | None
    note: str = ""
    url: str = ""


@rows_once
def papers_in_box(election: Election) -> QuerySet[Document, tuple[int, str, str]]:
    rows = Document.objects.for_election(election.pk).in_force().order_by("issued_at", "pk")
    return rows.values_list("pk", "title", "number")


def _papers(election: Election, reader: User | None) -> list[BoxLine]:
    """Every paper in force, with its number: those that hang and those that were handed out. A link stands
    where ``reader`` may read it."""
    theirs = Document.objects.visible_to(reader) if reader else Document.objects.none()
    readable = set(theirs.for_election(election.pk).values_list("pk", flat=True))
    return [
        BoxLine("公文", title, True, number, reverse("documents:detail", args=[pk]) if pk in readable else "")
        for pk, title, number in papers_in_box(election)
    ]


def village_box(election: Election, reader: User | None = None) -> list[BoxLine]:
    """A fixed number of statements, however many voters and papers there are."""
    words: Words = election.words
    pk = election.pk
    signed = queries.signing(election)
    page = reverse("ballots:afterwards", args=[pk])
    stock = StockMovement.objects.filter(round__election=election, revoked_at__isnull=True)
    there = whether(
        election,
        audits=DepartureAudit.objects.filter(election=election),
        chosen=CommitteeChoice.objects.filter(election=election),
        roll=RollVersion.objects.filter(election=election),
        registered=Registration.objects.filter(election=election),
        files=ReviewFile.objects.filter(election=election),
        met=VotersMeeting.objects.filter(election=election, held_on__isnull=False),
        put_away=stock.filter(kind__in=["sealed", "destroyed"]),
        voted=Round.objects.held().filter(election=election),
        counted=CountSheet.objects.filter(box__round__election=election),
        declared=Result.objects.in_force().filter(round__election=election),
    )
    return [
        BoxLine(
            "准备",
            "离任审计报告和结果",
            there["audits"],
            url=reverse("villages:preparation", args=[pk]),
        ),
        BoxLine(
            "选举委员会",
            f"{words.committee}推选记录",
            there["chosen"],
            url=reverse("villages:committee", args=[pk]),
        ),
        BoxLine(
            "登记",
            f"{words.roll_short}各版本和登记表",
            there["roll"] and there["registered"],
            url=reverse("voters:roll", args=[pk]),
        ),
        BoxLine(
            "候选人", "提名表、资格审查表", there["files"], url=reverse("candidates:review_list", args=[pk])
        ),
        BoxLine(
            "候选人",
            "见面会记录和承诺书",
            there["met"],
            url=reverse("candidates:meeting", args=[pk]),
        ),
        BoxLine("投票", "委托投票证、签收册、流动票箱登记", None, "纸质，按票箱装袋。"),
        BoxLine("投票", "选票、票根、计票单", None, "纸质，封存，封条由监票人签名。"),
        BoxLine(
            "投票",
            "选票领用登记和剩余选票",
            there["put_away"],
            # The book of ballots opens with the first round; without one its page is not there.
            url=reverse("ballots:prepare_stock", args=[pk]) if there["voted"] else "",
        ),
        BoxLine(
            "计票",
            "计票单和选举结果",
            there["counted"] and there["declared"],
            url=reverse("ballots:result", args=[pk]),
        ),
        BoxLine("后续", "签字的移交清单", signed is not None, signed.list_number if signed else "", page),
        BoxLine("后续", "任期目标和制度", bool(queries.systems(election)), url=page),
        *_papers(election, reader),
    ]
