"""Supervision in one village: who watches, inspections, acceptance, reports."""

from __future__ import annotations

import datetime as dt
import uuid
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
from villages.models import (
    Acceptance,
    CheckItem,
    ContactReport,
    Election,
    Person,
    Promise,
    Step,
    SupervisionFile,
    Supervisor,
    Visit,
    ZeroReport,
)
from villages.preparation.rules import check_day
from villages.supervision import files, queries, rules


@transaction.atomic
def add_supervisor(
    *,
    election: Election,
    body: str,
    name: str,
    identity: str,
    duty: str,
    chosen_on: dt.date,
    paper_number: str,
    by: User,
) -> Supervisor:
    require(by, Permission.SUPERVISE, election)
    election = locked(election)
    check_day(chosen_on, timezone.localdate(), "产生日期").require()
    row = Supervisor(
        election=election,
        body=body,
        name=name.strip(),
        identity=identity,
        duty=duty.strip(),
        chosen_on=chosen_on,
        paper_number=paper_number.strip(),
        recorded_by=by,
    ).keep()
    record("supervisor.added", target=row, by=by, after={"name": row.name, "body": row.get_body_display()})
    return row


@transaction.atomic
def end_supervisor(*, supervisor: Supervisor, reason: str, by: User) -> Supervisor:
    require(by, Permission.SUPERVISE, supervisor)
    supervisor = supervisor.take_back(by=by, reason=reason, again=f"{supervisor.name}已经退出监督组织。")
    record("supervisor.ended", target=supervisor, by=by, before={"name": supervisor.name}, reason=reason)
    return supervisor


@transaction.atomic
def record_promise(
    *,
    election: Election,
    person: Person,
    kinds: Sequence[str],
    signed_on: dt.date,
    scan: UploadedFile[Any],
    by: User,
) -> list[Promise]:
    """The promises that stand on one signed sheet, with its scan."""
    require(by, Permission.STEP_RECORD, election)
    election = locked(election)
    if person.pk not in {promiser.pk for promiser in queries.promisers(election)}:
        raise ValidationError({"person": "三项承诺由候选人签订，此人不在候选人中。"})
    check_day(signed_on, timezone.localdate(), "签字日期").require()
    remaining = files.cleaned(scan, "scan")
    rows = [
        Promise(election=election, person=person, kind=kind, signed_on=signed_on, recorded_by=by).keep()
        for kind in kinds
    ]
    for row in rows:
        _keep_file(remaining, election, what=row.get_kind_display(), by=by, promise=row)
    record(
        "promise.recorded",
        target=election,
        by=by,
        after={"name": person.name, "kinds": [row.get_kind_display() for row in rows]},
    )
    return rows


def _keep_file(
    stored: files.Kept, election: Election, *, what: str, by: User, **owner: Any
) -> SupervisionFile:
    row = SupervisionFile(election=election, what=what[:80], sha256=stored.sha256, recorded_by=by, **owner)
    row.file.save(stored.content.name or "", stored.content, save=False)
    return row.keep()


# ------------------------------------------------------------------ inspections


@transaction.atomic
def record_visit(
    *,
    election: Election,
    step: Step,
    token: uuid.UUID,
    visited_at: dt.datetime,
    inspectors: str,
    place_visited: str,
    lines: Sequence[rules.Line],
    by: User,
    summary: str = "",
    photos: Sequence[UploadedFile[Any]] = (),
    offline: bool = False,
) -> Visit:
    """An inspection with its whole checklist. The same token again answers the visit kept first: a phone
    that lost the answer sends once more, and nothing is kept twice."""
    require(by, Permission.SUPERVISE, election)
    election = locked(election)
    earlier = Visit.objects.filter(token=token).first()
    if earlier is not None:
        return _the_same(earlier, election, by)
    if step.election_id != election.pk:
        raise ValidationError({"step": "这个步骤不属于这个村的选举。"})
    questions = rules.checklist(step.code, election.rulebook)
    day = timezone.localdate(visited_at)
    rules.check_visit(lines, len(questions), day, timezone.localdate()).require()
    if len(photos) > files.MOST_FILES:
        raise ValidationError({"photos": f"一次最多上传{files.MOST_FILES}张照片。"})
    remaining = [files.cleaned(photo, "photos") for photo in photos]
    visit = Visit(
        election=election,
        step=step,
        token=token,
        visited_at=visited_at,
        inspectors=inspectors.strip(),
        place_visited=place_visited.strip(),
        summary=summary.strip(),
        offline=offline,
        recorded_by=by,
    ).keep()
    for order, (question, line) in enumerate(zip(questions, lines, strict=True), start=1):
        fault = line.answer == CheckItem.Answer.FAULT
        CheckItem(
            visit=visit,
            order=order,
            question=question.text,
            basis=question.basis,
            answer=line.answer,
            finding=line.finding.strip() if fault else "",
            remedy=line.remedy.strip() if fault else "",
            due_on=line.due_on if fault else None,
        ).keep()
    for number, item in enumerate(remaining, start=1):
        _keep_file(item, election, what=f"照片{number}", by=by, visit=visit)
    found = sum(line.answer == CheckItem.Answer.FAULT for line in lines)
    after = {"step": step.title, "findings": found, "photos": len(remaining), "offline": offline}
    record("visit.recorded", target=visit, by=by, after=after)
    return visit


def _the_same(visit: Visit, election: Election, by: User) -> Visit:
    if visit.election_id != election.pk or visit.recorded_by_id != by.pk:
        raise ValidationError("这个办理编号已经用过，请刷新页面重新填写。")
    return visit


@transaction.atomic
def see_again(*, item: CheckItem, seen_on: dt.date, mended: bool, note: str, by: User) -> CheckItem:
    """The re-inspection of a finding: mended, or what is still missing."""
    require(by, Permission.SUPERVISE, item)
    item = item.lock()
    if item.answer != CheckItem.Answer.FAULT:
        raise ValidationError("这一项没有问题，不用复查。")
    rules.check_seen_again(
        visited_on=timezone.localdate(item.visit.visited_at),
        seen_on=seen_on,
        mended_on=item.mended_on,
        today=timezone.localdate(),
    ).require()
    item.seen_again_on, item.seen_again, item.seen_by = seen_on, note.strip(), by
    item.mended_on = seen_on if mended else None
    item.keep("seen_again_on", "seen_again", "seen_by", "mended_on")
    record("finding.seen_again", target=item, by=by, after={"mended": mended, "seen_on": seen_on})
    return item


@transaction.atomic
def accept_village(
    *, election: Election, accepted_on: dt.date, leader: str, members: str, opinion: str, by: User
) -> Acceptance:
    """验收: only when it was inspected, its findings are mended and its election is done."""
    require(by, Permission.SUPERVISE, election)
    election = locked(election)
    queries.acceptance_standing(election, accepted_on).require()
    row = Acceptance(
        election=election,
        accepted_on=accepted_on,
        leader=leader.strip(),
        members=members.strip(),
        opinion=opinion.strip(),
        recorded_by=by,
    ).keep()
    record("village.accepted", target=row, by=by, after={"accepted_on": accepted_on, "leader": row.leader})
    return row


@transaction.atomic
def withdraw_acceptance(*, acceptance: Acceptance, reason: str, by: User) -> Acceptance:
    require(by, Permission.SUPERVISE, acceptance)
    acceptance = acceptance.take_back(by=by, reason=reason, again="这次验收已经撤回。")
    record("village.acceptance_withdrawn", target=acceptance, by=by, reason=reason)
    return acceptance


# ------------------------------------------------------------------ reports


@transaction.atomic
def record_contact(*, election: Election, by: User, **answers: Any) -> ContactReport:
    """What an instructor or a contact heard in the village. ``answers``: the fields of the report."""
    require(by, Permission.SUPERVISE, election)
    election = locked(election)
    check_day(answers["visited_on"], timezone.localdate(), "走访日期", "visited_later").require()
    row = ContactReport(election=election, recorded_by=by, **answers).keep()
    record("contact_report.recorded", target=row, by=by, after={"kind": row.get_kind_display()})
    return row


@transaction.atomic
def report_zero(*, election: Election, day: dt.date, reporter: str, by: User, what: str = "") -> ZeroReport:
    """The village's report for the day or week of ``day``: nothing happened, or what did."""
    require(by, Permission.STEP_RECORD, election)
    election = locked(election)
    channel = queries.channel_of(election.cycle)
    rules.check_zero_report(
        day=day,
        begins=channel.report_from if channel else None,
        ends=channel.report_to if channel else None,
        today=timezone.localdate(),
    ).require()
    assert channel is not None
    period = rules.period_of(day, channel.every)
    what = what.strip()
    row = ZeroReport(
        election=election, period=period, quiet=not what, what=what, reporter=reporter.strip(), recorded_by=by
    ).keep()
    record("zero_report.sent", target=row, by=by, after={"period": period, "quiet": row.quiet})
    return row
