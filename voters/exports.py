"""The roll as a workbook: text cells only; of a number its end at most."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from django.utils import timezone

from election_office.accounts.models import User
from election_office.core.sheets import table_workbook
from election_office.law.words import GENERAL
from villages.models import Election
from voters.models import Registration

WIDTHS = {
    "序号": 8,
    GENERAL.group: 16,
    "姓名": 12,
    "性别": 6,
    "出生年份": 10,
    "身份证号": 12,
    "登记类别": 24,
    "状态": 10,
    "理由": 30,
    "决定文号": 18,
    "备注": 24,
}


def roll_workbook(election: Election, rows: Iterable[Registration], *, by: User) -> bytes:
    """An .xlsx of the rows given."""
    # A copy that went astray says whose it was.
    said = f"由{by}于{timezone.localtime():%Y-%m-%d %H:%M}导出，含个人信息，只限本次工作使用，用后删除。"
    return table_workbook(election.words.roll_short, WIDTHS, chain(map(_line, rows), [(said,)]))


def _line(row: Registration) -> tuple[object, ...]:
    person = row.person
    return (
        row.serial,
        row.place,
        person.name,
        person.get_sex_display(),
        str(person.birth_date.year),
        person.id_masked,
        row.class_label,
        row.get_status_display(),
        row.reason or row.pending_reason,
        row.paper_number,
        row.note,
    )
