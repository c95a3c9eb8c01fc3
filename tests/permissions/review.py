"""The rows of the joint review in the world of the table of permissions."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from candidates.models import (
    AdoptedClause,
    ExceptionStatement,
    Inspection,
    Opinion,
    ReviewBatch,
    ReviewDepartment,
    ReviewFile,
    ReviewPaper,
    ReviewRequest,
    ReviewRuling,
    Sanction,
)
from election_office.accounts.models import User
from tests.permissions.lines import TOWN
from villages.models import Election, Person


def review_rows(election: Election, draft: Any, person: Person, clerk: User) -> dict[str, Any]:
    """A file on its way with one of everything that hangs on it; sent to a unit nobody here serves in."""
    today, scan = timezone.localdate(), "reviews/scan.pdf"
    unit = ReviewDepartment.objects.create(area_code=TOWN, name="演示单位")
    batch = ReviewBatch.objects.create(
        cycle=draft, serial=1, department=unit, due_on=today, sent_at=timezone.now(), sent_by=clerk
    )
    file = ReviewFile.objects.create(
        election=election,
        person=person,
        purpose="party_branch",
        post="secretary",
        incumbency="new",
        education="primary",
        party="中共党员",
        photo="reviews/photo.jpg",
        entered_by=clerk,
    )
    request = ReviewRequest.objects.create(batch=batch, department=unit, file=file)
    kept = {"filename": "扫描件.pdf", "scan": scan}
    signed = kept | {"sha256": "0" * 64}
    counts = {"issued": 1, "recovered": 1, "good": 1, "competent": 0, "basic": 0, "poor": 0, "talks": 1}
    return {
        "level_village": "village",
        "level_township": "township",
        "review_unit": unit,
        "review_batch": batch,
        "review_file": file,
        "review_request": request,
        "review_clause": AdoptedClause.objects.create(
            election=election,
            purpose="village_committee",
            article="第十二条",
            body="村民会议",
            passed_on=today,
            entered_by=clerk,
            **kept,
        ),
        "review_paper": ReviewPaper.objects.create(
            file=file, kind="commitment", signed_on=today, entered_by=clerk, **signed
        ),
        "review_opinion": Opinion.objects.create(
            file=file,
            round=1,
            level="county",
            request=request,
            unit=unit.name,
            conclusion="agree",
            handler="甲",
            leader="乙",
            stamped_on=today,
            given_by=clerk,
            **signed,
        ),
        "review_inspection": Inspection.objects.create(
            file=file, round=1, held_on=today, visited_on=today, entered_by=clerk, **counts, **signed
        ),
        "review_ruling": ReviewRuling.objects.create(
            file=file, round=1, kind="return", reason="补正", decided_on=today, decided_by=clerk, **kept
        ),
        "sanction": Sanction.objects.create(
            file=file,
            kind="party",
            given_on=today,
            until=today,
            before="none",
            paper_number="演示〔2026〕1号",
            entered_by=clerk,
        ),
        "review_statement": ExceptionStatement.objects.create(
            election=election,
            file=file,
            lines=[{"code": "new_member_education", "message": "学历不够。"}],
            reason="无",
            measures="无",
            made_by=clerk,
            reply="approved",
            reply_paper="云换办〔2026〕1号",
            replied_on=today,
            reply_scan=scan,
            filename="批复.pdf",
        ),
    }
