"""Counting again what changed, targets, and the reports that the county asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef
from django.db.models.functions import TruncHour
from django.utils import timezone

from ballots.models import HandOut
from election_office.accounts.access import require, require_in
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.figures import queries, records
from election_office.figures.models import (
    HourCount,
    LastPolling,
    Polling,
    ReportAnswer,
    ReportAsk,
    ReportDue,
    ReportUrge,
    Target,
    TeamMember,
)
from election_office.law.dates import cn_date
from villages.models import Election, Township


def count_again(election: Election) -> None:
    """Make the stored numbers of one village anew from its records, as a part of the act that changed one.

    It asks and records nothing itself: the act has asked who may, and its trace says what changed.
    """
    Polling.objects.update_or_create(election=election, defaults=records.polling(election))
    TeamMember.objects.filter(election=election).delete()
    TeamMember.objects.bulk_create(records.team(election))


def add_to_hour(round_id: int, at: dt.datetime, voters: int) -> None:
    """Ballots that went out (or came back) in an hour: a part of the act at the table, under its lock."""
    moment = timezone.localtime(at)
    row, _ = HourCount.objects.get_or_create(round_id=round_id, day=moment.date(), hour=moment.hour)
    HourCount.objects.filter(pk=row.pk).update(voters=F("voters") + voters)


@transaction.atomic
def count_all_again(*, area_code: str, by: User) -> int:
    """Count every village of a division anew: after an upgrade, or when somebody doubts a number."""
    require_in(by, Permission.SUPERVISE, area_code)
    elections = Election.objects.filter(village__code__startswith=area_code).exclude(cycle__state="closed")
    rows = list(elections.select_related("village", "cycle"))
    for election in rows:
        count_again(election)
    record("figures.counted", target=area_code, area_code=area_code, by=by, after={"villages": len(rows)})
    return len(rows)


def count_hours(round_id: int) -> int:
    """The hours of a vote that is over, from its hand-outs: for votes held before hours were counted.

    The program does it by itself (``recount``); nobody asks for it and nothing of an election changes.
    """
    rows = (
        HandOut.objects.filter(round_id=round_id, revoked_at__isnull=True)
        .order_by()
        .annotate(at=TruncHour("handed_at"))
        .values_list("at")
        .annotate(Count("pk"))
    )
    moments = [(timezone.localtime(at), voters) for at, voters in rows]
    HourCount.objects.bulk_create(
        HourCount(round_id=round_id, day=at.date(), hour=at.hour, voters=voters) for at, voters in moments
    )
    return len(moments)


@transaction.atomic
def set_last_polling(
    *, election: Election, registered: int, voted: int, source: str, by: User, version: int | None = None
) -> LastPolling:
    """The vote of the term before, from its papers; where this office ran that term, its result counts."""
    require(by, Permission.CYCLE_PLAN, election)
    election = election.lock()
    if queries.own_last_polling(election) is not None:
        raise ValidationError("平台上有这个村上一届的结果，不用另填。")
    row = LastPolling.objects.select_for_update(of=("self",)).filter(election=election).first()
    row = row.expect(version) if row else LastPolling(election=election)
    before = {"registered": row.registered, "voted": row.voted} if row.pk else {}
    row.registered, row.voted, row.source, row.entered_by = registered, voted, source.strip(), by
    row.keep("registered", "voted", "source", "entered_by")
    after = {"registered": registered, "voted": voted}
    record("last_polling.set", target=row, by=by, before=before, after=after)
    return row


@transaction.atomic
def set_target(*, area_code: str, key: str, value: int, paper_number: str, by: User) -> Target:
    """What is wanted of the new teams; entered again, the value is changed."""
    require_in(by, Permission.SUPERVISE, area_code)
    row = Target.objects.select_for_update().filter(division=area_code, key=key).first()
    before = {"value": row.value} if row else {}
    if row is None:
        row = Target(division=area_code, key=key, value=value, paper_number=paper_number, set_by=by)
        row.keep()
    else:
        row.value, row.paper_number, row.set_by = value, paper_number, by
        row.keep("value", "paper_number", "set_by")
    record("target.set", target=row, by=by, before=before, after={"key": key, "value": value})
    return row


# ------------------------------------------------------------------ reports upward


@transaction.atomic
def ask_report(
    *,
    area_code: str,
    title: str,
    what: str,
    due_on: dt.date,
    townships: Iterable[Township],
    paper_number: str = "",
    by: User,
) -> ReportAsk:
    """Ask townships of the county for a report by a day."""
    require_in(by, Permission.DEFER_APPROVE, area_code)
    if due_on < timezone.localdate():
        raise ValidationError({"due_on": f"上报期限{cn_date(due_on)}已经过去，请另定日期。"})
    wanted = sorted(townships, key=lambda township: township.code)
    if not wanted:
        raise ValidationError({"townships": "至少选一个乡镇。"})
    if any(not township.code.startswith(area_code) for township in wanted):
        raise ValidationError({"townships": "只能向本县的乡镇布置。"})
    ask = ReportAsk(
        division=area_code, title=title, what=what, due_on=due_on, paper_number=paper_number, asked_by=by
    )
    ask.keep()
    ReportDue.objects.bulk_create(ReportDue(ask=ask, township=township) for township in wanted)
    record(
        "report.asked", target=ask, by=by, after={"title": title, "due_on": due_on, "townships": len(wanted)}
    )
    return ask


@transaction.atomic
def answer_report(
    *, due: ReportDue, words: str = "", file: Any = None, with_figures: bool = False, by: User
) -> ReportAnswer:
    """The township answers with words, a file, or its figures as they stand now."""
    require(by, Permission.CYCLE_PLAN, due)
    due = ReportDue.objects.select_for_update(of=("self",)).select_related("township", "ask").get(pk=due.pk)
    if due.answers.filter(revoked_at__isnull=True).exists():
        raise ValidationError("这项已经上报；要改，请县里先退回。")
    if not (words.strip() or file or with_figures):
        raise ValidationError({"words": "请写明情况、附上文件或者附上统计数字。"})
    figures: Sequence[Any] = queries.snapshot(due.township.code) if with_figures else []
    answer = ReportAnswer(
        due=due,
        words=words.strip(),
        figures=figures,
        answered_on=timezone.localdate(),
        answered_by=by,
        filename=file.name[-120:] if file else "",
    )
    if file:
        answer.file.save(file.name, file, save=False)
    answer.keep()
    record("report.answered", target=answer, by=by, after={"title": due.ask.title, "figures": with_figures})
    return answer


@transaction.atomic
def urge_answers(*, ask: ReportAsk, by: User) -> list[ReportUrge]:
    """催报: every township that has not answered, in one act; each once a day."""
    require_in(by, Permission.DEFER_APPROVE, ask.division)
    ask, today = ask.lock(), timezone.localdate()
    answered = ReportAnswer.objects.filter(due=OuterRef("pk"), revoked_at__isnull=True)
    owing = list(ask.due.exclude(Exists(answered)).select_related("township"))
    if not owing:
        raise ValidationError("乡镇都已上报，不用催报。")
    urged = set(ReportUrge.objects.filter(due__in=owing, urged_on=today).values_list("due", flat=True))
    rows = [ReportUrge(due=due, urged_on=today, urged_by=by) for due in owing if due.pk not in urged]
    if not rows:
        raise ValidationError(f"没有上报的{len(owing)}个乡镇今天都已催过，明天再催。")
    ReportUrge.objects.bulk_create(rows)
    record("report.urged", target=ask, by=by, after={"title": ask.title, "townships": len(rows)})
    return rows


@transaction.atomic
def send_back(*, answer: ReportAnswer, reason: str, by: User) -> ReportAnswer:
    """The county sends an answer back: the township owes it again. The answer stays on record."""
    require_in(by, Permission.DEFER_APPROVE, answer.due.ask.division)
    answer = answer.take_back(by=by, reason=reason, again="这份上报已经退回。")
    record("report.sent_back", target=answer, by=by, reason=reason)
    return answer
