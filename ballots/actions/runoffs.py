from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ballots import queries
from ballots.actions.gates import require_round_stage
from ballots.models import Round, RoundPost
from ballots.rules.runoffs import check_runoff_day, check_runoff_names
from candidates.actions import enter_runoff_candidates
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.actions.elections import locked
from villages.models import Election, Post
from voters.actions import reopen_roll


@transaction.atomic
def call_runoff(*, election: Election, day: dt.date, chosen: Mapping[int, Sequence[str]], by: User) -> Round:
    """Open the next round for the seats still open, with its candidates.

    ``chosen``: post id → the names that stand, out of those the last result gives for the post.
    Raises RuleRefused, or ValidationError when no seat waits for a vote.
    """
    require(by, Permission.COUNT_DECIDE, election)
    election = locked(election)
    last = queries.current_round(election)
    plan = queries.runoff_plan(election)
    if last is None or plan is None or last.state != Round.State.DECLARED:
        raise ValidationError("现在没有等待另行选举或者再次投票的名额。")
    voting = Round(election=election, number=queries.next_number(election), kind=plan.kind, polling_day=day)
    require_round_stage(election, voting)
    posts = {(post.kind, post.reserved): post for post in election.posts.all()}
    rows = [(posts[post.key], post) for post in plan.posts]
    names = {post: [name for name in row.names if name in chosen.get(post.pk, ())] for post, row in rows}
    people = queries.voters_called(election, [name for item in names.values() for name in item])
    nobody = [name for item in names.values() for name in item if name not in people]
    (
        check_runoff_day(day, last.day, timezone.localdate(), election.rulebook)
        + check_runoff_names(
            {post.title: item for post, item in names.items()}, nobody, election.words.roll_short
        )
    ).require()
    voting.keep()
    if voting.kind == Round.Kind.RUNOFF:
        reopen_roll(election=election, by=by, at=timezone.now())
    RoundPost.objects.bulk_create(RoundPost(round=voting, post=post, seats=row.seats) for post, row in rows)
    votes = queries.votes_before(election)
    enter_runoff_candidates(
        election=election,
        round_number=voting.number,
        rows=[(post, people[name], votes[post.pk].get(name, 0)) for post in names for name in names[post]],
        by=by,
    )
    record(
        "round.runoff_called",
        target=voting,
        by=by,
        after={"round": voting.number, "kind": voting.kind, "day": day.isoformat(), "posts": _told(names)},
    )
    return voting


def _told(names: Mapping[Post, Sequence[str]]) -> dict[str, list[str]]:
    return {post.title: list(item) for post, item in names.items()}
