"""A notice as it is read out over a loudspeaker: plain sentences of what, when, where and until when.

A paper may say its own sentences (``Notice.spoken``). Where it does not, they are made from what it prints:
articles and brackets are left out, names in lists are counted, and people are sent to the wall for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from election_office.documents.models import Document
from election_office.documents.notice import Notice
from election_office.documents.paper import (
    Heading1,
    Heading2,
    NameGrid,
    Paper,
    Para,
    Table,
)
from election_office.law.dates import cn_date

# A breath holds about as many characters; a longer sentence is cut at its commas.
BREATH = 60
FEW_ROWS = 12
# (依据：…), with the brackets of its own that a citation may hold.
SOURCE = re.compile(r"（(?:依据：)?《(?:[^（）]|（[^（）]*）)*）")
GROUNDS = re.compile(r"(?:根据|依照)《[^》]*》[^，。；]*，")
NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|[0-9]+[．.])")


@dataclass(frozen=True, slots=True)
class Script:
    """``places``: where the paper hangs."""

    title: str
    sentences: tuple[str, ...]

    @property
    def minutes(self) -> int:
        """How long it takes at about two hundred characters a minute, at least one."""
        return max(1, round(sum(len(line) for line in self.sentences) / 200))


def script_of(notice: Notice[Any, Any], document: Document, people: str) -> Script:
    """What is read out for an issued paper. ``people``: how its people are called."""
    facts = notice.printed(document)
    assert notice.layout is not None
    said = notice.spoken(facts) if notice.spoken else from_paper(notice.layout(facts))
    return Script(document.title, tuple(_framed(document, said, people)))


def _framed(document: Document, said: Sequence[str], people: str) -> Iterator[str]:
    yield f"各位{people}请注意，现在播送{document.title}。"
    for sentence in said:
        yield from breaths(plain(sentence))
    places = [place.name for place in document.place_list]
    if places:
        shown = "、".join(places[:3]) + (f"等{len(places)}处" if len(places) > 3 else "")
        yield f"公告原文张贴在{shown}，以张贴的公告为准。"
    yield f"{document.issuer}，{cn_date(document.dated)}。"
    yield "现在再播送一遍。"


# ------------------------------------------------------------------ from what is printed


def from_paper(paper: Paper) -> list[str]:
    said: list[str] = []
    for block in paper.blocks:
        match block:
            case Heading1(text=text) | Heading2(text=text):
                said.append(_ended(text))
            # An address to everybody, and a number that machines compare, are not read.
            case Para(text=text) if not (said or block.indent) or "校验值" in text:
                continue
            case Para(text=text):
                said.append(text)
            case NameGrid(groups=groups):
                total = sum(len(group.names) for group in groups)
                said.append(f"名单共{total}人，不一一播送，请到张贴处逐一核对。")
            case Table():
                said += _rows(block)
    return said


def _rows(table: Table) -> list[str]:
    """A short table row by row, a long one by its size."""
    if len(table.rows) > FEW_ROWS:
        return [f"名单共{len(table.rows)}项，不一一播送，请到张贴处逐一核对。"]
    heads = [column.title for column in table.columns]
    rows = ([_cell(head, cell) for head, cell in zip(heads, row, strict=True) if cell] for row in table.rows)
    return [_ended("，".join(filter(None, row))) for row in rows if row]


def _cell(head: str, cell: str) -> str:
    """A number of votes with its unit; the number of the row is for the eye."""
    if head == "序号":
        return ""
    return f"{cell}票" if head == "得票" and cell.isdecimal() else cell.replace("\n", "，")


def plain(sentence: str) -> str:
    """Without what only the eye reads: articles, numbers of paragraphs, brackets, wide spaces."""
    text = NUMBER.sub("", sentence.replace("　", "").strip())
    text = GROUNDS.sub("", SOURCE.sub("", text))
    text = (
        text.replace("\n", "")
        .replace("（社区）", "社区")
        .replace("㊛", "（女）")
        .replace("（女）", "，女，")
        .replace("，女，、", "，女，")
    )
    text = re.sub(r"（([^（）]*)）", r"，\1，", text)
    text = re.sub(r"〔([0-9]+)〕", r"\1年", text)
    text = re.sub(r"([，、：])，+", r"\1", text)
    text = re.sub(r"，+([。；、：])", r"\1", text)
    return _ended(text.strip("，、"))


def _ended(text: str) -> str:
    """With a full stop; a colon is one when it is read."""
    return text if text.endswith(("。", "！", "？")) else text.rstrip("：；，、") + "。"


def breaths(sentence: str) -> Iterator[str]:
    """The sentence in pieces that can be read in a breath, each beginning a line."""
    for part in re.findall(r"[^。；！？]+[。；！？]*[”’]?", sentence):
        if len(part) <= BREATH:
            if part.strip("。；"):
                yield part
            continue
        line = ""
        for piece in re.findall(r"[^，、：]+[，、：]?", part):
            if line and len(line) + len(piece) > BREATH:
                yield line
                line = ""
            line += piece
        if line:
            yield line


def paper_of(script: Script) -> Paper:
    """The page to hold before the microphone: large type, a sentence a line."""
    return Paper(
        title=f"{script.title}\n播音稿",
        blocks=tuple(Para(sentence) for sentence in script.sentences),
        points=20,
    )
