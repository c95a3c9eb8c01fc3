"""Who left or joined the list of formal candidates after it was published, for the township's record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import QuerySet

from candidates import queries
from candidates.models import Candidate
from election_office.core.gather import rows_once
from election_office.documents.facts import Json
from election_office.documents.models import Document
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Align, Column, Paper, Para, Table
from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from election_office.law.text import cn_number
from villages.models import Election
from villages.notices.shared import (
    NOTICE_NUMBER,
    ElectionFacts,
    first_words_in,
    heading,
    two_line_title,
    words_in,
)


@dataclass(frozen=True)
class Change:
    """``paper``: of the decision to strike somebody off; empty for who withdrew or joined."""

    name: str
    post: str
    what: str
    day: dt.date
    reason: str
    paper: str


@dataclass(frozen=True)
class ChangeWords:
    place: str


@dataclass(frozen=True)
class ChangeReportFacts(ElectionFacts):
    """``above``: to whom it is sent. ``notice``: the number of the list as first published. Version 2
    added ``words``."""

    version: ClassVar[int] = 2

    above: str
    body: str
    notice: str
    changes: tuple[Change, ...]
    words: ChangeWords


@rows_once
def _lists(election: Election) -> QuerySet[Document]:
    lists = Document.objects.for_election(election.pk).of_kind(queries.FORMAL_NOTICE)
    return lists.exclude(state=Document.State.REVOKED).defer("facts").order_by("issued_at", "pk")[:1]


def _first_list(election: Election) -> Document | None:
    return next(iter(_lists(election)), None)


def _changes(election: Election) -> tuple[Change, ...]:
    """In the order in which they happened. Who joined and left between two lists is in it twice."""
    first = _first_list(election)
    if first is None:
        return ()
    rows = Candidate.objects.filter(election=election, round_number=1).with_people()
    changes = []
    for candidate in rows:
        joined = candidate.created_at > first.issued_at
        if joined:
            reason = candidate.entry_reason or "按规定递补"
            changes.append(_change(candidate, "列入名单", candidate.created_at.date(), reason))
        if candidate.left_on is not None and (joined or candidate.updated_at > first.issued_at):
            changes.append(_change(candidate, candidate.get_state_display(), candidate.left_on))
    return tuple(sorted(changes, key=lambda change: (change.day, change.post, change.name)))


def _change(candidate: Candidate, what: str, day: dt.date, reason: str = "") -> Change:
    return Change(
        name=candidate.person.name,
        post=candidate.post.title,
        what=what,
        day=day,
        reason=(reason or candidate.left_reason).rstrip("。"),
        paper="" if reason else candidate.left_paper,
    )


def facts(election: Election) -> ChangeReportFacts:
    first = _first_list(election)
    return ChangeReportFacts(
        **heading(election, f"{election.words.body}选举候选人变动情况的报告"),
        above=election.village.township.guidance_title,
        body=election.words.body,
        notice=first.number if first else "",
        changes=_changes(election),
        words=words_in(ChangeWords, election.words),
    )


def from_version_1(old: Json) -> Json:
    return old | {"words": first_words_in(ChangeWords)}


def requires(election: Election) -> Decision:
    changed = bool(_changes(election))
    return Decision((Finding("no_change", changed, "正式候选人名单公布以后没有变动，不须报告。"),))


def needed(election: Election) -> bool:
    return bool(_changes(election))


def present(election: Election, printed: ChangeReportFacts) -> Mapping[str, Any]:
    return {"changes": _changes(election)}


def layout(facts: ChangeReportFacts) -> Paper:
    rows = [
        (
            change.name,
            change.post,
            change.what,
            cn_date(change.day),
            f"{change.reason}（{change.paper}）" if change.paper else change.reason,
        )
        for change in facts.changes
    ]
    return Paper(
        title=two_line_title(facts, facts.body, "候选人变动情况的报告"),
        addressee=f"{facts.above}：",
        blocks=(
            Para(
                f"{facts.notice}公告公布的正式候选人名单，公布以后有{cn_number(len(rows))}处变动。"
                f"名单的更正公告已在{facts.words.place}公布，现将变动情况报请备案："
            ),
            Table(
                (
                    Column("姓名", 1.2),
                    Column("职位", 1.1),
                    Column("变动", 1.3),
                    Column("日期", 1.8),
                    Column("原因和依据", 3, Align.LEFT),
                ),
                rows,
                points=12,
            ),
        ),
        signature=(facts.committee,),
    )


NOTICE = register(
    Notice(
        code=queries.CHANGE_REPORT,
        title="候选人变动情况的报告",
        about="正式候选人名单公布以后的变动，报乡镇备案。",
        subject=Election,
        facts_type=ChangeReportFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        signed_by=lambda facts: facts.committee,
        requires=requires,
        needed=needed,
        reads=(_lists,),
        link="candidates:list",
        untrue_when={"changes": "候选人的变动"},
        untrue_by=("candidate.entered", "candidate.withdrew", "candidate.struck"),
        present=present,
        public=False,
    )
)
