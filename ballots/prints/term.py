"""The forms that a box, a recall and a resignation need, to be written on by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from election_office.documents.paper import Fields, Lines, Paper, Para, Signatures
from election_office.law.electorates import HOUSEHOLDS, REPRESENTATIVES, entitled_words
from election_office.law.meetings import over_words, share_words
from villages.models import Election
from villages.prints.parts import DAY, PAPERS, PEOPLE, ballots_counted, by_hand, read_and_signed
from villages.shelf.register import Form, FormFacts, Phase, form, form_facts, register, titled


@dataclass(frozen=True)
class RecallFacts(FormFacts):
    """The shares in words of the rulebook, each with its article. ``entitled``: who votes, in the way in
    which the member of a community was elected, counted in ``unit``."""

    petitions: tuple[str, ...]
    petition_basis: str
    entitled: str
    unit: str
    turnout: str
    majority: str
    vote_basis: str


def _recall_facts(title: str, election: Election) -> RecallFacts:
    common: dict[str, Any] = vars(form_facts(title)(election))
    book, way, words = election.rulebook, election.electing_way, election.words
    turnout = "recall_turnout_representatives" if way == REPRESENTATIVES else "recall_turnout"
    asked = (
        ("recall_petition_voters", f"{words.here}有选举权的{words.people}"),
        ("recall_petition_households", "户的代表"),
        ("recall_petition_reps", words.representative),
    )
    return RecallFacts(
        **common,
        petitions=tuple(
            f"{who}{share_words(book.value(key))}以上" for key, who in asked if key in book.by_key
        ),
        petition_basis=str(book.cite("recall_petition_voters")),
        entitled=entitled_words(way, book),
        unit="户" if way == HOUSEHOLDS else "人",
        turnout=over_words(book.value(turnout)),
        majority=over_words(book.value("recall_majority")),
        vote_basis=str(book.cite(turnout)),
    )


def box_opening(facts: FormFacts) -> Paper:
    return Paper(
        title=titled(facts),
        blocks=(
            Fields(
                (
                    ("票箱", ""),
                    ("投票站", ""),
                    ("开箱时间", "　　时　　分"),
                    ("封条是否完好", "□是　□否"),
                    ("发出选票", PAPERS),
                    ("收回选票", PAPERS),
                    ("多出或者缺少", PAPERS),
                    ("本箱投票人数", PEOPLE),
                ),
                per_line=2,
            ),
            Para("发出的选票号码段或者本数：", indent=False),
            Lines(1),
            Para("不一致的原因和处理：", indent=False),
            Lines(3),
            Signatures(("加封人", "加封人", "加封人", "开箱人", "开箱人", "开箱人"), per_line=3),
        ),
    )


def recall_petition(facts: RecallFacts) -> Paper:
    words = facts.words
    titles = (("署名", 2), (words.group, 2.4), ("联系电话", 2.4), ("日期", 1.8))
    return Paper(
        title=titled(facts),
        blocks=(
            Para(
                f"我们要求罢免　　　　　　的　　　　　　职务。（由{'，或者'.join(facts.petitions)}联名。"
                f"依据：{facts.petition_basis}）"
            ),
            Para("罢免理由：", indent=False),
            Lines(4),
            by_hand(titles, 12, mm=8),
            Signatures(("联名代表", "收件人", "收到日期"), per_line=3),
        ),
    )


def recall_ballot(facts: RecallFacts) -> Paper:
    return Paper(
        title=titled(facts),
        blocks=(
            by_hand(
                (("被要求罢免的人", 3), ("职务", 2), ("同意罢免", 1.5), ("不同意罢免", 1.5), ("弃权", 1)),
                1,
                numbered=False,
                mm=18,
            ),
            Para("在同意罢免、不同意罢免、弃权中只选一项画〇，多选的无效。"),
        ),
        signature=(f"{facts.village}{facts.words.body}（盖章）",),
        page_numbers=False,
    )


def recall_result(facts: RecallFacts) -> Paper:
    return Paper(
        title=titled(facts),
        blocks=(
            Fields(
                (
                    ("时间", DAY),
                    ("地点", ""),
                    ("主持人", ""),
                    ("记录人", ""),
                    (facts.entitled, f"　　　　{facts.unit}"),
                    ("参加投票", f"　　　　{facts.unit}"),
                ),
                per_line=2,
            ),
            ballots_counted(),
            by_hand(
                (("被要求罢免的人", 3), ("职务", 2), ("同意", 1), ("不同意", 1), ("弃权", 1), ("结果", 2)),
                2,
                mm=14,
            ),
            Para(
                f"罢免须{facts.entitled}{facts.turnout}投票，并且投票的{facts.majority}同意。"
                f"（依据：{facts.vote_basis}）"
            ),
            *read_and_signed("主持人", "监票人", "唱票人", "计票人"),
        ),
    )


def resignation(facts: FormFacts) -> Paper:
    words = facts.words
    return Paper(
        title=titled(facts),
        blocks=(
            Para(f"{words.meeting}、{words.representatives}：", indent=False),
            Para(f"本人　　　　　　，现任{facts.village}{words.body}　　　　　　，申请辞去上述职务。"),
            Para("理由：", indent=False),
            Lines(4),
            Signatures(("申请人签名", "日期"), per_line=2),
            Para("会议讨论的结果：", indent=False),
            Fields(
                (
                    ("会议名称", ""),
                    ("开会日期", DAY),
                    ("应到", PEOPLE),
                    ("实到", PEOPLE),
                    ("同意", PEOPLE),
                    ("公告日期", DAY),
                ),
                per_line=2,
            ),
            Signatures(("主持人", "记录人"), per_line=2),
        ),
    )


def _recall(code: str, title: str, about: str, layout: Any) -> Form:
    def facts(election: Election) -> RecallFacts:
        return _recall_facts(title, election)

    return Form(code, title, about, Phase.FOLLOW_UP, facts, RecallFacts, layout)


register(
    form(
        "ballots.box_opening",
        "票箱开箱单",
        "每只票箱一张，加封和开箱时各签一次。",
        Phase.POLL,
        box_opening,
    ),
    _recall("ballots.recall_petition", "罢免要求书", "要求罢免{w.body}成员时联名用。", recall_petition),
    _recall("ballots.recall_ballot", "罢免表决票", "罢免表决时用。", recall_ballot),
    _recall("ballots.recall_result", "罢免表决结果报告单", "罢免表决当场填写。", recall_result),
    form(
        "ballots.resignation",
        "辞职申请书",
        "{w.body}成员辞职时填写，由会议讨论。",
        Phase.FOLLOW_UP,
        resignation,
    ),
)
