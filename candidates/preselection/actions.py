"""Every change to the preselection. One act, one function, one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from candidates.models import Candidate, Nominee, Preselection, PreselectionLine
from candidates.nomination import queries as nomination
from candidates.preselection import queries, rules
from candidates.preselection.rules import Meeting, PostVote
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.actions import require_stage
from villages.actions.elections import locked
from villages.models import Election
from voters.models import Registration


def _begin(election: Election, by: User) -> Election:
    require(by, Permission.CANDIDATE_EDIT, election)
    election = locked(election)
    require_stage(election)
    return election


@transaction.atomic
def record_preselection(
    *,
    election: Election,
    held_on: dt.date,
    place: str,
    expected: int,
    present: int,
    issued: int,
    recovered: int,
    void: int,
    equal_marking: bool,
    votes: Mapping[int, int],
    by: User,
    written_in: Mapping[int, Mapping[str, int]] | None = None,
) -> Preselection:
    """The vote among those on the preliminary list; ``votes``: nominee → votes, for everybody on a post with
    more names than places; ``written_in``: post → {name: votes}. Where voters vote ``expected`` is the roll's
    number, whatever was given. Raises RuleRefused; a vote too few took part in is held again, not recorded.
    """
    election = _begin(election, by)
    plan = nomination.plan_of(election)
    if plan is None or not plan.preselects:
        raise ValidationError(f"{election.words.here}的提名安排没有采用预选。")
    notice = nomination.preliminary_notice(election)
    if notice is None or notice.fully_posted_on is None:
        raise ValidationError("请先签发初步候选人名单公告并在规定地点全部张贴，再预选。")
    if not notice.fully_posted_on <= held_on <= timezone.localdate():
        raise ValidationError({"held_on": "预选日期应在初步候选人名单公布以后，且不能晚于今天。"})
    if held_on >= election.election_day:
        raise ValidationError({"held_on": "预选日期须早于选举日。"})
    if queries.meeting_of(election) is not None:
        raise ValidationError(f"{election.words.here}已登记预选结果；登记有误的，先作废再重新登记。")
    _no_candidates_yet(election)
    rows = [row for row in nomination.nominees_by_post(election) if row.preselects]
    standing = {entry.pk: entry for row in rows for entry in row.chosen}
    if not standing:
        raise ValidationError("各职位初步候选人都没有超过应定的候选人数，不须预选。")
    if set(votes) != set(standing):
        raise ValidationError("请填写须预选的每一名初步候选人的得票，没有得票的填0。")
    body = election.rulebook.value("preselect_body")
    if body == "voters":
        expected = Registration.objects.filter(election=election).registered().count()
    meeting = Meeting(body, expected, present, issued, recovered, void, equal_marking)
    written = {
        post: {name: n for name, n in names.items() if n} for post, names in (written_in or {}).items()
    }
    counted = [
        PostVote(
            row.post.title,
            row.places,
            {entry.person.name: votes[entry.pk] for entry in row.chosen},
            written.get(row.post.pk, {}),
        )
        for row in rows
    ]
    decision = rules.check_numbers(meeting, counted, election.rulebook)
    (decision + rules.check_attendance(meeting, election.rulebook)).require()
    preselection = Preselection(
        election=election,
        body=body,
        held_on=held_on,
        place_held=place.strip(),
        equal_marking=equal_marking,
        expected=expected,
        present=present,
        issued=issued,
        recovered=recovered,
        void=void,
        entered_by=by,
    )
    preselection.keep()
    PreselectionLine.objects.bulk_create(
        [
            *(
                PreselectionLine(
                    preselection=preselection,
                    post=row.post,
                    nominee=row,
                    name=row.person.name,
                    votes=votes[key],
                )
                for key, row in standing.items()
            ),
            *(
                PreselectionLine(preselection=preselection, post=row.post, name=name, votes=number)
                for row in rows
                for name, number in written.get(row.post.pk, {}).items()
            ),
        ]
    )
    for key, nominee in standing.items():
        # A second ballot held for the nomination decides nothing among the votes of this meeting.
        nominee.preselect_votes, nominee.tie_votes = votes[key], None
        nominee.keep("preselect_votes", "tie_votes")
    record(
        "nomination.preselected",
        target=preselection,
        by=by,
        after={
            "preselected_on": held_on,
            "expected": expected,
            "present": present,
            "recovered": recovered,
            "votes": {row.person.name: votes[key] for key, row in standing.items()},
        },
    )
    return preselection


def _no_candidates_yet(election: Election) -> None:
    if Candidate.objects.filter(election=election).standing().exists():
        raise ValidationError("已有正式候选人，预选结果不能再改。")


@transaction.atomic
def cancel_preselection(*, preselection: Preselection, reason: str, by: User) -> Preselection:
    """Take a wrong record back before there are candidates; the numbers stay to be read."""
    election = _begin(preselection.election, by)
    preselection = Preselection.objects.select_for_update(of=("self",)).get(pk=preselection.pk)
    if preselection.is_revoked:
        raise ValidationError("这次预选结果已经作废。")
    _no_candidates_yet(election)
    if queries.result_notice(election) is not None:
        raise ValidationError("预选结果公告还有效，请先在公文页撤销公告。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明作废的理由。"})
    preselection.keep(*preselection.revoke(by=by, reason=reason.strip()))
    Nominee.objects.filter(election=election).exclude(preselect_votes=None).update(
        preselect_votes=None, tie_votes=None, updated_at=timezone.now()
    )
    votes = {line.name: line.votes for line in preselection.lines.all()}
    record(
        "nomination.preselection_cancelled",
        target=preselection,
        by=by,
        before={"preselected_on": preselection.held_on, "votes": votes},
        reason=preselection.revoked_reason,
    )
    return preselection
