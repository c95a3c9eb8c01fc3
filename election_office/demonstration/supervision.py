"""Supervision in the demonstration: a hotline, inspections, a petition answered, zero reports."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.utils import timezone

from election_office.accounts.models import User
from election_office.documents import actions as documents
from villages.models import (
    Accountability,
    CheckItem,
    Election,
    Petition,
    SupervisionChannel,
    Supervisor,
    WatchEntry,
)
from villages.notices.petition_answer import NOTICE as ANSWER
from villages.supervision import actions, rules

SILENT = ("大坪村", "古井村")
REPORTED_DAYS = 3


def supervise(elections: Sequence[Election], today: dt.date, officer: User) -> None:
    """Of one plan: every village reports but the silent; the first two show what was found and answered."""
    _channel(elections[0], today, officer)
    for election in elections:
        for ago in range(REPORTED_DAYS):
            if ago or election.village.name not in SILENT:
                actions.report_zero(
                    election=election, day=today - dt.timedelta(days=ago), reporter="经办人甲", by=officer
                )
    first, second = elections[0], elections[1]
    _visit(first, today, officer, mended=False)
    _visit(second, today, officer, mended=True)
    _petition(second, today, officer)
    _answered_for(second, today, officer)
    if any(election.village.name in SILENT for election in elections):
        actions.remind_reports(cycle=first.cycle, by=officer)


def _answered_for(election: Election, today: dt.date, officer: User) -> None:
    """Somebody was called in because a petition lay too long."""
    actions.record_accountability(
        cycle=election.cycle,
        election=election,
        name="演示丁",
        duty="演示站负责人",
        about=Accountability.About.PETITION,
        measure=Accountability.Measure.TALK,
        what="群众来信压了三日才报换届办，经约谈已经改正。",
        decided_by="镇党委",
        paper_number="约谈记录1号",
        decided_on=today,
        by=officer,
    )


def _channel(election: Election, today: dt.date, officer: User) -> None:
    actions.set_channel(
        cycle=election.cycle,
        phone="0000-0000012",
        mailbox="镇政府门口右侧",
        address="镇政府换届办",
        hours="每日24小时",
        every=SupervisionChannel.Every.DAILY,
        report_from=today - dt.timedelta(days=REPORTED_DAYS - 1),
        report_to=today + dt.timedelta(days=60),
        by=officer,
    )
    for body, name, duty in (
        (Supervisor.Body.COMMITTEE, "监督委员甲", "主任"),
        (Supervisor.Body.MONITOR, "监督员乙", "监督员"),
    ):
        actions.add_supervisor(
            election=election,
            body=body,
            name=name,
            identity=Supervisor.Identity.PARTY,
            duty=duty,
            chosen_on=today,
            paper_number="会议记录1号",
            by=officer,
        )
    actions.record_watch(
        cycle=election.cycle,
        kind=WatchEntry.Kind.WATCH,
        level=WatchEntry.Level.ORDINARY,
        happened_at=timezone.now(),
        watcher="换届办乙",
        what="当班没有发现负面舆情。",
        done="按时交班。",
        closed=True,
        by=officer,
    )


def _visit(election: Election, today: dt.date, officer: User, *, mended: bool) -> None:
    step = election.steps.get(code="training")
    asked = rules.checklist(step.code, election.rulebook)
    due = today + dt.timedelta(days=3)
    lines = [rules.Line("right")] * (len(asked) - 1)
    visit = actions.record_visit(
        election=election,
        step=step,
        token=uuid.uuid4(),
        visited_at=timezone.now(),
        inspectors="指导组甲、指导组乙",
        place_visited="会议室",
        lines=[*lines, rules.Line("fault", "签到表缺两人签字", "三日内补签归卷", due)],
        by=officer,
    )
    if mended:
        item = visit.items.get(answer=CheckItem.Answer.FAULT)
        actions.see_again(item=item, seen_on=today, mended=True, note="已补签归卷", by=officer)


def _petition(election: Election, today: dt.date, officer: User) -> None:
    """Somebody asks about the training by telephone; nothing was wrong, and the answer says so."""
    petition = actions.register_petition(
        election=election,
        token=uuid.uuid4(),
        channel=Petition.Channel.PHONE,
        received_on=today,
        content="反映培训没有通知到全部工作人员。",
        petitioner="来电人甲",
        step=election.steps.get(code="training"),
        by=officer,
    )
    petition = actions.assign_petition(
        petition=petition, handler="指导组甲", due_on=petition.due_on, by=officer
    )
    petition = actions.conclude_petition(
        petition=petition,
        verdict=Petition.Verdict.FALSE,
        findings="核对签到表和通知记录，工作人员都已通知。",
        answer="经核对签到表和通知记录，应当参加培训的工作人员都已通知到人。",
        concluded_on=today,
        by=officer,
    )
    documents.issue(ANSWER.code, petition, by=officer)
