"""What the signed list of a power cut must say before it is taken over. No Django."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from election_office.law.rulebooks import Rulebook

LONGEST_RANGE = 3000
NAMED = 8
_BETWEEN = re.compile(r"\s*(?:-|‐|–|—|－|~|～|〜|至|到)\s*")
_APART = re.compile(r"[\s,，、;；。.号]+")


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers of the roll as typed. ``unread``: pieces that are no number; ``twice``: typed again."""

    values: tuple[int, ...]
    unread: tuple[str, ...] = ()
    twice: tuple[int, ...] = ()


def read_numbers(text: str) -> Numbers:
    """ "1-25、27，30至32" → the numbers in the order typed; full-width digits are read, too."""
    plain = _BETWEEN.sub("-", unicodedata.normalize("NFKC", text))
    values: dict[int, None] = {}
    unread, twice = [], []
    for piece in filter(None, _APART.split(plain)):
        first, dash, last = piece.partition("-")
        if not (_is_number(first) and (not dash or _is_number(last))):
            unread.append(piece[:20])
            continue
        begin, end = int(first), int(last or first)
        if not 0 < begin <= end < begin + LONGEST_RANGE:
            unread.append(piece[:20])
            continue
        for number in range(begin, end + 1):
            if number in values:
                twice.append(number)
            values[number] = None
    return Numbers(tuple(values), tuple(unread), tuple(twice))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 6


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """One box's signed list. ``own``, ``proxy``: the typed numbers; ``own_count``, ``proxy_count``: what the
    turnout form of the box says; ``on_roll``: those of the numbers that the roll has."""

    day: date
    now: datetime
    began: datetime
    ended: datetime
    own: Numbers
    proxy: Numbers
    own_count: int
    proxy_count: int
    spoiled: int
    on_roll: Collection[int]


def check_paper(facts: PaperFacts, book: Rulebook) -> Decision:
    """May what stands on the signed list be taken over at all? Whether a right is still free is asked by
    ``check_rights``."""
    both = sorted(set(facts.own.values) & set(facts.proxy.values))
    found = (*_read("own", "本人签名", facts.own), *_read("proxy", "代领", facts.proxy))
    unknown = [n for n in (*facts.own.values, *facts.proxy.values) if n not in facts.on_roll]
    days = {facts.began.date(), facts.ended.date()}
    return Decision(
        (
            *found,
            Finding("nobody", bool(facts.own.values or facts.proxy.values), "没有填领票人的名单序号。"),
            Finding(
                "not_on_roll",
                not unknown,
                f"{_named(unknown)}号不在{book.words.roll_short}上，请对照纸质名册核对。",
                book.cite("roll_days"),
            ),
            Finding(
                "own_and_proxy",
                not both,
                f"{_named(both)}号既填了本人签名，又填了代领，一名{book.words.voter_short}只发一张。",
                book.cite("excess_compare"),
            ),
            _sums("own_count", "本人签名", len(facts.own.values), facts.own_count),
            _sums("proxy_count", "代领", len(facts.proxy.values), facts.proxy_count),
            Finding(
                "spoiled",
                facts.spoiled <= facts.own_count + facts.proxy_count,
                f"写坏换发{facts.spoiled}张，多于领票的{facts.own_count + facts.proxy_count}人，请核对。",
            ),
            Finding(
                "other_day",
                days == {facts.day},
                f"投票日是{cn_date(facts.day)}，改用和停用纸质名册的时间都须在当天。",
            ),
            Finding(
                "times",
                facts.began < facts.ended <= facts.now,
                "停用纸质名册的时间须晚于改用的时间，并且不能晚于现在。",
            ),
        )
    )


def _read(code: str, what: str, numbers: Numbers) -> tuple[Finding, Finding]:
    unread = "、".join(f"“{piece}”" for piece in numbers.unread[:NAMED])
    return (
        Finding(f"{code}_unread", not numbers.unread, f"{what}的序号中{unread}看不懂，请写成“1-25、27”。"),
        Finding(
            f"{code}_twice", not numbers.twice, f"{what}的序号中{_named(numbers.twice)}号写了两次，请核对。"
        ),
    )


def _sums(code: str, what: str, listed: int, counted: int) -> Finding:
    return Finding(
        code,
        listed == counted,
        f"{what}的序号共{listed}个，参加投票人数表上是{counted}人，请逐页核对，改到一致。",
    )


def _named(numbers: Sequence[int]) -> str:
    shown = "、".join(str(number) for number in numbers[:NAMED])
    return shown + (f"等{len(numbers)}个" if len(numbers) > NAMED else "")


def check_rights(refused: Sequence[tuple[int, str]], *, taken: int, as_conflicts: bool) -> Decision:
    """``refused``: number of the roll and why its right is not free; ``taken``: rights that are. What was
    signed although the right was used is kept as a conflict only where somebody says so, never for a whole
    list: that list was typed in before."""
    said = "".join(f"{number}号：{message}" for number, message in refused[:NAMED])
    more = f"还有{len(refused) - NAMED}人。" if len(refused) > NAMED else ""
    return Decision(
        (
            Finding(
                "rights_used",
                not refused or (as_conflicts and taken > 0),
                f"{said}{more}请对照签名核对；名册上确有签名的，勾选“登记为冲突”，逐条处理以后才能计票。"
                if taken
                else f"名册上的人都不能登记发票，这份名册可能已经补录。{said}{more}",
            ),
        )
    )
