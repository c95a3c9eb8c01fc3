"""Who gets which page: the issuing table and the polling day."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from ballots.models import HandOut, Incident, IssueConflict, PaperIssue
from tests.permissions.lines import CLERKS, OFFICER, act, desk, office, page

TABLE = [
    office("ballots:polling_days"),
    page("ballots:polling_day", "polled"),
    page("ballots:day_record", "polled"),
    act("ballots:incident_add", "polled", may=CLERKS),
    page("ballots:incident_photo", "incident"),
    act("ballots:desk", "box", may=CLERKS),
    desk("ballots:desk_worker", "box", may=CLERKS),
    desk("ballots:handouts", "box", may=CLERKS),
    act("ballots:box_seal", "box", may=CLERKS),
    act("ballots:box_close_again", "box", may=(OFFICER,)),
    act("ballots:paper_kit", "polled", may=CLERKS),
    act("ballots:paper_issue", "box", may=CLERKS),
    desk("ballots:paper_issue_scan", "paper_issue", may=CLERKS),
    act("ballots:handout_undo", "handout", may=CLERKS),
    act("ballots:conflict_settle", "conflict", may=CLERKS),
]


def issuing_rows(rows: dict[str, Any]) -> dict[str, Any]:
    """One hand-out, one conflict and one incident with a photograph, at the counted box."""
    box, clerk, now = rows["box"], rows["clerk"], timezone.now()
    voters = list(box.round.election.registrations.order_by("-pk")[:2])
    acted = {"box": box, "voter": voters[0]}
    return {
        "handout": HandOut.objects.create(
            round=box.round, token=uuid.uuid4(), handed_at=now, handed_by=clerk, **acted
        ),
        "paper_issue": PaperIssue.objects.create(
            box=box,
            began_at=now - dt.timedelta(hours=1),
            ended_at=now,
            own=1,
            proxy=0,
            reason="停电",
            handed_by="演示甲",
            scan="paper-issues/scan.pdf",
            recorded_by=clerk,
        ),
        "conflict": IssueConflict.objects.create(
            token=uuid.uuid4(), as_proxy=False, happened_at=now, reported_by=clerk, message="已发", **acted
        ),
        "incident": Incident.objects.create(
            round=box.round,
            kind="other",
            happened_at=now,
            what="演示",
            recorded_by=clerk,
            photo="incidents/1.jpg",
        ),
    }
