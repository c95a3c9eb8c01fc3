"""The plan, and from the recommendation to the request: whom the branch puts forward."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from candidates.models import (
    PartyCount,
    PartyNominee,
    PartyObjection,
    PartyPlan,
    PartyReply,
    Purpose,
    ReviewFile,
)
from candidates.party import queries, rules
from candidates.party.actions.shared import begin, leave_trace, not_later_than_today, plan_of
from candidates.review.actions.files import open_file
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.law.decision import Decision
from villages.models import Election, Person

Kind = PartyCount.Kind
Subject = PartyReply.Subject


@transaction.atomic
def set_plan(
    *, election: Election, by: User, version: int | None = None, **values: Any
) -> tuple[PartyPlan, Decision]:
    """Fix the numbers; ``values``: fields of PartyPlan. Not after the candidates were approved."""
    election = begin(election, by)
    if queries.approved(election, Subject.CANDIDATES) is not None:
        raise ValidationError("预备人选已经乡镇党委批复，安排不能再改。")
    stored = queries.plan_of(election)
    plan = stored.expect(version) if stored else PartyPlan(election=election)
    for name, value in values.items():
        setattr(plan, name, value)
    plan.set_by = by
    plan.full_clean()
    decision = rules.check_plan(
        plan.seats, plan.recommended, plan.prepared, election.rulebook, reason=plan.prepared_reason
    )
    decision.require()
    plan.keep("set_by", *values)
    leave_trace(
        "party.planned", plan, by, seats=plan.seats, recommended=plan.recommended, prepared=plan.prepared
    )
    return plan, decision


@transaction.atomic
def propose(
    *,
    election: Election,
    person: Person,
    intended: str,
    by: User,
    written_as: Sequence[str] = (),
    source: str = PartyNominee.Source.RECOMMENDED,
    reason: str = "",
) -> PartyNominee:
    """Make somebody a 初步人选: from the recommendation, or named by the township's party committee."""
    township = source == PartyNominee.Source.TOWNSHIP
    election = begin(election, by, Permission.REVIEW_DECIDE if township else Permission.CANDIDATE_EDIT)
    plan_of(election)
    if person.village_id != election.village_id:
        raise ValidationError(
            {"person": f"请从{election.words.here}人员中选择；外来人员先登记到{election.words.here}人员。"}
        )
    _not_prepared_yet(election)
    counts, nominees = queries.counts_of(election), queries.nominees_of(election)
    agreed = {count.kind for count in counts if count.agreed}
    if not {Kind.MEMBERS, Kind.VILLAGERS} <= agreed:
        raise ValidationError("党员推荐和群众推荐都计票一致以后，才能提出初步人选。")
    names = {row.name: row.nominee for row in queries.recommended_names(counts, nominees)}
    if not township and not written_as:
        raise ValidationError({"written_as": "请选择推荐票上属于此人的姓名。"})
    for name in written_as:
        if name not in names:
            raise ValidationError({"written_as": f"推荐票上没有“{name}”。"})
        if (other := names[name]) is not None:
            raise ValidationError({"written_as": f"“{name}”已认定为{other.person.name}。"})
    row = PartyNominee(
        election=election, person=person, intended=intended, written_as=list(written_as), source=source,
        reason=reason.strip(), entered_by=by,
    )  # fmt: skip
    row.keep()
    leave_trace("party.proposed", row, by, person=person.pk, post=row.get_intended_display())
    return row


def _not_prepared_yet(election: Election) -> None:
    if PartyNominee.objects.filter(election=election, prepared=True).exists():
        raise ValidationError("预备人选已经确定。需要调整的，先撤回预备人选。")


@transaction.atomic
def leave(*, nominee: PartyNominee, reason: str, by: User) -> PartyNominee:
    """Somebody leaves before the 预备人选 are fixed: by own will, or found unfit."""
    election = begin(nominee.election, by)
    plan_of(election)
    _not_prepared_yet(election)
    nominee = PartyNominee.objects.select_for_update(of=("self",)).get(pk=nominee.pk)
    if nominee.left_on is not None:
        raise ValidationError("此人已经退出。")
    nominee.left_on, nominee.left_reason = timezone.localdate(), reason.strip()
    nominee.keep("left_on", "left_reason")
    leave_trace("party.left", nominee, by, reason, person=nominee.person_id)
    return nominee


@transaction.atomic
def open_reviews(
    *, election: Election, answers: Mapping[int, Mapping[str, str]], by: User
) -> list[ReviewFile]:
    """Open a file of the joint review for every 初步人选 without one. ``answers``: nominee → incumbency,
    education, party."""
    election = begin(election, by)
    plan = plan_of(election)
    standing = PartyNominee.objects.filter(election=election, left_on__isnull=True).count()
    if standing < plan.recommended:
        raise ValidationError(f"换届安排的初步人选是{plan.recommended}人，现有{standing}人，还不能报联审。")
    return [
        open_file(
            election=election,
            person=row.person,
            purpose=Purpose.BRANCH,
            by=by,
            post=row.intended,
            **answers.get(row.pk, {}),
        )
        for row in queries.without_review(election)
    ]


@transaction.atomic
def prepare(*, election: Election, chosen: Sequence[PartyNominee], by: User) -> list[PartyNominee]:
    """Fix the 预备人选 among those reviewed and 考察ed. Raises RuleRefused."""
    election = begin(election, by)
    plan = plan_of(election)
    _not_prepared_yet(election)
    wanted = {row.pk for row in chosen}
    nominees = [
        nominee
        for nominee in queries.nominees_of(election)
        if nominee.pk in wanted and nominee.left_on is None
    ]
    rows = queries.standings(election, queries.counts_of(election), nominees)
    prospects = [row.prospect for row in rows]
    rules.check_prepared(prospects, plan.prepared, plan.seats, election.rulebook).require()
    for nominee in nominees:
        nominee.prepared = True
        nominee.keep("prepared")
    leave_trace("party.prepared", plan, by, people=[nominee.person_id for nominee in nominees])
    return nominees


@transaction.atomic
def undo_prepared(*, election: Election, reason: str, by: User) -> None:
    """Take the 预备人选 back before they were approved; their notice and request must be withdrawn first."""
    election = begin(election, by)
    plan = plan_of(election)
    if queries.approved(election, Subject.CANDIDATES) is not None:
        raise ValidationError("预备人选已经乡镇党委批复，不能撤回。")
    for kind, title in ((queries.PUBLICITY, "公示"), (queries.REQUEST, "请示")):
        if queries.paper_in_force(election, kind) is not None:
            raise ValidationError(f"请先撤销已签发的{title}。")
    if not PartyNominee.objects.filter(election=election, prepared=True).update(prepared=False):
        raise ValidationError("还没有确定预备人选。")
    leave_trace("party.prepared_undone", plan, by, reason)


@transaction.atomic
def take_objection(
    *, election: Election, nominee: PartyNominee, text: str, received_on: dt.date, by: User
) -> PartyObjection:
    """Take in what somebody said against a 预备人选 whose list hangs. Who it was is not written down."""
    election = begin(election, by)
    plan_of(election)
    not_later_than_today(received_on=received_on)
    if nominee.election_id != election.pk or not nominee.prepared:
        raise ValidationError({"nominee": "只登记对预备人选的反映。"})
    notice = queries.paper_in_force(election, queries.PUBLICITY)
    if notice is None or notice.first_posted_on is None or received_on < notice.first_posted_on:
        raise ValidationError({"received_on": "公示张贴以后收到的反映才在这里登记。"})
    row = PartyObjection(
        election=election, nominee=nominee, text=text.strip(), received_on=received_on, entered_by=by
    ).keep()
    leave_trace("party.objection", row, by, person=nominee.person_id, received_on=received_on)
    return row


@transaction.atomic
def answer_objection(
    *, objection: PartyObjection, outcome: str, answer: str, decided_on: dt.date, by: User
) -> PartyObjection:
    """The township's answer after looking into it. What is true is followed by taking the 预备人选 back."""
    election = begin(objection.election, by, Permission.REVIEW_DECIDE)
    plan_of(election)
    objection = objection.lock()
    if objection.outcome:
        raise ValidationError("这件反映已经办结。")
    if not objection.received_on <= decided_on <= timezone.localdate():
        raise ValidationError({"decided_on": "办结日期应在收到以后，且不能晚于今天。"})
    upheld = outcome == PartyObjection.Outcome.UPHELD
    objection.keep(*objection.take_answer(upheld=upheld, answer=answer, decided_on=decided_on))
    leave_trace("party.objection_answered", objection, by, objection.answer[:480], outcome=outcome)
    return objection
