"""The book of ballot papers (选票领用登记): nothing leaves that is not there, and all is told. Pure.

Whole ballots. A station is keyed by its box. Ballots handed to voters and taken back spoiled come from the
issuing table or the box's own totals; everything else is a line of the book.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from election_office.law.decision import Decision, Finding

Kind = Literal["printed", "received", "given", "returned", "sealed", "destroyed"]
TITLES: Final[dict[str, str]] = {
    "printed": "印制",
    "received": "村里领到",
    "given": "发给票箱",
    "returned": "票箱退回",
    "sealed": "剩余封存",
    "destroyed": "剩余销毁",
}
AT_STATION: Final = frozenset({"given", "returned"})


@dataclass(frozen=True, slots=True)
class Movement:
    kind: Kind
    count: int
    box: int | None = None


@dataclass(frozen=True, slots=True)
class Used:
    """At one box: voters handed a ballot, and ballots taken back spoiled."""

    issued: int = 0
    spoiled: int = 0


@dataclass(frozen=True, slots=True)
class Stock:
    """``at_printer``, ``at_village``: still there. ``at_box``: neither used nor given back, by box."""

    printed: int
    received: int
    at_printer: int
    at_village: int
    at_box: Mapping[int, int]
    used: int
    put_away: int

    @property
    def open(self) -> int:
        return self.at_printer + self.at_village + sum(self.at_box.values())


def stock_of(movements: Iterable[Movement], used: Mapping[int, Used]) -> Stock:
    total: Counter[str] = Counter()
    at_box: Counter[int] = Counter()
    for movement in movements:
        total[movement.kind] += movement.count
        if movement.box is not None:
            at_box[movement.box] += movement.count if movement.kind == "given" else -movement.count
    for box, numbers in used.items():
        at_box[box] -= numbers.issued + numbers.spoiled
    put_away = total["sealed"] + total["destroyed"]
    return Stock(
        printed=total["printed"],
        received=total["received"],
        at_printer=total["printed"] - total["received"],
        at_village=total["received"] - total["given"] + total["returned"] - put_away,
        at_box=dict(at_box),
        used=sum(row.issued + row.spoiled for row in used.values()),
        put_away=put_away,
    )


@dataclass(frozen=True, slots=True)
class Left:
    """What is left after a line of the book. ``at_box``: of the box of that line, without the ballots handed
    to voters there; None where the line names no box."""

    at_printer: int
    at_village: int
    at_box: int | None


def ledger(movements: Sequence[Movement]) -> list[Left]:
    """The balance after every line, in the order given."""
    found = []
    for count, row in enumerate(movements, start=1):
        stock = stock_of(movements[:count], {})
        found.append(Left(stock.at_printer, stock.at_village, stock.at_box[row.box] if row.box else None))
    return found


def check_movement(new: Movement, stock: Stock, names: tuple[str, str], box_name: str = "") -> Decision:
    """Two different people sign every line, and nothing leaves a place that is not there."""
    first, second = (name.strip() for name in names)
    there, where = _source(new, stock, box_name)
    return Decision(
        (
            Finding("stock_count", new.count > 0, "选票张数至少填1。"),
            Finding(
                "stock_two_names",
                bool(first and second) and first != second,
                f"{TITLES[new.kind]}须由两人签名，并且不能是同一人。",
            ),
            Finding(
                "stock_box",
                (new.kind in AT_STATION) == (new.box is not None),
                "发给票箱、票箱退回须选择票箱，其他登记不选票箱。",
            ),
            Finding(
                "stock_short",
                there is None or new.count <= there,
                f"{where}现有选票{there}张，不能{TITLES[new.kind]}{new.count}张。",
            ),
        )
    )


def _source(new: Movement, stock: Stock, box_name: str) -> tuple[int | None, str]:
    match new.kind:
        case "printed":
            return None, ""
        case "received":
            return stock.at_printer, "印制处"
        case "returned":
            return stock.at_box.get(new.box or 0, 0), f"票箱“{box_name}”"
    return stock.at_village, "村里"


def check_balance(stock: Stock, boxes: Mapping[int, str]) -> Decision:
    """At the end of the day every ballot printed is told: used, spoiled, sealed or destroyed."""
    found = [
        Finding(
            f"stock_box_{box}",
            stock.at_box.get(box, 0) == 0,
            _box_words(name, stock.at_box.get(box, 0)),
        )
        for box, name in boxes.items()
    ]
    found.append(
        Finding(
            "stock_village",
            stock.at_village == 0,
            f"领到的选票还有{stock.at_village}张没有发给票箱，也没有封存或者销毁。",
        )
    )
    found.append(
        Finding("stock_printer", stock.at_printer == 0, f"印制的选票还有{stock.at_printer}张没有领到。")
    )
    return Decision(tuple(found))


def _box_words(name: str, left: int) -> str:
    if left < 0:
        return f"票箱“{name}”用出的选票比领到的多{-left}张，请核对领用登记。"
    return f"票箱“{name}”还有{left}张选票没有退回。"


def check_difference(balance: Decision, closed: bool, explanation: str, names: tuple[str, str]) -> Decision:
    """A difference is explained once nothing is handed out any more, in words, by two people."""
    first, second = (name.strip() for name in names)
    return Decision(
        (
            Finding("difference_open", closed, "投票还没有结束，先登记退回、封存或者销毁，不用写差额说明。"),
            Finding("difference_none", not balance.allowed, "选票领用登记已经平衡，没有差额。"),
            Finding("difference_words", bool(explanation.strip()), "请写明差额的原因和处理情况。"),
            Finding(
                "difference_two_names",
                bool(first and second) and first != second,
                "差额说明须由两人签名，并且不能是同一人。",
            ),
        )
    )


def copies_needed(registered: int, reserve_percent: int) -> int:
    """Registered voters and the reserve, rounded up to whole ballots."""
    return registered + -(-registered * reserve_percent // 100)


def check_ready(stock: Stock, *, registered: int, boxes: Sequence[str], given: Sequence[str]) -> Decision:
    """Are the ballots printed, received and out to every box? ``boxes``, ``given``: names of boxes, and of
    those that got theirs."""
    waiting = [name for name in boxes if name not in given]
    return Decision(
        (
            Finding(
                "too_few_printed",
                stock.printed >= registered > 0,
                f"选票领用登记中印制{stock.printed}张，登记{registered}人，还不够。",
            ),
            Finding(
                "not_received",
                stock.received >= registered > 0,
                f"从印制处领到{stock.received}张，少于登记的{registered}人。",
            ),
            Finding("no_boxes", bool(boxes), "还没有票箱。"),
            Finding("boxes_without", not waiting, f"还没有发给票箱：{'、'.join(waiting)}。"),
        )
    )
