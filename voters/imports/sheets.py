"""One sheet on its way through the trial: row by row, person by person, with everything that is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, Literal

from election_office.core.idnumbers import (
    IdNumber,
    IdNumberError,
    Sex,
    is_rounded,
    parse_id_number,
    without_id_numbers,
)
from election_office.core.names import clean_name, is_plain_name, name_fault, strange_characters
from election_office.documents.fonts import not_drawn
from election_office.law.dates import cn_date, is_of_age
from voters.imports import apart, classes, columns, households, marks, rows, sentences
from voters.imports.births import said_of_birth
from voters.imports.findings import Batch, Level, RowFinding
from voters.imports.layouts import Field, Header, Layout, column_letter
from voters.imports.reader import Cell, Row, Sheet
from voters.imports.rows import RollClass, RollRow, text_of

if TYPE_CHECKING:
    from voters.imports.check import Judging

SAMPLE_ROWS = 10
_KEEPING: tuple[Literal["excluded", "pending"], ...] = ("excluded", "pending")
# Not read into the roll: a formula there is named, but keeps nobody off.
_UNREAD = {Field.SERIAL}
_SHORTEST_NUMBER = 15
_FORMULA_SIGNS = {"=", "＝"}
_NO_FIELDS: frozenset[Field] = frozenset()
_ERROR_VALUE = re.compile(
    r"#(?:N/A|[A-Z][A-Z_/0 -]{2,20}[!?]|GETTING_DATA|[\u4e00-\u9fff]{2,4}[!?！？])"
    r"|(?:Err|错误)[:：][0-9]{3}|#{2,}"
)
_LOST_NAME = re.compile("锟斤拷|烫烫|屯屯|□|■")
_DIGITS = re.compile(r"[0-9０-９]{6,}[0-9Xx０-９]*")


def shown(cell: Cell) -> str:
    """A cell as the page shows it: whole numbers of people and telephones stay in the file."""
    return _DIGITS.sub("［号码］", text_of(cell))[:30]


class SheetTrial:
    """One sheet on its way through the trial: where its columns are, which group and household it is in."""

    def __init__(self, sheet: Sheet, layout: Layout, judging: Judging, *, csv: bool) -> None:
        self.sheet = sheet
        self.layout = layout
        self.judging = judging
        self.place = (len(judging.sheets) - 1) << 32
        self.batch = Batch()
        self.group: tuple[str, int | None] | None = self._group_of_sheet()
        self.families = households.Families()
        self.sheet_kind = apart.kind_of_heading(sheet.name)
        self.heading_kind: apart.Kind | None = None
        self.heading = ""
        self.number = 0
        self.titles: set[str] = set()
        self.people = self.beside = 0
        self.levels: set[Level] = set()
        self.skip: Set[Field] = _NO_FIELDS
        self.formula_columns: dict[int, list[int]] = {}
        for row, column in sheet.formulas:
            self.formula_columns.setdefault(row, []).append(column - 1)
        self.struck: dict[int, set[int]] = {}
        for row, column in sheet.struck:
            self.struck.setdefault(row, set()).add(column - 1)
        self.csv = csv
        self.texts: list[str] = []
        self.behind_name = ""
        self.sample: list[list[str]] = []
        self.sampled = 0
        self._use(layout)
        self.merged = self._merged_cells()

    def _use(self, layout: Layout) -> None:
        """Read the columns of these titles from here on."""
        self.layout = layout
        self.groups_beside: list[tuple[str, int | None] | None] = [None] * len(layout.blocks)
        self.width = max((max(block.columns.values(), default=0) for block in layout.blocks), default=0) + 1
        self.width = max(
            self.width,
            *(index + 1 for block in layout.blocks for index, _ in block.statuses + block.unread),
            1,
        )
        self._stand_at(layout.first)

    def _stand_at(self, header: Header) -> None:
        """Where each field of this person stands; -1 is one past the cells of a row, where all is blank."""
        self.header = header
        at = {name.name.lower(): header.columns.get(name, -1) for name in Field}
        self.name_at, self.id_at, self.sex_at = at["name"], at["id"], at["sex"]
        self.birth_at, self.group_at, self.household_at = at["birth"], at["group"], at["household"]
        self.ethnic_at, self.education_at, self.politics_at = at["ethnic"], at["education"], at["politics"]
        self.phone_at, self.address_at, self.note_at = at["phone"], at["address"], at["note"]
        self.head_at, self.relation_at = at["head"], at["relation"]
        self.year_at, self.month_at, self.day_at = at["birth_year"], at["birth_month"], at["birth_day"]
        self.male_at, self.female_at = at["male"], at["female"]
        self.at = at
        self.name_title = header.titles.get(Field.NAME)

    def batches(self) -> Iterator[Batch]:
        self._about_titles()
        readable = not any(block.missing or block.repeated for block in self.layout.blocks)
        several = len(self.layout.blocks) > 1
        first, last = self.header.row, self.header.row + self.header.rows - 1
        for row in self.sheet.rows():
            if row.number > last:
                if self.sampled < SAMPLE_ROWS:
                    self._keep_sample(row)
                if several:
                    self._beside(row, readable=readable)
                else:
                    self._row(row, readable=readable)
                if max(len(self.batch.rows), len(self.batch.findings)) >= self.judging.batch_size:
                    yield self.batch
                    self.batch = Batch()
            elif row.number < first:
                self._above(row)
        yield self.batch

    def _about_titles(self) -> None:
        header = self.header
        if missing := header.missing:
            titles = "、".join(f"「{title.value}」" for title in missing)
            self._add_at(
                header.row, "", "error", "column_missing",
                f"表头缺少{titles}列，本工作表无法导入；列名写法特别的，请在「各列读作」中选定。",
            )  # fmt: skip
        for name, indices in header.repeated:
            where = "、".join(column_letter(index) for index in indices)
            self._add_at(
                header.row, "", "error", "column_repeated",
                f"表头有{len(indices)}列「{name.value}」（{where}列），不知道读哪一列，请在「各列读作」中选定。",
            )  # fmt: skip
        for absent, other in ((Field.HUKOU, Field.HUKOU_NOT), (Field.LIVES, Field.LIVES_NOT)):
            if not missing and absent not in header.columns and other not in header.columns:
                self._add_at(
                    header.row, "", "warning", "class_column_missing",
                    f"表头没有「{absent.value}」列，本工作表按{absent.value}处理。",
                )  # fmt: skip

        if self.sheet.comments:
            cells = [f"{column_letter(at - 1)}{number}" for number, at in sorted(self.sheet.comments)]
            some = "、".join(cells[:5]) + ("等" if len(cells) > 5 else "")
            self._add_at(
                header.row, "", "warning", "comment_unread",
                f"本工作表有{len(cells)}处批注（{some}），批注的内容没有读入；写有去世、迁出等情况的，请改写在「备注」列。",
            )  # fmt: skip

    def _above(self, row: Row) -> None:
        """A line above the titles may say who stands in the sheet, of which group, of which household."""
        texts = rows.texts_of(row.cells)
        filled = list(dict.fromkeys(text for text in texts if text))
        if len(filled) == 1:
            self.titles.add(filled[0])
            self.heading_kind = apart.kind_of_heading(filled[0]) or self.heading_kind
            self.heading = filled[0] if self.heading_kind else ""
            self.group = rows.group_within(filled[0]) or self.group
        if found := households.heading_household(texts):
            self.families.under(found)

    def _keep_sample(self, row: Row) -> None:
        self.sampled += 1
        self.sample.append([shown(cell) for cell in row.cells[:60]])

    def _beside(self, row: Row, *, readable: bool) -> None:
        """Two or three people in one row."""
        texts = rows.texts_of(row.cells)
        filled = list(dict.fromkeys(filter(None, texts)))
        headings = [columns.heading_group(texts[slice(*block.span)]) for block in self.layout.blocks]
        if sum(map(bool, headings)) > 1:
            self.groups_beside = headings  # 一组 | 二组: each person's own from here on
            self._skipped(row, "小组标题")
            return
        alone = len(filled) < 3 and not any(self._speaks_of(block, texts) for block in self.layout.blocks[1:])
        if alone:
            self._row(row, readable=readable)  # a heading, a total, or the first one alone
            return
        shared = self.group
        for place, header in enumerate(self.layout.blocks):
            self.beside = place
            self._stand_at(header)
            self.group = self.groups_beside[place] or header.group or shared
            self._row(row, readable=readable, alone=False)
        self.beside = 0
        self.group = shared
        self._stand_at(self.layout.first)

    @staticmethod
    def _speaks_of(header: Header, texts: Sequence[str]) -> bool:
        """Has this person of the row a name or a number, which the title itself is not?"""
        for key in (Field.NAME, Field.ID):
            index = header.columns.get(key, -1)
            if -1 < index < len(texts) and texts[index] and columns.field_of(texts[index]) is None:
                return not columns.is_total_or_footer(texts)
        return False

    def _row(self, row: Row, *, readable: bool, alone: bool = True) -> None:
        formula_columns = self.formula_columns.get(row.number, [])
        cells = row.cells[: self.width]
        texts = rows.texts_of(cells)
        texts += [""] * (self.width + 1 - len(texts))
        if self.header.surname >= 0:
            texts[self.name_at] = texts[self.header.surname] + texts[self.name_at]
        name, number = texts[self.name_at], texts[self.id_at]
        usual = len(number) >= _SHORTEST_NUMBER and name and name != number and name != self.name_title
        usual = usual and number[0].isdecimal()
        if not usual and not self._is_person(row, texts, formula_columns, alone=alone):
            return
        judging = self.judging
        judging.people_rows += 1
        self.people += 1
        if judging.progress and judging.people_rows % 500 == 0:
            judging.progress(judging.people_rows)
        if readable:
            self._person(row, texts, formula_columns)

    def _is_person(self, row: Row, texts: list[str], formula_columns: Sequence[int], *, alone: bool) -> bool:
        """A closer look at a row without a name and a number: headings, titles, totals, footers."""
        whole = rows.texts_of(row.cells) if alone else texts
        if alone and households.is_labelled(whole) and (found := households.heading_household(whole)):
            self._household_heading(row, whole, found)
            return False
        if alone and (heading := columns.heading_group(texts)):
            self._group_heading(row, heading, heading[0])
            return False
        if alone and (named := columns.named_group(whole)):
            self._group_heading(row, (named, None), named)
            return False
        person = columns.is_person(self.header, texts, formula_columns)
        id_text = texts[self.id_at]
        if alone and not any(char.isdecimal() for char in id_text):
            if again := columns.titles_again(row.number, whole):
                if len(again.blocks) == 1 and not again.first.missing:
                    self._use(again)
                self._skipped(row, "重复的表头")
                return False
            filled = list(dict.fromkeys(text for text in whole if text))
            if not id_text and (found := households.heading_household(whole)):
                self._household_heading(row, whole, found)
                return False
            if len(filled) == 1 and not id_text and (kind := apart.kind_of_heading(filled[0])):
                self.heading_kind, self.heading = kind, filled[0]
                self._skipped(row, f"分段标题“{filled[0][:20]}”")
                return False
            if len(filled) == 1 and not id_text and columns.is_section(filled[0]):
                if filled[0] not in self.titles:  # the title of the sheet stands above each of its pages
                    self.heading_kind, self.heading = None, ""
                self.families.leave()
                self._skipped(row, f"分段标题“{filled[0][:20]}”")
                return False
        if not person and alone and any(whole):
            self._skipped(
                row, "合计、填表说明等" if columns.is_total_or_footer(whole) else "没有姓名和身份证号"
            )
        return person

    def _group_heading(self, row: Row, group: tuple[str, int | None], text: str) -> None:
        self.group, self.heading_kind = group, apart.kind_of_heading(text)
        self.heading = text if self.heading_kind else ""
        self.groups_beside = [None] * len(self.layout.blocks)
        self.families.leave()
        self._skipped(row, "小组标题")

    def _household_heading(self, row: Row, whole: Sequence[str], found: households.Household) -> None:
        self.families.under(found)
        numbered = households.names_an_own_number(whole)
        self._skipped(row, "户标题" + ("，其中的身份证号没有读入，户主本人应另占一行" if numbered else ""))

    def _skipped(self, row: Row, reason: str) -> None:
        self.judging.skip_row(self.sheet.name, row.number, reason)

    def _person(self, row: Row, texts: list[str], formula_columns: list[int]) -> None:
        self.number, self.levels, self.texts, self.behind_name = row.number, set(), texts, ""
        before = len(self.batch.findings)
        for index, value in self.merged.get(row.number, {}).items():
            if index < len(texts) - 1:
                texts[index] = texts[index] or value
        self.skip = self._formulas(formula_columns)
        said = "".join(texts)
        if "#" in said or "Err:" in said or "错误" in said:
            self.skip = self.skip | self._error_values()
        name = self._name(texts[self.name_at])
        identity = self._identity(row.cells[self.id_at] if -1 < self.id_at < len(row.cells) else "")
        sex = self._sex(texts[self.sex_at], identity)
        self._birth(self._birth_cell(row), identity)
        group_label, group_number = self._group(texts[self.group_at])
        hukou, lives, roll_class = self._class()
        note = texts[self.note_at]
        kinds = self._set_apart(note)
        decision = apart.strictest(filter(None, map(self.judging.decision, kinds))) if kinds else ""
        if decision == "leave":
            self._leave_out(before)
        if identity is None or "error" in self.levels:
            return
        relation = (
            texts[self.relation_at] or households.place_behind(texts[self.name_at]) or self.header.relation
        )
        household, head = self.families.of_row(
            name=name, number=texts[self.household_at], head=texts[self.head_at], relation=relation
        )
        person = RollRow(
            sheet=self.sheet.name,
            row=row.number,
            name=name,
            sex=sex or identity.sex,
            birth_date=identity.birth_date,
            id_number=identity.value,
            group_number=group_number,
            group_label=group_label,
            household=household,
            ethnic=texts[self.ethnic_at],
            education=texts[self.education_at],
            politics=texts[self.politics_at],
            phone=texts[self.phone_at],
            address=texts[self.address_at],
            hukou_here=hukou,
            lives_here=lives,
            roll_class=roll_class,
            note=without_id_numbers(note or self.behind_name),
            head=head,
            relation=relation,
            apart=kinds,
        )
        if self.levels:
            stays = next((level for level in _KEEPING if level in self.levels), None)
            if stays:
                person.standing = stays
                person.why = "".join(f.message for f in self._of_this_row() if f.level == stays)
        if decision == "leave":
            person.standing, person.why = "excluded", "文件另行标出，经办人决定不导入。"
        elif decision == "pending" and person.standing == "accepted":
            titles = "、".join(apart.BY_KEY[kind].title for kind in kinds)
            person.standing, person.why = "pending", f"名册标出：{titles}，待核实。"
        self.batch.rows.append(person)

    def _leave_out(self, before: int) -> None:
        """A row nobody wants imported has no fault that would stop the file."""
        warnings = []
        for finding in self.batch.findings[before:]:
            if finding.level == "warning":
                warnings.append(finding)
            elif finding.code == "id_duplicate_in_file":
                warnings.append(
                    replace(finding, level="warning", message=f"{finding.message}另一行仍会导入，请核对。")
                )
        self.batch.findings[before:] = warnings
        self.levels = {"warning"} if warnings else set()

    def _of_this_row(self) -> list[RowFinding]:
        """The last findings of the batch: those of the row just read."""
        return list(takewhile(lambda finding: finding.row == self.number, reversed(self.batch.findings)))[
            ::-1
        ]

    def _formulas(self, formula_columns: list[int]) -> Set[Field]:
        """The fields whose cells hold a formula; they are not read any further."""
        texts = self.texts
        signs = texts[self.name_at][:1] in _FORMULA_SIGNS or texts[self.id_at][:1] in _FORMULA_SIGNS
        if not (signs or formula_columns or self.csv):
            return _NO_FIELDS
        key_texts = ((Field.NAME, self.texts[self.name_at]), (Field.ID, self.texts[self.id_at]))
        found = {name for name, text in key_texts if text[:1] in _FORMULA_SIGNS}
        if formula_columns:
            read = {index: name for name, index in self.header.columns.items() if name not in _UNREAD}
            if self.header.surname >= 0:
                read[self.header.surname] = Field.NAME
            found |= {read[index] for index in formula_columns if index in read}
        if self.csv:
            found |= {
                name for name, index in self.header.columns.items() if self.texts[index].startswith("=")
            }
        if found:
            ordered = sorted(found, key=lambda name: self.header.columns[name])
            titles = "、".join(f"「{self.header.titles[name]}」" for name in ordered)
            self._add(ordered[0], "error", "formula_cell", f"{titles}是公式，请改成文字后再导入。")
        elif formula_columns:
            self._add_at(
                self.number, column_letter(min(formula_columns)), "warning", "formula_cell",
                "本行有公式，该列不读入名单；公式没有执行。",
            )  # fmt: skip
        return found

    def _error_values(self) -> Set[Field]:
        """The fields whose cells show an error as a value: named, and not taken for what they say."""
        found = set()
        for name, index in self.header.columns.items():
            text = self.texts[index]
            if name in self.skip or name in _UNREAD or not _ERROR_VALUE.fullmatch(text):
                continue
            found.add(name)
            key = name in (Field.NAME, Field.ID)
            ending = "请改成原来的内容后再导入。" if key else "没有读入，请核对。"
            self._add(
                name, "error" if key else "warning", "error_value",
                f"「{self.header.titles[name]}」是错误值{text[:20]}，{ending}",
            )  # fmt: skip
            self.texts[index] = ""
        return found

    def _name(self, text: str) -> str:
        if Field.NAME in self.skip:
            return ""
        if (
            len(text) > 1
            and is_plain_name(text)
            and not rows.is_blank_mark(text)
            and not _LOST_NAME.search(text)
        ):
            return text
        name = clean_name(households.bare_name(text))
        if not is_plain_name(name):
            bare, behind = rows.note_behind(text)
            if behind and apart.kinds_in(behind):
                self.behind_name, name = behind, clean_name(households.bare_name(bare))
        if not name or rows.is_nothing(name):
            self._add(Field.NAME, "error", "name_missing", "没有填写姓名。")
        elif len(name) == 1:
            self._add(Field.NAME, "warning", "name_short", f"姓名「{name}」只有一个字，请核对。")
        elif is_plain_name(name) and not _LOST_NAME.search(name):
            return name  # once the blanks in it were gone
        elif "?" in name or "？" in name or _LOST_NAME.search(name):
            self._add(
                Field.NAME, "error", "name_invalid",
                f"姓名变成了「{name[:20]}」，原字已在保存时丢失，请按身份证重新录入。",
            )  # fmt: skip
        elif fault := name_fault(name):
            code = "name_unprintable" if strange_characters(name) else "name_invalid"
            self._add(Field.NAME, "error", code, fault)
        elif missing := not_drawn(name):
            self._add(
                Field.NAME, "warning", "name_no_glyph",
                f"姓名「{name}」中的字（{'、'.join(missing)}）本机字体还不能显示，可以导入，打印前请安装含此字的字体。",
            )  # fmt: skip
        return name

    def _identity(self, cell: Cell) -> IdNumber | None:
        if Field.ID in self.skip:
            return None
        judging = self.judging
        text = cell if isinstance(cell, str) else self._id_text(cell)
        try:
            nothing = len(text) < _SHORTEST_NUMBER and rows.is_nothing(text)
            identity = parse_id_number("" if nothing else text, not_after=judging.today)
        except IdNumberError as error:
            self._add(Field.ID, "error", error.code, error.message)
            return None
        here = self.place + (self.number << 3) + self.beside
        first = judging.seen.setdefault(int(identity.value[:17]), here)
        if first != here:
            sheet, row = judging.sheets[first >> 32], (first & 0xFFFFFFFF) >> 3
            where = f"第{row}行" if sheet == self.sheet.name else f"工作表「{sheet}」第{row}行"
            self._add(Field.ID, "error", "id_duplicate_in_file", f"身份证号与{where}重复。")
        day = judging.election_day
        age, birthday_counts = judging.adult_age, judging.birthday_counts
        if not is_of_age(identity.birth_date, day, age, birthday_counts=birthday_counts):
            self._add(
                Field.ID, "excluded", "under_age",
                f"{cn_date(identity.birth_date)}出生，到选举日{cn_date(day)}未满{age}周岁，"
                f"不列入名单。{judging.age_basis}",
            )  # fmt: skip
        return identity

    @staticmethod
    def _id_text(cell: Cell) -> str:
        """A number cell that lost its last digits keeps the look that tells so."""
        if isinstance(cell, float) and is_rounded(cell):
            return str(cell)
        if isinstance(cell, int) and is_rounded(cell):
            return f"{cell:.1E}"
        return text_of(cell)

    def _sex(self, text: str, identity: IdNumber | None) -> Sex | None:
        if Field.SEX in self.skip:
            return None
        if not text and (self.male_at > -1 or self.female_at > -1):
            marked = [word for word, at in (("男", self.male_at), ("女", self.female_at))
                      if self.texts[at] and not rows.is_nothing(self.texts[at])]  # fmt: skip
            text = marked[0] if len(marked) == 1 else ""
        if not text or rows.is_nothing(text):
            return None
        sex = rows.parse_sex(text)
        if sex is None:
            self._add(Field.SEX, "error", "sex_unreadable", f"性别「{text[:10]}」认不出来，应填男或女。")
        elif identity is not None and sex != identity.sex:
            said = "男" if identity.sex == "male" else "女"
            self._add(Field.SEX, "error", "sex_mismatch", f"性别填的是{text}，身份证号表明是{said}。")
        return sex

    def _birth_cell(self, row: Row) -> Cell:
        """The cell of the date; put together where year, month and day have columns of their own."""
        if self.birth_at > -1:
            return row.cells[self.birth_at] if self.birth_at < len(row.cells) else ""
        if self.year_at == -1:
            return ""
        parts = [self.texts[at] for at in (self.year_at, self.month_at, self.day_at)]
        said = [part.rstrip("年月日") for part in parts if part]
        return ".".join(said)

    def _birth(self, cell: Cell, identity: IdNumber | None) -> None:
        if self.skip & {Field.BIRTH, Field.BIRTH_YEAR}:
            return
        if said := said_of_birth(cell, identity, since_1904=self.sheet.since_1904):
            self._add(Field.BIRTH if self.birth_at > -1 else Field.BIRTH_YEAR, *said)

    def _group(self, text: str) -> tuple[str, int | None]:
        if Field.GROUP in self.skip:
            return "", None
        if not text:
            if self.group is None:
                self._add(Field.GROUP, "warning", "group_missing", sentences.NO_GROUP)
                return "", None
            return self.group
        number = rows.parse_group(text)
        if self.group and number and number != self.group[1]:
            self._add(
                Field.GROUP, "warning", "group_conflict",
                f"本行写的是第{number}组，所在分段是第{self.group[1]}组，按本行导入。",
            )  # fmt: skip
        return text, number

    def _class(self) -> tuple[bool | None, bool | None, RollClass]:
        """Household registration here and residence here, and the class of voter they make (§16)."""
        if self.skip & {Field.HUKOU, Field.LIVES}:
            return None, None, ""
        found = classes.of_row(self.at, self.texts, community=self.judging.community)
        for said in found.findings:
            self._add(*said)
        return found.hukou, found.lives, found.roll_class

    def _set_apart(self, note: str) -> tuple[str, ...]:
        """The kinds of people the file sets this one apart as; each is a finding with what says so."""
        struck, header = self.struck.get(self.number), self.header
        if not (
            note or self.behind_name or header.statuses or header.unread or self.heading_kind
            or self.sheet_kind or struck or self.number in self.sheet.hidden
        ):  # fmt: skip
            return ()  # nearly every row
        found = marks.of_row(
            self.header,
            self.texts,
            note="" if Field.NOTE in self.skip else note,
            behind=self.behind_name,
            heading=(self.heading_kind, self.heading),
            sheet=(self.sheet_kind, self.sheet.name),
            struck=bool(struck and (self.name_at in struck or self.id_at in struck)),
            hidden=self.number in self.sheet.hidden,
        )
        for kind, (index, said) in found.items():
            column = "" if index < 0 else column_letter(index)
            sentence = f"{said or f'第{self.number}行'}，{kind.sentence}"
            self._add_at(self.number, column, "warning", kind.code, sentence)
        if found:
            self.judging.tell_apart(
                {kind.key: said or marks.LOOKS[kind.key] for kind, (_, said) in found.items()}
            )
        return tuple(kind.key for kind in found)

    def _group_of_sheet(self) -> tuple[str, int | None] | None:
        number = rows.group_heading(self.sheet.name)
        named = columns.named_group([self.sheet.name])
        return (self.sheet.name, number) if number else (named, None) if named else None

    def _merged_cells(self) -> dict[int, dict[int, str]]:
        """What merged cells say of the rows below their first: only for what a household shares."""
        names = (Field.GROUP, Field.HOUSEHOLD, Field.ADDRESS, Field.HEAD)
        shared = {
            block.columns[name] for block in self.layout.blocks for name in names if name in block.columns
        }
        wanted: dict[int, list[tuple[int, int]]] = {}
        for top, left, low, right in self.sheet.merges:
            if left == right and left - 1 in shared and 0 < low - top < 200_000:
                wanted.setdefault(top, []).append((left - 1, low))
        merged: dict[int, dict[int, str]] = {}
        if wanted:
            for row in self.sheet.rows():
                for index, low in wanted.get(row.number, ()):
                    value = text_of(row.cells[index]) if index < len(row.cells) else ""
                    for number in range(row.number + 1, low + 1):
                        merged.setdefault(number, {})[index] = value
        return merged

    def _add(self, name: Field, level: Level, code: str, message: str) -> None:
        column = self.header.columns.get(name)
        self._add_at(self.number, "" if column is None else column_letter(column), level, code, message)

    def _add_at(self, row: int, column: str, level: Level, code: str, message: str) -> None:
        self.levels.add(level)
        self.batch.findings.append(RowFinding(self.sheet.name, row, column, level, code, message))
