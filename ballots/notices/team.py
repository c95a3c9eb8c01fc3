"""The new team on paper: its roster (花名册), and the filing of one member with the county (备案表)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from ballots.afterwards import queries
from ballots.notices.shared import results_in_force
from election_office.accounts.permissions import Permission
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Align, Column, Fields, Lines, Paper, Para, Signatures, Table
from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from villages.models import Body, Election, Holder
from villages.models.elections import Stage
from villages.notices.shared import NOTICE_NUMBER, ElectionFacts, heading, two_line_title, words_in

ROSTER, FILING = "班子成员花名册", "班子成员备案表"


@dataclass(frozen=True)
class TeamWords:
    body: str


@dataclass(frozen=True)
class Member:
    body: str
    post: str
    name: str
    sex: str
    born: str
    education: str
    party: bool
    since: dt.date
    work: str


@dataclass(frozen=True)
class RosterFacts(ElectionFacts):
    members: tuple[Member, ...]
    words: TeamWords


def _member(holder: Holder) -> Member:
    person, duty = holder.person, queries.duty_of(holder)
    return Member(
        body=holder.body.title,
        post=holder.post_title,
        name=person.name,
        sex=person.get_sex_display(),
        born=f"{person.birth_date.year}年{person.birth_date.month}月",
        education=person.education,
        party=person.party_member,
        since=holder.term_from,
        work=duty.work if duty else "",
    )


def roster_facts(election: Election) -> RosterFacts:
    return RosterFacts(
        **heading(election, ROSTER),
        members=tuple(_member(row) for row in queries.team(election)),
        words=words_in(TeamWords, election.words),
    )


def roster_layout(facts: RosterFacts) -> Paper:
    columns = (
        Column("序号", 0.8),
        Column("组织", 2.1),
        Column("职务", 1.1),
        Column("姓名", 1.2),
        Column("性别", 0.7),
        Column("出生年月", 1.5),
        Column("学历", 1.1),
        Column("党员", 0.7),
        Column("任职日期", 2.2),
        Column("分管工作", 2.2, Align.LEFT),
    )
    rows = tuple(
        (
            str(number),
            row.body,
            row.post,
            row.name,
            row.sex,
            row.born,
            row.education,
            "是" if row.party else "",
            cn_date(row.since),
            row.work,
        )
        for number, row in enumerate(facts.members, start=1)
    )
    return Paper(
        title=two_line_title(facts, facts.words.body, ROSTER),
        blocks=(Table(columns, rows), Para(f"共{len(facts.members)}个职务。")),
        signature=(facts.committee,),
        landscape=True,
    )


def has_team(election: Election) -> Decision:
    seated = Holder.objects.in_office().filter(
        body__election=election, body__kind=Body.Kind.VILLAGE_COMMITTEE
    )
    return Decision((Finding("no_team", seated.exists(), "还没有新一届班子成员，不能印花名册。"),))


@dataclass(frozen=True)
class FilingFacts(ElectionFacts):
    """``reason``: why this member is filed now (新任书记, 届中进入)."""

    member: Member
    reason: str
    votes: int | None
    words: TeamWords


def reason_of(holder: Holder) -> str:
    """Why a member is filed; empty for one who is not: secretaries, and who joins during the term."""
    if (holder.body.kind, holder.post) == (Body.Kind.PARTY_BRANCH, "secretary"):
        return "党组织书记"
    first = queries.elected_on(holder.body.election)
    if holder.body.kind in queries.TEAM and first and holder.term_from > first + dt.timedelta(days=60):
        return "届中进入班子"
    return ""


def filing_facts(holder: Holder) -> FilingFacts:
    election = holder.body.election
    return FilingFacts(
        **heading(election, FILING),
        member=_member(holder),
        reason=reason_of(holder),
        votes=holder.votes,
        words=words_in(TeamWords, election.words),
    )


def filing_layout(facts: FilingFacts) -> Paper:
    row = facts.member
    return Paper(
        title=two_line_title(facts, facts.words.body, FILING),
        blocks=(
            Fields(
                (
                    ("姓名", row.name),
                    ("性别", row.sex),
                    ("出生年月", row.born),
                    ("学历", row.education),
                    ("政治面貌", "中共党员" if row.party else "群众"),
                    ("任职日期", cn_date(row.since)),
                    ("组织和职务", f"{row.body}{row.post}"),
                    ("备案事由", facts.reason),
                ),
                per_line=2,
            ),
            Fields((("分管工作", row.work),)),
            Para("主要简历：", indent=False),
            Lines(3),
            Para("乡镇党委意见：", indent=False),
            Lines(2),
            Signatures(("签字（盖章）", "日期"), per_line=2),
            Para("县级组织部门备案意见：", indent=False),
            Lines(2),
            Signatures(("签字（盖章）", "日期"), per_line=2),
        ),
        signature=(f"{facts.township}",),
    )


def to_be_filed(holder: Holder) -> Decision:
    return Decision(
        (
            Finding(
                "not_filed",
                bool(reason_of(holder)),
                "只有党组织书记和届中进入班子的成员报备案。",
            ),
        )
    )


def _filed(election: Election) -> Sequence[Holder]:
    if not results_in_force(election):
        return []
    return [row for row in queries.team(election) if reason_of(row)]


AFTER = (Stage.ELECTION, Stage.FOLLOW_UP, Stage.CLOSED)
ROSTER_NOTICE = register(
    Notice(
        code="ballots.team_roster",
        title=ROSTER,
        about="新一届班子成员的姓名、职务、学历和分工。",
        subject=Election,
        facts_type=RosterFacts,
        facts=roster_facts,
        layout=roster_layout,
        number=NOTICE_NUMBER,
        signed_by=lambda facts: facts.committee,
        requires=has_team,
        stages=AFTER,
        needed=lambda election: election.stage in (Stage.FOLLOW_UP, Stage.CLOSED),
        link="ballots:afterwards",
        public=False,
    )
)
FILING_NOTICE = register(
    Notice(
        code="ballots.member_filing",
        title=FILING,
        about="党组织书记和届中进入班子的成员报县级备案。",
        subject=Holder,
        facts_type=FilingFacts,
        facts=filing_facts,
        layout=filing_layout,
        number=NOTICE_NUMBER,
        signed_by=lambda facts: facts.township,
        requires=to_be_filed,
        subjects=_filed,
        link="ballots:afterwards",
        visible=lambda user: Holder.objects.visible_to(user).select_related(
            "person", "duty", "body__election__village__township__county", "body__election__cycle"
        ),
        permission=Permission.CYCLE_PLAN,
        public=False,
    )
)
