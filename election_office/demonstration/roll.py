"""An invented roll for the demonstration, as the Excel file a village would bring."""

from __future__ import annotations

import datetime as dt
import io
import random

from election_office.core.idnumbers import check_digit
from election_office.law.text import cn_number
from election_office.law.words import GENERAL

SURNAMES = "丁王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕"
# A stem and a branch after the surname: nobody is called so, and nobody takes it for a name of their own.
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
HEADER = (
    "序号",
    GENERAL.group,
    "户号",
    "姓名",
    "性别",
    "出生日期",
    "公民身份号码",
    f"户籍在{GENERAL.here}",
    f"在{GENERAL.here}居住",
    "联系电话",
    "备注",
)


def roll_workbook(*, people: int, groups: int, serial_base: int, today: dt.date) -> bytes:
    """An .xlsx of ``people`` adults in ``groups`` groups. ``serial_base`` keeps two villages' ID numbers
    apart; the same arguments give the same people."""
    from openpyxl import Workbook  # noqa: PLC0415 -- loaded where it is used

    chance = random.Random(serial_base)  # noqa: S311 -- invented data, nothing to guard
    book = Workbook(write_only=True)
    sheet = book.create_sheet(f"{GENERAL.voter_short}登记表")
    sheet.append(HEADER)
    household = 0
    for index in range(people):
        group = index * groups // people + 1
        if index % 3 == 0:
            household += 1
        sheet.append(_row(chance, index, group, household, serial_base, today))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _row(
    chance: random.Random, index: int, group: int, household: int, serial_base: int, today: dt.date
) -> list[str | int]:
    born = today - dt.timedelta(days=chance.randint(19 * 366, 88 * 365))
    male = chance.random() < 0.51
    order = (serial_base + index) % 500 * 2 + (1 if male else 0)
    body = f"369901{born:%Y%m%d}{order:03d}"
    surname = chance.choice(SURNAMES)
    given = chance.choice(STEMS) + (chance.choice(BRANCHES) if chance.random() < 0.8 else "")
    return [
        index + 1,
        f"第{cn_number(group)}{GENERAL.group}",
        f"{household:04d}",
        surname + given,
        "男" if male else "女",
        born.isoformat(),
        body + check_digit(body),
        "是",
        "是",
        "",
        "",
    ]
