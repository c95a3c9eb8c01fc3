"""Chinese numerals as official papers write them."""

from __future__ import annotations

DIGITS = "零一二三四五六七八九"
YEAR_DIGITS = "〇一二三四五六七八九"
UNITS = ("", "十", "百", "千")


def cn_number(number: int) -> str:
    """A counting numeral, 0 to 9999: 12 → 十二, 105 → 一百零五, 2010 → 二千零一十."""
    if not 0 <= number <= 9999:
        raise ValueError(f"只能写零到九千九百九十九之间的整数，收到的是{number}。")
    if number < 10:
        return DIGITS[number]
    written = ""
    pending_zero = False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit == 0:
            pending_zero = bool(written)
            continue
        written += ("零" if pending_zero else "") + DIGITS[digit] + UNITS[place]
        pending_zero = False
    return written.removeprefix("一") if number < 20 else written


def cn_year(year: int) -> str:
    """A year digit by digit, with the round zero: 2026 → 二〇二六."""
    return "".join(YEAR_DIGITS[int(digit)] for digit in str(year))


def cn_article(article: int, paragraph: int = 0, item: int = 0) -> str:
    """The name of a place in a statute: (18, 4) → 第十八条第四款. Zero leaves a part out."""
    name = f"第{cn_number(article)}条"
    if paragraph:
        name += f"第{cn_number(paragraph)}款"
    if item:
        name += f"第{cn_number(item)}项"
    return name
