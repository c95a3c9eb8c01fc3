"""How the village nominates, and what the plan wants of the team."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from candidates.models import (
    NominationPlan,
    Nominee,
    Preselection,
)
from candidates.nomination import policy, queries, rules
from candidates.nomination.actions.shared import begin, not_listed_yet
from candidates.nomination.policy_seats import those_who_stand
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.actions import require_stage
from villages.actions.elections import locked
from villages.models import Election


@transaction.atomic
def set_plan(*, election: Election, places: Mapping[str, int], by: User, **values: Any) -> NominationPlan:
    """Fix how the village nominates; ``values``: fields of NominationPlan. Raises RuleRefused.

    Once somebody was put forward only the later days and the numbers change; ways in use stay."""
    election = begin(election, by)
    plan = queries.plan_of(election) or NominationPlan(election=election)
    for name, value in values.items():
        setattr(plan, name, value)
    plan.places, plan.set_by = dict(places), by
    ways = {"ballot": plan.by_ballot, "party": plan.by_party, "joint": plan.by_joint, "self": plan.by_self}
    used = set(Nominee.objects.filter(election=election).values_list("source", flat=True))
    if gone := [Nominee.Source(one).label for one in sorted(used) if not ways[one]]:
        raise ValidationError(f"已有人选以{'、'.join(gone)}的方式提出，不能取消这种方式。")
    _keep_the_vote(plan)
    decision = rules.check_plan(
        ways=ways,
        closes_on=plan.closes_on,
        election_day=election.election_day,
        mode=election.mode,
        book=election.rulebook,
        consented_on=plan.consented_on,
        filed_on=plan.filed_on,
        preselects=plan.preselects,
    )
    if election.mode != Election.Mode.NO_CANDIDATES:
        posts = [queries.seats_of(post) for post in election.posts.all()]
        decision += rules.check_places(posts, places, election.rulebook)
    decision.require()
    plan.full_clean()
    plan.save()
    record(
        "nomination.planned",
        target=plan,
        area_code=election.area_code,
        by=by,
        after={
            "ways": [way for way, on in ways.items() if on],
            "places": dict(places),
            "preselects": plan.preselects,
            "joint_least": plan.joint_least,
            "policy_seats": plan.policy_seats,
        }
        | ({"consented_on": plan.consented_on, "filed_on": plan.filed_on} if plan.consented_on else {}),
    )
    return plan


def _keep_the_vote(plan: NominationPlan) -> None:
    """What a list or a vote already stands on does not change under it."""
    before = NominationPlan.objects.filter(pk=plan.pk).first()
    if before is None or (before.preselects == plan.preselects and before.places == plan.places):
        return
    if Preselection.objects.filter(election=plan.election_id).in_force().exists():
        raise ValidationError("已登记预选结果，候选人数和是否预选不能再改；须改的先作废预选结果。")
    if before.preselects != plan.preselects:
        not_listed_yet(plan.election)


@transaction.atomic
def set_policy_seats(
    *, election: Election, wanted: Mapping[str, int], marked: Mapping[str, Collection[int]], by: User
) -> NominationPlan:
    """How many of each policy kind the plan wants, and who is meant for the work no data tell; ``marked``:
    code → people who stand. Nothing here keeps anybody from standing."""
    require(by, Permission.CANDIDATE_EDIT, election)
    election = locked(election)
    require_stage(election)
    plan = queries.plan_of(election)
    if plan is None:
        raise ValidationError("请先登记本村的提名安排。")
    known = {kind["code"] for kind in election.rulebook.value("policy_reserved_seats")}
    if not set(wanted) <= known or not set(marked) <= known & set(policy.MARKED):
        raise ValidationError("没有这种政策岗位。")
    seats = sum(post.seats for post in election.posts.all())
    if any(not 0 <= number <= seats for number in wanted.values()):
        raise ValidationError(f"每种政策岗位的人数应在0至{seats}人之间。")
    people = {one.pk for one in those_who_stand(election)}
    if not {key for keys in marked.values() for key in keys} <= people:
        raise ValidationError("只能从人选或者候选人中确定。")
    before = plan.policy_seats
    plan.policy_seats = {
        "wanted": {code: number for code, number in wanted.items() if number},
        "marked": {code: sorted(keys) for code, keys in marked.items() if keys},
    }
    plan.full_clean()
    plan.save(update_fields=["policy_seats", "updated_at"])
    record(
        "nomination.policy_seats",
        target=plan,
        area_code=election.area_code,
        by=by,
        before={"policy_seats": before},
        after={"policy_seats": plan.policy_seats},
    )
    return plan
