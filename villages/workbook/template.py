"""The workbook as it is handed out: what the office already knows filled in, the rest to be filled."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from election_office.accounts.models import Assignment
from election_office.accounts.permissions import Role
from election_office.law.dates import cn_date
from villages import divisions
from villages.models import Group, LastTermMember, Township, Village
from villages.workbook.columns import ACCOUNTS, BODIES, GROUPS, LAST_TERM, SHEETS, VILLAGES, Column

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

NEEDED = "F7ECD0"
"""The colour of a column that must be filled in."""
ROWS = 1000  # how far down lists and text cells reach
TEXTS = ("code", "other_code", "leader_phone", "phone", "birth", "username")


def workbook_for(township: Township) -> bytes:
    """The villages entered so far, or those of the Statistics Bureau's list while there are none."""
    from openpyxl import Workbook  # noqa: PLC0415 -- loaded where it is used
    from openpyxl.worksheet.worksheet import Worksheet  # noqa: PLC0415 -- loaded where it is used

    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "说明"
    rows = {
        VILLAGES: list(_villages(township)),
        GROUPS: list(_groups(township)),
        ACCOUNTS: list(_accounts(township)),
        LAST_TERM: list(_last_term(township)),
    }
    _explain(first, township, listed=not township.villages.exists())
    for name, columns in SHEETS.items():
        _sheet(book.create_sheet(name), columns, rows[name])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _explain(sheet: Worksheet, township: Township, *, listed: bool) -> None:
    from openpyxl.styles import Font  # noqa: PLC0415 -- loaded where it is used

    lines = [
        f"{township.name}换届资料工作簿",
        "四张表：村、小组、账号、上届班子。黄底的列必须填写；没有账号或者上届班子的，可以先空着，以后再导入。",
        "填好后在平台“用工作簿导入”页上传：先试读，逐表逐行列出问题，全部改正后一次导入；有一处错，一行也不写入。",
        "以后补充、更正，重新下载这份工作簿（已带上平台里的资料）改好再传，平台只写入有变动的行。",
        "文件里少了的村、小组和账号，平台不会删除，只在试读时提示。",
    ]
    day = divisions.as_of()
    if listed and day is not None and divisions.villages_of(township.code):
        lines.append(
            f"“村”表已按国家统计局{cn_date(day)}的代码填好村名、代码和全称，请逐村核对："
            "民政部门的代码可能不同，全称以公章为准；没有写明类别的，请选择村或社区。"
        )
    for line in lines:
        sheet.append([line])
    sheet.append([])
    for name, columns in SHEETS.items():
        sheet.append([f"【{name}】"])
        for column in columns:
            allowed = f"只填：{'、'.join(column.choices)}。" if column.choices else ""
            if column.help or allowed:
                sheet.append([f"{column.title}：{column.help}{allowed}"])
    sheet.column_dimensions["A"].width = 110
    sheet["A1"].font = Font(bold=True, size=14)


def _sheet(sheet: Worksheet, columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> None:
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415 -- loaded where it is used
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 -- loaded where it is used
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 -- loaded where it is used

    sheet.append([column.title for column in columns])
    for index, column in enumerate(columns, start=1):
        letter = get_column_letter(index)
        sheet.column_dimensions[letter].width = column.width
        head = sheet.cell(1, index)
        head.font = Font(bold=True)
        if column.needed:
            head.fill = PatternFill("solid", fgColor=NEEDED)
        if column.choices:
            options = DataValidation("list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
            options.error = f"只能填：{'、'.join(column.choices)}"
            sheet.add_data_validation(options)
            options.add(f"{letter}2:{letter}{ROWS}")
    for row in rows:
        sheet.append(list(row))
    for index, column in enumerate(columns, start=1):
        if column.key in TEXTS:
            # A code typed into a number cell loses its leading noughts, a month its nought at the end.
            for number in range(2, max(sheet.max_row + 60, 200)):
                sheet.cell(number, index).number_format = "@"
    sheet.freeze_panes = "A2"


def _villages(township: Township) -> Iterable[Sequence[object]]:
    known = list(township.villages.in_being())
    for row in known:
        yield (
            row.code, Village.Kind(row.kind).label, row.name, row.committee_name, row.population,
            row.households, row.notice_place, row.leader, row.leader_phone, row.other_code,
        )  # fmt: skip
    if known:
        return
    labels = dict(Village.Kind.choices)
    for entry in divisions.villages_of(township.code):
        yield entry.code, labels.get(entry.kind, ""), entry.name, entry.body_name, "", "", "", "", "", ""


def _groups(township: Township) -> Iterable[Sequence[object]]:
    rows = Group.objects.filter(village__township=township, village__ended_on__isnull=True)
    for row in rows.select_related("village").order_by("village__code", "number"):
        yield row.village.name, row.number, row.name, row.notice_place, row.leader, row.leader_phone


def _accounts(township: Township) -> Iterable[Sequence[object]]:
    names = dict(township.villages.values_list("code", "name"))
    posts = Assignment.objects.filter(
        ended_at__isnull=True, user__is_active=True, area_code__startswith=township.code
    )
    for post in posts.select_related("user").order_by("area_code", "user__username"):
        person = post.user
        place = names.get(post.area_code, "")
        yield person.name, Role(post.role).label, place, post.unit, person.phone, person.username


def _last_term(township: Township) -> Iterable[Sequence[object]]:
    bodies = {value: label for label, value in reversed(BODIES.items())}
    for row in LastTermMember.objects.filter(
        village__township=township, election__isnull=True
    ).select_related("village"):
        yield (
            row.village.name, bodies[row.body], row.post, row.name, row.get_sex_display(),
            f"{row.birth_year}-{row.birth_month:02d}", row.get_education_display(),
            *("是" if mark else "否" for mark in (row.party_member, row.wealth, row.veteran)),
        )  # fmt: skip
