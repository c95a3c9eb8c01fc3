"""The papers before the vote on one page: what each says, by when it hangs, and how it stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from ballots.documents import POLLING_NOTICE
from ballots.models import Box, PollWorker, Round
from ballots.preparation import notices
from election_office.documents import kinds
from election_office.documents.models import Document
from election_office.documents.queries import subject_label
from election_office.law.dates import latest_day
from election_office.law.decision import Citation

PROXY_NOTICE = "voters.proxy_notice"


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """``needed``: False where the village has no such case; ``basis``: the article of the day, if one."""

    number: int
    code: str
    title: str
    about: str
    due: dt.date
    issue_url: str
    paper: Document | None
    needed: bool = True
    basis: str = ""

    @property
    def tone(self) -> str:
        if self.paper is not None:
            return "done" if self.paper.fully_posted_on else "doing"
        return "todo" if self.needed else "deferred"

    @property
    def word(self) -> str:
        if self.paper is not None:
            return "已张贴" if self.paper.fully_posted_on else "待张贴"
        return "待签发" if self.needed else "不需要"

    @property
    def posted_on(self) -> dt.date | None:
        return self.paper.fully_posted_on if self.paper else None


ABOUT = {
    POLLING_NOTICE: "会场、投票站、流动票箱、起止时间和计票地点。",
    notices.STAFF_NOTICE: "总监票、监票、唱票、计票、发票和代写人员。",
    notices.MOBILE_NOTICE: "使用流动票箱的村民和原因，护送的监票人。",
    PROXY_NOTICE: "委托人和受委托人。",
    notices.WRITERS_NOTICE: "由谁代写、在哪里代写。",
    notices.VOID_RULES_NOTICE: "怎样画票，什么样的票无效。",
}


def _day(round: Round, days: int) -> dt.date:
    return latest_day(round.day, days, round.election.rulebook.value("count_mode"))


def _due(round: Round) -> dict[str, tuple[dt.date, Citation | None]]:
    """By when each hangs, and the article; mobile box, writers and rules hang a day before (plan)."""
    book = round.election.rulebook
    staff = (_day(round, int(book.value("staff_notice_days"))), book.cite("staff_notice_days"))
    eve = _day(round, 1)
    return {
        POLLING_NOTICE: (_day(round, int(book.value("notice_days"))), book.cite("notice_days")),
        notices.STAFF_NOTICE: staff,
        notices.MOBILE_NOTICE: (eve, book.cite("mobile_box")),
        PROXY_NOTICE: (_day(round, int(book.value("proxy_publish_days"))), book.cite("proxy_publish_days")),
        notices.WRITERS_NOTICE: (eve, None),
        notices.VOID_RULES_NOTICE: (eve, None),
    }


def notice_lines(round: Round, today: dt.date) -> list[NoticeLine]:
    """Numbers 10 to 15 in their order. Four statements."""
    election = round.election
    papers: dict[str, Document] = {}
    subjects = [subject_label(election), subject_label(round)]
    rows = Document.objects.filter(kind__in=list(ABOUT), subject__in=subjects).in_force()
    for paper in rows.order_by("pk"):
        papers[paper.kind] = paper
    with_mobile = Box.objects.filter(round=round, kind=Box.Kind.MOBILE).exists()
    with_writer = PollWorker.objects.filter(round=round, role=PollWorker.Role.WRITER).exists()
    first = round.number == 1
    needed = {
        POLLING_NOTICE: first,
        notices.MOBILE_NOTICE: with_mobile,
        PROXY_NOTICE: first,
        notices.WRITERS_NOTICE: with_writer,
    }
    due = _due(round)
    return [
        NoticeLine(
            number=number,
            code=code,
            title=kinds.get(code).title,
            about=about,
            due=due[code][0],
            issue_url=_issue_url(round, code),
            paper=papers.get(code),
            needed=needed.get(code, True),
            basis=cite.basis if (cite := due[code][1]) is not None else "",
        )
        for number, (code, about) in enumerate(ABOUT.items(), start=10)
    ]


def _issue_url(round: Round, code: str) -> str:
    if code in (POLLING_NOTICE, PROXY_NOTICE):
        return reverse("documents:paper", args=[code, round.election_id])
    return reverse("ballots:notice_issue", args=[round.election_id, code])
