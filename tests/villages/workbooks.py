"""A township's workbook as an office fills it in: everything in it is invented."""

from __future__ import annotations

import io

from openpyxl import Workbook

from villages.workbook.columns import ACCOUNTS, GROUPS, LAST_TERM, SHEETS, VILLAGES

STEMS = "甲乙丙丁戊己庚辛壬癸"
ROLES = ("村选举委员会经办人", "计票录入员", "计票录入员", "监督员")


def rows_for(town: str, villages: int, groups: int = 2) -> dict[str, list[list[object]]]:
    """So many villages, each with its groups, four accounts and a team of three."""
    names = [f"演示{STEMS[n // 10]}{STEMS[n % 10]}村" for n in range(villages)]
    made: dict[str, list[list[object]]] = {name: [] for name in SHEETS}
    for n, name in enumerate(names):
        code = f"{town}{201 + n}"
        made[VILLAGES].append(
            [code, "村", name, f"{name}村民委员会", 900 + n, 250 + n, "村口", "演示主任", "13800000000", ""]
        )
        for number in range(1, groups + 1):
            made[GROUPS].append([name, number, "上屋组" if number == 1 else "", "祠堂门口", "演示组长", ""])
        for k, role in enumerate(ROLES):
            made[ACCOUNTS].append([f"演示员{n}{'甲乙丙丁'[k]}", role, name, "", "", ""])
        made[LAST_TERM] += [
            [name, "村委会", "主任", "演示旧甲", "男", "1968-05", "高中（中专）", "是", "是", ""],
            [name, "村委会", "委员", "演示旧乙", "女", "1985.11", "大专", "否", "否", "是"],
            [name, "党组织", "书记", "演示旧甲", "男", "1968-05", "高中（中专）", ""],
        ]
    return made


def written(rows: dict[str, list[list[object]]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, columns in SHEETS.items():
        sheet = book.create_sheet(name)
        sheet.append([column.title for column in columns])
        for row in rows.get(name, []):
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
