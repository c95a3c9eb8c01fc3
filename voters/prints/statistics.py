"""选民登记统计表: the village's registration in numbers, by group, on one page and as a workbook."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass, fields

from election_office.law.dates import cn_date
from election_office.law.words import Words
from villages.models import Election
from voters.models import Proxy, Registration
from voters.prints.typeset import Face, Sheet

# People of 35 and under, of 36 to 60, over 60 on the election day.
YOUNG, MIDDLE_AGED = 35, 60


@dataclass(slots=True)
class Counts:
    """One row of the table. ``due`` are those who are or may still be registered."""

    due: int = 0
    registered: int = 0
    women: int = 0
    class_a: int = 0
    class_b: int = 0
    class_c: int = 0
    extra: int = 0
    unknown: int = 0
    young: int = 0
    middle_aged: int = 0
    old: int = 0
    pending: int = 0
    left_off: int = 0
    proxies: int = 0

    def add(self, other: Counts) -> None:
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))

    def values(self) -> list[int]:
        return [getattr(self, field.name) for field in fields(self)]


TITLES = (
    "应登记", "已登记", "其中：女", "户籍在村\n居住在村", "户籍在村\n不在村住", "户籍\n不在村",
    "地方规定\n其他人员", "类别\n未定", "18—35岁", "36—60岁", "61岁以上", "待定", "不列入", "委托投票",
)  # fmt: skip
NOTES = (
    "应登记＝已登记＋待定；各类别、各年龄段为已登记人数；不列入含登记后取消的；委托投票按委托人所在小组计。",
    "年龄按选举日周岁计算。",
)


@dataclass(frozen=True, slots=True)
class Table:
    """``rows``: (group, counts), every group of the village even when nobody is registered in it."""

    title: str
    made_on: str
    rows: Sequence[tuple[str, Counts]]
    total: Counts
    words: Words


def statistics(election: Election, day: dt.date) -> Table:
    """As it stands; ``day`` is today, which the table names. Three statements, however many voters."""
    groups: dict[int | None, Counts] = {}
    titles: dict[int | None, str] = {}
    for group in election.village.groups.all():
        groups[group.pk], titles[group.pk] = Counts(), group.title
    rows = Registration.objects.filter(election=election).values_list(
        "group_id", "status", "roll_class", "person__sex", "person__birth_date"
    )
    polling = election.election_day
    for group_id, status, roll_class, sex, born in rows.iterator(chunk_size=2000):
        counts = groups.setdefault(group_id, Counts())
        if status == Registration.Status.REGISTERED:
            before_birthday = (polling.month, polling.day) < (born.month, born.day)
            age = polling.year - born.year - before_birthday
            _count_registered(counts, roll_class, sex, age)
        elif status == Registration.Status.PENDING:
            counts.pending += 1
            counts.due += 1
        else:
            counts.left_off += 1
    given = Proxy.objects.filter(election=election).in_force().values_list("principal__group_id", flat=True)
    for group_id in given:
        groups.setdefault(group_id, Counts()).proxies += 1
    total = Counts()
    for counts in groups.values():
        total.add(counts)
    named = [(titles.get(key, "未分组"), counts) for key, counts in groups.items()]
    return Table(
        f"{election}{election.words.voter_short}登记统计表", cn_date(day), named, total, election.words
    )


def _count_registered(counts: Counts, roll_class: str, sex: str, age: int) -> None:
    counts.due += 1
    counts.registered += 1
    counts.women += sex == "female"
    match roll_class:
        case Registration.RollClass.A | Registration.RollClass.HUKOU:
            counts.class_a += 1
        case Registration.RollClass.B | Registration.RollClass.LIVES:
            counts.class_b += 1
        case Registration.RollClass.C | Registration.RollClass.WORKS:
            counts.class_c += 1
        case Registration.RollClass.EXTRA:
            counts.extra += 1
        case _:
            counts.unknown += 1
    if age <= YOUNG:
        counts.young += 1
    elif age <= MIDDLE_AGED:
        counts.middle_aged += 1
    else:
        counts.old += 1


# ------------------------------------------------------------------ on paper

PAGE = (297.0, 210.0)
LEFT, NAME_WIDTH, COLUMN_WIDTH = 15.0, 36.0, 16.5
TOP, HEAD, ROOM = 40.0, 13.0, 118.0


def statistics_sheets(table: Table, committee: str) -> list[Sheet]:
    """One A4 page across. The rows get lower when there are many groups."""
    sheet = Sheet(size=PAGE, watermark="内部资料")
    lines = [*table.rows, ("合　计", table.total)]
    height = min(8.5, ROOM / len(lines))
    right = LEFT + NAME_WIDTH + COLUMN_WIDTH * len(TITLES)
    bottom = TOP + HEAD + height * len(lines)
    sheet.text(Face.SONG_BOLD, 18, PAGE[0] / 2, 22, table.title, align="c", room=right - LEFT)
    sheet.text(Face.SONG, 10, LEFT, TOP - 4, f"填报单位：{committee}（盖章）")
    sheet.text(Face.SONG, 10, right, TOP - 4, f"{table.made_on}　单位：人", align="r")
    _heads(sheet, table.words)
    for row, (name, counts) in enumerate(lines):
        y = TOP + HEAD + height * (row + 0.5)
        face = Face.HEI if row == len(table.rows) else Face.SONG
        size = min(11.0, height * 2.2)
        sheet.text(face, size, LEFT + NAME_WIDTH / 2, y, name, align="c", room=NAME_WIDTH - 2)
        for column, value in enumerate(counts.values()):
            x = LEFT + NAME_WIDTH + COLUMN_WIDTH * (column + 0.5)
            sheet.text(face, size, x, y, str(value), align="c", room=COLUMN_WIDTH - 2)
        sheet.line(LEFT, y - height / 2, right, y - height / 2, 0.18)
    for column in range(len(TITLES)):
        x = LEFT + NAME_WIDTH + COLUMN_WIDTH * column
        sheet.line(x, TOP, x, bottom, 0.18)
    sheet.frame(LEFT, TOP, right - LEFT, bottom - TOP, 0.5)
    for index, note in enumerate(NOTES):
        sheet.text(Face.SONG, 9, LEFT, bottom + 6 + 5 * index, f"{'注：' if not index else '　　'}{note}")
    sheet.text(Face.SONG, 11, LEFT, bottom + 20, "填表人：＿＿＿＿＿＿＿＿　　审核人：＿＿＿＿＿＿＿＿")
    return [sheet]


def _heads(sheet: Sheet, own: Words) -> None:
    sheet.text(Face.HEI, 10, LEFT + NAME_WIDTH / 2, TOP + HEAD / 2, own.group, align="c")
    for column, title in enumerate(TITLES):
        words = title.split("\n")
        for index, line in enumerate(words):
            y = TOP + HEAD / 2 + (index - (len(words) - 1) / 2) * 4
            x = LEFT + NAME_WIDTH + COLUMN_WIDTH * (column + 0.5)
            sheet.text(Face.HEI, 9.5, x, y, line, align="c", room=COLUMN_WIDTH - 1)


# ------------------------------------------------------------------ as a workbook


def statistics_workbook(table: Table, committee: str) -> bytes:
    """The same table for Excel or WPS; the totals are sums the reader can follow."""
    from openpyxl import Workbook  # noqa: PLC0415 -- loaded where it is used
    from openpyxl.styles import Alignment, Border, Font, Side  # noqa: PLC0415 -- loaded where it is used
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 -- loaded where it is used
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415 -- loaded where it is used

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = f"{table.words.voter_short}登记统计表"
    width = len(TITLES) + 1
    last = get_column_letter(width)
    sheet.append([table.title])
    sheet.append([f"填报单位：{committee}　　{table.made_on}　　单位：人"])
    sheet.append([table.words.group, *TITLES])
    for name, counts in table.rows:
        sheet.append([name, *counts.values()])
    first, end = 4, 3 + len(table.rows)
    sums = [f"=SUM({get_column_letter(c)}{first}:{get_column_letter(c)}{end})" for c in range(2, width + 1)]
    sheet.append(["合计", *(sums if table.rows else table.total.values())])
    for note in NOTES:
        sheet.append([note])
    for line in (1, 2):
        sheet.merge_cells(f"A{line}:{last}{line}")
    sheet["A1"].font = Font(name="宋体", size=16, bold=True)
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center")
    thin = Side(style="thin")
    for row in sheet.iter_rows(min_row=3, max_row=end + 1, max_col=width):
        for cell in row:
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.column_dimensions["A"].width = 18
    for column in range(2, width + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 10
    sheet.row_dimensions[3].height = 32
    sheet.freeze_panes = "B4"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 1
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
