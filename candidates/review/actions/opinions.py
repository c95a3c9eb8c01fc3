"""Opinions: the village's, the township's, and each department's on the persons sent to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from candidates.models import Opinion, ReviewFile, ReviewRequest
from candidates.review import rules
from candidates.review.actions.shared import locked_file
from candidates.review.scans import checked_scan
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages import numbers

State = ReviewFile.State
Level = Opinion.Level


def _own_request(request: ReviewRequest, by: User) -> None:
    """The second fence: the right to review, and in the very unit that was asked."""
    require(by, Permission.REVIEW, request)
    if not ReviewRequest.objects.sent_to(by).filter(pk=request.pk).exists():
        raise PermissionDenied("此人没有送您所在的单位审查。")


def _keep(
    *,
    file: ReviewFile,
    level: str,
    unit: str,
    request: ReviewRequest | None,
    answers: Sequence[rules.Answer],
    conclusion: str,
    remark: str,
    handler: str,
    leader: str,
    stamped_on: dt.date,
    scan: UploadedFile[Any] | None,
    by: User,
) -> Opinion:
    """Check one sheet as a whole and keep it. Raises RuleRefused with everything that is wrong."""
    book = file.election.rulebook
    sent_on = timezone.localdate(request.batch.sent_at) if request else None
    rules.check_opinion(
        rules.OpinionFacts(
            unit=unit,
            answers=answers,
            conclusion=conclusion,
            remark=remark,
            handler=handler,
            leader=leader,
            stamped_on=stamped_on,
            has_scan=scan is not None,
            today=timezone.localdate(),
            sent_on=sent_on,
            asked=request.department.keys if request else (),
        ),
        book,
    ).require()
    paper = checked_scan(scan)
    opinion = Opinion(
        file=file,
        round=file.round,
        level=level,
        request=request,
        unit=unit,
        answers=[
            {
                "key": answer.ground.key,
                "group": answer.ground.group,
                "label": answer.ground.label,
                "found": bool(answer.found),
                "reason": answer.reason.strip() if answer.found else "",
            }
            for answer in answers
        ],
        conclusion=conclusion,
        remark=remark.strip(),
        handler=handler.strip(),
        leader=leader.strip(),
        stamped_on=stamped_on,
        filename=paper.name,
        sha256=paper.sha256,
        given_by=by,
    )
    opinion.scan = paper.file
    opinion.keep()
    return opinion


def _trace(opinion: Opinion, by: User) -> None:
    record(
        "review.opinion_given",
        target=opinion,
        by=by,
        after={
            "unit": opinion.unit,
            "conclusion": opinion.get_conclusion_display(),
            "found": len(opinion.found),
            "sha256": opinion.sha256,
            "round": opinion.round,
        },
    )


@transaction.atomic
def give_village_opinion(*, file: ReviewFile, by: User, **sheet: Any) -> Opinion:
    """村初审. Whatever it says, the file goes on to the township: the village recommends, it does not reject.

    ``sheet``: answers, conclusion, remark, handler, leader, stamped_on, scan.
    """
    require(by, Permission.CANDIDATE_EDIT, file)
    file = locked_file(file, State.VILLAGE)
    election = file.election
    unit = (
        election.committee_title if file.purpose == "village_committee" else f"{election.village.name}党组织"
    )
    opinion = _keep(file=file, level=Level.VILLAGE, unit=unit, request=None, by=by, **sheet)
    file.state = State.TOWNSHIP
    file.keep("state")
    _trace(opinion, by)
    return opinion


@transaction.atomic
def give_township_opinion(*, file: ReviewFile, by: User, **sheet: Any) -> Opinion:
    """镇初审. Agreed to, with or without reservation, the file goes to the departments; a refusal leaves it
    here, to be rejected on a ground, reported to the county, or sent back."""
    require(by, Permission.REVIEW_DECIDE, file)
    file = locked_file(file, State.TOWNSHIP)
    unit = f"{file.election.village.township.name}换届办"
    opinion = _keep(file=file, level=Level.TOWNSHIP, unit=unit, request=None, by=by, **sheet)
    if opinion.conclusion != Opinion.Conclusion.DISAGREE:
        file.state = State.COUNTY
        file.keep("state")
    _trace(opinion, by)
    return opinion


@transaction.atomic
def answer_request(*, request: ReviewRequest, by: User, **sheet: Any) -> Opinion:
    """县联审: one department's sheet on one person sent to it."""
    _own_request(request, by)
    file = locked_file(request.file, State.COUNTY)
    request = ReviewRequest.objects.select_related("batch", "department").get(pk=request.pk)
    if request.round != file.round:
        raise ValidationError("此人已经重新审查，这次送审不再作数。请等待重新送审。")
    opinion = _keep(
        file=file, level=Level.COUNTY, unit=request.department.name, request=request, by=by, **sheet
    )
    _trace(opinion, by)
    return opinion


@transaction.atomic
def withdraw_opinion(*, opinion: Opinion, reason: str, by: User) -> Opinion:
    """A department takes its sheet back while the person is still at the county; it stays readable."""
    if opinion.request is None:
        raise ValidationError("村初审、镇初审意见不能撤回，材料有误的由乡镇退回补正。")
    _own_request(opinion.request, by)
    file = locked_file(opinion.file, State.COUNTY)
    opinion = Opinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
    if opinion.is_revoked or opinion.round != file.round:
        raise ValidationError("这份意见已经撤回或者不再作数。")
    withdraw(opinion, reason, by)
    record(
        "review.opinion_withdrawn",
        target=opinion,
        by=by,
        before={"unit": opinion.unit, "conclusion": opinion.get_conclusion_display()},
        reason=reason,
    )
    return opinion


def withdraw(opinion: Opinion, reason: str, by: User) -> None:
    """Mark a sheet as taken back. The caller holds the lock and leaves the trace."""
    opinion.keep(*opinion.revoke(by=by, reason=reason[:200]))


@transaction.atomic
def reveal_number(*, request: ReviewRequest, purpose: str, by: User) -> str:
    """The whole ID number of a person sent to this unit, once, for a purpose that is recorded."""
    _own_request(request, by)
    if not purpose.strip():
        raise ValidationError({"purpose": "请填写查看用途：每次查看都会留痕。"})
    file = ReviewFile.objects.select_related("election__village", "person").get(pk=request.file_id)
    rules.check_state(file.state, (State.COUNTY,), file.person.name).require()
    record(
        "review.number_revealed",
        target=file,
        by=by,
        after={"person": file.person_id, "unit": request.department.name},
        reason=purpose,
    )
    return numbers.decrypt(file.person.id_cipher)
