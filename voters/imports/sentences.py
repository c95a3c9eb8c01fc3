"""Sentences of a trial that name the village, its people and its meetings."""

from __future__ import annotations

from election_office.law.words import GENERAL

NO_GROUP = f"没有写明{GENERAL.group}，名单无法按组张贴。"
NOT_DECLARED = f"户籍在{GENERAL.here}但不在{GENERAL.here}居住，须本人表示参加选举后才能登记。"
OUTSIDE = f"户籍不在{GENERAL.here}，也不在{GENERAL.here}居住或从事{GENERAL.affairs}工作，不列入名单。"
RESIDENT_NOT_DECLARED = (
    f"本人没有表示参加选举，不列入{GENERAL.roll_short}；请先由本人表示参加"
    "（《城市居民委员会组织法》第十六条第二款）。"
)
WORKER_WAITS = (
    f"户籍和住处都不在本社区的社区工作者，须在本社区工作满六个月、本人申请，并经{GENERAL.committee}确认"
    "（《城市居民委员会组织法》第十六条第三款），请逐人登记确认情况。"
)
NOT_OF_THIS_COMMUNITY = "户籍不在本社区，不在本社区常住，也不是本社区的社区工作者，不列入名单。"
MEETINGS = f"{GENERAL.meeting}或者{GENERAL.representatives}同意"


def still_needs(wanted: str) -> str:
    return f"户籍不在{GENERAL.here}，登记还缺{wanted}。"


def too_short(years: str) -> str:
    return f"在{GENERAL.here}的年限为「{years}」，不满一年。"
