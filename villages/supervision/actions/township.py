"""Supervision of the whole township: how it is reached, its watch, and what it publishes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.models import Cycle, Election, Release, ReportReminder, SupervisionChannel, WatchEntry
from villages.preparation.rules import check_day
from villages.supervision import queries, rules

State = Release.State


@transaction.atomic
def set_channel(*, cycle: Cycle, by: User, version: int | None = None, **answers: Any) -> SupervisionChannel:
    """Telephone, mailbox and hours, and how often the villages report. ``answers``: the fields."""
    require(by, Permission.CYCLE_PLAN, cycle)
    cycle = cycle.lock()
    row = SupervisionChannel.objects.select_for_update(of=("self",)).filter(cycle=cycle).first()
    row = row.expect(version) if row else SupervisionChannel(cycle=cycle)
    before = {"phone": row.phone, "every": row.every} if row.pk else {}
    row.recorded_by = by
    for name, value in answers.items():
        setattr(row, name, value)
    row.keep(*answers, "recorded_by")
    after = {"phone": row.phone, "mailbox": row.mailbox, "every": row.get_every_display()}
    record("supervision_channel.set", target=row, by=by, before=before, after=after)
    return row


@transaction.atomic
def record_watch(
    *,
    cycle: Cycle,
    kind: str,
    level: str,
    happened_at: dt.datetime,
    watcher: str,
    what: str,
    by: User,
    election: Election | None = None,
    until: dt.datetime | None = None,
    done: str = "",
    closed: bool = False,
) -> WatchEntry:
    """A line of the watch log, of the township or one village. What needs nothing more is closed at once."""
    require(by, Permission.SUPERVISE, election or cycle)
    cycle = cycle.lock()
    if happened_at > timezone.now():
        raise ValidationError({"happened_at": "时间不能晚于现在。"})
    if until is not None and until <= happened_at:
        raise ValidationError({"until": "值班结束时间要晚于开始时间。"})
    if election is not None and election.cycle_id != cycle.pk:
        raise ValidationError({"election": "这个村不在本届换届方案中。"})
    if closed and not done.strip():
        raise ValidationError({"done": "办结的写明怎样处置。"})
    row = WatchEntry(
        cycle=cycle,
        election=election,
        kind=kind,
        level=level,
        happened_at=happened_at,
        until=until,
        watcher=watcher.strip(),
        what=what.strip(),
        done=done.strip(),
        closed_on=timezone.localdate() if closed else None,
        recorded_by=by,
    ).keep()
    record("watch.recorded", target=row, by=by, after={"kind": row.get_kind_display(), "level": level})
    return row


@transaction.atomic
def close_watch(*, entry: WatchEntry, closed_on: dt.date, done: str, by: User) -> WatchEntry:
    require(by, Permission.SUPERVISE, entry.where)
    entry = entry.lock()
    if entry.closed_on:
        raise ValidationError("这条记录已经办结。")
    check_day(closed_on, timezone.localdate(), "办结日期").require()
    if closed_on < timezone.localdate(entry.happened_at):
        raise ValidationError({"closed_on": "办结日期不能早于发生日期。"})
    entry.closed_on, entry.done = closed_on, "\n".join(filter(None, [entry.done, done.strip()]))
    entry.keep("closed_on", "done")
    record("watch.closed", target=entry, by=by, after={"closed_on": closed_on})
    return entry


@transaction.atomic
def ask_release(
    *,
    cycle: Cycle,
    title: str,
    channel: str,
    text: str,
    drafted_by: str,
    by: User,
    election: Election | None = None,
) -> Release:
    """Something is to be published outside: the 换届办 decides first. ``election``: of this village."""
    require(by, Permission.SUPERVISE, election or cycle)
    if election is not None and election.cycle_id != cycle.pk:
        raise ValidationError("这个村不在本届换届方案中。")
    row = Release(
        cycle=cycle.lock(),
        election=election,
        title=title.strip(),
        channel=channel.strip(),
        text=text.strip(),
        drafted_by=drafted_by.strip(),
        recorded_by=by,
    ).keep()
    record("release.asked", target=row, by=by, after={"title": row.title, "channel": row.channel})
    return row


@transaction.atomic
def decide_release(*, entry: Release, agreed: bool, decided_on: dt.date, opinion: str, by: User) -> Release:
    require(by, Permission.CYCLE_PLAN, entry)
    entry = entry.lock()
    if entry.state != State.ASKED:
        raise ValidationError(f"这条信息{entry.get_state_display()}，不再审核。")
    check_day(decided_on, timezone.localdate(), "审核日期").require()
    if not agreed and not opinion.strip():
        raise ValidationError({"opinion": "不同意的写明理由。"})
    entry.state = State.AGREED if agreed else State.REFUSED
    entry.decided_on, entry.decided_by, entry.opinion = decided_on, by, opinion.strip()
    entry.keep("state", "decided_on", "decided_by", "opinion")
    record("release.decided", target=entry, by=by, after={"title": entry.title, "agreed": agreed})
    return entry


@transaction.atomic
def release(*, entry: Release, released_on: dt.date, by: User) -> Release:
    """It was published, as agreed."""
    require(by, Permission.SUPERVISE, entry.where)
    entry = entry.lock()
    rules.check_released(
        state=entry.state, released_on=released_on, decided_on=entry.decided_on, today=timezone.localdate()
    ).require()
    entry.state, entry.released_on = State.RELEASED, released_on
    entry.keep("state", "released_on")
    record("release.released", target=entry, by=by, after={"title": entry.title, "released_on": released_on})
    return entry


@transaction.atomic
def remind_reports(*, cycle: Cycle, by: User) -> list[ReportReminder]:
    """催报: every village that has not sent the zero report of this period, in one act; each once a day."""
    require(by, Permission.SUPERVISE, cycle)
    cycle, today = cycle.lock(), timezone.localdate()
    asked = queries.periods(queries.channel_of(cycle), today)
    silent = queries.silent_villages(cycle, asked[-1]) if asked else []
    reminded = set(
        ReportReminder.objects.filter(election__in=silent, period=asked[-1], reminded_on=today).values_list(
            "election", flat=True
        )
        if asked
        else ()
    )
    rules.check_reminder(begun=bool(asked), silent=len(silent), reminded=len(reminded)).require()
    rows = [
        ReportReminder(election=row, period=asked[-1], reminded_on=today, reminded_by=by)
        for row in silent
        if row.pk not in reminded
    ]
    ReportReminder.objects.bulk_create(rows)
    record("zero_report.reminded", target=cycle, by=by, after={"period": asked[-1], "villages": len(rows)})
    return rows
