"""The result as it goes to the township (选举结果报告单): facts alone, on one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from ballots.aftermath.queries import public_files
from ballots.models import Box, Result
from ballots.notices.shared import results_in_force
from ballots.notices.summary import ResultFacts, Summary, first_summary, result_heading
from ballots.preparation.queries import stock_remarks
from ballots.queries import fixed_posts
from ballots.rules.irregularities import IRREGULARITIES
from ballots.rules.results import TOLD, told_in_public
from election_office.audit.ties import last_link
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, NumberRule, Step, register
from election_office.documents.paper import Align, Block, Column, Paper, Para, Table
from election_office.law.dates import age_on
from villages.lawtexts.queries import rules_line
from villages.notices.shared import election_of, first_words_in, words_in

CODE = "ballots.result_report"
SIGNERS: Final = ("选举委员会主任", "总监票人", "监票人", "唱票人、计票人", "乡镇监督人")
BASE: Final = "登记"


@dataclass(frozen=True)
class ReportWords:
    place: str
    body: str


@dataclass(frozen=True)
class ReportFacts(ResultFacts):
    """``persons``: name → sex, age, party. Version 2 added the words of the election; version 3
    ``trail``: the end of the village's audit trail when it was issued, which later acts leave behind;
    version 4 ``base``: of whom the turnout is counted, and the word for the place."""

    version: ClassVar[int] = 4

    place: str
    boxes: int
    issued_own: int
    issued_proxy: int
    spoiled: int
    mobile: int
    stock: tuple[str, ...]
    persons: dict[str, tuple[str, ...]]
    count_sha256: str
    rules: str
    words: ReportWords
    trail: str
    base: str


def _persons(result: Result) -> dict[str, tuple[str, ...]]:
    """Of everybody printed or elected, for the township's statistics."""
    day = result.round.day
    people = {
        name.name: name.candidate.person
        for row in fixed_posts(result.round)
        for name in row.ballot_names.all()
    }
    for winner in result.winners.select_related("person"):
        if winner.person is not None:
            people[winner.name] = winner.person
    return {
        name: (
            person.get_sex_display(),
            str(age_on(person.birth_date, day)),
            "中共党员" if person.party_member else "群众",
        )
        for name, person in people.items()
    }


def facts(result: Result) -> ReportFacts:
    election = result.election
    boxes = list(result.round.boxes.all())
    mobile = [box for box in boxes if box.kind == Box.Kind.MOBILE]
    return ReportFacts(
        **result_heading(result, "选举结果报告单"),
        told=tuple(told_in_public(result.outcome)),
        place=election.polling_place or election.village.name,
        boxes=len(boxes),
        issued_own=sum(box.issued_own or 0 for box in boxes),
        issued_proxy=sum(box.issued_proxy or 0 for box in boxes),
        spoiled=sum(box.spoiled for box in boxes),
        mobile=sum(box.recovered or 0 for box in mobile),
        stock=tuple(stock_remarks(result.round)),
        persons=_persons(result),
        count_sha256=result.count_sha256,
        rules=rules_line(election),
        words=words_in(ReportWords, election.words),
        trail=last_link(election.area_code).sentence,
        base=election.base_label if election.by_delegates else BASE,
    )


def from_version_1(old: Json) -> Json:
    """The oldest reports name no persons, no rules and no stock; what some told the office to do about the
    stock is no fact."""
    return {
        "told": [],
        "persons": {},
        "rules": "",
        **old,
        "stock": [line.replace("，请核对领用登记", "") for line in old.get("stock", [])],
        "summary": first_summary(old["summary"]),
        "words": first_words_in(ReportWords),
    }


def from_version_2(old: Json) -> Json:
    return old | {"trail": ""}


def from_version_3(old: Json) -> Json:
    return old | {"base": BASE, "words": first_words_in(ReportWords) | old["words"]}


def layout(facts: ReportFacts) -> Paper:
    """What is to be done about the facts stands on the office's pages."""
    summary = facts.summary
    figures = {
        f"{facts.base}人数": f"{summary.registered}人",
        "发出选票": f"{summary.issued}张",
        "收回选票": f"{summary.recovered}张",
        "没有退回": f"{max(0, summary.issued - summary.recovered)}张",
        "本人投票": f"{facts.issued_own}张",
        "委托投票": f"{facts.issued_proxy}张",
        "写坏换发": f"{facts.spoiled}张",
        "票箱": f"{facts.boxes}个",
        "流动票": f"{facts.mobile}张",
    }
    kind = "换届选举" if summary.round == "第一次投票" else ""
    valid = "选举有效" if summary.valid else "选举无效"
    blocks: list[Block] = [
        Para(
            f"{facts.polled_words}，{facts.village}在{facts.place}举行{facts.term}{facts.words.body}"
            f"{kind}{summary.round}，{valid}。结果如下："
        ),
        Table([Column(title) for title in figures], [list(figures.values())], points=9),
    ]
    if summary.valid:
        blocks.append(_votes(summary, facts.persons))
    # In the small type of a table: with three posts and five signatures everything has to fit on one page.
    remarks = [f"{number}．{line}" for number, line in enumerate(_remarks(facts), start=1)]
    trail = f"{facts.trail}。" if facts.trail else ""
    remarks.append(
        f"计票数据校验值{facts.count_sha256[:16]}。{trail}本报告单一式三份，{facts.words.place}、镇、县各存一份。"
    )
    remarks += [facts.rules] if facts.rules else []
    blocks += [
        Table([Column("需要说明的情况", align=Align.LEFT)], [[line] for line in remarks], points=9),
        Table([Column(title) for title in SIGNERS], [[""] * len(SIGNERS)], points=9, row_height_mm=8),
    ]
    return Paper(
        title=facts.title,
        addressee=f"{facts.township}人民政府：",
        blocks=tuple(blocks),
        signature=(facts.committee,),
        dated=facts.polled,
    )


def _votes(summary: Summary, persons: dict[str, tuple[str, ...]]) -> Table:
    unknown = ("", "", "")
    rows: list[Sequence[str]] = []
    for post in summary.posts:
        missing = f"，缺{post.unfilled}名" if post.unfilled else ""
        heads = [
            f"{post.title}（{post.seats}名{missing}）",
            f"有效{post.valid_ballots}　无效{post.void}　弃权{post.blank}",
        ]
        for line in post.votes:
            head = heads.pop(0) if heads else ""
            person = persons.get(line.name, unknown)
            rows.append([head, line.shown_name, str(line.votes), line.word or "—", *person])
        rows += [[head, "", "", "", *unknown] for head in heads]
    columns = [
        Column("职位", 2.1),
        Column("姓名", 1.5),
        Column("得票", 0.7),
        Column("结果", 1.8),
        Column("性别", 0.6),
        Column("年龄", 0.6),
        Column("政治面貌", 1),
    ]
    return Table(columns, rows, points=9)


def _open_seats(summary: Summary) -> list[str]:
    lines = []
    for post in summary.posts:
        if not post.unfilled:
            continue
        missing = f"{post.title}应选{post.seats}名，缺{post.unfilled}名"
        if post.next == "tie_vote":
            lines.append(f"{missing}，{'、'.join(post.tied)}得票相等，再次投票。")
        elif post.runoff_candidates:
            lines.append(f"{missing}，另行选举，候选人为{'、'.join(post.runoff_candidates)}。")
        else:
            lines.append(f"{missing}。")
    return lines


def _remarks(facts: ReportFacts) -> list[str]:
    """What happened, without what the office should do about it."""
    summary = facts.summary
    lines = _open_seats(summary) if summary.valid else list(summary.next)
    lines += [
        finding.message
        for finding in summary.findings
        if finding.code != "relative_no_method"  # the question itself; who stays is told by relative_left
        and (finding.severity == "error" or finding.code in TOLD or finding.code in IRREGULARITIES)
    ]
    if summary.excess_proxies:
        lines.append(f"超出有效委托发出的委托选票{summary.excess_proxies}张。")
        lines += [f"{post.title}：{post.robust}" for post in summary.posts if post.robust]
    return [*lines, *facts.stock]


def _number(subject: Any, year: int, serial: int) -> str:
    return f"{election_of(subject).village.name}选报〔{year}〕{serial}号"


NOTICE = register(
    Notice(
        code=CODE,
        title="选举结果报告单",
        about="报镇备案的结果，总监票人、主任签字盖章。",
        subject=Result,
        facts_type=ReportFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1, 2: from_version_2, 3: from_version_3},
        number=NumberRule(
            "result_report",
            label=_number,
            scope=lambda subject: f"report:{election_of(subject).pk}",
        ),
        signed_by=lambda facts: facts.committee,
        subjects=results_in_force,
        closes=Step(
            code="report",
            title="报送选举结果报告单",
            stage="follow_up",
            order=310,
            days_before=-1,
            responsible="committee",
            waits_for=("polling",),
            help="总监票人、选举委员会主任签字盖章后报镇备案。",
            page="ballots:result",
            when_issued=True,
        ),
        link="ballots:result",
        public=False,
        public_files=public_files,
        visible=lambda user: Result.objects.visible_to(user).with_places(),
    )
)
