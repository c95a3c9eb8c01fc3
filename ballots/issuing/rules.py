"""May a ballot be handed out, and what the closed table says. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ballots.rules.ruleset import rules_held
from election_office.law.decision import Decision, Finding
from election_office.law.rulebooks import Rulebook


@dataclass(frozen=True, slots=True)
class RightFacts:
    """One right to vote at the moment somebody asks for its ballot. ``issued``: where and when the ballot of
    this right went out, empty while it has not. ``proxy``: number and agent of the authority in force,
    empty when none."""

    name: str
    registered: bool
    issued: str
    proxy: str
    entitled: bool = True
    """False where representatives vote and this voter is none of them."""


@dataclass(frozen=True, slots=True)
class TableFacts:
    """The box at that moment. ``closed`` says why nothing is handed out any more, empty while it is open."""

    closed: str


@dataclass(frozen=True, slots=True)
class OpeningFacts:
    """A box about to be opened for counting. ``closes_at``: the announced end of the voting, None while
    nobody has decided it. ``handed_out`` here and ``elsewhere``: ballots of this round by the check-off."""

    name: str
    at: datetime
    closes_at: datetime | None
    handed_out: int
    elsewhere: int
    reason: str
    by_township: bool


def check_open_box(facts: OpeningFacts, book: Rulebook) -> Decision:
    """A box waits for the announced end; opening it earlier is the township's to decide, with the reason. A
    box that handed out nothing while others did is asked about: it may be the wrong one."""
    early = facts.closes_at is not None and facts.at < facts.closes_at
    closes = f"{facts.closes_at:%H:%M}" if facts.closes_at else ""
    excused = bool(facts.reason.strip())
    return Decision(
        (
            Finding(
                "opened_before_closing",
                not early or (excused and facts.by_township),
                f"公告的投票结束时间是{closes}，填写的开箱时间是{facts.at:%H:%M}，票箱“{facts.name}”还不能开箱；"
                "确需提前的，由乡镇写明理由登记。",
                book.cite("open_count"),
            ),
            Finding(
                "opened_without_hand_out",
                facts.handed_out > 0 or not facts.elsewhere or excused,
                f"票箱“{facts.name}”一张选票也没有发出，其他票箱已发出{facts.elsewhere}张，请核对是不是这个票箱；"
                "确实没有人投票的，写明情况。",
                book.cite("open_count"),
            ),
        )
    )


@dataclass(frozen=True, slots=True)
class Totals:
    """Of one box, in voters and, for ``spoiled``, in ballots taken back."""

    own: int = 0
    proxy: int = 0
    spoiled: int = 0

    @property
    def issued(self) -> int:
        return self.own + self.proxy


def check_hand_out(right: RightFacts, as_proxy: bool, table: TableFacts, book: Rulebook) -> Decision:
    """One ballot for one right; who gave the right away gets none, until the authority is revoked."""
    return Decision(
        (
            Finding("table_closed", not table.closed, table.closed),
            Finding(
                "not_registered",
                right.registered,
                f"{right.name}不在本次选举的{book.words.roll_short}上，不能发给选票。",
                book.cite("roll_days"),
            ),
            Finding(
                "not_entitled",
                right.entitled,
                f"本次选举由代表投票，{right.name}不在投票代表名单上，不能发给选票。",
                book.cite("turnout_threshold"),
            ),
            Finding(
                "already_issued",
                not right.issued,
                f"{right.name}的选票已于{right.issued}发出，一名{book.words.voter_short}只发一张。",
                book.cite("excess_compare"),
            ),
            Finding(
                "given_to_proxy",
                as_proxy or not right.proxy,
                f"{right.name}已经委托他人投票（{right.proxy}），不能再领本人选票；本人到场的，先撤销委托。",
                book.cite("proxy_max"),
            ),
            Finding(
                "no_proxy",
                not as_proxy or bool(right.proxy),
                f"{right.name}没有有效的委托，不能由他人代领选票。",
                book.cite("proxy_written"),
            ),
        )
    )


def check_totals(name: str, off: Totals | None, typed: Totals, reason: str) -> Decision:
    """Numbers typed at closing that differ from the check-off need a reason; paper villages have none."""
    same = off is None or off == typed
    message = ""
    if off is not None:
        message = (
            f"“{name}”发票登记为本人{off.own}张、委托{off.proxy}张、换发{off.spoiled}张，"
            f"现填本人{typed.own}张、委托{typed.proxy}张、换发{typed.spoiled}张，请写明不一致的原因。"
        )
    return Decision((Finding("differs_from_check_off", same or bool(reason.strip()), message),))


def check_conflicts(open_conflicts: int) -> Decision:
    """Every act that could not be taken over from an offline desk is settled before the count."""
    return Decision(
        (
            Finding(
                "issue_conflicts_open",
                open_conflicts == 0,
                f"还有{open_conflicts}条离线发票冲突没有处理，先写明处理情况再开始计票。",
            ),
        )
    )


def check_sealed(unsealed: Sequence[str]) -> Decision:
    """No text read names the day a seal is written down: told, not refused."""
    names = "、".join(f"“{name}”" for name in unsealed)
    return Decision(
        (
            Finding(
                "boxes_unsealed",
                not unsealed,
                f"票箱{names}没有登记验空加封。补登加封，或者在情况记录中写明原因。",
                severity="warning",
            ),
        )
    )


def turnout_needed(registered: int, book: Rulebook, way: str = "") -> int:
    """How many must take part for the vote to be valid: more than half, as the rulebook has the share."""
    rules = rules_held(book, way)
    return int(rules.turnout_num * registered // rules.turnout_den) + 1
