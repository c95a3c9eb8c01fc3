"""What is done in one village: its deferral, its accounts, its report, its exceptions, its pledges."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.actions.elections import locked
from villages.groundwork import queries, rules
from villages.models import (
    CleanupItem,
    Deferral,
    Election,
    Pledge,
    StandstillException,
    TaskForce,
    TaskReview,
    TermReport,
)
from villages.preparation.rules import check_day

# ------------------------------------------------------------------ deferred villages


@transaction.atomic
def set_force(
    *,
    deferral: Deferral,
    head: str,
    members: str,
    since: dt.date,
    plan: str,
    review_on: dt.date,
    by: User,
    version: int | None = None,
) -> TaskForce:
    """Who works in a deferred village, and when it is looked at again."""
    require(by, Permission.CYCLE_PLAN, deferral)
    locked(deferral.election)
    deferral = deferral.lock()
    rules.check_force(
        approved=deferral.state == Deferral.State.APPROVED,
        since=since,
        review_on=review_on,
        today=timezone.localdate(),
    ).require()
    row = TaskForce.objects.select_for_update(of=("self",)).filter(deferral=deferral).first()
    if row is not None:
        row.expect(version)
    row = row or TaskForce(deferral=deferral, recorded_by=by)
    row.head, row.members, row.since = head.strip(), members.strip(), since
    row.plan, row.review_on = plan.strip(), review_on
    row.keep("head", "members", "since", "plan", "review_on")
    record("task_force.set", target=row, by=by, after={"leader": row.head, "review_on": review_on})
    return row


@transaction.atomic
def review_deferral(
    *,
    force: TaskForce,
    reviewed_on: dt.date,
    found: str,
    verdict: str,
    by: User,
    next_on: dt.date | None = None,
) -> TaskReview:
    """The deferred village was looked at again. To vote again is the township's own act."""
    require(by, Permission.SUPERVISE, force)
    force = force.lock()
    rules.check_review(
        verdict=verdict, reviewed_on=reviewed_on, next_on=next_on, today=timezone.localdate()
    ).require()
    row = TaskReview(
        force=force, reviewed_on=reviewed_on, found=found.strip(), verdict=verdict, recorded_by=by
    ).keep()
    if next_on is not None:
        force.review_on = next_on
        force.keep("review_on")
    record(
        "task_force.reviewed",
        target=row,
        by=by,
        after={"verdict": row.get_verdict_display(), "review_on": next_on},
    )
    return row


# ------------------------------------------------------------------ accounts and report


@transaction.atomic
def add_cleanup(
    *, election: Election, kind: str, found: str, owner: str, due_on: dt.date, by: User
) -> CleanupItem:
    require(by, Permission.SUPERVISE, election)
    election = locked(election)
    row = CleanupItem(
        election=election,
        kind=kind,
        found=found.strip(),
        owner=owner.strip(),
        due_on=due_on,
        recorded_by=by,
    ).keep()
    record("cleanup.added", target=row, by=by, after={"kind": row.get_kind_display(), "owner": row.owner})
    return row


@transaction.atomic
def finish_cleanup(*, item: CleanupItem, done_on: dt.date, result: str, by: User) -> CleanupItem:
    require(by, Permission.SUPERVISE, item)
    locked(item.election)
    item = item.lock()
    if item.done_on:
        raise ValidationError("这一项已经清理完成。")
    check_day(done_on, timezone.localdate(), "完成日期").require()
    item.done_on, item.result = done_on, result.strip()
    item.keep("done_on", "result")
    record("cleanup.finished", target=item, by=by, after={"kind": item.get_kind_display()})
    return item


@transaction.atomic
def set_term_report(
    *,
    election: Election,
    held_on: dt.date,
    meeting: str,
    present: int,
    reporter: str,
    goals: str,
    by: User,
    not_reached: str = "",
    file: UploadedFile[Any] | None = None,
    version: int | None = None,
) -> TermReport:
    """The old team reported to the meeting what it reached of the goals of its term."""
    require(by, Permission.STEP_RECORD, election)
    election = locked(election)
    check_day(held_on, timezone.localdate(), "报告日期").require()
    row = TermReport.objects.select_for_update(of=("self",)).filter(election=election).first()
    if row is not None:
        row.expect(version)
    row = row or TermReport(election=election, recorded_by=by)
    row.held_on, row.meeting, row.present = held_on, meeting, present
    row.reporter, row.goals, row.not_reached = reporter.strip(), goals.strip(), not_reached.strip()
    if file is not None:
        row.filename, row.file = (file.name or "报告")[:120], file
    row.keep("held_on", "meeting", "present", "reporter", "goals", "not_reached", "file", "filename")
    record("term_report.set", target=row, by=by, after={"day_of_work": held_on, "present": present})
    return row


# ------------------------------------------------------------------ matters put off


@transaction.atomic
def ask_exception(
    *, election: Election, matter: str, reason: str, asked_on: dt.date, by: User
) -> StandstillException:
    """The village asks for a matter that cannot wait."""
    require(by, Permission.STEP_RECORD, election)
    election = locked(election)
    rules.check_asked(
        standstill=queries.standstill(election) is not None,
        asked_on=asked_on,
        today=timezone.localdate(),
    ).require()
    row = StandstillException(
        election=election,
        matter=matter.strip(),
        reason=reason.strip(),
        asked_on=asked_on,
        recorded_by=by,
    ).keep()
    record("standstill.asked", target=row, by=by, after={"matter": row.matter})
    return row


@transaction.atomic
def decide_exception(
    *,
    exception: StandstillException,
    allowed: bool,
    decided_on: dt.date,
    paper_number: str,
    by: User,
    opinion: str = "",
) -> StandstillException:
    require(by, Permission.CYCLE_PLAN, exception)
    locked(exception.election)
    exception = exception.lock()
    rules.check_decided(
        open_=exception.allowed is None,
        allowed=allowed,
        opinion=opinion,
        decided_on=decided_on,
        today=timezone.localdate(),
    ).require()
    exception.allowed, exception.decided_on = allowed, decided_on
    exception.paper_number, exception.opinion = paper_number.strip(), opinion.strip()
    exception.keep("allowed", "decided_on", "paper_number", "opinion")
    record(
        "standstill.decided",
        target=exception,
        by=by,
        after={"matter": exception.matter, "approved": allowed, "paper": exception.paper_number},
    )
    return exception


# ------------------------------------------------------------------ signed pledges


@transaction.atomic
def sign_pledges(
    *,
    election: Election,
    kind: str,
    signed_on: dt.date,
    scans: Sequence[UploadedFile[Any]],
    wanted: Sequence[str],
    by: User,
) -> list[Pledge]:
    """Scans in bulk, each known by the name in its file's name; all of them or none. ``wanted``: who must
    sign, as the page's own app knows them."""
    require(by, Permission.STEP_RECORD, election)
    election = locked(election)
    check_day(signed_on, timezone.localdate(), "签订日期").require()
    signed = {row.name for row in queries.pledges(election) if row.kind == kind}
    missing = [name for name in wanted if name not in signed]
    named = [(file, rules.name_in(file.name or "", missing)) for file in scans]
    counts = Counter(name for _, name in named if name)
    rules.check_scans(
        unknown=[file.name or "没有名称的文件" for file, name in named if not name],
        twice=[name for name, count in counts.items() if count > 1],
    ).require()
    rows = []
    for file, name in named:
        row = Pledge(
            election=election,
            kind=kind,
            name=name,
            signed_on=signed_on,
            filename=(file.name or name)[:120],
            recorded_by=by,
        )
        row.file = file
        rows.append(row.keep())
    label = str(Pledge.Kind(kind).label)
    record(
        "pledge.signed", target=election, by=by, after={"kind": label, "names": [row.name for row in rows]}
    )
    return rows


@transaction.atomic
def withdraw_pledge(*, pledge: Pledge, reason: str, by: User) -> Pledge:
    """The wrong scan: it stays, crossed out, and the name is missing again."""
    require(by, Permission.STEP_RECORD, pledge)
    locked(pledge.election)
    pledge = pledge.take_back(by=by, reason=reason, again="这份登记已经撤回。")
    record("pledge.withdrawn", target=pledge, by=by, before={"name": pledge.name}, reason=reason)
    return pledge
