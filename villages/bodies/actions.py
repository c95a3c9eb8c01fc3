"""Every change to the village's bodies and their posts. One act, one function, one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.law.dates import cn_date, months_after
from election_office.law.meetings import check_called
from villages.actions import require_stage
from villages.actions.elections import locked
from villages.bodies import rules
from villages.meetings.queries import votes_as_read
from villages.models import Body, Election, Group, Holder, Person
from villages.models.elections import Stage
from villages.preparation.actions import settle_readers


def _begin(election: Election, by: User) -> Election:
    require(by, Permission.STEP_RECORD, election)
    election = locked(election)
    require_stage(election, Stage.ELECTION, Stage.FOLLOW_UP, Stage.CLOSED)
    return election


def _check_attendance(eligible: int | None, present: int | None) -> None:
    if (eligible is None) != (present is None):
        raise ValidationError({"present": "应到和实到要一起填写。"})
    if eligible is not None and present is not None and present > eligible:
        raise ValidationError({"present": f"实到{present}不能多于应到{eligible}。"})


@transaction.atomic
def record_body(
    *,
    election: Election,
    kind: str,
    chosen_by: str,
    chosen_on: dt.date,
    by: User,
    name: str = "",
    eligible: int | None = None,
    present: int | None = None,
    by_households: bool = False,
    called_on: dt.date | None = None,
    note: str = "",
) -> Body:
    """Enter a body with how and when it came about. Only 下属委员会 have names of their own."""
    election = _begin(election, by)
    if kind == Body.Kind.SUBORDINATE and not name.strip():
        raise ValidationError({"name": "请填写下属委员会的名称，例如“人民调解委员会”。"})
    body = Body(
        election=election,
        kind=kind,
        name=name.strip() if kind == Body.Kind.SUBORDINATE else "",
        recorded_by=by,
    )
    _set(body, chosen_by, chosen_on, eligible, present, by_households, note, called_on)
    record(
        "body.recorded",
        target=body,
        by=by,
        after={"kind": kind, "name": body.title, "chosen_on": chosen_on.isoformat()},
    )
    return body


@transaction.atomic
def update_body(
    *,
    body: Body,
    chosen_by: str,
    chosen_on: dt.date,
    by: User,
    eligible: int | None = None,
    present: int | None = None,
    by_households: bool = False,
    called_on: dt.date | None = None,
    note: str = "",
    version: int | None = None,
) -> Body:
    _begin(body.election, by)
    body = Body.objects.with_places().get(pk=body.pk)
    body.expect(version)
    body.version += 1
    before = {"chosen_by": body.chosen_by, "chosen_on": body.chosen_on.isoformat()}
    _set(body, chosen_by, chosen_on, eligible, present, by_households, note, called_on)
    record(
        "body.updated",
        target=body,
        by=by,
        before=before,
        after={"chosen_by": chosen_by, "chosen_on": chosen_on.isoformat()},
    )
    return body


def _set(
    body: Body,
    chosen_by: str,
    chosen_on: dt.date,
    eligible: int | None,
    present: int | None,
    by_households: bool,
    note: str,
    called_on: dt.date | None,
) -> None:
    """Check and save how the body came about."""
    if chosen_on > timezone.localdate():
        raise ValidationError({"chosen_on": f"产生日期{cn_date(chosen_on)}在今天之后，请核对。"})
    _check_attendance(eligible, present)
    book = body.election.rulebook
    called = check_called(chosen_by, called_on, chosen_on, book, note=note)
    (rules.check_origin(body.kind, chosen_by, book) + called).require()
    body.chosen_by, body.chosen_on, body.note = chosen_by, chosen_on, note.strip()
    body.called_on = called_on
    body.eligible, body.present, body.by_households = eligible, present, by_households
    body.keep("chosen_by", "chosen_on", "note", "called_on", "eligible", "present", "by_households")


def _term_end(body: Body, term_from: dt.date) -> dt.date | None:
    """As long as the village committee's term where the law ties the two together, else open."""
    if body.kind not in rules.FOLLOWS_THE_TERM:
        return None
    years = body.election.rulebook.value("term_years")
    return months_after(term_from, 12 * int(years))


@transaction.atomic
def add_holder(
    *,
    body: Body,
    person: Person,
    post: str,
    by: User,
    group: Group | None = None,
    votes: int | None = None,
    finance: bool = False,
    drawn_from: str = "",
    elected_on: dt.date | None = None,
) -> Holder:
    """Put a person into a post from the day of the choice. Group leaders and representatives name a group."""
    _begin(body.election, by)
    body = Body.objects.with_places().get(pk=body.pk)
    rules.check_by_hand(body.kind, body.election.rulebook).require()
    if post not in rules.POSTS[body.kind]:
        raise ValidationError({"post": f"{body.title}没有这个职务。"})
    _check_group(body, group)
    day = elected_on or body.chosen_on
    if day > timezone.localdate():
        raise ValidationError({"elected_on": f"产生日期{cn_date(day)}在今天之后，请核对。"})
    holder = Holder(
        body=body,
        person=person,
        post=post,
        group=group,
        votes=votes_as_read(body, group, person, votes),
        finance=finance,
        drawn_from=drawn_from,
        elected_on=day,
        term_from=day,
        term_to=_term_end(body, day),
        entered_by=by.name,
    )
    holder.keep()
    record(
        "holder.added",
        target=holder,
        by=by,
        after={"person": person.pk, "body": body.title, "post": holder.post_title},
    )
    settle_readers(election=body.election, what="bodies", by=by)
    return holder


def _check_group(body: Body, group: Group | None) -> None:
    if group is not None and group.village_id != body.election.village_id:
        raise ValidationError({"group": f"这个{body.election.words.group}不属于{body.election.words.here}。"})
    if group is None and body.kind == Body.Kind.GROUP_LEADERS:
        raise ValidationError({"group": f"请选择是哪个{body.election.words.group}的组长。"})
    taken = group is not None and body.holders.in_office().filter(group=group).exists()
    if group is not None and taken and body.kind == Body.Kind.GROUP_LEADERS:
        raise ValidationError({"group": f"{group.title}已登记组长，请先终止原组长的任职。"})


@transaction.atomic
def update_holder(
    *,
    holder: Holder,
    votes: int | None,
    finance: bool,
    group: Group | None,
    by: User,
    drawn_from: str = "",
    version: int | None = None,
) -> Holder:
    """Correct what was entered about a holder; another person or post is a new line."""
    _begin(holder.body.election, by)
    holder = Holder.objects.select_related("body__election__village", "person").get(pk=holder.pk)
    holder.expect(version)
    if holder.group_id != (group.pk if group else None):
        _check_group(holder.body, group)
    before: dict[str, Any] = {"votes": holder.votes, "finance": holder.finance, "group": holder.group_id}
    votes = votes_as_read(holder.body, group, holder.person, votes)
    if holder.drawn_from != drawn_from:
        before["drawn_from"] = holder.get_drawn_from_display()
    holder.votes, holder.finance, holder.group = votes, finance, group
    holder.drawn_from = drawn_from
    holder.keep("votes", "finance", "group", "drawn_from")
    record(
        "holder.updated",
        target=holder,
        by=by,
        before=before,
        after={"votes": votes, "finance": finance, "group": group.pk if group else None}
        | ({"drawn_from": holder.get_drawn_from_display()} if "drawn_from" in before else {}),
    )
    settle_readers(election=holder.body.election, what="bodies", by=by)
    return holder


@transaction.atomic
def end_holder(*, holder: Holder, ended_on: dt.date, reason: str, by: User) -> Holder:
    """A post ends (entered by mistake, resigned, recalled, moved away): kept with the day and the reason.
    Raises RuleRefused for the village committee, whose members the voters chose."""
    _begin(holder.body.election, by)
    rules.check_by_hand(holder.body.kind, holder.body.election.rulebook).require()
    return _end(holder, ended_on, reason, by)


def _end(holder: Holder, ended_on: dt.date, reason: str, by: User) -> Holder:
    holder = Holder.objects.select_related("body__election__village", "person").get(pk=holder.pk)
    if holder.ended_on:
        raise ValidationError("这项任职已经终止。")
    if ended_on > timezone.localdate():
        raise ValidationError({"ended_on": f"终止日期{cn_date(ended_on)}在今天之后，请核对。"})
    if ended_on < holder.term_from:
        raise ValidationError({"ended_on": f"终止日期不能早于任期开始的{cn_date(holder.term_from)}。"})
    holder.ended_on, holder.ended_reason = ended_on, reason.strip()
    holder.keep("ended_on", "ended_reason")
    record(
        "holder.ended",
        target=holder,
        by=by,
        before={"person": holder.person_id, "post": holder.post_title},
        reason=reason,
    )
    settle_readers(election=holder.body.election, what="bodies", by=by)
    return holder


# ------------------------------------------------------------------ called by the apps above


@dataclass(frozen=True)
class Elected:
    """A winner of the village committee's election; ``post``: "director", "deputy" or "member"."""

    person: Person
    post: str
    votes: int | None = None


@transaction.atomic
def seat_committee(*, election: Election, elected: Sequence[Elected], elected_on: dt.date, by: User) -> Body:
    """The declared result takes office: makes the village committee, or brings it in line with the result.

    May be called again after a runoff or an annulment: who is no longer among ``elected`` is ended.
    The caller holds the permission to declare and has locked the election.
    """
    require(by, Permission.COUNT_DECIDE, election)
    body, _ = Body.objects.get_or_create(
        election=election,
        kind=Body.Kind.VILLAGE_COMMITTEE,
        name="",
        defaults={"chosen_by": Body.ChosenBy.VOTERS, "chosen_on": elected_on, "recorded_by": by},
    )
    wanted = {(seat.person.pk, seat.post): seat for seat in elected}
    held = {(row.person_id, row.post): row for row in body.holders.in_office()}
    for key, row in held.items():
        if key not in wanted:
            row.ended_on, row.ended_reason = timezone.localdate(), "选举结果变更"
            row.keep("ended_on", "ended_reason")
    for key, seat in wanted.items():
        if key not in held:
            holder = Holder(
                body=body,
                person=seat.person,
                post=seat.post,
                votes=seat.votes,
                elected_on=elected_on,
                term_from=elected_on,
                term_to=_term_end(body, elected_on),
                entered_by=by.name,
            )
            holder.keep()
    record(
        "body.committee_seated",
        target=body,
        by=by,
        after={"members": [seat.person.name for seat in elected]},
    )
    settle_readers(election=election, what="bodies", by=by)
    return body


@transaction.atomic
def end_committee_seat(*, holder: Holder, ended_on: dt.date, reason: str, by: User) -> Holder:
    """A committee member's post ends within the term. The caller has judged the cause and keeps its paper."""
    require(by, Permission.COUNT_DECIDE, holder)
    locked(holder.body.election)
    return _end(holder, ended_on, reason, by)
