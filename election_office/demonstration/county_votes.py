"""Votes of the county to test on: candidates, rounds, ballots handed out, counting sheets, results, runoffs.

What is one row a voter or a vote is written by COPY (batches on SQLite). What the ballot says, which sheets
are laid out, what a count decides, who is seated and who stands in a runoff come from the product itself.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from django.db import transaction
from django.utils import timezone

from ballots import actions as ballots
from ballots import counts, queries
from ballots.actions.boxes import fix_ballot, open_sheets
from ballots.actions.opening import begin_voting
from ballots.actions.results import record_declared, save_result
from ballots.actions.seating import seat_winners
from ballots.models import Box, CountEntry, CountLine, CountSheet, HandOut, Round
from candidates.models import Candidate
from election_office.accounts.models import Assignment, User
from election_office.accounts.permissions import Role
from election_office.demonstration.showcase import SHARES, reading_of, set_polling_day
from villages.models import Election
from voters.imports.bulk import Table
from voters.models import Registration

PREPARED, VOTING, COUNTING, DECLARED, RUNOFF = "prepared", "voting", "counting", "declared", "runoff"
FIT = (25, 60)  # ages of those who stand
SHORT = (9, 5, 4, 3, 2)  # shares of twelve: only the first of several has more than half
MOBILE = 20  # of so many ballots is given at the mobile box
AGO = 9  # days since the polls of a village whose result is declared


@transaction.atomic
def vote(election: Election, how: str, by: User) -> None:
    """Bring the first round of a village to where ``how`` says. One with too few people to fill its ballot
    has no vote."""
    today = timezone.localdate()
    if how != PREPARED:
        set_polling_day(election, today - dt.timedelta(days=AGO) if how in (DECLARED, RUNOFF) else today)
    if not _stand(election, by):
        return
    for name, kind in (("主会场票箱", Box.Kind.MAIN), ("流动票箱", Box.Kind.MOBILE)):
        ballots.add_box(election=election, name=name, kind=kind, place="", staff="监票甲、监票乙", by=by)
    if how == PREPARED:
        return
    voting = Round.objects.with_places().get(election=election, number=1)
    voting.election = election
    begin_voting(voting, by=by)
    _hand_out(voting, by, half=how == VOTING)
    if how == VOTING:
        return
    _begin_count(voting, by)
    clerks = [_clerk(election, serial) for serial in (1, 2)]
    _read(voting, clerks if how != COUNTING else clerks[:1], SHORT if how == RUNOFF else SHARES)
    if how == COUNTING:
        return
    _declare(voting, by)
    if how == RUNOFF:
        _call_runoff(election, today, by)


def _stand(election: Election, by: User) -> bool:
    """A candidate more than seats for each post, women and men in turn, no two of a name."""
    wanted = [post for post in election.posts.all() for _ in range(post.seats + 1)]
    year = election.election_day.year
    rows = Registration.objects.filter(election=election).registered()
    rows = rows.filter(person__birth_date__year__range=(year - FIT[1], year - FIT[0])).order_by("pk")
    sexes: dict[str, list[tuple[int, int, str]]] = {"female": [], "male": []}
    for pk, person, name, sex in rows.values_list("pk", "person_id", "person__name", "person__sex")[:200]:
        sexes[sex].append((pk, person, name))
    known: dict[str, tuple[int, int, str]] = {}
    for pair in zip_longest(*sexes.values()):
        for row in pair:
            if row is not None:
                known.setdefault(row[2], row)
    if len(known) < len(wanted):
        return False
    Candidate.objects.bulk_create(
        Candidate(
            election=election,
            post=post,
            person_id=person,
            registration_id=pk,
            entered_by=by,
            entry_reason="试验数据",
        )
        for post, (pk, person, _) in zip(wanted, known.values(), strict=False)
    )
    return True


def _hand_out(voting: Round, by: User, *, half: bool) -> None:
    """Nine voters of ten took a ballot; while the polls are open it was the first half of them so far."""
    voters = list(Registration.objects.filter(election=voting.election).registered().order_by("serial"))
    takers = [row.pk for row in voters[: len(voters) * 9 // 10]]
    main, mobile = voting.boxes.order_by("order")
    moment = timezone.now() - dt.timedelta(hours=4)
    for box, rows in ((main, takers[len(takers) // MOBILE :]), (mobile, takers[: len(takers) // MOBILE])):
        rows = rows[: (len(rows) + 1) // 2] if half else rows
        same = {"round_id": voting.pk, "box_id": box.pk, "handed_by_id": by.pk}
        Table(HandOut, ("voter_id", "token", "handed_at"), same).insert(
            (voter, uuid.uuid4(), moment + dt.timedelta(seconds=6 * turn)) for turn, voter in enumerate(rows)
        )
        if not half:
            box.issued_own, box.issued_proxy = len(rows), 0
            box.recovered = len(rows) - len(rows) // 100
            box.opened_by, box.entered_by, box.entered_at = "监票甲、监票乙", by, timezone.now()
            box.save()


def _begin_count(voting: Round, by: User) -> None:
    """As closing the polls leaves it; the papers which that act asks for are not all in a test county."""
    facts = queries.poll_facts(voting, queries.boxes_of(voting))
    voting.registered, voting.proxies = facts.registered, facts.proxies
    voting.polling_day, voting.state = voting.day, Round.State.COUNTING
    voting.counting_at, voting.counting_by = timezone.now(), by
    voting.keep("registered", "proxies", "polling_day", "state", "counting_at", "counting_by")
    fix_ballot(voting)
    open_sheets(voting)


def _read(voting: Round, clerks: Sequence[User], shares: Sequence[int]) -> None:
    """Every sheet as these people typed it: all the same."""
    sheets = list(CountSheet.objects.filter(box__round=voting).select_related("box", "post"))
    entries: list[tuple[Any, ...]] = []
    lines: list[list[tuple[Any, ...]]] = []
    for sheet in sheets:
        reading, _ = reading_of(voting, sheet, shares)
        names = [(name.candidate_id, name.name, reading.votes[name.cell]) for name in sheet.printed_names]
        for number, clerk in enumerate(clerks, start=1):
            entries.append((sheet.pk, number, clerk.pk, reading.void, reading.blank))
            lines.append(names)
    ids = Table(CountEntry, ("sheet_id", "number", "entered_by_id", "void", "blank"), {}).insert_numbered(
        entries
    )
    Table(CountLine, ("entry_id", "candidate_id", "name", "votes"), {}).insert(
        (pk, *line) for pk, names in zip(ids, lines, strict=True) for line in names
    )
    readers = {f"{which}_by": clerk for which, clerk in zip(("first", "second"), clerks, strict=False)}
    state = CountSheet.State.AGREED if len(clerks) > 1 else CountSheet.State.FIRST
    CountSheet.objects.filter(box__round=voting).update(state=state, version=len(clerks), **readers)


def _declare(voting: Round, by: User) -> None:
    """What the product decides from these sheets, kept as a declared result is."""
    known = counts.gather(voting)
    count = counts.build_count(voting, known)
    outcome = counts.decide(count)
    result = save_result(voting, known, count, outcome, by=by)
    if outcome.valid:
        seat_winners(voting.election, voting.day, by)
    record_declared(result, by)


def _call_runoff(election: Election, today: dt.date, by: User) -> None:
    """For the seats that stayed open, where the product finds some."""
    plan = queries.runoff_plan(election)
    if plan is None:
        return
    posts = {(post.kind, post.reserved): post for post in election.posts.all()}
    ballots.call_runoff(
        election=election,
        day=today + dt.timedelta(days=10),
        chosen={posts[post.key].pk: list(post.names)[: post.seats + 1] for post in plan.posts},
        by=by,
    )


def _clerk(election: Election, serial: int) -> User:
    """Somebody of the village who may only count and never logs in."""
    code = election.village.code
    user = User(username=f"shiyan{code}-{serial}", name=f"录入员{'甲乙'[serial - 1]}")
    user.set_unusable_password()
    user.save()
    Assignment.objects.create(user=user, role=Role.COUNT_CLERK, area_code=code)
    return user
