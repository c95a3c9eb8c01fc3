"""The class of voter a row makes, from what it says of household registration and residence: of a village
(§16), or of a community, whose law knows three others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voters.imports import rows, sentences
from voters.imports.findings import Level
from voters.imports.layouts import Field
from voters.imports.rows import RollClass

Said = tuple[Field, Level, str, str]
_MARKS = {"√", "✓", "✔", "○", "〇", "●", "1", "是", "V", "v", "Y", "y", "★", "对"}


@dataclass(frozen=True, slots=True)
class Standing:
    """Registered here, living here, the class these make, and the findings (field, level, code, sentence)."""

    hukou: bool | None
    lives: bool | None
    roll_class: RollClass
    findings: tuple[Said, ...] = ()


_RESIDENT = Standing(True, True, "A")


def of_row(at: Mapping[str, int], texts: Sequence[str], *, community: bool = False) -> Standing:
    """``at``: where each field stands by its name, -1 where the file has no such column."""
    hukou = _yes_or_no(texts, at["hukou"], at["hukou_not"])
    lives = _yes_or_no(texts, at["lives"], at["lives_not"])
    if community and (hukou or (hukou is False and lives is not None)):
        works = _answer(texts, at["village_work"], absent=False)
        return of_a_community(hukou, lives, works, _answer(texts, at["request"], absent=None))
    if hukou and lives:
        return _RESIDENT
    works = _answer(texts, at["village_work"], absent=False)
    if hukou is None or (lives is None and not works):
        column = Field.HUKOU if hukou is None else Field.LIVES
        sentence = f"「{column.value}」没有填写是或否，不能确定登记类别。"
        return Standing(hukou, lives, "", ((column, "pending", "class_unknown", sentence),))
    if hukou:
        said: Said = (Field.LIVES, "pending", "non_resident_no_request", sentences.NOT_DECLARED)
        declared = _answer(texts, at["request"], absent=False)
        return Standing(True, False, "B", () if declared else (said,))
    if not lives and not works:
        outside: Said = (Field.HUKOU, "excluded", "not_of_this_village", sentences.OUTSIDE)
        return Standing(False, False, "", (outside,))
    return Standing(False, bool(lives), "C", tuple(_outsider(at, texts)))


def of_a_community(
    hukou: bool | None, lives: bool | None, works: bool | None, declared: bool | None
) -> Standing:
    """Everybody says that they take part (``declared`` None: the file says nothing of it). A book of
    registration that says nothing is taken to be made of those who did; of who only lives here nothing is.
    For a community worker the committee's confirmation and the six months are entered at the desk."""
    silent: Said = (Field.HUKOU, "pending", "resident_not_declared", sentences.RESIDENT_NOT_DECLARED)
    if hukou:
        return Standing(True, lives, "hukou", (silent,) if declared is False else ())
    if lives:
        return Standing(False, True, "lives", () if declared else (silent,))
    if works:
        waits: Said = (Field.VILLAGE_WORK, "pending", "worker_waits", sentences.WORKER_WAITS)
        return Standing(False, False, "works", (waits,))
    nobody: Said = (Field.HUKOU, "excluded", "not_of_this_village", sentences.NOT_OF_THIS_COMMUNITY)
    return Standing(False, False, "", (nobody,))


def _outsider(at: Mapping[str, int], texts: Sequence[str]) -> list[Said]:
    found: list[Said] = []
    needed = (("本人申请", at["request"]), (sentences.MEETINGS, at["consent"]))
    wanted = [title for title, index in needed if not _answer(texts, index, absent=False)]
    if wanted:
        sentence = sentences.still_needs("、".join(wanted))
        found.append((Field.HUKOU, "pending", "outsider_no_consent", sentence))
    years = texts[at["years"]]
    match = re.match(r"[0-9]+(?:\.[0-9]+)?", unicodedata.normalize("NFKC", years))
    if match:
        less_than_a_year = float(match[0]) < (12 if "月" in years and "年" not in years else 1)
    else:
        less_than_a_year = rows.parse_yes_no(years) is False
    if years and less_than_a_year:
        found.append((Field.YEARS, "excluded", "outsider_under_one_year", sentences.too_short(years)))
    return found


def _yes_or_no(texts: Sequence[str], index: int, opposite: int) -> bool | None:
    """Yes where the file has no such column; with a column for each answer, the one that is ticked."""
    if opposite == -1:
        return _answer(texts, index, absent=True)
    here, away = texts[index] in _MARKS, texts[opposite] in _MARKS
    if here != away:
        return here
    return _answer(texts, index, absent=None) if texts[index] else None


def _answer(texts: Sequence[str], index: int, *, absent: bool | None) -> bool | None:
    """Yes or no in a column; ``absent`` when the file has no such column, None when unreadable."""
    return absent if index < 0 else rows.parse_yes_no(texts[index])
