"""选民名单公告 and its supplements: names by group, never a number of anybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from election_office.accounts.permissions import Permission
from election_office.documents.kinds import DocumentKind, Place, register
from election_office.documents.models import Document
from election_office.documents.paper import Column as PaperColumn
from election_office.documents.paper import Heading1, Name, NameGrid, NameGroup, Paper, Para, Size, Table
from election_office.law.dates import cn_date
from election_office.law.text import cn_number
from villages import actions
from villages.documents import NOTICE_NUMBER, heading_facts
from villages.models import Election
from voters.models import RollVersion
from voters.rolls import Entry

NO_GROUP = "未分组"
LEGEND = "姓名后有㊛的为女性。"
SEXES = {"male": "男", "female": "女"}


def roll_places(version: RollVersion) -> list[Place]:
    """The village's board, and every group's where the rulebook asks for it."""
    places = version.election.village.places()
    if version.election.rulebook.value("roll_places") == "village":
        return [Place(place.key, place.name, required=place.key == "village") for place in places]
    return places


def _titles(election: Election) -> dict[int | None, str]:
    return {group.number: group.title for group in election.village.groups.all()}


def _roll_facts(version: RollVersion) -> dict[str, Any]:
    election = version.election
    book, titles = election.rulebook, _titles(election)
    words = book.words
    entries = [Entry(*row) for row in version.entries]
    return heading_facts(election) | {
        "title": f"{election.village.name}{election.cycle.title}村民委员会换届选举{words.roll}公告",
        "roll": words.roll,
        "size": version.paper_size,
        "version": version.number,
        "digest": version.digest,
        "total": version.voter_count,
        "women": sum(entry.sex == "female" for entry in entries),
        "by": str(book.cite("roll_days")),
        "objection": _objection_sentence(election),
        "groups": _grouped(entries, titles),
    }


def _grouped(entries: Iterable[Entry], titles: dict[int | None, str]) -> list[dict[str, Any]]:
    groups: dict[int | None, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.group, []).append(entry)
    ordered = sorted(groups.items(), key=lambda pair: (pair[0] is None, pair[0] or 0))
    return [
        {
            "title": titles.get(number, NO_GROUP),
            "first": rows[0].serial,
            "last": rows[-1].serial,
            "names": [[row.name, row.sex] for row in rows],
        }
        for number, rows in ordered
    ]


def _objection_sentence(election: Election) -> str:
    book = election.rulebook
    days, written = book.value("objection_days"), book.value("objection_written")
    how = "以书面形式" if written else ""
    return (
        f"对名单有不同意见的，应当自名单公布之日起{cn_number(days)}日内{how}向村民选举委员会申诉；"
        f"村民选举委员会自收到申诉之日起{cn_number(book.value('decision_days'))}日内作出处理决定，"
        f"并公布处理结果（依据：{book.cite('objection_days')}）。"
    )


def _names(rows: Sequence[Sequence[str]]) -> list[Name]:
    return [Name(name, marked=sex == "female") for name, sex in rows]


def _roll_paper(facts: dict[str, Any]) -> Paper:
    groups = [
        NameGroup(
            f"{group['title']}（{len(group['names'])}人，第{group['first']}号至第{group['last']}号）",
            _names(group["names"]),
        )
        for group in facts["groups"]
    ]
    return Paper(
        title=facts["title"],
        blocks=(
            Para(
                f"根据{facts['by']}，经{facts['committee']}确认，本村{facts['term']}村民委员会换届选举"
                f"{facts['roll']}共{facts['total']}人，其中女性{facts['women']}人，现公布如下："
            ),
            NameGrid(groups, points=16 if facts["size"] == "A3" else 14, legend=LEGEND),
            Para(facts["objection"]),
        ),
        signature=(facts["committee"],),
        size=Size(facts["size"]),
    )


def _link(document: Document) -> None:
    """The version knows its notice; a supplement's notice tells of every one before it."""
    pk = int(document.subject.rpartition(":")[2])
    version = RollVersion.objects.without_entries().get(pk=pk)
    if version.kind == RollVersion.Kind.SUPPLEMENT:
        untold = _untold(version)
        RollVersion.objects.filter(pk__in=[one.pk for one in untold]).update(document=document)
    else:
        RollVersion.objects.filter(pk=pk).update(document=document)


def _unlink(document: Document) -> None:
    """A revoked notice tells nobody anything: its versions wait for another one."""
    RollVersion.objects.filter(document=document).update(document=None)
    actions.notice_withdrawn(document)


ROLL_NOTICE = register(
    DocumentKind(
        code="voters.roll_notice",
        title="选民名单公告",
        facts=_roll_facts,
        compose=_roll_paper,
        number_rule=NOTICE_NUMBER,
        places=roll_places,
        permission=Permission.ROLL_CONFIRM,
        public=True,
        single=True,
        signed_by=lambda facts: str(facts["committee"]),
        on_issued=_link,
        on_posted=actions.notice_posted,
        on_voided=actions.notice_voided,
        on_revoked=_unlink,
    )
)


# ------------------------------------------------------------------ supplements


def _untold(version: RollVersion) -> list[RollVersion]:
    """The supplements this one's notice tells of: those without a notice, or under the same one."""
    rows = RollVersion.objects.filter(
        election_id=version.election_id, kind=RollVersion.Kind.SUPPLEMENT, number__lte=version.number
    ).order_by("number")
    return [row for row in rows if row.document_id is None or row.document_id == version.document_id]


def _supplement_facts(version: RollVersion) -> dict[str, Any]:
    election = version.election
    book, titles = election.rulebook, _titles(election)
    added, removed, corrected = [], [], []
    for one in _untold(version):
        added += [_row(Entry(*row), titles) for row in one.entries["added"]]
        removed += [_row(Entry(*row), titles) for row in one.entries["removed"]]
        for before, after in one.entries["corrected"]:
            corrected.append([str(after[0]), *_changes(Entry(*before), Entry(*after), titles)])
    words = book.words
    return heading_facts(election) | {
        "title": f"{election.village.name}{election.cycle.title}村民委员会换届选举{words.roll}补充公告",
        "roll": words.roll,
        "version": version.number,
        "digest": version.digest,
        "total": version.voter_count,
        "by": str(book.cite("roll_days")),
        "objection": _objection_sentence(election),
        "decisions": sorted({one.decision_number for one in _untold(version)}),
        "added": added,
        "removed": removed,
        "corrected": corrected,
        "size": version.paper_size,
    }


def _row(entry: Entry, titles: dict[int | None, str]) -> list[str]:
    return [str(entry.serial), titles.get(entry.group, NO_GROUP), entry.name, SEXES[entry.sex]]


def _changes(before: Entry, after: Entry, titles: dict[int | None, str]) -> list[str]:
    def said(entry: Entry) -> str:
        return f"{entry.name}，{SEXES[entry.sex]}，{titles.get(entry.group, NO_GROUP)}"

    return [said(before), said(after)]


def _supplement_paper(facts: dict[str, Any]) -> Paper:
    where = (PaperColumn("序号"), PaperColumn("村民小组", 2), PaperColumn("姓名", 2), PaperColumn("性别"))
    parts: list[tuple[str, Table]] = []
    if facts["added"]:
        parts.append((f"新增（{len(facts['added'])}人）", Table(where, facts["added"])))
    if facts["removed"]:
        parts.append((f"取消（{len(facts['removed'])}人）", Table(where, facts["removed"])))
    if facts["corrected"]:
        columns = (PaperColumn("序号"), PaperColumn("原列", 3), PaperColumn("更正为", 3))
        parts.append((f"更正（{len(facts['corrected'])}人）", Table(columns, facts["corrected"])))
    blocks: list[Any] = [
        Para(
            f"根据{facts['by']}，经{facts['committee']}决定（{'、'.join(facts['decisions'])}），"
            f"对本村{facts['roll']}作如下变动，现予公布："
        )
    ]
    for number, (title, table) in enumerate(parts, start=1):
        blocks += [Heading1(f"{cn_number(number)}、{title}"), table]
    blocks += [Para(f"变动后，本村{facts['roll']}共{facts['total']}人。"), Para(facts["objection"])]
    return Paper(
        title=facts["title"],
        blocks=tuple(blocks),
        signature=(facts["committee"],),
        size=Size(facts["size"]),
    )


ROLL_SUPPLEMENT = register(
    DocumentKind(
        code="voters.roll_supplement",
        title="选民名单补充公告",
        facts=_supplement_facts,
        compose=_supplement_paper,
        number_rule=NOTICE_NUMBER,
        places=roll_places,
        permission=Permission.ROLL_CONFIRM,
        public=True,
        single=True,
        signed_by=lambda facts: str(facts["committee"]),
        on_issued=_link,
        on_posted=actions.notice_posted,
        on_voided=actions.notice_voided,
        on_revoked=_unlink,
    )
)


def told_on(version: RollVersion) -> str:
    """公告情况 in a few words, for lists."""
    document = version.document
    if document is None:
        return "尚未公告"
    if document.fully_posted_on is None:
        return "已签发，尚未全部张贴"
    return f"{cn_date(document.fully_posted_on)}全部张贴"
