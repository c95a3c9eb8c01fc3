"""The office's own rules about its accounts: nobody reaches above or beside their place, or at themselves.

These are rules of this program, not of a statute, so their findings cite nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from election_office.accounts.permissions import DUTY_GRANTS, Duty, Role
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


OFFICERS = frozenset({Role.COUNTY_SUPERVISOR, Role.TOWNSHIP_OFFICER})


def check_duties(*, held: Sequence[tuple[str, str]], role: str, duty: str, apart: bool) -> Decision:
    """May a person with these posts, as (role, duty), take this one too?

    Where duties are held apart, whoever looks after the system, the accounts or the trail does nothing else
    in the office: not another of the three, and not what the trail tells of.
    """
    if not apart:
        return Decision((Finding("duty_unasked", not duty, "没有启用职责分离，不用填写分管。"),))
    has = {item if item in DUTY_GRANTS else Duty.BUSINESS for _, item in held}
    wants = duty if duty in DUTY_GRANTS else Duty.BUSINESS
    others = sorted(Duty(item).label for item in has - {wants})
    return Decision(
        (
            Finding(
                "duty_missing",
                bool(duty) or role not in OFFICERS,
                f"本单位系统、安全、审计三种职责分开，“{Role(role).label}”须写明分管哪一种。",
            ),
            Finding(
                "duty_of_officers",
                wants == Duty.BUSINESS or role in OFFICERS,
                f"系统管理、安全管理、审计管理只由县、镇换届办的人员分管，“{Role(role).label}”不能分管。",
            ),
            Finding(
                "duties_joined",
                not others,
                f"此人已经负责{'、'.join(others)}，不能再由同一人负责{Duty(wants).label}，请另选一人，"
                "或者先结束原来的职责。",
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
    """What one of two people did to the other's log-in, who may have been somebody else ever since."""

    giver: str
    receiver: str
    at: datetime
    what: str = "设定了密码"


NOT_TWO_FOR = timedelta(days=1)


def check_apart(given: Sequence[Given], now: datetime) -> Decision:
    """Are two accounts two people? Whoever has just set the other's password could be both."""
    return Decision(
        tuple(
            Finding(
                "password_given",
                now - row.at >= NOT_TWO_FOR,
                f"{row.giver}在{cn_date(row.at.date())}{row.at:%H:%M}给{row.receiver}{row.what}，"
                "此后一天以内两人不能互为第二人，"
                f"请换一人办理，或者在{row.at + NOT_TWO_FOR:%m月%d日%H:%M}以后办理。",
            )
            for row in given
        )
    )
