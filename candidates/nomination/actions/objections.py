"""What is said against somebody on the preliminary list."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from candidates import rules as candidate_rules
from candidates.models import (
    Candidate,
    Nominee,
    NomineeObjection,
)
from candidates.nomination import queries, rules
from candidates.nomination.actions.lists import take_off
from candidates.nomination.actions.shared import State, begin, plan_of
from election_office.accounts.models import User
from election_office.audit.actions import record


@transaction.atomic
def object_to(
    *, nominee: Nominee, objector_name: str, text: str, received_on: dt.date, by: User
) -> NomineeObjection:
    """Take in what somebody says against a name on the posted list. A late one is taken in and marked."""
    election = begin(nominee.election, by)
    plan = plan_of(election)
    nominee = Nominee.objects.select_related("person", "election").get(pk=nominee.pk)
    if not nominee.listed:
        raise ValidationError("只受理对初步候选人名单上的人的意见。")
    if received_on > timezone.localdate():
        raise ValidationError({"received_on": "收到日期不能晚于今天。"})
    notice = queries.preliminary_notice(election)
    decision = rules.check_objection(
        notice.fully_posted_on if notice else None, received_on, plan.objection_days
    )
    same = NomineeObjection.objects.filter(
        nominee=nominee, objector_name=objector_name.strip(), text=text.strip()
    ).first()
    again = candidate_rules.check_same_objection(nominee.person.name, same.received_on if same else None)
    (decision + again).require()
    objection = NomineeObjection(
        nominee=nominee,
        objector_name=objector_name.strip(),
        text=text.strip(),
        received_on=received_on,
        due_on=rules.objection_due(received_on, plan.decision_days),
        in_time=not decision.warnings,
        entered_by=by,
    )
    objection.keep()
    record(
        "nomination.objection",
        target=objection,
        by=by,
        after={"person": nominee.person_id, "due_on": objection.due_on, "in_time": objection.in_time},
        reason=objection.text[:480],
    )
    return objection


@transaction.atomic
def answer_objection(
    *, objection: NomineeObjection, upheld: bool, answer: str, decided_on: dt.date, by: User
) -> list[Nominee]:
    """The committee answers. Upheld: the person leaves the list and the next by votes moves up (answered)."""
    election = begin(objection.nominee.election, by)
    objection = objection.lock()
    objection.keep(*objection.take_answer(upheld=upheld, answer=answer, decided_on=decided_on))
    record(
        "nomination.objection_answered",
        target=objection,
        by=by,
        after={"outcome": objection.get_outcome_display(), "decided_on": decided_on},
        reason=objection.answer[:480],
    )
    if not upheld or objection.nominee.state not in Nominee.STANDING:
        return []
    nominee = (
        Nominee.objects.select_for_update(of=("self",))
        .select_related("person", "post")
        .get(pk=objection.nominee_id)
    )
    if Candidate.objects.filter(election=election, person=nominee.person).standing().exists():
        raise ValidationError("此人已是正式候选人，请在正式候选人名单中办理退出。")
    nominee.left_ground = candidate_rules.OBJECTION_GROUND
    return take_off(election, nominee, State.OBJECTED, f"意见成立：{objection.answer}"[:200], by)
