"""The call, the proxies of the household, the quorum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ballots.collective.rules.posts import (
    MEMBERS,
)
from election_office.law.dates import cn_date, latest_day
from election_office.law.decision import Citation, Decision, Finding
from election_office.law.rulebooks import Rulebook


def last_notice_day(day: date, book: Rulebook) -> date:
    return latest_day(day, int(book.value("notice_days")))


def check_plan(*, day: date, today: date, studied: bool, agenda: str, book: Rulebook) -> Decision:
    """May a meeting be called for that day? There must be time for its notice."""
    last, days = last_notice_day(day, book), int(book.value("notice_days"))
    return Decision(
        (
            Finding("agenda_missing", bool(agenda.strip()), "请写明审议的事项。", book.cite("notice_days")),
            Finding(
                "no_time_for_notice",
                today <= last,
                f"会议通知应当提前{days}日，{cn_date(day)}的会议最迟在{cn_date(last)}通知，今天是{cn_date(today)}。",
                book.cite("notice_days"),
            ),
            Finding(
                "not_studied",
                studied,
                "会前应当先经乡镇党委、街道党工委或者村党组织研究讨论，请登记研究讨论情况。",
                book.cite("study_first"),
                "warning",
            ),
        )
    )


def check_notice(*, notified_on: date | None, day: date, book: Rulebook) -> Decision:
    """Whether everybody was told in time (J07: for 20 December the last day is the 10th)."""
    last, days = last_notice_day(day, book), int(book.value("notice_days"))
    said = f"通知在{cn_date(notified_on)}张贴" if notified_on else "通知还没有张贴"
    return Decision(
        (
            Finding(
                "notice_late",
                notified_on is not None and notified_on <= last,
                f"{said}，会议应当提前{days}日通知全体成员，最迟{cn_date(last)}。",
                book.cite("notice_days"),
            ),
        )
    )


@dataclass(frozen=True, slots=True)
class ProxyFacts:
    """A written proxy. Households are those of the register."""

    member: str
    trustee: str
    same_household: bool
    same_collective: bool
    member_entitled: bool
    trustee_entitled: bool
    trustee_has: int = 0
    trustee_gave: bool = False
    by_representatives: bool = False
    written_on: date | None = None
    day: date | None = None


def check_proxy(facts: ProxyFacts, book: Rulebook) -> Decision:
    """Only to another fully capable member of the same household here (第二十七条第一款)."""
    by, most = book.cite("household_proxy"), int(book.value("proxy_max"))
    return Decision(
        (
            Finding(
                "representatives_do_not_delegate",
                not facts.by_representatives,
                "法律只规定成员大会可以委托同户成员参加，成员代表应当本人参加。",
                by,
            ),
            Finding(
                "member_not_entitled",
                facts.member_entitled,
                f"{facts.member}不具有完全民事行为能力，不参加表决，不用委托。",
                book.cite("member_age"),
            ),
            Finding(
                "other_household",
                facts.same_household and facts.same_collective,
                f"{facts.trustee}与{facts.member}不是本组织同一户的家庭成员，不能接受委托。",
                by,
            ),
            Finding(
                "trustee_not_entitled",
                facts.trustee_entitled,
                f"{facts.trustee}不具有完全民事行为能力，不能接受委托。",
                by,
            ),
            Finding(
                "trustee_gave",
                not facts.trustee_gave,
                f"{facts.trustee}本人已经委托他人参加，不能再接受委托。",
                by,
            ),
            Finding(
                "trustee_full",
                facts.trustee_has < most,
                f"{facts.trustee}已经接受{facts.trustee_has}人委托，每人最多接受{most}人。",
                book.cite("proxy_max"),
            ),
            Finding(
                "proxy_after_meeting",
                facts.written_on is None or facts.day is None or facts.written_on <= facts.day,
                "委托书日期不能晚于会议日期。",
            ),
        )
    )


def quorum_share(way: str, book: Rulebook) -> tuple[int, int, Citation]:
    key = "quorum_members" if way == MEMBERS else "quorum_representatives"
    share = book.value(key)
    return share["num"], share["den"], book.cite(key)


def least_participants(entitled: int, way: str, book: Rulebook) -> int:
    num, den, _ = quorum_share(way, book)
    return -(-num * entitled // den)


def check_quorum(participants: int, entitled: int, way: str, book: Rulebook) -> Decision:
    """Two thirds of those entitled take part (J01: of 600, 400 are enough and 399 are not)."""
    num, den, cite = quorum_share(way, book)
    least = least_participants(entitled, way, book)
    who = "具有完全民事行为能力的成员" if way == MEMBERS else "成员代表"
    return Decision(
        (
            Finding(
                "quorum_not_reached",
                den * participants >= num * entitled,
                f"{who}{entitled}人，参加{participants}人，至少须有{least}人参加，会议不能作出决定。",
                cite,
            ),
        )
    )


def check_held(
    *, present: int, online: int, proxied: int, entitled: int, online_open: bool, day: date, today: date
) -> Decision:
    """Are the numbers of the meeting possible? Whether they are enough is another question."""
    took_part = present + online + proxied
    return Decision(
        (
            Finding("meeting_in_future", day <= today, f"会议定在{cn_date(day)}，还没有召开。"),
            Finding(
                "more_than_entitled",
                took_part <= entitled,
                f"现场{present}人、在线{online}人、委托{proxied}人，合计{took_part}人，多于应到的{entitled}人。",
            ),
            Finding("online_not_planned", online == 0 or online_open, "会议通知没有安排在线参加。"),
            Finding("nobody_to_carry", proxied == 0 or present + online > 0, "没有人参加，委托无法行使。"),
        )
    )
