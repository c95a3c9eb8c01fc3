"""What changed on a posted roll (选民名单补充公告): everybody added, taken off or corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from election_office.accounts.permissions import Permission
from election_office.documents.facts import Json
from election_office.documents.models import Document
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Block, Column, Heading1, Paper, Para, Size, Table
from election_office.documents.queries import subject_label
from election_office.law.decision import Decision, Finding
from election_office.law.text import cn_number
from election_office.law.words import GENERAL
from villages.models import Election
from villages.models.elections import Stage
from villages.notices.shared import NOTICE_NUMBER, ElectionFacts, first_words_in, heading, words_in
from voters.models import RollVersion
from voters.notices import shared
from voters.rolls import Entry


@dataclass(frozen=True)
class SupplementWords:
    here: str
    group: str


@dataclass(frozen=True)
class SupplementFacts(ElectionFacts):
    """``added``, ``removed``: serial number, group, name, sex. ``corrected``: serial number, before, after.
    Version 2 calls the number of the roll ``roll_version`` and added the words."""

    version: ClassVar[int] = 2

    roll: str
    roll_version: int
    digest: str
    total: int
    by: str
    objection: str
    decisions: tuple[str, ...]
    added: tuple[tuple[str, ...], ...]
    removed: tuple[tuple[str, ...], ...]
    corrected: tuple[tuple[str, ...], ...]
    size: str
    words: SupplementWords


def unposted(version: RollVersion) -> list[RollVersion]:
    """The supplements this one's notice tells of: those without a notice, or under the same one."""
    rows = RollVersion.objects.filter(
        election_id=version.election_id, kind=RollVersion.Kind.SUPPLEMENT, number__lte=version.number
    ).order_by("number")
    return [row for row in rows if row.document_id is None or row.document_id == version.document_id]


def facts(version: RollVersion) -> SupplementFacts:
    election = version.election
    titles = shared.group_titles(election)
    versions = unposted(version)
    added: list[tuple[str, ...]] = []
    removed: list[tuple[str, ...]] = []
    corrected: list[tuple[str, ...]] = []
    for row in versions:
        added += [_row(Entry(*entry), titles) for entry in row.entries["added"]]
        removed += [_row(Entry(*entry), titles) for entry in row.entries["removed"]]
        for before, after in row.entries["corrected"]:
            corrected.append((str(after[0]), _said(Entry(*before), titles), _said(Entry(*after), titles)))
    return SupplementFacts(
        **heading(election, f"{election.words.election}{election.words.roll}补充公告"),
        roll=election.words.roll,
        roll_version=version.number,
        digest=version.digest,
        total=version.voter_count,
        by=str(election.rulebook.cite("roll_days")),
        objection=shared.objection_sentence(election),
        decisions=tuple(sorted({row.decision_number for row in versions})),
        added=tuple(added),
        removed=tuple(removed),
        corrected=tuple(corrected),
        size=version.paper_size,
        words=words_in(SupplementWords, election.words),
    )


def _row(entry: Entry, titles: Mapping[int | None, str]) -> tuple[str, ...]:
    group = titles.get(entry.group, shared.NO_GROUP)
    return (str(entry.serial), group, entry.name, shared.SEXES[entry.sex])


def _said(entry: Entry, titles: Mapping[int | None, str]) -> str:
    return f"{entry.name}，{shared.SEXES[entry.sex]}，{titles.get(entry.group, shared.NO_GROUP)}"


def from_version_1(old: Json) -> Json:
    number = old.pop("version")
    return old | {"roll_version": number, "words": first_words_in(SupplementWords)}


def layout(facts: SupplementFacts) -> Paper:
    where = (Column("序号"), Column(facts.words.group, 2), Column("姓名", 2), Column("性别"))
    parts: list[tuple[str, Table]] = []
    if facts.added:
        parts.append((f"新增（{len(facts.added)}人）", Table(where, facts.added)))
    if facts.removed:
        parts.append((f"取消（{len(facts.removed)}人）", Table(where, facts.removed)))
    if facts.corrected:
        columns = (Column("序号"), Column("原列", 3), Column("更正为", 3))
        parts.append((f"更正（{len(facts.corrected)}人）", Table(columns, facts.corrected)))
    blocks: list[Block] = [
        Para(
            f"根据{facts.by}，经{facts.committee}决定（{'、'.join(facts.decisions)}），"
            f"对{facts.words.here}{facts.roll}作如下变动，现予公布："
        )
    ]
    for number, (title, table) in enumerate(parts, start=1):
        blocks += [Heading1(f"{cn_number(number)}、{title}"), table]
    blocks += [Para(f"变动后，{facts.words.here}{facts.roll}共{facts.total}人。"), Para(facts.objection)]
    return Paper(
        title=facts.title,
        blocks=tuple(blocks),
        signature=(facts.committee,),
        size=Size(facts.size),
    )


def requires(version: RollVersion) -> Decision:
    paper = version.document
    return Decision(
        (
            Finding(
                "not_a_supplement",
                version.kind == RollVersion.Kind.SUPPLEMENT,
                "投票时封存的名单只用于核对，不另发公告；首次公布的名单发名单公告。",
            ),
            Finding(
                "posted_with_another",
                paper is None or paper.subject == subject_label(version),
                f"这一版的变动已经由补充公告{paper.number if paper else ''}公布；有误的，请更正那份公告。",
            ),
        )
    )


def _issued(document: Document) -> None:
    """A supplement's notice tells of every supplement before it that nobody was told of."""
    version = RollVersion.objects.without_entries().get(pk=shared.version_of(document))
    RollVersion.objects.filter(pk__in=[row.pk for row in unposted(version)]).update(document=document)


def _of(election: Election) -> Sequence[RollVersion]:
    """Those whose notice is their own, and the last of those nobody was told of."""
    rows = [row for row in shared.versions(election) if row.kind == RollVersion.Kind.SUPPLEMENT]
    own = [row for row in rows if row.document and row.document.subject == subject_label(row)]
    return own + [row for row in rows if row.document is None][-1:]


NOTICE = register(
    Notice(
        code="voters.roll_supplement",
        title=f"{GENERAL.roll_short}补充公告",
        about="名单公布以后的新增、取消和更正；之前尚未公告的变动一并列入。",
        subject=RollVersion,
        facts_type=SupplementFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        adjust=("选纸张大小", "voters:version_paper"),
        places=shared.roll_places,
        permission=Permission.ROLL_CONFIRM,
        signed_by=lambda facts: facts.committee,
        requires=requires,
        # A roll that was opened again for a runoff has supplements after the first result too.
        stages=(Stage.ELECTION, Stage.FOLLOW_UP),
        subjects=_of,
        stays="objection_days",
        link="voters:versions",
        on_issued=_issued,
        on_revoked=shared.withdrawn,
    )
)
