"""Titles of papers on more than one line: broken where the sense breaks, never inside a word (GB/T 9704)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from election_office.law.words import KINDS, Words, first_words, names, words_for

# Words that stand in titles beside the names of bodies and people, which law/words knows. What is in no list
# (the name of a place or of a person) counts as one word and stays whole.
_TEXT = (
    "关于 "
    "选举 换届选举 补选 罢免 另行选举 重新选举 再次投票 投票 预选 推选 登记 登记参加 参加 委托投票 委托 "
    "投票时间和地点 时间和地点 选举日 选举办法 工作人员 流动票箱 投票站 会场 选票 颜色和印章 抽签记录 "
    "领用登记簿 检查表 投票日 记录 正式候选人 初步候选人 候选人 预备人选 初步人选 人选 提名 推荐 自荐 联名 "
    "参选意愿 职位选择书 资格审查 资格联审 资格 意见 申诉 受理单 处理决定书 决定书 答复书 回执 移交 交接 "
    "当选 当选资格 当选证书 得票 结果 结果公告 结果报告单 报告单 报告 请示 批复 公示 公告 通告 通知 "
    "名单公告 名单 补充公告 更正公告 更正 补充 告知公告 外出 成员 退出 递补 退出和递补公告 办法公告 "
    "委员会 支部委员会 总支部委员会 党支部 党总支 党委 书记 主任 副主任 委员 提名票 推荐票 自荐表 提名表 "
    "个人信息告知书 专项说明 情况 工作 手册 操作规程 宣传提纲 知识问答 讲稿 总结 统计表 一览表 汇总表"
)
_WORDS = _TEXT.split()
_TERM = re.compile(r"第[一二三四五六七八九十百]+届")
_SHORT = "和及与对并"
_CLOSES = "的、，）》”"  # never first on a line
_LEADS = ("关于", "和", "及", "与", "对", "并")  # better not last on a line
_GOOD_ENDS = ("的", "委员会", "支部", "党委")
_NEVER = 1000.0


@cache
def _known() -> tuple[str, ...]:
    """Every known word of two characters or more, long ones first."""
    spoken = {getattr(words, name) for words in _all_words() for name in names()}
    return tuple(sorted({word for word in {*_WORDS, *spoken} if len(word) > 1}, key=len, reverse=True))


def _all_words() -> Iterator[Words]:
    yield first_words()
    for kind in KINDS:
        try:
            yield words_for("", kind)
        except LookupError:
            continue


def _word_at(title: str, at: int) -> str:
    term = _TERM.match(title, at)
    return term.group() if term else next((word for word in _known() if title.startswith(word, at)), "")


def _is_short_word(title: str, at: int) -> bool:
    """清和村 has no conjunction in it: that joins two known words."""
    return title[at] in "的、" or (title[at] in _SHORT and bool(_word_at(title, at + 1)))


def words_of(title: str) -> list[str]:
    """The words of a title in order; a stretch of unknown characters is one word."""
    found: list[str] = []
    unknown, at = "", 0
    while at < len(title):
        word = _word_at(title, at)
        if not word and found and not unknown and _is_short_word(title, at):
            word = title[at]
        if not word:
            unknown += title[at]
            at += 1
            continue
        found += [unknown] if unknown else []
        unknown = ""
        found.append(word)
        at += len(word)
    return [*found, unknown] if unknown else found


def title_lines(title: str, most: int) -> list[str]:
    """The title on lines of at most ``most`` characters: as few as will do, about equally long.

    Line breaks in ``title`` are taken as they are where every line fits. A single word that is longer
    than a line has to be cut.
    """
    given = title.split("\n")
    if all(len(line) <= most for line in given):
        return given
    pieces = [piece for word in words_of("".join(given)) for piece in _cut(word, most)]
    best: list[tuple[float, int]] = [(0.0, 0)]
    even = _even_length(pieces, most)
    for end in range(1, len(pieces) + 1):
        best.append(
            min(
                (best[start][0] + _line_cost("".join(pieces[start:end]), pieces, start, most, even), start)
                for start in range(end)
            )
        )
    lines: list[str] = []
    end = len(pieces)
    while end:
        start = best[end][1]
        lines.insert(0, "".join(pieces[start:end]))
        end = start
    return lines


def _cut(word: str, most: int) -> list[str]:
    return [word[at : at + most] for at in range(0, len(word), most)]


def _even_length(pieces: list[str], most: int) -> float:
    total = sum(len(piece) for piece in pieces)
    return total / -(-total // most)


def _line_cost(line: str, pieces: list[str], start: int, most: int, even: float) -> float:
    """How bad this line is, beginning at ``start``; the number of lines counts most."""
    if len(line) > most:
        return _NEVER
    cost = 100 + (len(line) - even) ** 2 / 4
    if start:
        before, first = pieces[start - 1], pieces[start]
        if first[0] in _CLOSES:
            cost += _NEVER
        elif before in _LEADS:
            cost += 12
        elif before.endswith("选举"):
            cost -= 12
        elif before.endswith(_GOOD_ENDS) or _TERM.fullmatch(before):
            cost -= 6
    return cost
