"""How many copies of a paper are printed, and where its seal goes: on the pages, never on the paper."""

from __future__ import annotations


def copies_words(places: int) -> str:
    """``places``: where it hangs."""
    if places:
        return f"共印{places + 1}份：{places}处张贴各一份，存档一份。"
    return "共印两份：送交一份，存档一份。"


def seal_words(issuer: str) -> str:
    """GB/T 9704—2012 7.3.5.3: the seal stands over the name and the date."""
    return f"盖{issuer}印章，端正、居中，压在落款单位和成文日期上。" if issuer else ""
