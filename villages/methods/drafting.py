"""The first text of a 选举办法 as the rulebook of its place says it. Plain values in, sentences out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from election_office.law.dates import cn_date
from election_office.law.meetings import share_words
from election_office.law.rulebooks import Rulebook
from election_office.law.text import cn_number

UNFIT = "policy_unfit_grounds"
"""The value whose entries are printed one by one: the grounds on which nobody is nominated."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What of an election its text names. ``seats``: title of the post and how many."""

    village: str
    term: str
    day: date
    seats: Sequence[tuple[str, int]]


def draft(occasion: Occasion, book: Rulebook) -> list[str]:
    """The articles without their numbers, in the order of the work. What the law fixes is said with its
    place; what the village sets itself follows as values, one article each (``value_article``)."""
    words = book.words
    people = sum(count for _, count in occasion.seats)
    seats = "、".join(f"{title}{count}人" for title, count in occasion.seats)
    return [
        f"为了做好{words.here}{occasion.term}{words.election}工作，根据《{book.parameter('voting_age').national.law}》"
        "和本省有关规定，制定本办法。",
        f"选举由{words.committee}主持；应当由{words.people}讨论决定的事项，提交{words.meeting}或者"
        f"{words.representatives}讨论决定。",
        f"{words.here}{words.body}由{seats}组成，共{people}人。选举日为{cn_date(occasion.day)}。",
        f"年满{cn_number(book.value('voting_age'))}周岁、依法登记的{words.people}有选举权和被选举权。"
        f"{words.roll}在选举日前张榜公布；有异议的，自公布之日起{_days(book, 'objection_days')}内向"
        f"{words.committee}申诉，{words.committee}自收到之日起{_days(book, 'decision_days')}内作出处理决定"
        f"并公布处理结果。{_at(book, 'objection_days')}",
        f"由{book.parameter('nominators').display}提名候选人，候选人的人数应当多于应选名额。"
        f"{_at(book, 'nominators')}",
        f"{book.parameter('statutory_bars').label}：{book.parameter('statutory_bars').display}。"
        f"{_at(book, 'statutory_bars')}",
        f"投票的时间和地点在选举日前公布。投票以无记名方式进行，设立秘密写票处。{_at(book, 'secret_ballot')}",
        _proxies(book),
        f"{words.voter}{_more_than(book, 'turnout_threshold')}参加投票，选举有效；"
        f"收回的选票多于发出的选票的，选举无效。{_at(book, 'turnout_threshold')}",
        f"候选人或者另选人获得参加投票的人{_more_than(book, 'win_threshold')}的选票，始得当选。"
        f"{_at(book, 'win_threshold')}",
        f"当选人数不足应选名额的，不足的名额另行选举，"
        f"得票不得少于所投票数的{_share(book, 'runoff_threshold')}。"
        f"{_at(book, 'runoff_threshold')}",
        f"公开计票，当场公布结果；{words.committee}确认选举有效后张榜公布当选人名单。"
        f"{_at(book, 'open_count')}",
        f"{words.body}换届后，上一届成员依法移交工作。{_at(book, 'handover_days')}",
    ]


def value_article(label: str, display: str, key: str, value: Any) -> str:
    """One article for one value the village sets."""
    if key != UNFIT:
        return f"{label}：{display}。"
    lines = "；".join(f"（{cn_number(number)}）{item['label']}" for number, item in enumerate(value, start=1))
    return f"有下列情形之一的，不提名为候选人，也不列入候选人名单：{lines}。"


def article_title(number: int) -> str:
    return f"第{cn_number(number)}条"


def _proxies(book: Rulebook) -> str:
    most = book.parameter("proxy_max")
    limit = "" if most.value >= 99 else f"，每人接受委托不得超过{most.display}"
    return (
        f"选举期间外出不能参加投票的，可以书面委托{book.parameter('proxy_relation').display}代为投票{limit}，"
        f"委托名单由{book.words.committee}公布。{_at(book, 'proxy_max')}"
    )


def _days(book: Rulebook, key: str) -> str:
    return f"{cn_number(book.value(key))}日"


def _share(book: Rulebook, key: str) -> str:
    return share_words(book.value(key))


def _more_than(book: Rulebook, key: str) -> str:
    share = book.value(key)
    return "过半数" if share["den"] == 2 * share["num"] else f"超过{share_words(share)}"


def _at(book: Rulebook, key: str) -> str:
    """Where it stands; nothing where nobody has read it there."""
    parameter = book.parameter(key)
    return f"（{parameter.citation}）" if parameter.verified and parameter.law else ""
