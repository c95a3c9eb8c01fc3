"""How the village nominates, and what the plan wants of the team."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from candidates.models import (
    NominationPlace,
    NominationPlan,
    Nominee,
    PolicySeat,
    Preselection,
)
from candidates.nomination import policy, queries, rules
from candidates.nomination.actions.shared import begin, not_listed_yet
from candidates.nomination.policy_seats import marked_of, those_who_stand, wanted_of
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.actions import require_stage
from villages.actions.elections import locked
from villages.models import Election


@transaction.atomic
def set_plan(
    *,
    election: Election,
    places: Mapping[int, int],
    by: User,
    version: int | None = None,
    **values: Any,
) -> NominationPlan:
    """Fix how the village nominates; ``places``: post → how many candidates; ``values``: fields of
    NominationPlan. Raises RuleRefused.

    Once somebody was put forward only the later days and the numbers change; ways in use stay."""
    election = begin(election, by)
    stored = queries.plan_of(election)
    plan = stored.expect(version) if stored else NominationPlan(election=election)
    for name, value in values.items():
        setattr(plan, name, value)
    plan.set_by = by
    plan.ways = [way for way in Nominee.Source.values if way in plan.ways]
    ways = {way: plan.has(way) for way in Nominee.Source.values}
    used = set(Nominee.objects.filter(election=election).values_list("source", flat=True))
    if gone := [Nominee.Source(item).label for item in sorted(used) if not ways[item]]:
        raise ValidationError(f"已有人选以{'、'.join(gone)}的方式提出，不能取消这种方式。")
    _keep_the_vote(plan, places)
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
        decision += rules.check_places(
            posts, {str(post): number for post, number in places.items()}, election.rulebook
        )
    decision.require()
    plan.keep("ways", "set_by", *values)
    titles = {post.pk: post.title for post in election.posts.all()}
    if not set(places) <= set(titles):
        raise ValidationError(f"职位不属于{election.words.here}选举。")
    plan.post_places.all().delete()
    NominationPlace.objects.bulk_create(
        NominationPlace(plan=plan, post_id=post, number=number) for post, number in places.items()
    )
    record(
        "nomination.planned",
        target=plan,
        by=by,
        after={
            "ways": plan.ways,
            "places": {titles[post]: number for post, number in places.items()},
            "preselects": plan.preselects,
            "joint_least": plan.joint_least,
        }
        | ({"consented_on": plan.consented_on, "filed_on": plan.filed_on} if plan.consented_on else {}),
    )
    return plan


def _keep_the_vote(plan: NominationPlan, places: Mapping[int, int]) -> None:
    """What a list or a vote already stands on does not change under it."""
    before = NominationPlan.objects.filter(pk=plan.pk).first()
    if before is None or (before.preselects == plan.preselects and before.places() == dict(places)):
        return
    if Preselection.objects.filter(election=plan.election_id).in_force().exists():
        raise ValidationError("已登记预选结果，候选人数和是否预选不能再改；须改的先作废预选结果。")
    if before.preselects != plan.preselects:
        not_listed_yet(plan.election)


@transaction.atomic
def set_policy_seats(
    *,
    election: Election,
    wanted: Mapping[str, int],
    marked: Mapping[str, Collection[int]],
    by: User,
    version: int | None = None,
) -> NominationPlan:
    """How many of each policy kind the plan wants, and who is meant for the work no data tell; ``marked``:
    code → people who stand. Nothing here keeps anybody from standing."""
    require(by, Permission.CANDIDATE_EDIT, election)
    election = locked(election)
    require_stage(election)
    plan = queries.plan_of(election)
    if plan is None:
        raise ValidationError(f"请先登记{election.words.here}的提名安排。")
    plan.expect(version)
    known = {kind["code"] for kind in election.rulebook.value("policy_reserved_seats")}
    if not set(wanted) <= known or not set(marked) <= known & set(policy.MARKED):
        raise ValidationError("没有这种政策岗位。")
    seats = sum(post.seats for post in election.posts.all())
    if any(not 0 <= number <= seats for number in wanted.values()):
        raise ValidationError(f"每种政策岗位的人数应在0至{seats}人之间。")
    people = {row.pk for row in those_who_stand(election)}
    if not {key for keys in marked.values() for key in keys} <= people:
        raise ValidationError("只能从人选或者候选人中确定。")
    before = _policy_words(plan)
    plan.policy_kinds.all().delete()
    for code in dict.fromkeys([*wanted, *marked]):
        meant = marked.get(code, ())
        if wanted.get(code) or meant:
            PolicySeat.objects.create(plan=plan, code=code, wanted=wanted.get(code, 0)).people.set(meant)
    plan.keep()
    record(
        "nomination.policy_seats",
        target=plan,
        by=by,
        before={"policy_seats": before},
        after={"policy_seats": _policy_words(plan)},
    )
    return plan


def _policy_words(plan: NominationPlan) -> dict[str, Any]:
    return {"wanted": wanted_of(plan), "marked": marked_of(plan)}
