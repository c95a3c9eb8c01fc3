"""上门登记名册: household by household, for those who go from door to door."""

from __future__ import annotations

from itertools import groupby

from villages import numbers
from villages.models import Election
from voters.models import Registration
from voters.prints.ruled import Column, Form, Page, Row, paged, ruled_sheets
from voters.prints.typeset import Face, Sheet

PER_PAGE = 27
SEXES = {"male": "男", "female": "女"}
COLUMNS = (
    Column("户号", 20, 10),
    Column("姓名", 30, 13),
    Column("性别", 10, 10.5),
    Column("出生\n年份", 14, 10),
    Column("证件\n尾号", 14, 10, face=Face.HEI),
    Column("登记\n情况", 15, 9.5),
    Column("本次联系结果", 56, 9.5),
    Column("备注", 23),
)
RESULTS = "□见面 □电话 □外出 □流动票箱"


def door_sheets(election: Election) -> list[Sheet]:
    """Registered and pending people by group and household. One statement.

    Of an identity number only the last four characters, and of the birth only the year beside them:
    enough to tell two people of one name apart, and not the whole number.
    """
    people = (
        Registration.objects.filter(
            election=election,
            status__in=[Registration.Status.REGISTERED, Registration.Status.PENDING],
        )
        .with_people()
        .order_by("group__number", "person__household", "person__birth_date", "pk")
    )
    pages = []
    for place, group in groupby(people, key=lambda row: row.place):
        rows: list[Row] = []
        for household, members in groupby(group, key=lambda row: row.person.household):
            for index, row in enumerate(members):
                rows.append(_row(row, household, first=index == 0 or not household))
        for some in paged(rows, PER_PAGE):
            pages.append(Page(some, place, f"本页{len(some)}人。　已联系＿＿＿人，未联系上＿＿＿人。"))
    form = Form(
        title=f"{election}上门登记名册",
        columns=COLUMNS,
        per_page=PER_PAGE,
        row_height=7.8,
        signs=("登记员", "登记员", "日期"),
        note="仅供上门登记使用，不得张贴、转发。“流动票箱”指因年老、疾病等不能到站投票，需要流动票箱的。",
    )
    return ruled_sheets(form, pages)


def _row(voter: Registration, household: str, *, first: bool) -> Row:
    person = voter.person
    return Row(
        (
            household if first else "",
            person.name,
            SEXES[person.sex],
            f"{person.birth_date:%Y}",
            numbers.decrypt(person.id_cipher)[-4:],
            voter.get_status_display(),
            RESULTS,
            "",
        ),
        opens=first and bool(household),
    )
