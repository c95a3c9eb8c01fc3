"""One 换届: opening it with its seats, the study before it, representatives and nominees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ballots.collective import queries, rules
from ballots.models import Collective, CollectiveTerm, Member, Nominee, Representative, TermSeat
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.models import Cycle


@transaction.atomic
def open_term(
    *, collective: Collective, cycle: Cycle, way: str, seats: Mapping[str, int], by: User
) -> CollectiveTerm:
    """Begin the election of both bodies in a cycle. The village's own election goes on beside it."""
    require(by, Permission.CYCLE_PLAN, collective)
    collective = collective.lock()
    if cycle.township_id != collective.village.township_id:
        raise ValidationError({"cycle": "请选择本乡镇的换届方案。"})
    rules.check_seats(seats, way=way, book=collective.rulebook_on(timezone.localdate())).require()
    term = CollectiveTerm(collective=collective, cycle=cycle, way=way, opened_by=by).keep()
    rows = [TermSeat(term=term, kind=post, seats=seats[post]) for post in rules.POSTS if seats.get(post)]
    for row in rows:
        row.full_clean()
    TermSeat.objects.bulk_create(rows)
    record("collective_term.opened", target=term, by=by, after={"way": way, "seats": dict(seats)})
    return term


@transaction.atomic
def note_study(
    *, term: CollectiveTerm, studied_by: str, studied_on: dt.date, by: User, version: int | None = None
) -> CollectiveTerm:
    """The party organisation studied the matter before the meeting (第二十六条第二款)."""
    require(by, Permission.STEP_RECORD, term)
    term = term.lock(version)
    if studied_on > timezone.localdate():
        raise ValidationError({"studied_on": "研究讨论日期不能晚于今天。"})
    term.studied_by, term.studied_on = studied_by.strip(), studied_on
    term.keep("studied_by", "studied_on")
    record("collective_term.studied", target=term, by=by, after={"by": studied_by, "day": studied_on})
    return term


# ------------------------------------------------------------------ representatives


@transaction.atomic
def add_representative(
    *, collective: Collective, member: Member, households: int, chosen_on: dt.date, by: User
) -> Representative:
    require(by, Permission.ROLL_EDIT, collective)
    today = timezone.localdate()
    if chosen_on > today:
        raise ValidationError({"chosen_on": "产生日期不能晚于今天。"})
    if member.collective_id != collective.pk or member.is_revoked:
        raise ValidationError({"member": "此人不在成员名册上。"})
    book = collective.rulebook_on(today)
    if not rules.has_capacity(member.person.birth_date, member.capacity, today, book):
        raise ValidationError(
            {"member": f"此人不具有完全民事行为能力，不能担任成员代表。{book.cite('member_age').basis}"}
        )
    row = Representative(
        collective=collective, member=member, households=households, chosen_on=chosen_on, entered_by=by
    ).keep()
    record("representative.added", target=row, by=by, after={"name": str(row), "households": households})
    return row


@transaction.atomic
def end_representative(*, representative: Representative, reason: str, by: User) -> Representative:
    require(by, Permission.ROLL_EDIT, representative)
    representative = representative.take_back(by=by, reason=reason, again="此人已经不是成员代表。")
    record(
        "representative.ended",
        target=representative,
        by=by,
        before={"name": str(representative)},
        reason=reason,
    )
    return representative


# ------------------------------------------------------------------ nominees


@transaction.atomic
def nominate(
    *,
    term: CollectiveTerm,
    kind: str,
    member: Member,
    source: str,
    by: User,
    double_post: str = "",
    accepted: str = "",
) -> Nominee:
    """Enter a nominee. Warnings (relatives among the nominees) need the clerk's word in ``accepted``."""
    require(by, Permission.CANDIDATE_EDIT, term)
    term = term.lock()
    if member.collective_id != term.collective_id or member.is_revoked:
        raise ValidationError({"member": "此人不在成员名册上。"})
    if kind not in {row.kind for row in term.seats.all()}:
        raise ValidationError({"kind": "本届没有设这个职位。"})
    today = timezone.localdate()
    book = term.rulebook_on(today)
    nominee = Nominee(
        term=term,
        kind=kind,
        member=member,
        source=source,
        double_post=double_post.strip(),
        accepted=accepted.strip(),
        entered_by=by,
    )
    entitled = rules.has_capacity(member.person.birth_date, member.capacity, today, book)
    standing = queries.standing_in(term, [member.person_id])
    judged = rules.check_nominee(standing.facts(nominee, entitled), book)
    judged.require()
    if judged.warnings and not accepted.strip():
        said = "".join(f"{finding.message}（依据：{finding.citation}）" for finding in judged.warnings)
        raise ValidationError({"accepted": f"{said}仍要提名的，请在这里写明情况。"})
    nominee.keep()
    record(
        "nominee.added", target=nominee, by=by, after={"name": str(nominee), "post": kind}, reason=accepted
    )
    return nominee


@transaction.atomic
def withdraw_nominee(*, nominee: Nominee, reason: str, by: User) -> Nominee:
    require(by, Permission.CANDIDATE_EDIT, nominee)
    nominee = nominee.lock()
    if nominee.is_revoked:
        raise ValidationError("此人已经不是候选人。")
    if nominee.votes.exists():
        raise ValidationError("会议已经对此人表决，不能再撤回。")
    nominee.keep(*nominee.revoke(by=by, reason=reason))
    record("nominee.withdrawn", target=nominee, by=by, before={"name": str(nominee)}, reason=reason)
    return nominee
