"""Rolls for the tests: the files in tests/data, and small workbooks made on the spot."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl

from election_office.core.idnumbers import check_digit
from voters.imports.check import trial
from voters.imports.reader import open_workbook

DATA = Path(__file__).parents[1] / "data"
DAY = dt.date(2026, 12, 20)
TITLES = ["序号", "村民小组", "姓名", "性别", "出生日期", "公民身份号码", "户籍在本村", "在本村居住", "备注"]


def id_number(birth="19700105", order=1):
    first17 = f"369901{birth}{order:03d}"
    return first17 + check_digit(first17)


def person(order=1, **changes):
    """One faultless row as a dict by title; odd orders are men."""
    row = {
        "序号": order,
        "村民小组": "一组",
        "姓名": "测试甲",
        "性别": "男" if order % 2 else "女",
        "出生日期": "1970-01-05",
        "公民身份号码": id_number(order=order),
        "户籍在本村": "是",
        "在本村居住": "是",
        "备注": "",
    }
    return row | changes


def workbook(*people, titles=None, before=(), after=(), sheet="选民登记表", prepare=None):
    """An .xlsx as bytes: rows before the titles, the people, rows after; ``prepare`` may touch the sheet."""
    titles = titles or TITLES + sorted({key for row in people for key in row} - set(TITLES))
    book = openpyxl.Workbook()
    table = book.active
    table.title = sheet
    for row in before:
        table.append(row)
    table.append(titles)
    for row in people:
        table.append([row.get(title, "") if isinstance(row, dict) else "" for title in titles])
    for row in after:
        table.append(row)
    if prepare:
        prepare(table)
    return saved(book)


def saved(book):
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def tried(content, filename="roll.xlsx", **options):
    return trial(open_workbook(content, filename), election_day=DAY, **options)


def codes(content, **options):
    return [(finding.level, finding.code) for finding in tried(content, **options).findings]


def with_part(content, name, change):
    """The same package with one part rewritten by ``change(bytes) -> bytes``."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            data = old.read(entry.filename)
            new.writestr(entry.filename, change(data) if entry.filename == name else data)
    return target.getvalue()
