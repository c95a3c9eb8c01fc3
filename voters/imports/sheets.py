"""One sheet on its way through the trial: row by row, person by person, with everything that is wrong."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, Literal

from election_office.core.idnumbers import IdNumber, IdNumberError, Sex, is_rounded, parse_id_number
from election_office.core.names import clean_name, is_plain_name, name_fault, strange_characters
from election_office.documents.fonts import not_drawn
from election_office.law.dates import cn_date, is_of_age
from voters.imports import apart, columns, rows, sentences
from voters.imports.columns import Field, Header, Layout, column_letter
from voters.imports.findings import Batch, Level, RowFinding
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
_ERROR_VALUE = re.compile(r"#(?:N/A|[A-Z][A-Z_/0 -]{2,20}[!?]|GETTING_DATA)|Err:[0-9]{3}|#{2,}")
_DIGITS = re.compile(r"[0-9０-９]{6,}[0-9Xx０-９]*")
_MARKS = {"√", "✓", "✔", "○", "〇", "●", "1", "是", "V", "v", "Y", "y", "★", "对"}


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
        self.group: tuple[str, int] | None = self._group_of_sheet()
        self.household: tuple[str, str] = ("", "")
        self.sheet_kind = apart.kind_of_heading(sheet.name)
        self.heading_kind: apart.Kind | None = None
        self.heading = ""
        self.number = 0
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
        self.sample: list[list[str]] = []
        self.sampled = 0
        self._use(layout)
        self.merged = self._merged_cells()

    def _use(self, layout: Layout) -> None:
        """Read the columns of these titles from here on."""
        self.layout = layout
        self.width = max((max(one.columns.values(), default=0) for one in layout.blocks), default=0) + 1
        self.width = max(self.width, *(index + 1 for one in layout.blocks for index, _ in one.statuses), 1)
        self._stand_at(layout.first)

    def _stand_at(self, header: Header) -> None:
        """Where each field of this person stands; -1 is one past the cells of a row, where all is blank."""
        self.header = header
        at = {name.name.lower(): header.columns.get(name, -1) for name in Field}
        self.name_at, self.id_at, self.sex_at = at["name"], at["id"], at["sex"]
        self.birth_at, self.group_at, self.household_at = at["birth"], at["group"], at["household"]
        self.ethnic_at, self.education_at, self.politics_at = at["ethnic"], at["education"], at["politics"]
        self.phone_at, self.address_at, self.note_at = at["phone"], at["address"], at["note"]
        self.hukou_at, self.lives_at, self.work_at = at["hukou"], at["lives"], at["village_work"]
        self.request_at, self.consent_at, self.years_at = at["request"], at["consent"], at["years"]
        self.head_at, self.relation_at = at["head"], at["relation"]
        self.year_at, self.month_at, self.day_at = at["birth_year"], at["birth_month"], at["birth_day"]
        self.male_at, self.female_at = at["male"], at["female"]
        self.hukou_not_at, self.lives_not_at = at["hukou_not"], at["lives_not"]
        self.name_title = header.titles.get(Field.NAME)

    def batches(self) -> Iterator[Batch]:
        self._about_titles()
        readable = not any(one.missing or one.repeated for one in self.layout.blocks)
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

    def _above(self, row: Row) -> None:
        """A line above the titles may say who stands in the sheet, of which group, of which household."""
        texts = [text_of(cell) for cell in row.cells]
        filled = list(dict.fromkeys(text for text in texts if text))
        if len(filled) == 1:
            self.heading_kind = apart.kind_of_heading(filled[0]) or self.heading_kind
            self.heading = filled[0] if self.heading_kind else ""
        if found := columns.heading_household(texts):
            self.household = found

    def _keep_sample(self, row: Row) -> None:
        self.sampled += 1
        self.sample.append([shown(cell) for cell in row.cells[:60]])

    def _beside(self, row: Row, *, readable: bool) -> None:
        """Two or three people in one row."""
        filled = list(dict.fromkeys(text_of(cell) for cell in row.cells if text_of(cell)))
        if len(filled) < 3:
            self._row(row, readable=readable)  # a heading, a total, or the last one alone
            return
        for place, header in enumerate(self.layout.blocks):
            self.beside = place
            self._stand_at(header)
            self._row(row, readable=readable, alone=False)
        self.beside = 0
        self._stand_at(self.layout.first)

    def _row(self, row: Row, *, readable: bool, alone: bool = True) -> None:
        formula_columns = self.formula_columns.get(row.number, [])
        cells = row.cells[: self.width]
        texts = [cell.strip() if isinstance(cell, str) else text_of(cell) for cell in cells]
        texts += [""] * (self.width + 1 - len(texts))
        name, number = texts[self.name_at], texts[self.id_at]
        usual = name and number and name != number and name != self.name_title and number[0].isdecimal()
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
        whole = [text_of(cell) for cell in row.cells] if alone else texts
        if alone and (heading := columns.heading_group(texts)):
            self.group, self.heading_kind = heading, apart.kind_of_heading(heading[0])
            self.heading = heading[0] if self.heading_kind else ""
            self._skipped(row, "小组标题")
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
            if not id_text and (found := columns.heading_household(whole)):
                self.household = found
                self._skipped(row, "户标题")
                return False
            if len(filled) == 1 and not id_text and (kind := apart.kind_of_heading(filled[0])):
                self.heading_kind, self.heading = kind, filled[0]
                self._skipped(row, f"分段标题“{filled[0][:20]}”")
                return False
        if not person and alone and any(whole):
            self._skipped(
                row, "合计、填表说明等" if columns.is_total_or_footer(whole) else "没有姓名和身份证号"
            )
        return person

    def _skipped(self, row: Row, reason: str) -> None:
        self.judging.skip_row(self.sheet.name, row.number, reason)

    def _person(self, row: Row, texts: list[str], formula_columns: list[int]) -> None:
        self.number, self.levels, self.texts = row.number, set(), texts
        before = len(self.batch.findings)
        for index, value in self.merged.get(row.number, {}).items():
            if index < len(texts) - 1:
                texts[index] = texts[index] or value
        self.skip = self._formulas(formula_columns)
        if "#" in "".join(texts) or "Err:" in "".join(texts):
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
        household, head = self._household(texts)
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
            note=note,
            head=head,
            relation=texts[self.relation_at],
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
        kept = []
        for one in self.batch.findings[before:]:
            if one.level == "warning":
                kept.append(one)
            elif one.code == "id_duplicate_in_file":
                kept.append(replace(one, level="warning", message=f"{one.message}另一行仍会导入，请核对。"))
        self.batch.findings[before:] = kept
        self.levels = {"warning"} if kept else set()

    def _household(self, texts: Sequence[str]) -> tuple[str, str]:
        """(household, head): from the row, else from the heading above. The head stands for no number."""
        said = texts[self.head_at]
        head = (clean_name(rows.without_role(said)) if said else "") or self.household[1]
        number = texts[self.household_at] or self.household[0]
        return number or head, head

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
        if len(text) > 1 and is_plain_name(text) and not rows.is_blank_mark(text):
            return text
        name = clean_name(rows.without_role(text))
        if not name or rows.is_nothing(name):
            self._add(Field.NAME, "error", "name_missing", "没有填写姓名。")
        elif len(name) == 1:
            self._add(Field.NAME, "warning", "name_short", f"姓名「{name}」只有一个字，请核对。")
        elif is_plain_name(name):
            return name  # once the blanks in it were gone
        elif not name.strip("?？"):
            self._add(
                Field.NAME, "error", "name_invalid",
                f"姓名变成了问号「{name[:20]}」，原字已在保存时丢失，请按身份证重新录入。",
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
        if isinstance(cell, str):
            if identity is not None and cell == identity.birth_date.isoformat():
                return  # as the template has it: nearly every row
            if rows.is_nothing(cell):
                return
        birth = rows.parse_birth_date(cell, since_1904=self.sheet.since_1904)
        name = Field.BIRTH if self.birth_at > -1 else Field.BIRTH_YEAR
        if birth is None:
            self._add(
                name, "error", "birth_unreadable",
                f"出生日期「{text_of(cell)[:20]}」认不出来，应写成1970-01-05的样子。",
            )  # fmt: skip
        elif identity is None:
            return
        elif birth.lunar or (not birth.exact and not birth.agrees_with(identity.birth_date)):
            written = f"「{text_of(cell)[:20]}」" if birth.lunar else f"是{birth}"
            self._add(
                name, "warning", "birth_by_number",
                f"出生日期填的{written}，按身份证号的{cn_date(identity.birth_date)}登记，请核对。",
            )  # fmt: skip
        elif not birth.agrees_with(identity.birth_date):
            self._add(
                name, "error", "birth_mismatch",
                f"出生日期填的是{birth}，身份证号表明是{cn_date(identity.birth_date)}。",
            )  # fmt: skip

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
        hukou = self._yes_or_no(self.hukou_at, self.hukou_not_at)
        lives = self._yes_or_no(self.lives_at, self.lives_not_at)
        if hukou and lives:
            return True, True, "A"
        works = self._answer(self.work_at, absent=False)
        if hukou is None or (lives is None and not works):
            column = Field.HUKOU if hukou is None else Field.LIVES
            self._add(
                column, "pending", "class_unknown", f"「{column.value}」没有填写是或否，不能确定登记类别。"
            )
            return hukou, lives, ""
        if hukou:
            if not self._answer(self.request_at, absent=False):
                self._add(
                    Field.LIVES, "pending", "non_resident_no_request",
                    sentences.NOT_DECLARED,
                )  # fmt: skip
            return True, False, "B"
        if not lives and not works:
            self._add(
                Field.HUKOU, "excluded", "not_of_this_village",
                sentences.OUTSIDE,
            )  # fmt: skip
            return False, False, ""
        self._outsider()
        return False, bool(lives), "C"

    def _outsider(self) -> None:
        needed = (("本人申请", self.request_at), (sentences.MEETINGS, self.consent_at))
        wanted = [title for title, index in needed if not self._answer(index, absent=False)]
        if wanted:
            self._add(
                Field.HUKOU, "pending", "outsider_no_consent",
                sentences.still_needs("、".join(wanted)),
            )  # fmt: skip
        years = self.texts[self.years_at]
        match = re.match(r"[0-9]+(?:\.[0-9]+)?", unicodedata.normalize("NFKC", years))
        if match:
            less_than_a_year = float(match[0]) < (12 if "月" in years and "年" not in years else 1)
        else:
            less_than_a_year = rows.parse_yes_no(years) is False
        if years and less_than_a_year:
            self._add(Field.YEARS, "excluded", "outsider_under_one_year", sentences.too_short(years))

    def _yes_or_no(self, index: int, opposite: int) -> bool | None:
        """Yes where the file has no such column; with a column for each answer, the one that is ticked."""
        if opposite == -1:
            return self._answer(index, absent=True)
        here, away = self.texts[index] in _MARKS, self.texts[opposite] in _MARKS
        if here != away:
            return here
        said = self._answer(index, absent=None) if self.texts[index] else None
        return said if said is not None else None

    def _answer(self, index: int, *, absent: bool | None) -> bool | None:
        """Yes or no in a column; ``absent`` when the file has no such column, None when unreadable."""
        return absent if index < 0 else rows.parse_yes_no(self.texts[index])

    def _set_apart(self, note: str) -> tuple[str, ...]:
        """The kinds of people the file sets this one apart as; each is a finding with what says so."""
        header = self.header
        struck = self.struck.get(self.number)
        if not (
            note or header.statuses or struck or self.sheet.hidden or self.sheet_kind or self.heading_kind
        ):
            return ()
        found: dict[apart.Kind, tuple[Field | None, int, str]] = {}
        if note and Field.NOTE not in self.skip:
            for kind in apart.kinds_in(note):
                found.setdefault(kind, (Field.NOTE, self.note_at, f"备注写有「{note[:30]}」"))
        for index, title in header.statuses:
            text = self.texts[index]
            for kind in apart.kinds_of_state(title, text) if text else ():
                found.setdefault(kind, (None, index, f"「{title[:12]}」列写有「{text[:20]}」"))
        if self.heading_kind:
            found.setdefault(self.heading_kind, (None, -1, f"列在「{self.heading[:20]}」之下"))
        if self.sheet_kind:
            found.setdefault(self.sheet_kind, (None, -1, f"在工作表「{self.sheet.name[:20]}」中"))
        if struck and (self.name_at in struck or self.id_at in struck):
            found.setdefault(apart.BY_KEY["struck"], (None, -1, f"第{self.number}行"))
        if self.number in self.sheet.hidden:
            found.setdefault(apart.BY_KEY["hidden"], (None, -1, f"第{self.number}行"))
        for kind, (_, index, said) in found.items():
            column = "" if index < 0 else column_letter(index)
            self._add_at(self.number, column, "warning", kind.code, f"{said}，{kind.sentence}")
        rows_say = {"struck": "有删除线", "hidden": "手工隐藏或者筛选"}
        self.judging.tell_apart(
            {kind.key: rows_say.get(kind.key, said) for kind, (_, _, said) in found.items()}
        )
        return tuple(kind.key for kind in found)

    def _group_of_sheet(self) -> tuple[str, int] | None:
        number = rows.group_heading(self.sheet.name)
        return (self.sheet.name, number) if number else None

    def _merged_cells(self) -> dict[int, dict[int, str]]:
        """What merged cells say of the rows below their first: only for what a household shares."""
        names = (Field.GROUP, Field.HOUSEHOLD, Field.ADDRESS, Field.HEAD)
        shared = {one.columns[name] for one in self.layout.blocks for name in names if name in one.columns}
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
