"""May a right to vote still be taken away? Not once its ballot was handed out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from election_office.law.decision import Decision, Finding
from election_office.law.rulebooks import Rulebook


@dataclass(frozen=True, slots=True)
class UsedRight:
    """A right whose ballot was handed out in the voting at hand. ``name``: whose right it is; ``agent``: who
    took the ballot in their place, empty when they came in person; ``place``: when and at which box."""

    name: str
    place: str
    agent: str = ""

    @property
    def told(self) -> str:
        if self.agent:
            return f"{self.name}的选票{self.place}由受委托人{self.agent}领取"
        return f"{self.name}的选票{self.place}由本人领取"


def check_unused(used: Sequence[UsedRight], book: Rulebook) -> Decision:
    """``used``: the rights that the act would take away, or whose agent or authority it would."""
    return Decision(
        tuple(
            Finding(
                "ballot_handed_out",
                False,
                f"{right.told}，这项投票权利已经使用：本轮投票宣布结果以前，不能取消或者改变登记，"
                "也不能撤销委托。发票登记有误的，先在发票页撤回发票。",
                book.cite("open_count"),
            )
            for right in used
        )
    )
