import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.documents.truth.actions import compare_papers
from election_office.law import electorates
from villages import queries, rules
from villages.actions.steps import plan_again
from villages.models import Deferral, Election, Post
from villages.models.elections import Stage


def locked(election: Election, version: int | None = None) -> Election:
    """The election, its row locked until the transaction ends: one desk at a time.

    Raises Outdated when the caller names a version and another is stored.
    """
    row: Election = Election.objects.select_for_update(of=("self",)).with_places().get(pk=election.pk)
    return row.expect(version)


@transaction.atomic
def set_posts(
    *, election: Election, rows: Sequence[rules.SeatRow], by: User, version: int | None = None
) -> list[Post]:
    """Fix the seats of a village. Posts that already have candidates stay (the caller's app refuses)."""
    require(by, Permission.CYCLE_PLAN, election)
    election = locked(election, version)
    rules.check_stage(
        election.stage, {Stage.PREPARATION, Stage.ELECTION}, election.deferred, election.words
    ).require()
    rules.check_seats(rows, election.rulebook).require()
    before = [f"{post.title}{post.seats}" for post in election.posts.all()]
    keep = {(row.kind, row.reserved): row.seats for row in rows}
    posts = {(post.kind, post.reserved): post for post in election.posts.all()}
    for key, post in posts.items():
        if key not in keep:
            post.delete()
    made = []
    for order, row in enumerate(rows, start=1):
        post = posts.get((row.kind, row.reserved)) or Post(
            election=election, kind=row.kind, reserved=row.reserved
        )
        post.seats, post.order = row.seats, order
        post.full_clean()
        post.save()
        made.append(post)
    election.keep()
    record(
        "election.posts_set",
        target=election,
        by=by,
        before={"posts": before},
        after={"posts": [f"{post.title}{post.seats}" for post in made]},
    )
    return made


@transaction.atomic
def set_way(
    *,
    election: Election,
    way: str,
    way_decided_on: dt.date | None,
    way_note: str,
    by: User,
    version: int | None = None,
) -> Election:
    """Who votes in a community: all voters, one of each household, or the newly chosen representatives."""
    require(by, Permission.CYCLE_PLAN, election)
    election = locked(election, version)
    rules.check_stage(
        election.stage, {Stage.PREPARATION, Stage.ELECTION}, election.deferred, election.words
    ).require()
    if election.kind != Election.Kind.COMMUNITY:
        raise ValidationError("只有社区选举才分选举方式。")
    if way_decided_on and way_decided_on > timezone.localdate():
        raise ValidationError({"way_decided_on": "会议日期不能晚于今天。"})
    electorates.check_way(
        way,
        roll_posted=election.steps.filter(code="roll_notice", done_on__isnull=False).exists(),
        wish_recorded=way_decided_on is not None and bool(way_note.strip()),
        representatives=queries.representatives_in_office(election),
        book=election.rulebook,
    ).require()
    before = election.electing_way
    election.way, election.way_decided_on, election.way_note = way, way_decided_on, way_note.strip()
    election.keep("way", "way_decided_on", "way_note")
    record(
        "election.way_set",
        target=election,
        by=by,
        before={"way": before},
        after={"way": way, "decided_on": way_decided_on.isoformat() if way_decided_on else None},
        reason=election.way_note,
    )
    return election


@transaction.atomic
def set_polling(
    *,
    election: Election,
    polling_place: str,
    opens_at: dt.time,
    closes_at: dt.time,
    by: User,
    reason: str = "",
    version: int | None = None,
) -> Election:
    """Where and when people vote. What was decided is changed on the day itself only with a reason, which
    stays in the result."""
    require(by, Permission.BALLOT_EDIT, election)
    election = locked(election, version)
    if opens_at >= closes_at:
        raise ValidationError({"closes_at": "结束时间应在开始时间之后。"})
    before = (election.polling_place, election.opens_at, election.closes_at)
    rules.check_polling_change(
        decided=bool(election.polling_place),
        changed=before != (polling_place, opens_at, closes_at),
        day=election.election_day,
        today=timezone.localdate(),
        reason=reason,
        book=election.rulebook,
    ).require()
    election.polling_place, election.opens_at, election.closes_at = polling_place, opens_at, closes_at
    election.keep("polling_place", "opens_at", "closes_at")
    record(
        "election.polling_set",
        target=election,
        by=by,
        before={"place": before[0], "opens": str(before[1]), "closes": str(before[2])},
        after={"place": polling_place, "opens": str(opens_at), "closes": str(closes_at)},
        reason=reason.strip(),
    )
    return election


@transaction.atomic
def open_election_stage(*, election: Election, by: User) -> Election:
    """Preparation is over: audit published and people trained (组织法 on the departure audit)."""
    require(by, Permission.CYCLE_PLAN, election)
    election = locked(election)
    rules.check_stage(election.stage, {Stage.PREPARATION}, election.deferred, election.words).require()
    gates = queries.open_gates(election)
    rules.check_open_election_stage(
        open_gates=[step.title for step in gates],
        deferred=election.deferred,
        book=election.rulebook,
        audit_open=any(step.code == "audit" for step in gates),
    ).require()
    election.stage = Stage.ELECTION
    election.keep("stage")
    record("election.stage_opened", target=election, by=by)
    return election


@transaction.atomic
def move_election_day(
    *, election: Election, day: dt.date, reason: str, by: User, version: int | None = None
) -> list[rules.MovedStep]:
    """Move the day, recompute what is still open, and answer with what can no longer be done in time.

    Steps already closed keep their limits: what was late stays late.
    """
    require(by, Permission.CYCLE_PLAN, election)
    election = locked(election, version)
    today = timezone.localdate()
    book = queries.book_for_day(election, day)
    steps = {step.code: step for step in election.steps.all()}
    polling, roll = steps.get("polling"), steps.get("roll_notice")
    rules.check_move_day(
        day=day,
        today=today,
        polling_done=bool(polling and polling.done_on),
        roll_posted_on=roll.done_on if roll else None,
        book=book,
    ).require()
    before = election.election_day
    election.election_day = day
    election.keep("election_day")
    plan_again(step for step in steps.values() if not step.done_on)
    # A paper with the old day opens its step again, on the days that count now.
    compare_papers("election.day_moved", area_code=election.area_code)
    impossible = [
        rules.MovedStep(step.title, step.limit_on, step.limit_source)
        for step in election.steps.filter(done_on__isnull=True, limit_on__lt=today).order_by("order")
        if step.limit_on
    ]
    record(
        "election.day_moved",
        target=election,
        by=by,
        before={"day": before.isoformat()},
        after={"day": day.isoformat(), "impossible": [step.title for step in impossible]},
        reason=reason,
    )
    return impossible


@transaction.atomic
def request_deferral(*, election: Election, reason: str, by: User) -> Deferral:
    """Ask the county to take a village off the clock (暂缓换届)."""
    require(by, Permission.DEFER_REQUEST, election)
    election = locked(election)
    asked = election.deferrals.filter(state__in=["requested", "approved"]).exists()
    rules.check_deferral(stage=election.stage, asked=asked, words=election.words).require()
    deferral = Deferral(election=election, reason=reason, requested_by=by)
    deferral.keep()
    record("deferral.requested", target=deferral, by=by, reason=reason)
    return deferral


@transaction.atomic
def decide_deferral(
    *, deferral: Deferral, approve: bool, paper_number: str, opinion: str, by: User
) -> Deferral:
    """The county's decision. An approval needs its paper; a refusal its reason."""
    require(by, Permission.DEFER_APPROVE, deferral)
    deferral = Deferral.objects.select_for_update(of=("self",)).get(pk=deferral.pk)
    if deferral.state != Deferral.State.REQUESTED:
        raise ValidationError("这份申请已经决定，不能再次决定。")
    if approve and not paper_number.strip():
        raise ValidationError({"paper_number": "批准暂缓请填写批准文号。"})
    if not approve and not opinion.strip():
        raise ValidationError({"opinion": "不批准请写明意见。"})
    deferral.state = Deferral.State.APPROVED if approve else Deferral.State.REFUSED
    deferral.decided_by, deferral.decided_at = by, timezone.now()
    deferral.paper_number, deferral.opinion = paper_number, opinion
    deferral.save()
    if approve:
        Election.objects.filter(pk=deferral.election_id).update(deferred=True, updated_at=timezone.now())
    record(
        "deferral.approved" if approve else "deferral.refused",
        target=deferral,
        by=by,
        after={"paper": paper_number},
        reason=opinion,
    )
    return deferral


@transaction.atomic
def end_deferral(*, deferral: Deferral, reason: str, by: User) -> Deferral:
    """The village goes back on the clock; its days stay as they are until the election day is moved."""
    require(by, Permission.DEFER_REQUEST, deferral)
    deferral = Deferral.objects.select_for_update(of=("self",)).get(pk=deferral.pk)
    if deferral.state != Deferral.State.APPROVED:
        raise ValidationError("只有已批准的暂缓可以恢复换届。")
    deferral.state = Deferral.State.ENDED
    deferral.ended_at, deferral.ended_reason = timezone.now(), reason
    deferral.save()
    Election.objects.filter(pk=deferral.election_id).update(deferred=False, updated_at=timezone.now())
    record("deferral.ended", target=deferral, by=by, reason=reason)
    return deferral
