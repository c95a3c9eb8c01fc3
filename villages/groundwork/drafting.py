"""What the records say for a report of the township, section by section: every number is counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from election_office.documents.paper import Heading1, Paper, Para
from election_office.law.dates import cn_date
from election_office.law.text import cn_number
from villages.groundwork.rules import Section
from villages.models import (
    CleanupItem,
    Cycle,
    Deferral,
    Draft,
    LastTermMember,
    Measure,
    Post,
    SuitablePerson,
    Survey,
    Talk,
)

Parts = list[tuple[str, str]]
LEARNED = (LastTermMember.Education.COLLEGE, LastTermMember.Education.BACHELOR)
YOUNG_UNTIL, OLD_FROM = 35, 60


@dataclass
class Village:
    """What is on record of one village of the cycle."""

    name: str
    survey: Survey | None = None
    team: list[LastTermMember] = field(default_factory=list)
    suitable: list[SuitablePerson] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    cleanup: list[CleanupItem] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    deferral: Deferral | None = None


def villages_of(cycle: Cycle) -> list[Village]:
    """Ten statements, however many villages."""
    elections = list(cycle.elections.select_related("village"))
    found = {row.pk: Village(row.village.name) for row in elections}
    by_place = {row.village_id: found[row.pk] for row in elections}
    for survey in Survey.objects.filter(election__cycle=cycle):
        found[survey.election_id].survey = survey
    for member in LastTermMember.objects.filter(election__in=found):
        if member.election_id is not None:
            found[member.election_id].team.append(member)
    for member in LastTermMember.objects.filter(village__in=by_place, election__isnull=True):
        if not any(row.election_id for row in by_place[member.village_id].team):
            by_place[member.village_id].team.append(member)
    for person in SuitablePerson.objects.filter(election__cycle=cycle):
        found[person.election_id].suitable.append(person)
    for measure in Measure.objects.filter(election__cycle=cycle):
        found[measure.election_id].measures.append(measure)
    for item in CleanupItem.objects.filter(election__cycle=cycle):
        found[item.election_id].cleanup.append(item)
    for talk in Talk.objects.filter(election__cycle=cycle).select_related("member"):
        found[talk.election_id].talks.append(talk)
    for post in Post.objects.filter(election__cycle=cycle):
        found[post.election_id].posts.append(post)
    for deferral in Deferral.objects.filter(election__cycle=cycle, state=Deferral.State.APPROVED):
        found[deferral.election_id].deferral = deferral
    return list(found.values())


def _names(villages: Iterable[Village]) -> str:
    return "、".join(village.name for village in villages) or "无"


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines) or "没有记录。"


# ------------------------------------------------------------------ 研判报告


def _standing(villages: Sequence[Village]) -> str:
    people: dict[tuple[str, str, int, int], LastTermMember] = {}
    for village in villages:
        for member in village.team:
            people.setdefault((village.name, member.name, member.birth_year, member.birth_month), member)
    year = timezone.localdate().year
    ages = [year - member.birth_year for member in people.values()]
    surveyed = sum(village.survey is not None for village in villages)
    said = f"本镇参加换届{len(villages)}个村（社区），已完成调查摸底{surveyed}个。"
    if not ages:
        return said
    young = sum(
        year - person.birth_year <= YOUNG_UNTIL and person.education in LEARNED for person in people.values()
    )
    women = sum(person.sex == "female" for person in people.values())
    party = sum(person.party_member for person in people.values())
    return (
        f"{said}现任“两委”班子成员{len(people)}人，平均年龄{sum(ages) / len(ages):.1f}岁，"
        f"35周岁以下且大专以上{young}人，女性{women}人，中共党员{party}人。"
    )


def _classes(villages: Sequence[Village]) -> str:
    groups: dict[str, list[Village]] = defaultdict(list)
    for village in villages:
        groups[village.survey.category if village.survey else ""].append(village)
    lines = [
        f"{kind.label}{len(groups[kind.value])}个：{_names(groups[kind.value])}。"
        for kind in Survey.Category
        if groups[kind.value]
    ]
    if groups[""]:
        lines.append(f"还没有分类{len(groups[''])}个：{_names(groups[''])}。")
    return _lines(lines)


def _problems(villages: Sequence[Village]) -> str:
    lines = []
    for village in villages:
        for measure in village.measures:
            state = f"{cn_date(measure.done_on)}完成" if measure.done_on else f"限{cn_date(measure.due_on)}"
            lines.append(f"{village.name}：{measure.problem}（{measure.owner}，{state}）。")
        open_items = [item for item in village.cleanup if item.done_on is None]
        lines += [f"{village.name}财务清理：{item.found}（{item.owner}）。" for item in open_items]
    return _lines(lines)


def _assessed(villages: Sequence[Village]) -> str:
    rows = [village.survey for village in villages if village.survey and village.survey.issued]
    if not rows:
        return "没有记录。"
    total = {
        name: sum(getattr(row, name) or 0 for row in rows)
        for name in ("issued", "recovered", "good", "competent", "basic", "poor")
    }
    return (
        f"{len(rows)}个村开展民主测评，发出测评票{total['issued']}张，收回{total['recovered']}张，"
        f"其中优秀{total['good']}票、称职{total['competent']}票、基本称职{total['basic']}票、"
        f"不称职{total['poor']}票。"
    )


def _found_people(villages: Sequence[Village]) -> str:
    people = [person for village in villages for person in village.suitable if person.approved]
    sources = Counter(person.get_source_display() for person in people)
    words = "，".join(f"{name}{count}人" for name, count in sources.items())
    without = [village for village in villages if not any(row.approved for row in village.suitable)]
    said = f"经换届办审定合适人选{len(people)}人" + (f"，其中{words}。" if words else "。")
    return said + (f"还没有审定合适人选的村：{_names(without)}。" if without else "")


def _deferred(villages: Sequence[Village]) -> str:
    rows = [village for village in villages if village.deferral]
    return f"经批准暂缓换届{len(rows)}个：{_names(rows)}。" if rows else "没有暂缓换届的村。"


def analysis(cycle: Cycle) -> Parts:
    villages = villages_of(cycle)
    return [
        ("基本情况", _standing(villages)),
        ("选情分类", _classes(villages)),
        ("突出问题和整顿措施", _problems(villages)),
        ("民主测评", _assessed(villages)),
        ("合适人选", _found_people(villages)),
        ("暂缓换届", _deferred(villages)),
    ]


# ------------------------------------------------------------------ 人事安排初步方案


def _arrangement(village: Village) -> str:
    seats = "，".join(f"{post.title}{post.seats}名" for post in village.posts)
    lines = [f"职数：{seats}。" if seats else "职数：还没有确定。"]
    outlook: dict[str, list[str]] = defaultdict(list)
    for talk in village.talks:
        outlook[talk.get_outlook_display()].append(f"{talk.member.name}（{talk.member.post}）")
    lines += [f"{label}：{'、'.join(dict.fromkeys(names))}。" for label, names in outlook.items()]
    people = [row for row in village.suitable if row.approved]
    lines += [
        f"拟推荐{person.meant_for}：{person.name}，{person.get_sex_display()}，{person.birth_year}年生，"
        f"{person.get_education_display()}，{person.get_source_display()}。"
        for person in people
    ]
    return "\n".join(lines)


def personnel(cycle: Cycle) -> Parts:
    return [(village.name, _arrangement(village)) for village in villages_of(cycle)]


# ------------------------------------------------------------------ 专项说明


def _why(village: Village) -> str:
    year = timezone.localdate().year
    people = [row for row in village.suitable if row.approved is not False]
    lines = []
    if not any(year - person.birth_year <= YOUNG_UNTIL and person.education in LEARNED for person in people):
        lines.append(f"没有找到35周岁以下、大专以上的合适人选，共摸排{len(people)}人。原因和措施：")
    if not any(person.sex == "female" for person in people):
        lines.append(f"没有找到女性合适人选，共摸排{len(people)}人。原因和措施：")
    stay = {talk.member_id for talk in village.talks if talk.outlook == Talk.Outlook.STANDS}
    old = [row for row in village.team if year - row.birth_year >= OLD_FROM and row.pk in stay]
    lines += [f"{row.name}（{row.post}）{year - row.birth_year}岁，拟继续参选。理由：" for row in old]
    return "\n".join(lines)


def statement(cycle: Cycle) -> Parts:
    parts = [(village.name, _why(village)) for village in villages_of(cycle)]
    found = [part for part in parts if part[1]]
    return found or [("情况", "各村都有年龄、学历和性别符合要求的合适人选，没有需要说明的事项。")]


SOURCES: dict[str, Callable[[Cycle], Parts]] = {
    Draft.Kind.ANALYSIS: analysis,
    Draft.Kind.PERSONNEL: personnel,
    Draft.Kind.STATEMENT: statement,
}


# ------------------------------------------------------------------ the draft as it stands


def sections(draft: Draft) -> list[Section]:
    return [Section(section["heading"], section["made"], section["text"]) for section in draft.sections]


def paper(draft: Draft) -> Paper:
    """The draft for Word; the date is of the day it is taken out."""
    township = draft.cycle.township
    blocks: list[Heading1 | Para] = []
    for number, section in enumerate(sections(draft), start=1):
        blocks.append(Heading1(f"{cn_number(number)}、{section.heading}"))
        blocks += [Para(line) for line in section.text.splitlines() if line.strip()]
    return Paper(
        title=f"{township.name}{draft.cycle.title}\n{draft.get_kind_display()}",
        blocks=tuple(blocks),
        signature=(township.office_name or township.name,),
        dated=timezone.localdate(),
    )
