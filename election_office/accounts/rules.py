"""The office's own rules about its accounts: nobody reaches above or beside their place, or at themselves.

These are rules of this program, not of a statute, so their findings cite nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from election_office.accounts.permissions import Role
from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding

COUNTY, TOWNSHIP, VILLAGE = 6, 9, 12
LEVEL_NAMES = {COUNTY: "6位县级", TOWNSHIP: "9位乡镇", VILLAGE: "12位村级"}

# At which level of the divisions a role makes sense: a county role over one village does not.
ROLE_LEVELS: dict[str, tuple[int, ...]] = {
    Role.COUNTY_SUPERVISOR: (COUNTY,),
    Role.TOWNSHIP_OFFICER: (TOWNSHIP,),
    Role.GUIDANCE_MEMBER: (TOWNSHIP, VILLAGE),
    Role.DEPARTMENT_REVIEWER: (COUNTY, TOWNSHIP),
    Role.VILLAGE_CLERK: (VILLAGE,),
    Role.COUNT_CLERK: (VILLAGE,),
    Role.OBSERVER: (COUNTY, TOWNSHIP, VILLAGE),
}


def lies_within(area_code: str, managed: Sequence[str]) -> bool:
    """Whether the division is one of these or lies in one of them."""
    return any(area_code.startswith(code) for code in managed)


def grantable_roles(managed: Sequence[str]) -> list[Role]:
    """The roles somebody who manages these divisions may give: those of their own level and below."""
    widest = min((len(code) for code in managed), default=VILLAGE + 1)
    return [role for role in Role if any(level >= widest for level in ROLE_LEVELS[role])]


def check_appointment(*, managed: Sequence[str], role: str, area_code: str, unit: str) -> Decision:
    """May somebody who manages ``managed`` give this role over this division?"""
    levels = ROLE_LEVELS[role]
    label = Role(role).label
    allowed = "或".join(LEVEL_NAMES[level] for level in levels)
    needs_unit = role == Role.DEPARTMENT_REVIEWER
    return Decision(
        (
            Finding(
                "role_level",
                len(area_code) in levels,
                f"“{label}”须任职于{allowed}区划，所填代码{area_code}为{len(area_code)}位。",
            ),
            Finding(
                "area_out_of_reach",
                lies_within(area_code, managed),
                f"区划{area_code}不在您的管理范围（{'、'.join(managed) or '无'}）内，请由上级换届办办理。",
            ),
            Finding(
                "unit_missing",
                bool(unit.strip()) or not needs_unit,
                f"“{label}”须填写单位名称，例如“公安派出所”。",
            ),
        )
    )


def check_reach(*, managed: Sequence[str], posts: Sequence[str], manages_self: bool) -> Decision:
    """May somebody who manages ``managed`` change the account of a person who serves at ``posts``?

    Every post must lie in reach: whoever could set the password of a person with a post above would
    hold that post too.
    """
    beyond = [code for code in posts if not lies_within(code, managed)]
    return Decision(
        (
            Finding(
                "staff_self", not manages_self, "不能办理本人的账号，请由同级其他经办人或上级换届办办理。"
            ),
            Finding(
                "staff_out_of_reach",
                not beyond,
                f"此人另在{'、'.join(beyond)}任职，不在您的管理范围内，请由上级换届办办理。",
            ),
        )
    )


@dataclass(frozen=True, slots=True)
class Given:
    """A password that one of two people gave the other, who may have been somebody else ever since."""

    giver: str
    receiver: str
    at: datetime


NOT_TWO_FOR = timedelta(days=1)


def check_apart(given: Sequence[Given], now: datetime) -> Decision:
    """Are two accounts two people? Whoever has just set the other's password could be both."""
    return Decision(
        tuple(
            Finding(
                "password_given",
                now - one.at >= NOT_TWO_FOR,
                f"{one.giver}在{cn_date(one.at.date())}{one.at:%H:%M}给{one.receiver}设定了密码，"
                "此后一天以内两人不能互为第二人，"
                f"请换一人办理，或者在{one.at + NOT_TWO_FOR:%m月%d日%H:%M}以后办理。",
            )
            for one in given
        )
    )
