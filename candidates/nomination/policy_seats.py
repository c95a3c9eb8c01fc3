"""The plan's policy posts: what is wanted, who is marked for them, how those who stand compare."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from candidates.models import Candidate, NominationPlan, Nominee, Purpose, ReviewFile
from candidates.nomination import policy, queries
from candidates.nomination.policy import PolicyPerson, PolicySeat
from candidates.review.queries import reference_day
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.law.decision import Decision
from villages.actions import require_stage
from villages.actions.elections import locked
from villages.models import Election, Person


@dataclass(frozen=True)
class Structure:
    rows: list[PolicySeat]
    decision: Decision


def those_who_stand(election: Election) -> list[Person]:
    """The formal candidates; before there are any, those put forward who did not step back."""
    standing = Candidate.objects.filter(election=election).standing().with_people()
    people = [one.person for one in standing]
    if not people:
        nominees = Nominee.objects.filter(election=election).standing().with_people()
        people = list({one.person_id: one.person for one in nominees}.values())
    return sorted(people, key=lambda one: one.stroke_key)


def structure_of(election: Election) -> Structure | None:
    """What the plan wants against those who stand; None while it wants nothing. Five statements."""
    plan = queries.plan_of(election)
    wanted = wanted_of(plan)
    if not any(wanted.values()):
        return None
    schooling = dict(
        ReviewFile.objects.filter(election=election, purpose=Purpose.COMMITTEE).values_list(
            "person_id", "education"
        )
    )
    marked = marked_of(plan)
    people = [
        PolicyPerson(
            one.name,
            one.sex,
            one.birth_date,
            schooling.get(one.pk, ""),
            [code for code, keys in marked.items() if one.pk in keys],
        )
        for one in those_who_stand(election)
    ]
    rows = policy.structure(people, wanted, reference_day(election), election.rulebook)
    rows = [row for row in rows if row.wanted]
    return Structure(rows, policy.check_structure(rows, election.rulebook))


def wanted_of(plan: NominationPlan | None) -> dict[str, int]:
    return dict(plan.policy_seats.get("wanted", {})) if plan else {}


def marked_of(plan: NominationPlan | None) -> dict[str, list[int]]:
    return dict(plan.policy_seats.get("marked", {})) if plan else {}


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
