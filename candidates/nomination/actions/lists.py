"""The preliminary list, who leaves it, and the formal list it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from candidates import actions as candidates
from candidates import queries as candidate_queries
from candidates import rules as candidate_rules
from candidates.models import (
    Candidate,
    Nominee,
    Purpose,
    ReviewFile,
)
from candidates.nomination import corrections, queries, sign_up
from candidates.nomination.actions.shared import State, begin, leave, move_up, not_listed_yet, plan_of
from candidates.queries import is_direct
from candidates.review.actions.files import open_file
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.law.dates import cn_date
from villages.actions import require_stage
from villages.actions.elections import locked
from villages.committee import actions as committee
from villages.models import Election


@transaction.atomic
def make_preliminary(*, election: Election, by: User) -> list[Nominee]:
    """Fix who is on the preliminary list, by votes and the rule on women. Raises RuleRefused."""
    election = begin(election, by)
    plan = plan_of(election)
    if election.mode == Election.Mode.NO_CANDIDATES:
        raise ValidationError(
            f"{election.words.here}不设候选人，只确定自荐竞职人员名单，不产生初步候选人名单。"
        )
    not_listed_yet(election)
    rows = queries.nominees_by_post(election)
    queries.check_preliminary(election, rows).require()
    listed = [item for row in rows for item in row.chosen]
    for nominee in listed:
        nominee.listed = True
        nominee.keep("listed")
    record(
        "nomination.listed",
        target=plan,
        by=by,
        after={"people": [row.person_id for row in listed]},
    )
    return listed


@transaction.atomic
def undo_preliminary(*, election: Election, reason: str, by: User) -> None:
    """Take the preliminary list back to nominate further people; not once there are candidates."""
    election = begin(election, by)
    if Candidate.objects.filter(election=election).standing().exists():
        raise ValidationError("已有正式候选人，不能撤回初步候选人名单。")
    if queries.preliminary_notice(election) is not None:
        raise ValidationError("初步候选人名单公告还有效，请先在公文页撤销公告。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明撤回名单的理由。"})
    listed = Nominee.objects.filter(election=election, listed=True)
    before = list(listed.values_list("person_id", flat=True))
    if not before:
        raise ValidationError("还没有产生初步候选人名单。")
    listed.update(listed=False, updated_at=timezone.now())
    record(
        "nomination.unlisted",
        target=plan_of(election),
        by=by,
        before={"people": before},
        reason=reason.strip(),
    )


@transaction.atomic
def leave_list(
    *, nominee: Nominee, reason: str, by: User, ground: str = "", paper: str = ""
) -> list[Nominee]:
    """Somebody withdraws in writing, or is taken off on ``ground``, proved by ``paper``; the next by votes
    moves up.

    Answers with those who moved up. Withdrawing knows the limit of the rulebook. Raises RuleRefused."""
    election = begin(nominee.election, by)
    nominee = (
        Nominee.objects.select_for_update(of=("self",))
        .select_related("person", "post", "registration")
        .get(pk=nominee.pk)
    )
    if nominee.state not in Nominee.STANDING:
        raise ValidationError("此人已经不是人选。")
    if Candidate.objects.filter(election=election, person=nominee.person).standing().exists():
        raise ValidationError("此人已是正式候选人，请在正式候选人名单中办理退出。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明原因和依据。"})
    if not ground:
        today = timezone.localdate()
        candidate_rules.check_withdrawal(today, election.election_day, None, election.rulebook).require()
        return take_off(election, nominee, State.WITHDRAWN, reason, by)
    facts = candidate_queries.removal_facts(
        election, nominee.person, nominee.registration, ground=ground, reason=reason, paper=paper
    )
    candidate_rules.check_removal(facts, election.rulebook).require()
    nominee.left_ground, nominee.left_paper = ground, paper.strip()
    state = State.DROPPED if ground == candidate_rules.REVIEW_GROUND else State.BARRED
    return take_off(election, nominee, state, reason, by)


LEFT_WORDS = {
    State.WITHDRAWN: "nomination.withdrew",
    State.DROPPED: "nomination.dropped",
    State.BARRED: "nomination.barred",
    State.OBJECTED: "nomination.objected",
}


def take_off(election: Election, nominee: Nominee, state: State, reason: str, by: User) -> list[Nominee]:
    """End a nomination whose leaving was judged; answers with those who moved up."""
    was_listed = nominee.listed
    leave(nominee, state, reason.strip(), timezone.localdate())
    committee.on_nomination_ended(election=election, person=nominee.person, by=by)
    moved = move_up(election) if was_listed else []
    after: dict[str, Any] = {"moved_up": [row.person_id for row in moved]}
    if nominee.left_ground:
        label = candidate_queries.ground_label(election, nominee.left_ground)
        after |= {"ground": label, "paper": nominee.left_paper}
    record(
        LEFT_WORDS[state],
        target=nominee,
        by=by,
        before={"person": nominee.person_id, "post": nominee.post.title},
        after=after,
        reason=reason.strip(),
    )
    return moved


@transaction.atomic
def open_reviews(
    *, election: Election, answers: Mapping[int, Mapping[str, str]], by: User
) -> list[ReviewFile]:
    """Open a file of the joint review for everybody on the preliminary list who has none yet.

    ``answers``: nominee → incumbency, education and party, which no file goes without. One missing: nothing.
    """
    election = begin(election, by)
    return [
        open_file(
            election=election,
            person=row.person,
            purpose=Purpose.COMMITTEE,
            by=by,
            post=row.post.kind,
            **answers.get(row.pk, {}),
        )
        for row in queries.without_review(election)
    ]


@transaction.atomic
def make_formal(*, election: Election, by: User) -> list[Candidate]:
    """Everybody on the preliminary list, or whom the preselection chose there, becomes a formal candidate,
    or nobody does.

    The caller has had the statutory bars looked at one by one. Raises RuleRefused, also where the joint
    review does not carry somebody.
    """
    election = begin(election, by)
    corrected = corrections.check_corrected(election, queries.preliminary_notice(election))
    (queries.check_formal(election) + corrected).require()
    standing = set(Candidate.objects.filter(election=election).standing().values_list("person_id", flat=True))
    made = []
    for nominee in [item for row in queries.nominees_by_post(election) for item in row.going_on]:
        if nominee.person_id in standing:
            continue
        candidate, _ = candidates.enter_candidate(
            election=election,
            post=nominee.post,
            registration=nominee.registration,
            nomination_votes=(
                nominee.counted if nominee.preselect_votes is None else nominee.preselect_votes
            ),
            from_list=True,
            by=by,
        )
        made.append(candidate)
    return made


@transaction.atomic
def make_sign_up_list(*, election: Election, by: User) -> list[Candidate]:
    """Everybody who signed up in time is on the list, or nobody. Proxies they hold end. Raises RuleRefused.

    With nobody signed up there is no list: the ballot has empty lines alone."""
    require(by, Permission.CANDIDATE_EDIT, election)
    election = locked(election)
    require_stage(election)
    if not is_direct(election):
        raise ValidationError(f"{election.words.here}实行有候选人的选举，请先产生初步候选人名单。")
    plan = queries.plan_of(election)
    if plan is None:
        raise ValidationError(f"请先登记{election.words.here}的提名安排。")
    if timezone.localdate() < plan.closes_on:
        raise ValidationError(f"自荐报名到{cn_date(plan.closes_on)}截止，截止以前还可以有人报名。")
    sign_up.check_list(election).require()
    there = set(
        Candidate.objects.filter(election=election, round_number=1).values_list("person_id", flat=True)
    )
    made = []
    for row in sign_up.signed_up(election):
        if row.person_id in there:
            continue
        candidate, _ = candidates.enter_candidate(
            election=election, post=row.post, registration=row.registration, from_list=True, by=by
        )
        made.append(candidate)
    return made
