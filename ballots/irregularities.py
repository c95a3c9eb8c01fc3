"""What was not in order around a vote, gathered for its result: published with the count, it stays there."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Count, Max, Min, QuerySet
from django.utils import timezone

from ballots import queries
from ballots.issuing.queries import announced_end
from ballots.models import Box, HandOut, Round
from ballots.powercut.queries import issues_of
from ballots.preparation.queries import (
    StationRow,
    handed_out_beside_the_list,
    posted_list,
    station_rows,
)
from ballots.preparation.rules.opening import check_posted_list
from ballots.preparation.rules.staffing import check_station
from ballots.rules.irregularities import Irregularity
from candidates.queries import formal_candidates
from election_office.audit.models import AuditEvent
from election_office.core.gather import rows_once
from villages.models import Election


def irregularities_of(round: Round) -> list[Irregularity]:
    """Everything about candidates, boxes, hours and staff that should stand beside the result. A fixed number
    of statements, but for mobile boxes, which have one each."""
    rows = station_rows(round)
    return [
        *_about_candidates(round),
        *_about_mobile_boxes(round, rows),
        *_about_hours(round),
        *_about_changes_of_the_day(round),
        *_about_staff(rows),
    ]


def _about_candidates(round: Round) -> list[Irregularity]:
    """组织法: 候选人的名额应当多于应选名额. A village that votes without candidates prints none."""
    if round.number > 1 or round.election.mode != Election.Mode.WITH_CANDIDATES:
        return []
    seats = {contest.post.pk: contest.seats for contest in queries.contests_of(round)}
    return [
        Irregularity(
            "candidates_not_more",
            f"{row.post.title}应选{seats[row.post.pk]}名，投票时正式候选人只有{len(row.candidates)}名，"
            "没有多于应选名额。",
        )
        for row in formal_candidates(round.election, round.number)
        if row.post.pk in seats and len(row.candidates) <= seats[row.post.pk]
    ]


def _about_mobile_boxes(round: Round, rows: list[StationRow]) -> list[Irregularity]:
    book = round.election.rulebook
    found = []
    for row in rows:
        if row.box.kind != Box.Kind.MOBILE:
            continue
        decision = check_station(row.facts, book) + check_posted_list(
            row.box.name, posted_list(round, row), book
        )
        found += [
            Irregularity("mobile_box", finding.message) for finding in decision.findings if not finding.passed
        ]
        listed, used = len(row.voters), row.box.issued or 0
        if used > listed:
            found.append(
                Irregularity(
                    "mobile_box",
                    f"流动票箱“{row.box.name}”发出{used}张选票，名单上只有{listed}人。",
                )
            )
    beside: dict[str, int] = defaultdict(int)
    for handout in handed_out_beside_the_list(round):
        beside[handout.box.name] += 1
    found += [
        Irregularity("mobile_box", f"流动票箱“{name}”给名单以外的{number}人发了选票。")
        for name, number in beside.items()
    ]
    return found


def _about_hours(round: Round) -> list[Irregularity]:
    """Ballots handed out outside the hours the village announced, and hours on paper. One statement; a second
    where a box has handed out on paper."""
    ends = announced_end(round)
    if ends is None:
        return []
    rows = HandOut.objects.in_force().filter(round=round)
    on_paper = Count("box__paper_issues")
    said = rows.aggregate(first=Min("handed_at"), last=Max("handed_at"), on_paper=on_paper)
    paper = _about_paper_hours(round) if said["on_paper"] else []
    begins = timezone.make_aware(dt.datetime.combine(round.day, round.election.opens_at))
    hours = f"公告的投票时间是{round.election.opens_at:%H:%M}至{round.election.closes_at:%H:%M}"
    found = []
    if said["first"] and said["first"] < begins:
        at = timezone.localtime(said["first"])
        found.append(Irregularity("outside_hours", f"{hours}，最早一张选票{at:%H:%M}发出。"))
    if said["last"] and said["last"] > ends:
        at = timezone.localtime(said["last"])
        found.append(Irregularity("outside_hours", f"{hours}，最晚一张选票{at:%H:%M}发出。"))
    return paper + found


@rows_once
def changes_of_polling(election_id: int) -> QuerySet[AuditEvent]:
    acts = AuditEvent.objects.filter(action="election.polling_set", target=f"villages.Election:{election_id}")
    return acts.order_by("at")


def _about_changes_of_the_day(round: Round) -> list[Irregularity]:
    """Place and hours changed, with a reason, while people were voting by the notice. One statement."""
    return [
        Irregularity(
            "polling_changed",
            f"投票当天{timezone.localtime(act.at):%H:%M}，投票时间和地点由{_polling(act.before)}改为"
            f"{_polling(act.after)}，理由：{act.reason}",
        )
        for act in changes_of_polling(round.election_id)
        if act.reason and timezone.localdate(act.at) == round.day
    ]


def _about_paper_hours(round: Round) -> list[Irregularity]:
    """Hours in which a box handed out by the signed list, because no desk worked. One statement."""
    return [
        Irregularity(
            "paper_hours",
            f"“{row.box.name}”{timezone.localtime(row.began_at):%H:%M}至{timezone.localtime(row.ended_at):%H:%M}"
            f"改用纸质名册发票{row.own + row.proxy}张，事后补录，原因：{row.reason}",
        )
        for row in issues_of(round)
    ]


def _polling(facts: Mapping[str, str]) -> str:
    return f"{facts['opens'][:5]}至{facts['closes'][:5]}（{facts['place']}）"


def _about_staff(rows: list[StationRow]) -> list[Irregularity]:
    places: dict[object, dict[str, str]] = defaultdict(dict)
    unknown: dict[str, None] = {}
    for row in rows:
        for worker in row.workers:
            places[worker.person_id or worker.name][row.box.name] = worker.name
            if worker.person_id is None:
                unknown[worker.name] = None
    found = [
        Irregularity(
            "staff_in_two_places",
            f"{next(iter(names.values()))}同时列在{'、'.join(f'“{box}”' for box in names)}。",
        )
        for names in places.values()
        if len(names) > 1
    ]
    if unknown:
        found.append(
            Irregularity(
                "staff_kinship_unknown",
                f"工作人员{'、'.join(unknown)}不在本地人员信息中，与候选人有没有近亲属关系无法核对。",
            )
        )
    return found
