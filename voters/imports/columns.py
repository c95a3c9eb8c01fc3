"""Finding the columns of a roll by their titles, and telling people from titles, headings and totals."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from voters.imports.reader import Cell
from voters.imports.rows import group_heading, text_of

HEADER_SEARCH_ROWS = 40


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


# Titles as people write them, after half-width, without blanks, brackets and their contents.
_TITLES: dict[Field, str] = {
    Field.SERIAL: "序号 编号 序 NO 顺序号",
    Field.GROUP: (
        "村民小组 组别 小组 组 所在组 所属组 所在小组 所属小组 村民组 居民小组 组名 组号 "
        "社 队 所属村民小组 所在村民小组"
    ),
    Field.HOUSEHOLD: "户号 户编号 户口号 户籍号 户别号 家庭编号 户主编号 户序号",
    Field.NAME: "姓名 选民姓名 村民姓名 名字 登记人姓名 居民姓名 本人姓名 人员姓名",
    Field.SEX: "性别",
    Field.ETHNIC: "民族 民族名称",
    Field.BIRTH: "出生日期 出生年月日 出生年月 生日 出生时间 出生 生年月日",
    Field.ID: (
        "公民身份号码 公民身份证号码 公民身份证号 身份证号 身份证号码 身份证 身份号码 "
        "证件号码 证件号 居民身份证号 居民身份证号码"
    ),
    Field.HUKOU: (
        "户籍在本村 户口在本村 是否本村户籍 本村户籍 本村户口 是否本村户口 户籍 户口 "
        "户籍是否在本村 户口是否在本村"
    ),
    Field.LIVES: (
        "在本村居住 居住在本村 是否在本村居住 居住本村 是否居住 是否在村居住 在村居住 "
        "是否居住在本村 是否常住 常住本村 是否在村"
    ),
    Field.EDUCATION: "文化程度 学历 文化 受教育程度 最高学历",
    Field.POLITICS: "政治面貌 面貌 党派",
    Field.PHONE: "联系电话 电话 手机 手机号 手机号码 联系方式 电话号码",
    Field.ADDRESS: "住址 家庭住址 地址 现住址 现居住地 居住地址 家庭地址 详细住址 居住地 现居住地址",
    Field.REQUEST: (
        "本人申请 本人表示参加 是否申请 申请参加选举 本人申请参加选举 是否表示参加 "
        "是否参加选举 参加选举 是否参加本村选举 参加本村选举"
    ),
    Field.CONSENT: (
        "村民会议同意 村民代表会议同意 会议同意 是否同意参加选举 村民代表会议是否同意 是否同意 会议决定"
    ),
    Field.VILLAGE_WORK: "从事村务工作 是否从事村务工作 在本村从事村务工作 村务工作",
    Field.YEARS: "居住年限 居住年数 在本村居住年限 居住时间 居住满一年 是否居住满一年 居住一年以上",
    Field.NOTE: "备注 说明 备考 备注说明 情况说明",
}
_EXACT = {title: field for field, titles in _TITLES.items() for title in titles.split()}
# Tried in this order when a title is none of the above.
_LOOSE: tuple[tuple[re.Pattern[str], Field], ...] = (
    (re.compile(r"身份证|公民身份|身份号"), Field.ID),
    (re.compile(r"出生"), Field.BIRTH),
    (re.compile(r"地址|住址|居住地"), Field.ADDRESS),
    (re.compile(r"(?:户籍|户口).*本村|本村.*(?:户籍|户口)"), Field.HUKOU),
    (re.compile(r"(?:居住|常住).*(?:本村|在村)|(?:本村|在村).*(?:居住|常住)"), Field.LIVES),
    (re.compile(r"申请.*选举|表示.*参加"), Field.REQUEST),
    (re.compile(r"会议.*同意"), Field.CONSENT),
    (re.compile(r"^(?:联系)?(?:电话|手机)"), Field.PHONE),
    (re.compile(r"^备注"), Field.NOTE),
)
_PERSONAL = (Field.NAME, Field.SEX, Field.BIRTH, Field.ID, Field.PHONE, Field.NOTE)
_TOTAL = re.compile(
    r"(?:本[页组村户]|全[村组]|[0-9一二三四五六七八九十]+组)?"
    r"(?:合计|总计|小计|共计|累计|总人数|人数)"
)
_FOOTER = re.compile(
    r"(?:填表|制表|审核|经办|登记)(?:人|员|单位|时间|日期)|(?:填表)?说明:|注:|备注:"
    r"|第[0-9]+页|共[0-9]+[页人]|(?:单位)?负责人|村民选举委员会"
)
_BRACKETS = re.compile(r"[(\[【{<].*?[)\]】}>]")
_BLANKS = re.compile(r"[\s*:_、/.·\-]+")


@dataclass(frozen=True, slots=True)
class Header:
    """Where the titles stand and what each column (from 0) holds."""

    row: int
    columns: dict[Field, int]
    titles: dict[Field, str]
    rows: int = 1

    @property
    def missing(self) -> list[Field]:
        return [field for field in (Field.NAME, Field.ID) if field not in self.columns]


def field_of(title: str) -> Field | None:
    """The field a column title means; None for a column the roll does not need."""
    plain = unicodedata.normalize("NFKC", title)
    plain = _BLANKS.sub("", _BRACKETS.sub("", plain)).upper()
    if not plain or len(plain) > 30:
        return None
    if plain in _EXACT:
        return _EXACT[plain]
    return next((field for pattern, field in _LOOSE if pattern.search(plain)), None)


def header_of(row: int, cells: Sequence[Cell]) -> Header | None:
    """The header in this row: at least two known titles, one of them of the name or the identity number."""
    columns: dict[Field, int] = {}
    titles: dict[Field, str] = {}
    for index, cell in enumerate(cells):
        if not isinstance(cell, str) or not cell or len(cell) > 60:
            continue
        field = field_of(cell)
        if field is not None and field not in columns:
            columns[field] = index
            titles[field] = "".join(cell.split())
    if len(columns) < 2 or not (Field.NAME in columns or Field.ID in columns):
        return None
    return Header(row, columns, titles)


def extended(header: Header, row: int, cells: Sequence[Cell]) -> Header | None:
    """The header with a second line of titles below it, or None when the line is none."""
    second: dict[Field, int] = {}
    for index, cell in enumerate(cells):
        text = text_of(cell)
        if not text:
            continue
        field = field_of(text)
        if field is None:
            return None
        if field not in header.columns or header.columns[field] == index:
            second.setdefault(field, index)
    added = {field: index for field, index in second.items() if field not in header.columns}
    if not added:
        return None
    taken = set(added.values())
    kept = {field: index for field, index in header.columns.items() if index not in taken}
    titles = {**header.titles, **{field: text_of(cells[index]) for field, index in added.items()}}
    return Header(header.row, {**kept, **added}, titles, rows=row - header.row + 1)


def heading_group(texts: Sequence[str]) -> tuple[str, int] | None:
    """(label, number) when the row is a sub-heading that names a group and no person."""
    filled = [text for text in texts if text]
    if not filled or len(set(filled)) > 2 or filled[0].isdigit():
        return None
    number = group_heading(filled[0])
    return None if number is None else (filled[0], number)


def is_person(header: Header, texts: Sequence[str], formula_columns: Sequence[int]) -> bool:
    """Does the row tell of a person? Totals, footers, repeated titles and numbered blank lines do not.

    ``formula_columns`` (from 0): cells that hold a formula count as filled, whatever they show.
    """
    personal = [header.columns[field] for field in _PERSONAL if field in header.columns]
    if not any(texts[index] or index in formula_columns for index in personal):
        return False
    key = Field.NAME if Field.NAME in header.columns else Field.ID
    if "".join(texts[header.columns[key]].split()) == header.titles[key]:
        return False
    if Field.ID in header.columns and texts[header.columns[Field.ID]]:
        return True
    first = next((text for text in texts if text), "")
    plain = "".join(unicodedata.normalize("NFKC", first).split())
    return not (_TOTAL.match(plain) or _FOOTER.match(plain))
