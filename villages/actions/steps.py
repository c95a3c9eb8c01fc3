from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require, require_held
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import SYSTEM, record
from election_office.core.forms import refusal_sentence
from election_office.documents.models import Document, Posting
from election_office.law.decision import RuleRefused
from villages import queries, rules
from villages.catalogue import step_kinds
from villages.models import Election, Step, StepRecord
from villages.models.elections import Stage


def require_stage(election: Election, *wanted: str) -> None:
    """Raise RuleRefused unless the village stands at one of these stages and is not deferred.

    The second line of every action of a higher app that belongs to the election itself.
    """
    rules.check_stage(
        election.stage, set(wanted or (Stage.ELECTION,)), election.deferred, election.words
    ).require()


def _close(step: Step, *, done_on: dt.date, evidence: str, closed_by: str, document_id: str = "") -> None:
    step.done_on = done_on
    step.evidence = evidence[:200]
    step.document_id_text = document_id
    step.closed_at = timezone.now()
    step.closed_by = closed_by
    step.save(
        update_fields=[
            "done_on",
            "evidence",
            "document_id_text",
            "closed_at",
            "closed_by",
            "updated_at",
        ]
    )
    _advance(step)


def _advance(step: Step) -> None:
    """The result notice ends the election stage; the last step of all closes the election."""
    election = Election.objects.select_for_update(of=("self",)).get(pk=step.election_id)
    before = election.stage
    if step.code == "result_notice" and election.stage == Stage.ELECTION:
        election.stage = Stage.FOLLOW_UP
    if election.stage == Stage.FOLLOW_UP and not election.steps.filter(done_on__isnull=True, dropped=False):
        election.stage = Stage.CLOSED
    if election.stage == before:
        return
    election.keep("stage")


@transaction.atomic
def record_step(
    *,
    step: Step,
    done_on: dt.date,
    what: str,
    by: User,
    paper_number: str = "",
    file: UploadedFile[Any] | None = None,
    finishes: bool = True,
) -> StepRecord:
    """Enter what was done; with ``finishes`` the step is closed on that day, late or not."""
    require(by, Permission.STEP_RECORD, step)
    step = Step.objects.select_for_update(of=("self",)).select_related("election__village").get(pk=step.pk)
    if step.done_on and finishes:
        raise ValidationError("本事项已经办结；如登记有误，请先撤回原登记。")
    if step.own and finishes and file is None:
        raise ValidationError({"file": "本镇自定事项凭材料办结，请上传附件或者照片。"})
    rules.check_record(
        done_on=done_on,
        today=timezone.localdate(),
        closes_with=step.closes_with,
        missing=queries.missing_before(step),
        finishes=finishes,
    ).require()
    entry = StepRecord(
        step=step,
        done_on=done_on,
        what=what,
        paper_number=paper_number,
        finishes=finishes,
        recorded_by=by,
    )
    if file is not None:
        entry.filename = (file.name or "附件")[:120]
        entry.file = file
    entry.keep()
    if finishes:
        _close(step, done_on=done_on, evidence=f"{paper_number} {what}".strip(), closed_by=by.name)
    record(
        "step.recorded",
        target=step,
        by=by,
        after={
            "step": step.code,
            "done_on": done_on.isoformat(),
            "finishes": finishes,
            "paper": paper_number,
        },
    )
    return entry


def refusal_of(refused: ValidationError | RuleRefused) -> str:
    """What was refused in one village, as a sentence of the list of many."""
    if isinstance(refused, RuleRefused):
        return "".join(refusal_sentence(finding) for finding in refused.decision.refusals)
    return "".join(refused.messages)


@transaction.atomic
def record_steps(
    *,
    steps: Sequence[Step],
    done_on: dt.date,
    what: str,
    by: User,
    paper_number: str = "",
    file: UploadedFile[Any] | None = None,
) -> list[StepRecord]:
    """One meeting, one training, one paper for many villages: each gets its own entry, or none does."""
    require_held(by, Permission.STEP_RECORD)
    entries = []
    for step in steps:
        if file is not None:
            file.seek(0)
        try:
            entry = record_step(
                step=step, done_on=done_on, what=what, by=by, paper_number=paper_number, file=file
            )
        except (ValidationError, RuleRefused) as refused:
            raise ValidationError(f"{step.election.village.name}：{refusal_of(refused)}") from refused
        entries.append(entry)
    return entries


@transaction.atomic
def withdraw_record(*, entry: StepRecord, reason: str, by: User) -> StepRecord:
    """Take an entry back; the step it closed is open again. The entry stays, crossed out."""
    require(by, Permission.STEP_RECORD, entry)
    step = entry.step
    entry = entry.take_back(by=by, reason=reason, again="这条登记已经撤回。")
    if entry.finishes:
        reopen_step(step)
    record(
        "step.record_withdrawn",
        target=step,
        by=by,
        before={"step": step.code, "done_on": entry.done_on.isoformat()},
        reason=reason,
    )
    return entry


def reopen_step(step: Step) -> None:
    """Open again what an action's evidence no longer holds up. The caller records why."""
    step.done_on = None
    step.evidence = step.document_id_text = step.closed_by = ""
    step.closed_at = None
    step.save(
        update_fields=["done_on", "evidence", "document_id_text", "closed_by", "closed_at", "updated_at"]
    )
    _retreat(step)


def _retreat(step: Step) -> None:
    """The counterpart of ``_advance``: without a result notice in force the election stage is not over, and a
    closed election with an open step is in its follow-up again."""
    election = Election.objects.select_for_update(of=("self",)).get(pk=step.election_id)
    if step.code in ("polling", "result_notice") and election.stage in (Stage.FOLLOW_UP, Stage.CLOSED):
        election.stage = Stage.ELECTION
    elif election.stage == Stage.CLOSED and step.stage != "preparation":
        election.stage = Stage.FOLLOW_UP
    else:
        return
    election.keep("stage")


@transaction.atomic
def explain_step(*, step: Step, explanation: str, paper_number: str, by: User) -> Step:
    """Why a limit was missed. The step stays red: nothing is dated back."""
    require(by, Permission.STEP_EXPLAIN, step)
    today = timezone.localdate()
    late = step.is_late or bool(step.limit_on and not step.done_on and step.limit_on < today)
    rules.check_explain(late=late).require()
    step.explanation, step.explanation_paper = explanation, paper_number
    step.explained_by, step.explained_at = by.name, timezone.now()
    step.keep("explanation", "explanation_paper", "explained_by", "explained_at")
    record(
        "step.explained",
        target=step,
        by=by,
        after={"step": step.code, "paper": paper_number},
        reason=explanation,
    )
    return step


@transaction.atomic
def drop_step(*, step: Step, reason: str, by: User) -> Step:
    """A plan's own step that this village does not need. A statutory one cannot be dropped."""
    require(by, Permission.CYCLE_PLAN, step)
    kind = step_kinds().get(step.code)
    by_hand = step.closes_with == "record" or (kind is not None and kind.optional)
    if step.limit_kind == Step.LimitKind.STATUTORY or step.gate or not by_hand:
        raise ValidationError("法定事项和进入选举阶段的前提不能取消。")
    step.dropped = True
    step.save(update_fields=["dropped", "updated_at"])
    record(
        "step.dropped",
        target=step,
        by=by,
        before={"step": step.code},
        reason=reason,
    )
    return step


# ------------------------------------------------------------------ called by the apps above


def close_step(
    *, election: Election, code: str, done_on: dt.date, evidence: str, by: User | None
) -> Step | None:
    """Close a step by an act of a higher app (roll confirmed, result declared), or of the program itself.

    A step not in this village's plan is passed over; one already closed keeps its day."""
    step = Step.objects.select_for_update(of=("self",)).filter(election=election, code=code).first()
    if step is not None and not step.done_on:
        _close(step, done_on=done_on, evidence=evidence, closed_by=by.name if by else SYSTEM)
    return step


def _steps_closed_by(document: Document, prefix: str) -> Collection[Step]:
    if document.election_id is None:
        return []
    return list(
        Step.objects.select_for_update(of=("self",)).filter(
            election_id=document.election_id, closes_with=f"{prefix}:{document.kind}", dropped=False
        )
    )


def notice_posted(posting: Posting) -> None:
    """Hook of every notice kind: closes its step once the paper hangs at every required place.

    The step's day is the day the last place was posted, whoever entered it and whenever.
    """
    _close_by_hanging(posting.document, closed_by=posting.posted_by)


def _close_by_hanging(document: Document, *, closed_by: str) -> None:
    if document.fully_posted_on is None:
        return
    for step in _steps_closed_by(document, "document"):
        if step.done_on is None:
            _close(
                step,
                done_on=document.fully_posted_on,
                evidence=f"{document.number} {document.title}".strip(),
                closed_by=closed_by,
                document_id=str(document.pk),
            )


def document_issued(document: Document) -> None:
    """Hook of kinds whose issue itself is the act (a report, a certificate)."""
    for step in _steps_closed_by(document, "issued"):
        if step.done_on is None:
            _close(
                step,
                done_on=timezone.localdate(document.issued_at),
                evidence=f"{document.number} {document.title}".strip(),
                closed_by=document.issued_by.name,
                document_id=str(document.pk),
            )


def notice_voided(posting: Posting) -> None:
    """Hook of every notice kind: a posting entered by mistake closes nothing. The step opens again, or
    takes the day on which the paper really hung everywhere."""
    document = posting.document
    for step in _steps_closed_by(document, "document"):
        if step.document_id_text != str(document.pk):
            continue
        if document.fully_posted_on is None:
            reopen_step(step)
        else:
            step.done_on = document.fully_posted_on
            step.save(update_fields=["done_on", "updated_at"])


def notice_withdrawn(document: Document) -> None:
    """Hook: a revoked paper no longer proves anything; its step opens again.

    A replaced paper keeps its step closed: people had its content in time, and the correction
    carries its own posting. So revoking the correction opens the step that its forerunner closed.
    """
    for step in _steps_that_rest_on(document):
        reopen_step(step)


def _steps_that_rest_on(document: Document) -> list[Step]:
    """The steps that the paper closed, or one that it replaced."""
    papers: set[str] = set()
    paper: Document | None = document
    while paper is not None:
        papers.add(str(paper.pk))
        paper = paper.replaces
    return [
        step
        for prefix in ("document", "issued")
        for step in _steps_closed_by(document, prefix)
        if step.document_id_text in papers
    ]


def notice_untrue(document: Document) -> None:
    """Hook: what hangs is no longer so. Its step opens again, on the days of the plan as it is now."""
    for step in _steps_that_rest_on(document):
        reopen_step(step)
        plan_again([step])


def notice_true_again(document: Document) -> None:
    """Hook: the facts are again what the paper says; it counts from the day it hung everywhere."""
    last = document.postings.valid().order_by("posted_at").last()
    _close_by_hanging(document, closed_by=last.posted_by if last else document.issued_by.name)


def plan_again(steps: Iterable[Step]) -> None:
    """Give these open steps of one election the days that the plan and the law set for its day in force."""
    rows = {step.code: step for step in steps}
    if not rows:
        return
    election_id = next(iter(rows.values())).election_id
    election = Election.objects.with_places().get(pk=election_id)
    day = election.election_day
    plan = {step.code: step for step in election.cycle.plan_steps.filter(in_use=True)}
    planned_days = {code: step.due_on(day) for code, step in plan.items()}
    codes = Step.objects.filter(election_id=election_id).values_list("code", flat=True)
    due = {code: planned_days.get(code, day) for code in codes} if planned_days else None
    for planned in rules.plan_steps(election.rulebook, day, due):
        step = rows.get(planned.kind.code)
        if step is not None:
            own = plan.get(step.code)
            step.due_on, step.limit_on = planned.due_on, planned.limit_on
            step.starts_on = (
                min(own.starts_on(day) or planned.due_on, planned.due_on)
                if (own is not None and own.starts_before is not None)
                else None
            )
            step.limit_kind, step.limit_source = planned.limit_kind, planned.limit_source
            step.save()
    for code, step in rows.items():
        if step.own and code in plan:
            step.due_on, step.starts_on = planned_days[code], plan[code].starts_on(day)
            step.save(update_fields=["due_on", "starts_on", "updated_at"])
