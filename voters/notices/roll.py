"""The roll that is posted (选民名单公告): names by group, never a number of anybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from election_office.accounts.permissions import Permission
from election_office.documents.facts import Json
from election_office.documents.models import Document
from election_office.documents.notice import Notice, Step, register
from election_office.documents.paper import Name, NameGrid, NameGroup, Paper, Para, Size
from election_office.law.decision import Decision, Finding
from election_office.law.words import GENERAL
from villages.models import Election
from villages.models.elections import Stage
from villages.notices.shared import NOTICE_NUMBER, ElectionFacts, first_words_in, heading, words_in
from voters.models import RollVersion
from voters.notices import shared
from voters.rolls import Entry

LEGEND = "姓名后有㊛的为女性。"


@dataclass(frozen=True)
class RollGroup:
    """``first``, ``last``: serial numbers. ``names``: name and sex."""

    title: str
    first: int
    last: int
    names: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class RollWords:
    body: str
    here: str


@dataclass(frozen=True)
class RollFacts(ElectionFacts):
    """Version 2 calls the number of the roll ``roll_version`` and added the words."""

    version: ClassVar[int] = 2

    roll: str
    size: str
    roll_version: int
    digest: str
    total: int
    women: int
    by: str
    objection: str
    groups: tuple[RollGroup, ...]
    words: RollWords


def facts(version: RollVersion) -> RollFacts:
    election = version.election
    entries = [Entry(*row) for row in version.entries]
    return RollFacts(
        **heading(election, f"{election.words.election}{election.words.roll}公告"),
        roll=election.words.roll,
        size=version.paper_size,
        roll_version=version.number,
        digest=version.digest,
        total=version.voter_count,
        women=sum(entry.sex == "female" for entry in entries),
        by=str(election.rulebook.cite("roll_days")),
        objection=shared.objection_sentence(election),
        groups=_grouped(entries, shared.group_titles(election)),
        words=words_in(RollWords, election.words),
    )


def _grouped(entries: Iterable[Entry], titles: Mapping[int | None, str]) -> tuple[RollGroup, ...]:
    groups: dict[int | None, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.group, []).append(entry)
    ordered = sorted(groups.items(), key=lambda pair: (pair[0] is None, pair[0] or 0))
    return tuple(
        RollGroup(
            title=titles.get(number, shared.NO_GROUP),
            first=rows[0].serial,
            last=rows[-1].serial,
            names=tuple((row.name, row.sex) for row in rows),
        )
        for number, rows in ordered
    )


def from_version_1(old: Json) -> Json:
    number = old.pop("version")
    return old | {"roll_version": number, "words": first_words_in(RollWords)}


def layout(facts: RollFacts) -> Paper:
    groups = [
        NameGroup(
            f"{group.title}（{len(group.names)}人，第{group.first}号至第{group.last}号）",
            [Name(name, marked=sex == "female") for name, sex in group.names],
        )
        for group in facts.groups
    ]
    return Paper(
        title=facts.title,
        blocks=(
            Para(
                f"根据{facts.by}，经{facts.committee}确认，{facts.words.here}{facts.term}{facts.words.body}换届选举"
                f"{facts.roll}共{facts.total}人，其中女性{facts.women}人，现公布如下："
            ),
            NameGrid(groups, points=16 if facts.size == "A3" else 14, legend=LEGEND),
            Para(facts.objection),
        ),
        signature=(facts.committee,),
        size=Size(facts.size),
    )


def requires(version: RollVersion) -> Decision:
    first = version.kind == RollVersion.Kind.INITIAL
    return Decision((Finding("not_the_first", first, "这一版名单不是首次公布的名单，不发名单公告。"),))


def _issued(document: Document) -> None:
    RollVersion.objects.filter(pk=shared.version_of(document)).update(document=document)


def _of(election: Election) -> Sequence[RollVersion]:
    return [row for row in shared.versions(election) if row.kind == RollVersion.Kind.INITIAL]


def spoken(facts: RollFacts) -> list[str]:
    groups = "，".join(f"{group.title}{len(group.names)}人" for group in facts.groups[:12])
    return [
        f"{facts.words.here}的名单已经张榜，一共{facts.total}人，其中妇女{facts.women}人。",
        *([f"{groups}。"] if len(facts.groups) <= 12 else []),
        "请到张贴处看一看，自己和家人在不在名单上，名字写得对不对。",
        facts.objection,
    ]


NOTICE = register(
    Notice(
        code="voters.roll_notice",
        title=f"{GENERAL.roll_short}公告",
        about="首次公布的全部名单，按小组列出姓名，不含身份证号。",
        subject=RollVersion,
        facts_type=RollFacts,
        facts=facts,
        layout=layout,
        spoken=spoken,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        adjust=("选纸张大小", "voters:version_paper"),
        places=shared.roll_places,
        permission=Permission.ROLL_CONFIRM,
        signed_by=lambda facts: facts.committee,
        requires=requires,
        stages=(Stage.ELECTION,),
        subjects=_of,
        reads=(shared.versions,),
        stays="objection_days",
        closes=Step(
            code="roll_notice",
            title="公布{w.roll_short}",
            stage="election",
            order=160,
            days_before=28,
            deadline="D07",
            responsible="committee",
            waits_for=("register",),
            help="在{w.body}所在地和每个{w.group}张贴，逐处登记张贴时间和照片。",
            page="voters:roll",
        ),
        link="voters:versions",
        on_issued=_issued,
        on_revoked=shared.withdrawn,
    )
)
