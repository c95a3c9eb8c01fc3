"""The trial of a roll: every fault by sheet, row and column with a code and a sentence; nothing is written.

Levels: ``error`` the row cannot be imported as it is; ``excluded`` the law keeps the person off the roll;
``pending`` a declaration or a decision is still missing; ``warning`` imported, but a person should look.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice, takewhile
from operator import attrgetter
from typing import Any, Literal

from election_office.core.idnumbers import (
    CHINA,
    IdNumber,
    IdNumberError,
    Sex,
    is_rounded,
    mask,
    parse_id_number,
)
from election_office.core.names import clean_name, is_plain_name, name_fault, strange_characters
from election_office.documents.fonts import not_drawn
from election_office.law.dates import cn_date, is_of_age
from election_office.law.rulebooks import Rulebook
from voters.imports import columns, rows
from voters.imports.columns import Field, Header
from voters.imports.findings import Batch, Check, Level, RowFinding
from voters.imports.limits import UnreadableFileError
from voters.imports.reader import Cell, Row, Sheet, SkippedSheet, Workbook
from voters.imports.rows import RollClass, RollRow, text_of

KnownIds = Callable[[Sequence[str]], Mapping[str, str]]

EXAMPLE_SHEET = "填写示例"
PROBLEM_TITLE = "问题"
BATCH = 2_000
_KEEPING: tuple[Literal["excluded", "pending"], ...] = ("excluded", "pending")
_DECEASED = re.compile(r"(?<!未)(?:已故|死亡|去世|病故|过世|亡故|身故|离世|死者|已亡|故去)")
_DEPRIVED = re.compile(r"(?<!未被)(?<!没有)(?<!未)(?:剥夺政治权利|剥权|褫夺公权)")
_MOVED = re.compile(r"(?:户口|户籍|已)(?:已)?(?:迁出|迁走|迁往|注销)|户口已迁")


@dataclass(frozen=True, slots=True)
class NoteTells:
    """What a note on a roll says about a person's right to stand on it."""

    deceased: bool
    deprived: bool


def note_tells(note: str) -> NoteTells:
    """Reads a note as the trial does: 未死亡 and 未被剥夺政治权利 tell nothing."""
    return NoteTells(bool(_DECEASED.search(note)), bool(_DEPRIVED.search(note)))


_NOTE_SENTENCES = (
    (_DECEASED, "note_deceased", "备注写有「{note}」，请核实本人是否在世；已去世的不应列入名单。"),
    (
        _DEPRIVED,
        "note_deprived_of_rights",
        "备注写有「{note}」，请核对判决；依法被剥夺政治权利的不得登记。",
    ),
    (_MOVED, "note_moved_out", "备注写有「{note}」，请核实户籍是否仍在本村。"),
)
# Not read into the roll: a formula there is named, but keeps nobody off.
_UNREAD = {Field.SERIAL}
_SHORTEST_NUMBER = 15
_FORMULA_SIGNS = {"=", "＝"}
_NO_FIELDS: frozenset[Field] = frozenset()


@dataclass(slots=True)
class Trial:
    """What an import would do. ``people_rows`` counts rows that tell of a person, good or bad."""

    election_day: date
    people_rows: int = 0
    accepted: list[RollRow] = field(default_factory=list)
    pending: list[RollRow] = field(default_factory=list)
    findings: list[RowFinding] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    skipped: list[SkippedSheet] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The shape that check_roll prints."""
        return {
            "people_rows": self.people_rows,
            "accepted": len(self.accepted),
            "findings": [
                {"sheet": f.sheet, "row": f.row, "level": f.level, "code": f.code, "message": f.message}
                for f in self.findings
            ],
        }


class Judging:
    """One pass over a file, in batches; what it counts is complete when the last batch is out.

    ``checks`` look at each batch in turn, with what the file alone cannot know. ``progress`` hears the
    number of people read so far, every 500. Memory does not grow with the rows but for eight bytes and
    a place for each identity number, to tell the second of two.
    """

    def __init__(
        self,
        workbook: Workbook,
        *,
        election_day: date,
        book: Rulebook | None = None,
        checks: Sequence[Check] = (),
        progress: Callable[[int], None] | None = None,
    ) -> None:
        self.workbook, self.election_day, self.checks, self.progress = (
            workbook,
            election_day,
            checks,
            progress,
        )
        self.adult_age: int = book.value("voting_age") if book else 18
        self.birthday_counts: bool = book.value("birthday_on_election_day") if book else True
        self.age_basis = book.cite("voting_age").basis if book else ""
        self.today = datetime.now(tz=CHINA).date()
        # Seventeen digits (the last character follows from them) → which sheet and row had them first.
        self.seen: dict[int, int] = {}
        self.people_rows = self.accepted = self.pending = 0
        self.levels: Counter[str] = Counter()
        self.codes: Counter[str] = Counter()
        self.classes: Counter[str] = Counter()
        self.sheets: list[str] = []
        self.skipped: list[SkippedSheet] = list(workbook.skipped)

    def count(self, level: Level) -> int:
        return self.levels[level]

    def batches(self) -> Iterator[Batch]:
        """Raises UnreadableFileError when no visible sheet has a header."""
        headless: list[str] = []
        for sheet in self.workbook.sheets:
            if sheet.name == EXAMPLE_SHEET:
                self.skipped.append(SkippedSheet(sheet.name, "填写示例，未读取。"))
                continue
            header = find_header(sheet)
            if header is None:
                headless.append(sheet.name)
                continue
            self.sheets.append(sheet.name)
            for batch in _SheetTrial(sheet, header, self, csv=self.workbook.kind == "csv").batches():
                yield self._looked_at(batch)
        if not self.sheets:
            raise UnreadableFileError(
                "no_header", "没有找到表头，第一行（或标题行之下）应有「姓名」「公民身份号码」等列名。"
            )
        for name in headless:
            self.skipped.append(SkippedSheet(name, "没有找到「姓名」「公民身份号码」等列名，未读取。"))

    def _looked_at(self, batch: Batch) -> Batch:
        for check in self.checks:
            check(batch)
        batch.findings.sort(key=_ROW_OF)  # one sheet at a time; findings of one row keep their order
        self.levels.update(finding.level for finding in batch.findings)
        self.codes.update(finding.code for finding in batch.findings)
        ready = batch.ready
        pending = sum(row.standing == "pending" for row in ready)
        self.pending += pending
        self.accepted += len(ready) - pending
        self.classes.update(row.roll_class for row in ready if row.standing == "accepted")
        return batch


_ROW_OF = attrgetter("row")


def trial(
    workbook: Workbook,
    *,
    election_day: date,
    book: Rulebook | None = None,
    known_ids: KnownIds | None = None,
    progress: Callable[[int], None] | None = None,
) -> Trial:
    """Try every visible sheet and keep all of it; raises UnreadableFileError when none has a header.

    ``known_ids`` is asked in batches which identity numbers stand on another roll already and answers
    number → where (「甲村第3组」). ``progress`` hears the number of people read so far, every 500.
    """
    checks = [_refusing(known_ids)] if known_ids else []
    judging = Judging(workbook, election_day=election_day, book=book, checks=checks, progress=progress)
    result = Trial(election_day)
    for batch in judging.batches():
        result.findings += batch.findings
        for row in batch.ready:
            (result.pending if row.standing == "pending" else result.accepted).append(row)
    result.people_rows = judging.people_rows
    result.sheets, result.skipped = judging.sheets, judging.skipped
    return result


def find_header(sheet: Sheet) -> Header | None:
    """The header among the first rows of a sheet, its second line of titles included."""
    found: Header | None = None
    for row in islice(sheet.rows(), columns.HEADER_SEARCH_ROWS):
        if found is not None:
            return columns.extended(found, row.number, row.cells) or found
        found = columns.header_of(row.number, row.cells)
    return found


def _refusing(known_ids: KnownIds) -> Check:
    def refuse(batch: Batch) -> None:
        ready = batch.ready
        places = known_ids([row.id_number for row in ready])
        refuse_elsewhere(batch, {row.id_number: row for row in ready}, places)

    return refuse


def refuse_elsewhere(batch: Batch, rows: Mapping[str, RollRow], places: Mapping[str, str]) -> None:
    """``rows`` by whatever ``places`` is told by: a number or its keyed hash."""
    for key in rows.keys() & places.keys():
        row = rows[key]
        batch.find(row, "error", "registered_elsewhere", f"{row.name}已登记在{places[key]}，不得重复登记。")


class _SheetTrial:
    """One sheet on its way through the trial: where its columns are, which group it is in."""

    def __init__(
        self,
        sheet: Sheet,
        header: Header,
        judging: Judging,
        *,
        csv: bool,
    ) -> None:
        self.sheet = sheet
        self.header = header
        self.judging = judging
        self.place = (len(judging.sheets) - 1) << 32
        self.batch = Batch()
        self.group: tuple[str, int] | None = self._group_of_sheet()
        self.number = 0
        self.levels: set[Level] = set()
        self.skip: Set[Field] = _NO_FIELDS
        self.formula_columns: dict[int, list[int]] = {}
        for row, column in sheet.formulas:
            self.formula_columns.setdefault(row, []).append(column - 1)
        self.csv = csv
        self.texts: list[str] = []
        # Where each field stands; -1 is one past the cells of a row, where every row is blank.
        at = {name.name.lower(): header.columns.get(name, -1) for name in Field}
        self.name_at, self.id_at, self.sex_at = at["name"], at["id"], at["sex"]
        self.birth_at, self.group_at, self.household_at = at["birth"], at["group"], at["household"]
        self.ethnic_at, self.education_at, self.politics_at = at["ethnic"], at["education"], at["politics"]
        self.phone_at, self.address_at, self.note_at = at["phone"], at["address"], at["note"]
        self.hukou_at, self.lives_at, self.work_at = at["hukou"], at["lives"], at["village_work"]
        self.request_at, self.consent_at, self.years_at = at["request"], at["consent"], at["years"]
        self.width = max(header.columns.values()) + 1
        self.merged = self._merged_cells()

    def batches(self) -> Iterator[Batch]:
        missing = self.header.missing
        if missing:
            titles = "、".join(f"「{title.value}」" for title in missing)
            self._add_at(
                self.header.row, "", "error", "column_missing", f"表头缺少{titles}列，本工作表无法导入。"
            )
        for absent in (Field.HUKOU, Field.LIVES):
            if not missing and absent not in self.header.columns:
                self._add_at(
                    self.header.row, "", "warning", "class_column_missing",
                    f"表头没有「{absent.value}」列，本工作表按{absent.value}处理。",
                )  # fmt: skip
        last_header_row = self.header.row + self.header.rows - 1
        for row in self.sheet.rows():
            if row.number > last_header_row:
                self._row(row, readable=not missing)
                if len(self.batch.rows) >= BATCH or len(self.batch.findings) >= BATCH:
                    yield self.batch
                    self.batch = Batch()
        yield self.batch

    def _row(self, row: Row, *, readable: bool) -> None:
        formula_columns = self.formula_columns.get(row.number, [])
        cells = row.cells[: self.width]
        texts = [cell.strip() if isinstance(cell, str) else text_of(cell) for cell in cells]
        texts += [""] * (self.width + 1 - len(texts))
        name, number = texts[self.name_at], texts[self.id_at]
        if not (name and number and name != number and name != self.header.titles.get(Field.NAME)):
            if heading := columns.heading_group(texts):
                self.group = heading
                return
            if not columns.is_person(self.header, texts, formula_columns):
                return
        judging = self.judging
        judging.people_rows += 1
        if judging.progress and judging.people_rows % 500 == 0:
            judging.progress(judging.people_rows)
        if readable:
            self._person(row, texts, formula_columns)

    def _person(self, row: Row, texts: list[str], formula_columns: list[int]) -> None:
        self.number, self.levels, self.texts = row.number, set(), texts
        for index, value in self.merged.get(row.number, {}).items():
            texts[index] = texts[index] or value
        self.skip = self._formulas(formula_columns)
        name = self._name(texts[self.name_at])
        identity = self._identity(row.cells[self.id_at] if self.id_at < len(row.cells) else "")
        sex = self._sex(texts[self.sex_at], identity)
        self._birth(row.cells[self.birth_at] if -1 < self.birth_at < len(row.cells) else "", identity)
        group_label, group_number = self._group(texts[self.group_at])
        hukou, lives, roll_class = self._class()
        note = texts[self.note_at]
        self._note(note)
        if identity is None or "error" in self.levels:
            return
        person = RollRow(
            sheet=self.sheet.name,
            row=row.number,
            name=name,
            sex=sex or identity.sex,
            birth_date=identity.birth_date,
            id_number=identity.value,
            group_number=group_number,
            group_label=group_label,
            household=texts[self.household_at],
            ethnic=texts[self.ethnic_at],
            education=texts[self.education_at],
            politics=texts[self.politics_at],
            phone=texts[self.phone_at],
            address=texts[self.address_at],
            hukou_here=hukou,
            lives_here=lives,
            roll_class=roll_class,
            note=note,
        )
        if self.levels:
            stays = next((level for level in _KEEPING if level in self.levels), None)
            if stays:
                person.standing = stays
                person.why = "".join(f.message for f in self._of_this_row() if f.level == stays)
        self.batch.rows.append(person)

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
                self.number, _letter(min(formula_columns)), "warning", "formula_cell",
                "本行有公式，该列不读入名单；公式没有执行。",
            )  # fmt: skip
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
        here = self.place + self.number
        first = judging.seen.setdefault(int(identity.value[:17]), here)
        if first != here:
            sheet, row = judging.sheets[first >> 32], first & 0xFFFFFFFF
            where = f"第{row}行" if sheet == self.sheet.name else f"工作表「{sheet}」第{row}行"
            self._add(
                Field.ID, "error", "id_duplicate_in_file", f"身份证号{mask(identity.value)}与{where}重复。"
            )
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
        if not text or Field.SEX in self.skip or rows.is_nothing(text):
            return None
        sex = rows.parse_sex(text)
        if sex is None:
            self._add(Field.SEX, "error", "sex_unreadable", f"性别「{text[:10]}」认不出来，应填男或女。")
        elif identity is not None and sex != identity.sex:
            said = "男" if identity.sex == "male" else "女"
            self._add(Field.SEX, "error", "sex_mismatch", f"性别填的是{text}，身份证号表明是{said}。")
        return sex

    def _birth(self, cell: Cell, identity: IdNumber | None) -> None:
        if Field.BIRTH in self.skip:
            return
        if isinstance(cell, str):
            if identity is not None and cell == identity.birth_date.isoformat():
                return  # as the template has it: nearly every row
            if rows.is_nothing(cell):
                return
        birth = rows.parse_birth_date(cell)
        if birth is None:
            self._add(
                Field.BIRTH, "error", "birth_unreadable",
                f"出生日期「{text_of(cell)[:20]}」认不出来，应写成1970-01-05的样子。",
            )  # fmt: skip
        elif identity is not None and not birth.agrees_with(identity.birth_date):
            self._add(
                Field.BIRTH, "error", "birth_mismatch",
                f"出生日期填的是{birth}，身份证号表明是{cn_date(identity.birth_date)}。",
            )  # fmt: skip

    def _group(self, text: str) -> tuple[str, int | None]:
        if Field.GROUP in self.skip:
            return "", None
        if not text:
            if self.group is None:
                self._add(Field.GROUP, "warning", "group_missing", "没有写明村民小组，名单无法按组张贴。")
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
        hukou = self._answer(self.hukou_at, absent=True)
        lives = self._answer(self.lives_at, absent=True)
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
                    "户籍在本村但不在本村居住，须本人表示参加选举后才能登记。",
                )  # fmt: skip
            return True, False, "B"
        if not lives and not works:
            self._add(
                Field.HUKOU, "excluded", "not_of_this_village",
                "户籍不在本村，也不在本村居住或从事村务工作，不列入名单。",
            )  # fmt: skip
            return False, False, ""
        self._outsider()
        return False, bool(lives), "C"

    def _outsider(self) -> None:
        needed = (("本人申请", self.request_at), ("村民会议或者村民代表会议同意", self.consent_at))
        wanted = [title for title, index in needed if not self._answer(index, absent=False)]
        if wanted:
            self._add(
                Field.HUKOU, "pending", "outsider_no_consent",
                f"户籍不在本村，登记还缺{'、'.join(wanted)}。",
            )  # fmt: skip
        years = self.texts[self.years_at]
        match = re.match(r"[0-9]+(?:\.[0-9]+)?", unicodedata.normalize("NFKC", years))
        if match:
            less_than_a_year = float(match[0]) < (12 if "月" in years and "年" not in years else 1)
        else:
            less_than_a_year = rows.parse_yes_no(years) is False
        if years and less_than_a_year:
            self._add(
                Field.YEARS, "excluded", "outsider_under_one_year", f"在本村的年限为「{years}」，不满一年。"
            )

    def _answer(self, index: int, *, absent: bool) -> bool | None:
        """Yes or no in a column; ``absent`` when the file has no such column, None when unreadable."""
        return absent if index < 0 else rows.parse_yes_no(self.texts[index])

    def _note(self, note: str) -> None:
        if note and Field.NOTE not in self.skip:
            for pattern, code, sentence in _NOTE_SENTENCES:
                if pattern.search(note):
                    self._add(Field.NOTE, "warning", code, sentence.format(note=note[:30]))

    def _group_of_sheet(self) -> tuple[str, int] | None:
        number = rows.group_heading(self.sheet.name)
        return (self.sheet.name, number) if number else None

    def _merged_cells(self) -> dict[int, dict[int, str]]:
        """What merged cells say of the rows below their first: only for what a household shares."""
        shared = {self.group_at, self.household_at, self.address_at}
        wanted: dict[int, list[tuple[int, int]]] = {}
        for top, left, low, right in self.sheet.merges:
            if left == right and left - 1 in shared and low - top < 200_000:
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
        self._add_at(self.number, "" if column is None else _letter(column), level, code, message)

    def _add_at(self, row: int, column: str, level: Level, code: str, message: str) -> None:
        self.levels.add(level)
        self.batch.findings.append(RowFinding(self.sheet.name, row, column, level, code, message))


def _letter(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
