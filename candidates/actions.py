"""Every change to the list of formal candidates. One act, one function, one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from candidates import queries, rules
from candidates.models import Candidate
from candidates.review import queries as review
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.documents.models import Document
from villages.actions import require_stage
from villages.actions.elections import locked
from villages.committee import actions as committee
from villages.lawtexts.actions import freeze_rules
from villages.models import Election, Post
from voters import actions as voters
from voters.models import Registration


@transaction.atomic
def enter_candidate(
    *,
    election: Election,
    post: Post,
    registration: Registration,
    by: User,
    bars: Sequence[str] = (),
    nomination_votes: int | None = None,
    from_list: bool = False,
    entry_reason: str = "",
) -> tuple[Candidate, list[Registration]]:
    """Enter a formal candidate; ``bars``: codes of the statutory bars found against the person.

    ``from_list``: comes from the preliminary list; anybody else is entered by hand with ``entry_reason``.

    Answers with the candidate and the voters whose proxy the candidate held: those are ended at once
    (候选人不得接受委托) and the voters must be told. Raises RuleRefused.
    """
    require(by, Permission.CANDIDATE_EDIT, election)
    election = locked(election)
    require_stage(election)
    book = election.rulebook
    labels = {bar["code"]: bar["label"] for bar in book.value("statutory_bars")}
    earlier = (
        Candidate.objects.filter(election=election, person_id=registration.person_id)
        .standing()
        .select_related("post")
        .first()
    )
    rules.check_entry(
        rules.EntryFacts(
            name=registration.person.name,
            registered=registration.status == Registration.Status.REGISTERED
            and registration.election_id == election.pk,
            bars=tuple(labels[code] for code in bars if code in labels),
            stands_for=earlier.post.title if earlier else "",
            review_gap=review.review_gap(election, registration.person, post.kind),
            by_hand=not from_list,
            entry_reason=entry_reason.strip(),
        ),
        book,
    ).require()
    if post.election_id != election.pk:
        raise ValidationError({"post": f"这个职位不属于{election.words.here}选举。"})
    candidate = Candidate(
        election=election,
        post=post,
        person=registration.person,
        registration=registration,
        nomination_votes=nomination_votes,
        entry_reason=entry_reason.strip(),
        entered_by=by,
    )
    candidate.keep()
    principals = voters.mark_candidate(election=election, person=registration.person, by=by).principals
    committee.on_nominated(election=election, person=registration.person, by=by, determined=True)
    record(
        "candidate.entered",
        target=candidate,
        by=by,
        after={
            "person": registration.person_id,
            "post": post.title,
            "proxies_ended": len(principals),
            "by_hand": not from_list,
        },
        reason=candidate.entry_reason,
    )
    return candidate, principals


@transaction.atomic
def enter_runoff_candidates(
    *,
    election: Election,
    round_number: int,
    rows: Sequence[tuple[Post, Registration, int]],
    by: User,
) -> list[Candidate]:
    """The candidates of a runoff or tie vote, as the count before gives them: post, voter, votes then.

    They are not nominated anew: the law names them by their votes. A voter who was written in becomes a
    candidate here and loses the proxies held. The caller has judged who may stand.
    """
    require(by, Permission.CANDIDATE_EDIT, election)
    made = []
    for post, registration, votes in rows:
        candidate = Candidate(
            election=election,
            round_number=round_number,
            post=post,
            person=registration.person,
            registration=registration,
            nomination_votes=votes,
            entered_by=by,
        )
        candidate.keep()
        if not registration.is_candidate:
            voters.mark_candidate(election=election, person=registration.person, by=by)
        record(
            "candidate.entered",
            target=candidate,
            by=by,
            after={"person": registration.person_id, "post": post.title, "round": round_number},
        )
        made.append(candidate)
    return made


@transaction.atomic
def cancel_round_candidates(*, election: Election, round_number: int, reason: str, by: User) -> int:
    """A later round was cancelled before anybody voted: nobody stands in it any more. Whoever stood in no
    other round may take proxies again. Returns how many stood. The caller has judged the cancelling."""
    require(by, Permission.CANDIDATE_EDIT, election)
    rows = list(Candidate.objects.filter(election=election).standing(round_number).select_related("person"))
    for candidate in rows:
        candidate.state = Candidate.State.WITHDRAWN
        candidate.left_on, candidate.left_reason = timezone.localdate(), reason[:200]
        candidate.keep("state", "left_on", "left_reason")
        others = Candidate.objects.filter(election=election, person=candidate.person, state="formal")
        if not others.exists():
            voters.unmark_candidate(election=election, person=candidate.person, by=by, reason=reason)
    return len(rows)


@transaction.atomic
def withdraw_candidate(
    *, candidate: Candidate, reason: str, by: User, ground: str = "", paper: str = ""
) -> Candidate:
    """The candidate withdraws in writing, or is struck off on ``ground``, proved by ``paper`` and kept.

    Raises RuleRefused when the time for withdrawing has passed; striking off knows no such limit.
    """
    require(by, Permission.CANDIDATE_EDIT, candidate)
    election = locked(candidate.election)
    require_stage(election)
    candidate = (
        Candidate.objects.select_for_update(of=("self",))
        .select_related("person", "registration")
        .get(pk=candidate.pk)
    )
    if candidate.state != Candidate.State.FORMAL:
        raise ValidationError("此人已经不是正式候选人。")
    today = timezone.localdate()
    if ground:
        facts = queries.removal_facts(
            election, candidate.person, candidate.registration, ground=ground, reason=reason, paper=paper
        )
        rules.check_removal(facts, election.rulebook).require()
    else:
        listed_on = _listed_on(election)
        rules.check_withdrawal(today, election.election_day, listed_on, election.rulebook).require()
    candidate.state = Candidate.State.STRUCK if ground else Candidate.State.WITHDRAWN
    candidate.left_on, candidate.left_reason = today, reason.strip()
    candidate.left_ground, candidate.left_paper = ground, paper.strip() if ground else ""
    candidate.keep("state", "left_on", "left_reason", "left_ground", "left_paper")
    voters.unmark_candidate(election=election, person=candidate.person, by=by, reason=reason)
    committee.on_nomination_ended(election=election, person=candidate.person, by=by)
    record(
        "candidate.struck" if ground else "candidate.withdrew",
        target=candidate,
        by=by,
        before={"person": candidate.person_id},
        after={"ground": queries.ground_label(election, ground), "paper": candidate.left_paper}
        if ground
        else {},
        reason=reason,
    )
    return candidate


def _listed_on(election: Election) -> dt.date | None:
    notice = queries.current_notice(election)
    return timezone.localdate(notice.issued_at) if notice else None


@transaction.atomic
def fix_order(*, candidate: Candidate, place: int | None, reason: str, by: User) -> Candidate:
    """Put a name at a place by hand, with the reason; None gives it back to the rulebook's order."""
    require(by, Permission.CANDIDATE_EDIT, candidate)
    require_stage(locked(candidate.election))
    if candidate.state != Candidate.State.FORMAL:
        raise ValidationError("此人已经不是正式候选人，不再排序。")
    if place is not None and not reason.strip():
        raise ValidationError(
            {"reason": "人工调整次序请写明理由，例如“笔画、笔形均相同，经选举委员会议定”。"}
        )
    before = candidate.fixed_order
    candidate.fixed_order, candidate.order_reason = place, reason if place is not None else ""
    candidate.keep("fixed_order", "order_reason")
    record(
        "candidate.order_fixed",
        target=candidate,
        by=by,
        before={"place": before},
        after={"place": place},
        reason=reason,
    )
    return candidate


def freeze_the_rules(document: Document) -> None:
    """Hook of the formal list: from here on this election is judged by the rules as they stand today."""
    assert document.election_id is not None, "a formal list belongs to an election"
    election = Election.objects.with_places().get(pk=document.election_id)
    freeze_rules(election=election, by=document.issued_by)
