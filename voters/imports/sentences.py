"""Sentences of a trial that name the village, its people and its meetings."""

from __future__ import annotations

from election_office.law.words import GENERAL

NO_GROUP = f"没有写明{GENERAL.group}，名单无法按组张贴。"
NOT_DECLARED = f"户籍在{GENERAL.here}但不在{GENERAL.here}居住，须本人表示参加选举后才能登记。"
OUTSIDE = f"户籍不在{GENERAL.here}，也不在{GENERAL.here}居住或从事{GENERAL.affairs}工作，不列入名单。"
MEETINGS = f"{GENERAL.meeting}或者{GENERAL.representatives}同意"


def still_needs(wanted: str) -> str:
    return f"户籍不在{GENERAL.here}，登记还缺{wanted}。"


def too_short(years: str) -> str:
    return f"在{GENERAL.here}的年限为「{years}」，不满一年。"
