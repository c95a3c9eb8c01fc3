"""Who is a member, who votes, and the register as it is shown."""

from __future__ import annotations

from datetime import date

from ballots.collective.rules.posts import (
    LAW,
    LOST,
)
from election_office.law.dates import age_on, cn_date
from election_office.law.decision import Citation, Decision, Finding
from election_office.law.rulebooks import Rulebook


def check_name(name: str) -> Decision:
    """The law asks for the word 集体经济组织; names registered before it stay good (第六十五条)."""
    return Decision(
        (
            Finding(
                "name",
                any(word in name for word in ("集体经济组织", "合作社", "联合社")),
                "名称中应当标明“集体经济组织”字样。",
                Citation(LAW, "第二十一条第一款"),
            ),
        )
    )


def has_capacity(birth_date: date, capacity: str, day: date, book: Rulebook) -> bool:
    """Whether a member votes on that day. Prison, residence and household registration do not matter."""
    age = age_on(birth_date, day)
    if capacity == "earner":
        return age >= int(book.value("working_age"))
    return capacity == "full" and age >= int(book.value("member_age"))


def check_member(*, birth_date: date, capacity: str, today: date, book: Rulebook) -> Decision:
    """May a member be entered so? A child is a member too; only who lives on own wages votes before 18."""
    age, least = age_on(birth_date, today), int(book.value("working_age"))
    return Decision(
        (
            Finding("born_in_future", birth_date <= today, "出生日期在今天之后。"),
            Finding(
                "earner_too_young",
                capacity != "earner" or age >= least,
                f"{age}周岁不满{least}周岁，不能视为完全民事行为能力人。",
                book.cite("working_age"),
            ),
        )
    )


def check_loss(loss: str, book: Rulebook) -> Decision:
    """May somebody be taken off the register for this? Study, work, divorce, prison are no ground."""
    remaining = loss in book.value("membership_kept")
    said = book.parameter("membership_kept").choices.get(loss, "")
    return Decision(
        (
            Finding(
                "membership_kept",
                not remaining,
                f"{said}不丧失成员身份，不能从名册上除名。",
                book.cite("membership_kept"),
            ),
            Finding(
                "loss_unknown",
                remaining or loss == "error" or loss in book.value("membership_lost"),
                "请选择丧失成员身份的情形。",
                LOST,
            ),
        )
    )


def check_register(*, members: int, entitled: int, as_of: date, today: date, book: Rulebook) -> Decision:
    """May the register be fixed as of that day?"""
    return Decision(
        (
            Finding("register_in_future", as_of <= today, f"截止日期{cn_date(as_of)}在今天之后。"),
            Finding(
                "register_empty",
                members > 0,
                "名册上还没有成员，请先导入或者登记。",
                book.cite("register_filed"),
            ),
            Finding(
                "nobody_entitled",
                members == 0 or entitled > 0,
                "名册上没有完全民事行为能力的成员，请核对出生日期和民事行为能力。",
                book.cite("member_age"),
            ),
        )
    )


def register_shown(shown_on: date | None, disputes: int, today: date, book: Rulebook) -> Decision:
    """How the register stands before a meeting. Where only this program's default speaks, it warns."""
    days, asked = int(book.value("register_days")), book.parameter("register_days").kind != "默认"
    over = None if shown_on is None else (today - shown_on).days >= days
    cite = book.cite("register_days")
    return Decision(
        (
            Finding(
                "register_not_shown",
                shown_on is not None,
                "成员名册还没有公示张贴。",
                cite,
                "error" if asked else "warning",
            ),
            Finding(
                "register_days_running",
                over is not False,
                f"成员名册自{cn_date(shown_on)}起公示，还没有满{days}日。" if shown_on else "",
                cite,
                "error" if asked else "warning",
            ),
            Finding(
                "disputes_open",
                disputes == 0,
                f"还有{disputes}件成员身份异议没有答复。",
                Citation(LAW, "第五十六条第一款"),
                "warning",
            ),
        )
    )
