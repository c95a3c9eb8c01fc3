"""People put forward, what they answer, and the votes among equals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from candidates.models import (
    NominationSheet,
    Nominee,
)
from candidates.nomination import queries, rules
from candidates.nomination.actions.shared import State, begin, leave, move_up, not_listed_yet, plan_of
from candidates.nomination.rules import NominationFacts
from election_office.accounts.models import User
from election_office.audit.actions import record
from villages.committee import actions as committee
from villages.models import Election, Post
from villages.order.queries import check_turn
from voters.models import Registration


@transaction.atomic
def nominate(
    *,
    election: Election,
    post: Post,
    registration: Registration,
    source: str,
    received_on: dt.date,
    by: User,
    written_as: Sequence[str] = (),
    merge_reason: str = "",
    signers: Sequence[Registration] = (),
    declared: bool = False,
) -> Nominee:
    """Somebody is put forward for a post. From ballots: ``written_as``: the names taken for this person
    (votes come from the agreed sheets); jointly: ``signers``; by oneself: ``declared``.

    Raises RuleRefused."""
    election = begin(election, by)
    plan = plan_of(election)
    not_listed_yet(election)
    if post.election_id != election.pk:
        raise ValidationError({"post": f"这个职位不属于{election.words.here}选举。"})
    if received_on > timezone.localdate():
        raise ValidationError({"received_on": "收到日期不能晚于今天。"})
    if not Nominee.objects.filter(election=election).exists():
        check_turn(election, "nomination").require()  # nobody is put forward before the roll hangs
    signed = {
        signer.pk
        for signer in signers
        if signer.election_id == election.pk and signer.status == Registration.Status.REGISTERED
    }
    facts = NominationFacts(
        name=registration.person.name,
        sex=registration.person.sex,
        registered=registration.status == Registration.Status.REGISTERED
        and registration.election_id == election.pk,
        source=source,
        allowed=bool(plan.has(source)),
        post=queries.seats_of(post),
        received_on=received_on,
        opens_on=plan.opens_on,
        closes_on=plan.closes_on,
        merged=tuple(written_as),
        reason=merge_reason,
        signers=len(signed),
        least=plan.joint_least,
        declared=declared,
    )
    rules.check_nomination(facts, election.rulebook).require()
    votes = _votes(election, post, written_as) if source == Nominee.Source.BALLOT else 0
    nominee = Nominee(
        election=election,
        post=post,
        person=registration.person,
        registration=registration,
        source=source,
        votes=votes,
        written_as=list(written_as),
        merge_reason=merge_reason.strip(),
        received_on=received_on,
        entered_by=by,
    )
    nominee.keep()
    nominee.signers.set(signed)
    record(
        "nomination.nominated",
        target=nominee,
        by=by,
        after={
            "person": nominee.person_id,
            "post": post.title,
            "source": nominee.get_source_display(),
            "votes": votes,
            "written_as": list(written_as),
        },
        reason=nominee.merge_reason,
    )
    return nominee


def _votes(election: Election, post: Post, names: Sequence[str]) -> int:
    open_names = {row.name: row for row in queries.written_names(election) if row.post.pk == post.pk}
    if not names or any(name not in open_names for name in names):
        raise ValidationError("请选择提名票上的姓名。")
    for name in names:
        if (taken := open_names[name].nominee) is not None:
            raise ValidationError(f"票面姓名“{name}”已经认定为{taken}。")
    if NominationSheet.objects.filter(election=election).exclude(state=NominationSheet.State.AGREED).exists():
        raise ValidationError("提名计票单全部两次录入一致以后，才能认定姓名。")
    return sum(open_names[name].votes for name in names)


@transaction.atomic
def answer_nomination(*, nominee: Nominee, accepts: bool, answered_on: dt.date, by: User) -> Nominee:
    """The person says in writing whether to stand. Agreeing for one post is the written choice among several:
    the person's other nominations end. Whoever must now leave the committee is named on its page."""
    election = begin(nominee.election, by)
    nominee = (
        Nominee.objects.select_for_update(of=("self",)).select_related("person", "post").get(pk=nominee.pk)
    )
    not_listed_yet(election)
    if nominee.state != State.NOMINATED:
        raise ValidationError(f"{nominee}已经表态，现为“{nominee.get_state_display()}”。")
    if not nominee.received_on <= answered_on <= timezone.localdate():
        raise ValidationError({"answered_on": "表态日期应在提名以后，且不能晚于今天。"})
    if accepts:
        nominee.state, nominee.answered_on = State.ACCEPTED, answered_on
        nominee.keep("state", "answered_on")
        others = Nominee.objects.filter(election=election, person=nominee.person).standing()
        for other in others.exclude(pk=nominee.pk).select_related("person", "post"):
            leave(other, State.REFUSED, f"本人书面选择{nominee.post.title}职位。", answered_on)
        committee.on_nominated(election=election, person=nominee.person, by=by)
    else:
        nominee.answered_on = answered_on
        leave(nominee, State.REFUSED, "本人书面表示不参选。", answered_on)
    record(
        "nomination.answered",
        target=nominee,
        by=by,
        after={"person": nominee.person_id, "post": nominee.post.title, "accepts": accepts},
    )
    return nominee


@transaction.atomic
def record_second_ballot(*, post: Post, votes: Mapping[int, int], by: User) -> list[Nominee]:
    """The votes among those equal on the edge; ``votes``: nominee → votes, for each of them.

    On a list already made the one who wins moves up (answered)."""
    election = begin(post.election, by)
    row = next(entry for entry in queries.nominees_by_post(election) if entry.post.pk == post.pk)
    if not row.tied or set(votes) != {entry.pk for entry in row.tied}:
        raise ValidationError("请填写得票相等的每一人在再次投票中的得票。")
    for nominee in row.tied:
        nominee.tie_votes = votes[nominee.pk]
        nominee.keep("tie_votes")
    listed = Nominee.objects.filter(election=election, listed=True).exists()
    moved = move_up(election) if listed else []
    record(
        "nomination.second_ballot",
        target=post,
        by=by,
        after={entry.person.name: votes[entry.pk] for entry in row.tied}
        | ({"moved_up": [entry.person_id for entry in moved]} if moved else {}),
    )
    return moved
