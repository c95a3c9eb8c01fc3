"""Whether a Word copy still says what the paper says. Plain texts in, a Decision out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from election_office.law.decision import Decision, Finding

CONTEXT = 12
_BLANK = re.compile(r"\s+")
# A page number between its dashes, in whatever digits.
_PAGE_NUMBER = re.compile(r"[\d—–\-]*")


@dataclass(frozen=True, slots=True)
class Returned:
    """What a reader sees on the copy.

    ``changed_by``: who made the changes that nobody accepted yet; ``commented_by``: whose comments stand in
    it; ``foot``: what stands in heads, feet and notes; ``pictures``: how many stand in the text.
    """

    text: str
    foot: str = ""
    changed_by: tuple[str, ...] = ()
    commented_by: tuple[str, ...] = ()
    pictures: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """The passage that is another: as issued, and as it came back."""

    issued: str
    returned: str


def squeezed(text: str) -> str:
    """Blanks and line breaks are a matter of the look."""
    return _BLANK.sub("", text)


def difference(issued: str, returned: str) -> Difference | None:
    """From the first to the last place that differs, with a few characters before and after."""
    item, other = squeezed(issued), squeezed(returned)
    if item == other:
        return None
    shorter = min(len(item), len(other))
    first = next((place for place in range(shorter) if item[place] != other[place]), shorter)
    last = next(
        (place for place in range(shorter - first) if item[-1 - place] != other[-1 - place]), shorter - first
    )
    return Difference(_passage(item, first, len(item) - last), _passage(other, first, len(other) - last))


def _passage(text: str, first: int, last: int) -> str:
    """Long ones by their beginning and end."""
    before, after = text[max(0, first - CONTEXT) : first], text[last : last + CONTEXT]
    middle = text[first:last]
    if len(middle) > 60:
        middle = f"{middle[:30]}……{middle[-30:]}"
    return f"{before}【{middle}】{after}"


def check_return(issued: Returned, copy: Returned) -> Decision:
    """Another look is a copy to be kept; another text is another paper."""
    findings = []
    if copy.changed_by:
        said = (
            f"文件中有{_names(copy.changed_by)}的修订没有接受或者拒绝，不同的软件读出的内容不同。"
            "请先处理全部修订再上传。"
        )
        findings.append(Finding("tracked", False, said))
    if copy.commented_by:
        said = f"文件中有{_names(copy.commented_by)}的批注，会随公文打印出来。请先删除批注再上传。"
        findings.append(Finding("comments", False, said))
    if findings:
        return Decision(tuple(findings))
    found = difference(issued.text, copy.text)
    if found is not None:
        said = (
            f"内容与签发的公文不同。签发的是“{found.issued}”，上传的是“{found.returned}”。"
            "版式可以调整，文字不能改；内容确有变化的，请办理更正公告。"
        )
        return Decision((Finding("other_text", False, said),))
    if extra := _beside(issued.foot, copy.foot):
        said = (
            f"页眉、页脚或者脚注多出“{extra[:60]}”，签发的公文没有。请删除后再上传；"
            "内容确有变化的，请办理更正公告。"
        )
        return Decision((Finding("other_foot", False, said),))
    return Decision()


def _beside(issued: str, returned: str) -> str:
    """What heads and feet say beside what the office itself puts there and the page number."""
    rest = squeezed(returned)
    for line in sorted({squeezed(line) for line in issued.splitlines()} - {""}, key=len, reverse=True):
        rest = rest.replace(line, "")
    return "" if _PAGE_NUMBER.fullmatch(rest) else rest


def _names(people: Sequence[str]) -> str:
    known = list(dict.fromkeys(name.strip() or "未署名的人" for name in people))
    return "、".join(known[:5]) + ("等" if len(known) > 5 else "")
