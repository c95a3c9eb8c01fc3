"""A village without candidates: who put themselves forward goes on one list, and the ballot (自荐直选)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from candidates import actions as candidates
from candidates.models import Candidate, Nominee
from candidates.nomination import queries
from candidates.queries import is_direct
from candidates.rules import check_sign_up
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.law.dates import cn_date
from election_office.law.decision import Decision
from villages.actions import require_stage
from villages.actions.elections import locked
from villages.models import Election


def signed_up(election: Election) -> list[Nominee]:
    """Who agreed in writing to stand, by post and strokes, those already on the list included."""
    rows = Nominee.objects.filter(election=election, state=Nominee.State.ACCEPTED).with_people()
    return sorted(rows, key=lambda one: (one.post.order, one.person.stroke_key))


def check_list(election: Election) -> Decision:
    """May the list of those who signed up be made?"""
    waiting = Nominee.objects.filter(election=election, state=Nominee.State.NOMINATED)
    names = list(dict.fromkeys(waiting.values_list("person__name", flat=True)))
    return check_sign_up(names, len(signed_up(election)), election.rulebook)


@transaction.atomic
def make_sign_up_list(*, election: Election, by: User) -> list[Candidate]:
    """Everybody who signed up in time is on the list, or nobody. Proxies they hold end. Raises RuleRefused.

    With nobody signed up there is no list: the ballot has empty lines alone."""
    require(by, Permission.CANDIDATE_EDIT, election)
    election = locked(election)
    require_stage(election)
    if not is_direct(election):
        raise ValidationError("本村实行有候选人的选举，请先产生初步候选人名单。")
    plan = queries.plan_of(election)
    if plan is None:
        raise ValidationError("请先登记本村的提名安排。")
    if timezone.localdate() < plan.closes_on:
        raise ValidationError(f"自荐报名到{cn_date(plan.closes_on)}截止，截止以前还可以有人报名。")
    check_list(election).require()
    there = set(
        Candidate.objects.filter(election=election, round_number=1).values_list("person_id", flat=True)
    )
    made = []
    for one in signed_up(election):
        if one.person_id in there:
            continue
        candidate, _ = candidates.enter_candidate(
            election=election, post=one.post, registration=one.registration, from_list=True, by=by
        )
        made.append(candidate)
    return made
