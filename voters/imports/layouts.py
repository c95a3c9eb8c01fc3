"""What the columns of a roll hold: the fields, and the titles of a sheet once they are understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Field(StrEnum):
    """What a column holds; the value is the title used in the template and in messages."""

    SERIAL = "序号"
    GROUP = "村民小组"
    HOUSEHOLD = "户号"
    NAME = "姓名"
    SEX = "性别"
    ETHNIC = "民族"
    BIRTH = "出生日期"
    ID = "公民身份号码"
    HUKOU = "户籍在本村"
    LIVES = "在本村居住"
    EDUCATION = "文化程度"
    POLITICS = "政治面貌"
    PHONE = "联系电话"
    ADDRESS = "住址"
    REQUEST = "本人申请"
    CONSENT = "村民会议同意"
    VILLAGE_WORK = "从事村务工作"
    YEARS = "居住年限"
    NOTE = "备注"
    HEAD = "户主"
    RELATION = "与户主关系"
    STATUS = "人员状态"
    BIRTH_YEAR = "出生年"
    BIRTH_MONTH = "出生月"
    BIRTH_DAY = "出生日"
    MALE = "男"
    FEMALE = "女"
    HUKOU_NOT = "户籍不在本村"
    LIVES_NOT = "不在本村居住"


OTHERS = "他人的信息"
"""What a column is told to be that holds another person's name, number or telephone."""


@dataclass(frozen=True, slots=True)
class Header:
    """Where the titles stand and what each column (from 0) of one person holds.

    ``row`` is the first line of titles, ``rows`` how many there are; ``statuses``: every column that may
    set the person apart, with its own title; ``repeated``: fields that two columns claim alike. ``group``:
    what stands over the titles of this person alone (一组 | 二组); ``span``: its columns, from and up to;
    ``unread``: its columns that hold no field and nobody else's, which may still say that the person is
    dead or gone.
    ``relation``: what this person is to the head where a row holds a household (户主姓名 | 配偶姓名);
    ``surname``: the column of 姓 where the name stands in two, -1 where it does not.
    """

    row: int
    columns: dict[Field, int]
    titles: dict[Field, str]
    rows: int = 1
    statuses: tuple[tuple[int, str], ...] = ()
    repeated: tuple[tuple[Field, tuple[int, ...]], ...] = ()
    group: tuple[str, int | None] | None = None
    span: tuple[int, int] = (0, 0)
    unread: tuple[tuple[int, str], ...] = ()
    relation: str = ""
    surname: int = -1

    @property
    def missing(self) -> list[Field]:
        return [name for name in (Field.NAME, Field.ID) if name not in self.columns]


@dataclass(frozen=True, slots=True)
class Column:
    """What one column of a sheet was taken for. ``read_as``: a field's title, ``OTHERS``, or empty where it
    was not used."""

    index: int
    title: str
    read_as: str


@dataclass(frozen=True, slots=True)
class Layout:
    """The titles of a sheet: a header for each person beside others in a row, and every column."""

    blocks: tuple[Header, ...]
    columns: tuple[Column, ...] = field(default=())

    @property
    def first(self) -> Header:
        return self.blocks[0]


def column_letter(index: int) -> str:
    """The letter people see above a column counted from 0: A, Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
