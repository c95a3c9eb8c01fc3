"""When the committee may confirm a roll, and what may still change afterwards. RO-09, RO-13."""

from __future__ import annotations

from dataclasses import dataclass

from election_office.law.decision import Decision, Finding
from election_office.law.rulebooks import Rulebook


@dataclass(frozen=True, slots=True)
class ConfirmationFacts:
    """The roll as it stands: ``pending`` people nobody has decided on, ``groupless`` ones without a group,
    ``vanished`` voters whom the last file does not name."""

    registered: int
    pending: int
    groupless: int
    confirmed: bool
    vanished: int = 0


def check_confirmation(facts: ConfirmationFacts, book: Rulebook) -> Decision:
    """May the electoral committee confirm this roll and have it posted?"""
    return Decision(
        (
            Finding(
                "already_confirmed",
                not facts.confirmed,
                "名单已经确认，之后的变动须作出决定并发补充公告。",
                book.cite("roll_days"),
            ),
            Finding("roll_empty", facts.registered > 0, "名单上还没有人，请先导入名册或者逐人登记。"),
            Finding(
                "pending_left",
                facts.pending == 0,
                f"还有{facts.pending}人待定，请逐人决定登记或者不列入，再确认名单。",
                book.cite("class_c_rule"),
            ),
            Finding(
                "groupless",
                facts.groupless == 0,
                f"有{facts.groupless}人没有写明{book.words.group}，公告中将列在“未分组”下，本组{book.words.people}可能看不到。",
                book.cite("roll_places"),
                "warning",
            ),
            Finding(
                "vanished_left",
                facts.vanished == 0,
                f"有{facts.vanished}名已登记的人在最近一次名册中没有，还没有逐人核实保留或者取消。",
                severity="warning",
            ),
        )
    )


def check_open_roll(*, confirmed: bool, book: Rulebook) -> Decision:
    """May a file still be imported? Once the roll is confirmed it changes only by supplement."""
    return Decision(
        (
            Finding(
                "roll_confirmed",
                not confirmed,
                "名单已经确认，不能再整批导入；新增、取消、更正请逐人办理，并发补充公告。",
                book.cite("roll_days"),
            ),
        )
    )


def check_change_paper(*, confirmed: bool, reason: str, paper_number: str, book: Rulebook) -> Decision:
    """After confirmation no change without its reason and the number of the decision."""
    return Decision(
        (
            Finding(
                "reason_missing",
                not confirmed or bool(reason.strip()),
                "名单已经确认，变动须写明事由，并将写入补充公告。",
                book.cite("roll_days"),
            ),
            Finding(
                "paper_missing",
                not confirmed or bool(paper_number.strip()),
                f"名单已经确认，变动须填写{book.words.committee}决定的文号。",
                book.cite("roll_days"),
            ),
        )
    )


@dataclass(frozen=True, slots=True)
class RemovalFacts:
    """Somebody about to leave the roll. ``meets_conditions``: the rule on registration lets them on it;
    ``objection_upheld``: an objection that asks for it was upheld."""

    registered: bool
    is_candidate: bool
    reason: str
    ground: str = ""
    meets_conditions: bool = False
    objection_upheld: bool = False


def check_removal(facts: RemovalFacts, book: Rulebook) -> Decision:
    """May a registered voter be struck off? Only with a reason, and never while a candidate."""
    return Decision(
        (
            Finding("not_registered", facts.registered, "此人现在不在名单上，不用取消登记。"),
            Finding(
                "is_candidate",
                not facts.is_candidate,
                "此人是候选人，须先在候选人页办理退出或者取消资格，再取消登记。",
            ),
            Finding(
                "reason_missing",
                bool(facts.reason.strip()),
                "取消登记须写明理由，本人可以据此申诉。",
                book.cite("objection_days"),
            ),
            Finding(
                "conditions_met",
                facts.ground != "mistake" or not facts.meets_conditions,
                "此人符合登记条件，不能以登记有误为由取消登记。",
                book.cite("rolloff_grounds"),
            ),
            Finding(
                "no_objection_upheld",
                facts.ground != "objection" or facts.objection_upheld,
                "没有申诉成立的处理决定，不能以申诉处理决定为由取消登记。",
                book.cite("decision_days"),
            ),
        )
    )
