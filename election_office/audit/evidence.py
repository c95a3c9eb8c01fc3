"""What the trail vouches for beside itself. Each app compares its own rows with what was recorded.

    register(paper_faults)      # prefix of codes → what does not agree

``verify_audit`` asks them all after it has walked the chains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One row that no longer says what the trail says of it. ``sentence`` names the row and no person."""

    area_code: str
    code: str
    sentence: str


Check = Callable[[str], Iterator[Fault]]
_checks: list[Check] = []


def register(check: Check) -> None:
    if check not in _checks:
        _checks.append(check)


def faults(area_prefix: str = "") -> Iterator[Fault]:
    """Everything that does not agree; a check that fails half-way is itself named."""
    for check in _checks:
        try:
            yield from check(area_prefix)
        except Exception as error:
            yield Fault(
                "", "unreadable", f"{check.__name__}没有查完（{type(error).__name__}），有数据无法读取。"
            )
