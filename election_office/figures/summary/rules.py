"""The sentences of a 总结, each made from counted facts; one whose facts are not on record is left out.

Plain values in, pieces out. What people think of the election they write themselves: for that every section
has a paragraph that the program leaves empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from election_office.figures.rules import percent
from election_office.law.dates import cn_date
from election_office.law.text import cn_number


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the paper. ``kind``: h1, h2, p (which people may change), table or chart."""

    key: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Gathering:
    """Meetings, trainings or other work of one kind: how many, the days, who came, how many they reached."""

    count: int = 0
    first: date | None = None
    last: date | None = None
    people: int = 0
    reach: int = 0


@dataclass(frozen=True, slots=True)
class TeamFacts:
    people: int = 0
    women: int = 0
    young: int = 0
    college: int = 0
    party_member: int = 0
    reelected: int = 0
    crosses: int = 0
    both_heads: int = 0
    secretaries: int = 0
    age: str = "—"
    secretary_age: str = "—"


@dataclass(frozen=True, slots=True)
class SummaryFacts:
    """Everything a 总结 says of a place, counted from the records."""

    name: str
    level: str  # county, township or village
    term: str
    body: str
    villages: int = 0
    townships: int = 0
    population: int = 0
    households: int = 0
    groups: int = 0
    declared: int = 0
    deferred: Sequence[str] = ()
    first_day: date | None = None
    last_day: date | None = None
    registered: int = 0
    voted: int = 0
    proxies: int = 0
    issued: int = 0
    at_first: int = 0
    later: Sequence[str] = ()
    withdrawn: int = 0
    seats: int = 0
    elected: int = 0
    posts: Mapping[str, int] = field(default_factory=dict)
    team: TeamFacts = TeamFacts()
    last_team: TeamFacts = TeamFacts()
    leaders: int = 0
    liaisons: int = 0
    gatherings: Mapping[str, Gathering] = field(default_factory=dict)
    surveys: int = 0
    visited: int = 0
    suitable: int = 0
    measures: int = 0
    measures_done: int = 0
    audits: int = 0
    findings: int = 0
    remedied: int = 0
    talks: int = 0
    objections: int = 0
    objections_open: int = 0
    reviewed: int = 0
    papers: int = 0
    postings: int = 0
    petitions: int | None = None
    petitions_open: int = 0
    overdue: int = 0
    done_late: int = 0
    open_steps: Sequence[tuple[str, int]] = ()


SECTIONS = (
    ("basic", "基本情况"),
    ("work", "主要做法"),
    ("thoughts", "几点体会"),
    ("next", "存在的问题和下步打算"),
)


def pieces(facts: SummaryFacts) -> list[Piece]:
    """The whole draft in the order it is read. The own paragraphs are empty."""
    found: list[Piece] = []
    for number, (code, title) in enumerate(SECTIONS, start=1):
        found.append(Piece(f"h.{code}", "h1", f"{cn_number(number)}、{title}"))
        found += _SECTIONS[code](facts)
        found.append(Piece(f"{code}.own", "p", ""))
    return found


def _said(*pairs: tuple[str, str]) -> Iterator[Piece]:
    for key, words in pairs:
        if words:
            yield Piece(key, "p", words)


# ------------------------------------------------------------------ 基本情况


def _basic(facts: SummaryFacts) -> list[Piece]:
    found = list(
        _said(
            ("basic.place", _place(facts)),
            ("basic.vote", _vote(facts)),
            ("basic.elected", _elected(facts)),
            ("basic.team", _team(facts)),
            ("basic.secretary", _secretaries(facts)),
        )
    )
    if facts.level != "village" and facts.declared:
        found += [Piece("table.places", "table", ""), Piece("chart.turnout", "chart", "")]
    if facts.team.people:
        found += [Piece("table.team", "table", ""), Piece("chart.team", "chart", "")]
    return found


def _place(facts: SummaryFacts) -> str:
    people = f"户籍人口{facts.population}人" if facts.population else ""
    groups = f"，{facts.groups}个村（居）民小组" if facts.groups else ""
    if facts.level == "village":
        return f"{facts.name}有{people}{groups}。".replace("有，", "有") if people or groups else ""
    if not facts.villages:
        return ""
    below = f"{facts.townships}个乡镇（街道）、" if facts.level == "county" else ""
    words = f"{facts.name}本届列入换届的有{below}{facts.villages}个村（社区）"
    words += f"，{people}{groups}。" if people else f"{groups}。"
    if facts.deferred:
        names = f"（{'、'.join(facts.deferred)}）" if len(facts.deferred) <= 12 else ""
        words += f"其中经县批准暂缓换届{len(facts.deferred)}个{names}。"
    return words


def _vote(facts: SummaryFacts) -> str:
    if not facts.declared:
        return ""
    days = _days(facts.first_day, facts.last_day)
    many = facts.level != "village"
    words = f"{days}投票选举，" if days else ""
    words += f"{facts.declared}个村（社区）宣布了选举结果，" if many else ""
    words += (
        f"登记参加选举的{facts.registered}人，参加投票{facts.voted}人，参选率"
        f"{percent(facts.voted, facts.registered)}"
    )
    words += (
        f"，其中委托投票{facts.proxies}票，占发出选票的{percent(facts.proxies, facts.issued)}。"
        if facts.proxies
        else "。"
    )
    if many:
        words += f"一次投票选成的{facts.at_first}个，一次选举成功率{percent(facts.at_first, facts.declared)}"
        names = f"（{'、'.join(facts.later)}）" if len(facts.later) <= 12 else ""
        words += f"；经过另行选举或者再次投票的{len(facts.later)}个{names}。" if facts.later else "。"
    elif facts.later:
        words += "经过另行选举或者再次投票产生。"
    elif facts.at_first:
        words += "一次投票选成。"
    return words


def _days(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return ""
    return cn_date(first) if first == last else f"{cn_date(first)}至{cn_date(last)}"


def _elected(facts: SummaryFacts) -> str:
    if not facts.elected:
        return ""
    posts = "、".join(f"{post}{count}名" for post, count in facts.posts.items())
    short = facts.seats - facts.elected
    gap = f"，名额空缺{short}名" if facts.declared and short > 0 and facts.declared == facts.villages else ""
    return f"依法选举产生{facts.body}成员{facts.elected}名{f'，其中{posts}' if posts else ''}{gap}。"


def _team(facts: SummaryFacts) -> str:
    new, last = facts.team, facts.last_team
    if not new.people:
        return ""
    parts = [f"新一届班子成员{new.people}人", _age("平均年龄", new.age, last.age)]
    for label, count, before in (
        ("大专以上学历", new.college, last.college),
        ("35周岁以下且大专以上", new.young, last.young),
        ("女性", new.women, last.women),
        ("中共党员", new.party_member, last.party_member),
    ):
        parts.append(_share(label, count, new.people, before, last.people))
    if last.people:
        parts.append(f"连选连任{new.reelected}人")
    if new.crosses:
        parts.append(f"两委交叉任职{new.crosses}人")
    return "，".join(part for part in parts if part) + "。"


def _age(label: str, new: str, last: str) -> str:
    if new == "—":
        return ""
    words = f"{label}{new}岁"
    if last == "—":
        return words
    change = round(float(new) - float(last), 1)
    if not change:
        return f"{words}，与上届相同"
    return f"{words}，比上届{'上升' if change > 0 else '下降'}{abs(change):.1f}岁"  # never equal


def _share(label: str, count: int, people: int, before: int, last: int) -> str:
    if not (count or before):
        return ""
    words = f"{label}{count}人，占{percent(count, people)}"
    if not last:
        return words
    change = round(100 * count / people - 100 * before / last, 1)
    if not change:
        return f"{words}，比例与上届相同"
    return f"{words}，比上届{'提高' if change > 0 else '下降'}{abs(change):.1f}个百分点"  # never equal


def _secretaries(facts: SummaryFacts) -> str:
    team = facts.team
    if not team.secretaries:
        return ""
    age = _age("平均年龄", team.secretary_age, facts.last_team.secretary_age)
    if facts.level == "village":
        return f"村党组织书记当选{facts.body}主任，实现“一肩挑”。" if team.both_heads else ""
    return (
        f"村党组织书记{team.secretaries}名{f'，{age}' if age else ''}；"
        f"书记、主任“一肩挑”{team.both_heads}个村，占{percent(team.both_heads, team.secretaries)}。"
    )


# ------------------------------------------------------------------ 主要做法


def _work(facts: SummaryFacts) -> list[Piece]:
    parts = (
        ("lead", "加强领导，摸清底数", _lead),
        ("spread", "宣传培训，依法推进", _spread),
        ("strict", "严格程序，规范操作", _strict),
        ("watch", "审计谈话，化解矛盾", _watch),
    )
    found: list[Piece] = []
    number = 0
    for code, title, make in parts:
        words = list(_said(*make(facts)))
        if words:
            number += 1
            found += [Piece(f"h.work.{code}", "h2", f"（{cn_number(number)}）{title}"), *words]
    return found


Pairs = Iterable[tuple[str, str]]


def _lead(facts: SummaryFacts) -> Pairs:
    if facts.leaders:
        yield "work.bodies", f"成立换届工作领导小组、换届工作机构，成员共{facts.leaders}人。"
    if facts.liaisons:
        yield "work.liaison", f"落实包村领导和指导组，覆盖{facts.liaisons}个村（社区）。"
    if facts.surveys:
        visited = f"，走访{facts.visited}户" if facts.visited else ""
        found = f"，摸排合适人选{facts.suitable}人" if facts.suitable else ""
        yield "work.survey", f"{facts.surveys}个村（社区）形成摸底材料{visited}{found}。"


def _spread(facts: SummaryFacts) -> Pairs:
    meeting = _gathered(facts, "meeting")
    if meeting.count:
        came = f"，参加{meeting.people}人次" if meeting.people else ""
        yield "work.meeting", f"{_days(meeting.first, meeting.last)}召开动员部署会议{meeting.count}次{came}。"
    training = _gathered(facts, "training")
    if training.count:
        came = f"，培训{training.people}人次" if training.people else ""
        yield "work.training", f"{_days(training.first, training.last)}举办业务培训{training.count}期{came}。"
    publicity = _gathered(facts, "publicity")
    if publicity.count:
        reach = f"，覆盖{publicity.reach}人次" if publicity.reach else ""
        yield "work.publicity", f"开展宣传教育{publicity.count}次{reach}。"


def _gathered(facts: SummaryFacts, kind: str) -> Gathering:
    return facts.gatherings.get(kind, Gathering())


def _strict(facts: SummaryFacts) -> Pairs:
    if facts.registered or facts.objections:
        left = f"，尚有{facts.objections_open}件没有办结" if facts.objections_open else ""
        said = (
            f"受理对登记名单的申诉{facts.objections}件{left}"
            if facts.objections
            else "对登记名单没有登记申诉"
        )
        yield "work.roll", f"登记参加选举的{facts.registered}人，{said}。"
    if facts.reviewed:
        yield "work.review", f"对{facts.reviewed}名人选进行资格联审。"
    if facts.papers:
        yield "work.papers", f"签发公告和文书{facts.papers}份，登记张贴{facts.postings}处次。"


def _watch(facts: SummaryFacts) -> Pairs:
    if facts.audits:
        found = (
            f"，发现问题{facts.findings}项，已整改{facts.remedied}项" if facts.findings else "，没有发现问题"
        )
        yield "work.audit", f"完成离任审计{facts.audits}人{found}。"
    if facts.talks:
        yield "work.talks", f"与现任班子成员谈心谈话{facts.talks}人次。"
    if facts.measures:
        yield (
            "work.measures",
            f"对重点村难点村制定整顿措施{facts.measures}项，已完成{facts.measures_done}项。",
        )
    if facts.petitions:
        left = f"，尚有{facts.petitions_open}件正在办理" if facts.petitions_open else "，已全部办结"
        yield "work.petitions", f"受理信访举报{facts.petitions}件{left}。"


# ------------------------------------------------------------------ 问题和打算


def _next(facts: SummaryFacts) -> list[Piece]:
    found: list[tuple[str, str]] = []
    if facts.overdue or facts.done_late:
        found.append(
            (
                "next.late",
                f"换届中超过期限办结的事项{facts.done_late}项，现在仍超期没有办结的{facts.overdue}项。",
            )
        )
    if facts.withdrawn:
        found.append(("next.withdrawn", f"撤销选举结果{facts.withdrawn}次。"))
    waiting = facts.villages - facts.declared - len(facts.deferred)
    if facts.level != "village" and waiting > 0:
        found.append(("next.waiting", f"还有{waiting}个村（社区）没有宣布选举结果。"))
    if facts.open_steps:
        rows = facts.open_steps[:8]
        steps = "、".join(
            f"{title}{f'（{count}个村）' if facts.level != 'village' else ''}" for title, count in rows
        )
        found.append(("next.open", f"下一步要办结的事项有：{steps}。"))
    return list(_said(*found))


def _thoughts(facts: SummaryFacts) -> list[Piece]:
    """What was learned: only people can say it."""
    return []


_SECTIONS = {"basic": _basic, "work": _work, "thoughts": _thoughts, "next": _next}


# ------------------------------------------------------------------ the draft as it is read


def paragraphs(parts: Iterable[Piece]) -> dict[str, str]:
    """What people may change: paragraph by key."""
    return {piece.key: piece.text for piece in parts if piece.kind == "p"}


def readable(parts: Sequence[Piece], text: Mapping[str, str]) -> list[Piece]:
    """The pieces with the words as they read now; a section without any is left out, its number closes up.

    A paragraph that only the draft still has stands at the end of its section.
    """
    known = {piece.key for piece in parts}
    sections: dict[str, list[Piece]] = {code: [] for code, _ in SECTIONS}
    code = SECTIONS[0][0]
    for piece in parts:
        if piece.kind == "h1":
            code = piece.key.removeprefix("h.")
        elif piece.key.endswith(".own"):
            older = [key for key in text if key not in known and key.startswith(f"{code}.")]
            sections[code] += [Piece(key, "p", text[key]) for key in [*older, piece.key] if text.get(key)]
        elif piece.kind != "p":
            sections[code].append(piece)
        elif words := text.get(piece.key, piece.text):
            sections[code].append(Piece(piece.key, "p", words))
    found: list[Piece] = []
    number = 0
    for code, title in SECTIONS:
        if any(piece.kind not in ("h2",) for piece in sections[code]):
            number += 1
            found += [Piece(f"h.{code}", "h1", f"{cn_number(number)}、{title}"), *sections[code]]
    return found
