"""The two readings of a counting paper: by two people, and only what differs again."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError

from candidates.models.readings import TwiceRead
from candidates.nomination.queries import reading_of, stored_reading
from candidates.nomination.rules import Reading, differing_cells, with_cells
from election_office.accounts.models import User


def take_reading(paper: TwiceRead, reading: Reading, by: User) -> None:
    """Put in the first or the second reading, unsaved. Raises ValidationError out of turn."""
    if paper.first is not None and paper.second is not None:
        raise ValidationError("这张计票单已有两次录入，只能重录不一致的格子。")
    if paper.first_by_id == by.pk:
        raise ValidationError("您已做第一次录入，第二次录入须由另一人进行。")
    if paper.first is None:
        paper.first, paper.first_by = stored_reading(reading), by
    else:
        paper.second, paper.second_by = stored_reading(reading), by
    _compare(paper)


def reread(paper: TwiceRead, cells: Mapping[str, int], by: User) -> Reading:
    """One of the two reads the differing cells again; the whole reading as it stands then, unsaved."""
    asked = set(differing(paper))
    if not asked:
        raise ValidationError("这张计票单没有不一致的格子。")
    if set(cells) != asked:
        raise ValidationError("请把不一致的格子全部重录，其他格子不动。")
    if by.pk not in (paper.first_by_id, paper.second_by_id):
        raise ValidationError("不一致的格子由原来录入的两人各自重录。")
    side = "first" if by.pk == paper.first_by_id else "second"
    reading = with_cells(reading_of(getattr(paper, side)), cells)
    setattr(paper, side, stored_reading(reading))
    _compare(paper)
    return reading


def differing(paper: TwiceRead) -> list[str]:
    """Keys of the cells two people read differently; nothing while one of them has not read."""
    if paper.first is None or paper.second is None:
        return []
    return differing_cells(reading_of(paper.first), reading_of(paper.second))


def _compare(paper: TwiceRead) -> None:
    paper.agreed = paper.second is not None and not differing(paper)
