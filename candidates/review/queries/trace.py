"""倒查: who passed whom, years later."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Prefetch

from candidates.models import (
    Opinion,
    ReviewFile,
    ReviewRequest,
    ReviewRuling,
)
from election_office.accounts.models import User
from villages.models import Person

# ── 倒查: who passed whom ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class TraceRow:
    """One act of the review of one person, as the export lists it."""

    at: dt.datetime
    election: str
    post: str
    round: int
    what: str
    unit: str
    conclusion: str
    detail: str
    handler: str
    leader: str
    stamped_on: dt.date | None
    entered_by: str
    scan: str
    scan_page: str
    scan_pk: int
    withdrawn: str


def trace_files(person: Person, user: User) -> list[ReviewFile]:
    """Every file of the person this user may read, newest election first, with all that hangs on it."""
    rows = ReviewFile.objects.visible_to(user).filter(person=person).with_places()
    return list(
        rows.prefetch_related(  # type: ignore[type-var]  # rows of a query set that several models share
            Prefetch("opinions", queryset=Opinion.objects.select_related("given_by", "revoked_by")),
            Prefetch(
                "requests", queryset=ReviewRequest.objects.select_related("batch__sent_by", "department")
            ),
            Prefetch("rulings", queryset=ReviewRuling.objects.select_related("decided_by")),
            "inspections__entered_by",
        ).order_by("-election__election_day", "-pk")
    )


def trace_rows(file: ReviewFile) -> list[TraceRow]:
    """Everything done on one file, in the order it was done. No statement beyond ``trace_files``."""

    def row(at: dt.datetime, what: str, round_number: int, **values: object) -> TraceRow:
        blank: dict[str, object] = {
            "unit": "",
            "conclusion": "",
            "detail": "",
            "handler": "",
            "leader": "",
            "stamped_on": None,
            "entered_by": "",
            "scan": "",
            "scan_page": "",
            "scan_pk": 0,
            "withdrawn": "",
        }
        return TraceRow(
            at=at,
            election=str(file.election),
            post=file.get_post_display(),
            round=round_number,
            what=what,
            **(blank | values),  # type: ignore[arg-type]
        )

    rows = [
        row(
            request.batch.sent_at,
            "送审",
            request.round,
            unit=request.department.name,
            detail=f"第{request.batch.serial}批，反馈期限{request.batch.due_on.isoformat()}",
            entered_by=request.batch.sent_by.name,
        )
        for request in file.requests.all()
    ]
    for opinion in file.opinions.all():
        found = "；".join(f"{line['label']}：{line['reason']}" for line in opinion.found)
        rows.append(
            row(
                opinion.created_at,
                opinion.get_level_display(),
                opinion.round,
                unit=opinion.unit,
                conclusion=opinion.get_conclusion_display(),
                detail="；".join(part for part in (found or "逐项审查未发现问题", opinion.remark) if part),
                handler=opinion.handler,
                leader=opinion.leader,
                stamped_on=opinion.stamped_on,
                entered_by=opinion.given_by.name,
                scan=f"{opinion.filename}（{opinion.sha256[:12]}）",
                scan_page="candidates:review_opinion_scan",
                scan_pk=opinion.pk,
                withdrawn=opinion.revoked_reason,
            )
        )
    for inspection in file.inspections.all():
        rows.append(
            row(
                inspection.created_at,
                "考察",
                inspection.round,
                unit=inspection.inspectors,
                conclusion=inspection.get_conclusion_display(),
                detail=(
                    f"测评发出{inspection.issued}张、收回{inspection.recovered}张，优秀{inspection.good}、"
                    f"称职{inspection.competent}、基本称职{inspection.basic}、不称职{inspection.poor}，"
                    f"谈话{inspection.talks}人；{inspection.text}"
                ),
                entered_by=inspection.entered_by.name,
                scan=f"{inspection.filename}（{inspection.sha256[:12]}）",
                scan_page="candidates:review_inspection_scan",
                scan_pk=inspection.pk,
            )
        )
    for ruling in file.rulings.all():
        rows.append(
            row(
                ruling.created_at,
                "县换届办批复" if ruling.by_county else "决定",
                ruling.round,
                conclusion=ruling.get_kind_display(),
                detail=f"{ruling.paper_number} {ruling.reason}".strip(),
                leader=ruling.leader,
                stamped_on=ruling.decided_on,
                entered_by=ruling.decided_by.name,
                scan=ruling.filename,
                scan_page="candidates:review_ruling_scan" if ruling.scan else "",
                scan_pk=ruling.pk,
            )
        )
    return sorted(rows, key=lambda entry: entry.at)
