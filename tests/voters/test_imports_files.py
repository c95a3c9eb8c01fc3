"""Files as they come: formats told by content, traps refused with a sentence, formulas never run."""

import csv
import datetime as dt
import io
import json
import re
import struct
import zipfile

import openpyxl
import pytest
from django.core.management import call_command

from tests.voters.rolls import DATA, DAY, TITLES, codes, id_number, person, saved, tried, with_part, workbook
from voters.imports import limits, ole, packages, reader
from voters.imports.limits import UnreadableFileError
from voters.imports.reader import open_workbook

SHEET = "xl/worksheets/sheet1.xml"


def refusal(content, filename="roll.xlsx"):
    with pytest.raises(UnreadableFileError) as caught:
        tried(content, filename)
    assert re.fullmatch(r"[^\x00-\x1f]*。", caught.value.message)
    return caught.value.code


def csv_of(*rows, encoding="utf-8", delimiter=","):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


# ── formats ──


@pytest.mark.parametrize("name", ["roll_clean.xlsx", "roll_clean.xls", "roll_clean_gb18030.csv"])
def test_the_content_decides_and_not_the_name(name):
    assert len(tried((DATA / name).read_bytes(), "扫描件.pdf").accepted) == 1052


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_is_read_in_every_usual_encoding_and_separator(encoding, delimiter):
    content = csv_of(TITLES, list(person(姓名="测试喆").values()), encoding=encoding, delimiter=delimiter)

    assert [row.name for row in tried(content, "roll.csv").accepted] == ["测试喆"]


def test_gb18030_characters_without_a_unicode_place_in_the_codec_are_given_theirs():
    content = csv_of(TITLES, list(person(姓名="测试某").values()), encoding="gb18030")
    content = content.replace("某".encode("gb18030"), b"\xfe\x59")  # 龴

    assert tried(content, "roll.csv").accepted[0].name == "测试\u9fb4"


def test_row_numbers_are_those_people_see():
    table = [["标题"], [], TITLES, [], list(person().values())]

    assert [row.row for row in tried(csv_of(*table), "roll.csv").accepted] == [5]
    book = openpyxl.Workbook()
    for index, title in enumerate(TITLES, start=3):
        book.active.cell(7, index, title)
        book.active.cell(9, index, person()[title])
    assert [row.row for row in tried(saved(book)).accepted] == [9]


def test_hidden_and_very_hidden_sheets_are_left_out():
    def hide(table):
        for state in ("hidden", "veryHidden"):
            sheet = table.parent.create_sheet(state)
            sheet.append(TITLES)
            sheet.append(list(person(order=7).values()))
            sheet.sheet_state = state

    result = tried(workbook(person(), prepare=hide))

    assert (len(result.accepted), [sheet.name for sheet in result.skipped]) == (1, ["hidden", "veryHidden"])


def test_an_old_excel_file_shows_its_formulas_hidden_sheets_and_rounded_numbers():
    result = tried((DATA / "roll_traps.xls").read_bytes(), "roll_traps.xls")

    assert [(f.row, f.column, f.code) for f in result.findings] == [
        (3, "B", "formula_cell"),
        (5, "E", "id_rounded"),
    ]
    assert [sheet.name for sheet in result.skipped] == ["隐藏", "深藏"]
    assert [row.name for row in result.accepted] == ["测试乙"]


# ── formulas ──


def test_a_formula_is_refused_whatever_it_shows():
    content = workbook(
        person(), prepare=lambda table: table.__setitem__("C2", '=HYPERLINK("http://x","测试甲")')
    )
    shown = with_part(
        content, SHEET, lambda xml: re.sub(rb"</f><v(\s*/|></v)>", "</f><v>测试甲</v>".encode(), xml)
    )

    assert "测试甲".encode() in zipfile.ZipFile(io.BytesIO(shown)).read(SHEET)
    assert codes(content) == codes(shown) == [("error", "formula_cell")]


def test_a_person_made_of_formulas_alone_is_still_seen():
    def formulas(table):
        for column in "CDEF":
            table[f"{column}3"] = "=A1"

    result = tried(workbook(person(), prepare=formulas))

    assert result.people_rows == 2
    assert ("error", "formula_cell") in {(f.level, f.code) for f in result.findings if f.row == 3}


def test_a_formula_in_a_column_nobody_reads_is_only_a_warning():
    result = tried(workbook(person(), prepare=lambda table: table.__setitem__("A2", "=ROW()-1")))

    assert [(f.level, f.code, f.column) for f in result.findings] == [("warning", "formula_cell", "A")]
    assert len(result.accepted) == 1


def test_cells_without_references_still_betray_their_formulas():
    content = workbook(person(), prepare=lambda table: table.__setitem__("C2", "=A1"))
    bare = with_part(content, SHEET, lambda xml: re.sub(rb' r="[A-Z]*[0-9]+"', b"", xml))

    assert ("error", "formula_cell") in codes(bare)


def test_text_that_looks_like_a_formula_stays_text():
    notes = ["=1+1", "+86", "-", "@SUM(A1)"]

    def as_text(table):
        for number in range(2, 6):
            table[f"I{number}"].data_type = "s"

    people = [person(order=n, 备注=note) for n, note in enumerate(notes, start=1)]
    result = tried(workbook(*people, prepare=as_text))

    assert result.findings == []
    assert [row.note for row in result.accepted] == notes


def test_in_a_csv_a_field_that_begins_with_an_equals_sign_is_a_formula():
    row = person(备注="=cmd|' /C calc'!A0")

    [finding] = tried(csv_of(TITLES, list(row.values())), "roll.csv").findings
    assert (finding.level, finding.code, finding.column) == ("error", "formula_cell", "I")


# ── files that are refused as a whole ──


def test_a_bomb_is_refused_before_it_is_opened():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open(SHEET, "w") as part:
            for _ in range(64):
                part.write(b" " * (1 << 20))

    assert len(target.getvalue()) < 200_000
    assert refusal(target.getvalue()) == "too_big"


def test_a_bomb_that_lies_about_its_size_is_refused(monkeypatch):
    monkeypatch.setattr("voters.imports.packages.MAX_EXPANDED", 5 << 20)
    content = with_part(
        workbook(person()),
        SHEET,
        lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + b" " * (6 << 20)),
    )
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        true_size = struct.pack("<I", archive.getinfo(SHEET).file_size)
    lying = content.replace(true_size, struct.pack("<I", 100))

    assert lying != content
    assert refusal(lying) == "too_big"


def test_a_package_of_thousands_of_parts_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(2_001):
            archive.writestr(f"{number}.xml", "")

    assert refusal(target.getvalue()) == "too_big"


def test_one_stray_value_in_the_last_corner_is_refused_and_a_stray_format_is_not():
    stray = workbook(person(), prepare=lambda table: table.__setitem__("XFD1048576", "x"))

    def formatted(table):
        table["XFD1048576"].number_format = "0.00"

    assert refusal(stray) == "too_wide"
    assert codes(workbook(person(), prepare=formatted)) == []


def test_a_wide_row_above_a_long_column_is_refused():
    def cross(table):
        table.cell(1, 900, "x")
        table.cell(90_000, 1, "x")

    assert refusal(workbook(person(), prepare=cross)) == "too_wide"


@pytest.mark.parametrize("spelling", [b"r='XFD1048576'", b'r = "XFD1048576"'])
def test_the_stray_value_is_found_in_other_spellings(spelling):
    stray = workbook(person(), prepare=lambda table: table.__setitem__("XFD1048576", "x"))

    assert (
        refusal(with_part(stray, SHEET, lambda xml: xml.replace(b'r="XFD1048576"', spelling))) == "too_wide"
    )


@pytest.mark.parametrize(
    "span",
    [
        struct.pack("<IIHH", 0, 0xFFFFFFFF, 0, 0xFFFF),
        struct.pack("<IIHH", 0xFF000000, 0xFFFFFFFF, 0xFFFF, 2),
    ],
)
def test_an_old_excel_file_that_claims_a_monstrous_span_is_refused(span):
    content = (DATA / "roll_traps.xls").read_bytes()
    true_span = struct.pack("<IIHH", 0, 5, 0, 7)

    assert content.count(true_span) == 1
    assert refusal(content.replace(true_span, span)) == "broken"


def test_an_old_excel_file_with_a_value_in_a_far_column_is_refused():
    content = (DATA / "roll_traps.xls").read_bytes()
    stream = ole.CompoundFile.parse(content).stream("Workbook")
    # The first text cell after the workbook's own records; sheets follow them in the same stream.
    opening = stream.index(struct.pack("<HH", 0x0809, 16), 20)
    text_cell = next(
        stream[start - 4 : start + length]
        for kind, start, length in ole.records(stream, opening)
        if kind == 0x00FD
    )
    far = text_cell[:6] + struct.pack("<H", 60_000) + text_cell[8:]

    assert refusal(content.replace(text_cell, far)) == "too_wide"


def test_one_long_text_named_by_every_cell_is_refused(monkeypatch):
    monkeypatch.setattr("voters.imports.packages.MAX_EXPANDED", 2 << 20)
    content = workbook(*[person(order=n, 备注="长" * 3_000) for n in range(1, 400)])

    assert len(content) < 100_000
    assert refusal(content) == "too_big"


def test_entities_are_refused():
    doctype = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'
    assert refusal(with_part(workbook(person()), SHEET, lambda xml: doctype + xml)) == "broken"
    assert refusal(with_part(workbook(person()), "xl/workbook.xml", lambda xml: doctype + xml)) == "broken"


def test_more_than_two_hundred_thousand_rows_are_refused_with_the_number(monkeypatch):
    rows = csv_of(TITLES, *([["x"]] * 200_100))

    assert refusal(rows, "roll.csv") == "too_many_rows"
    assert "20万行" in limits.too_many_rows().message
    monkeypatch.setattr("voters.imports.packages.MAX_ROWS", 50)
    assert refusal(workbook(*[person(order=n) for n in range(1, 50)])) == "too_many_rows"
    assert len(tried(workbook(*[person(order=n) for n in range(1, 49)])).accepted) == 48


def test_a_password_is_named():
    assert refusal((DATA / "roll_password.xlsx").read_bytes()) == "password"
    with zipfile.ZipFile(io.BytesIO(workbook(person()))) as archive:
        offsets = [entry.header_offset for entry in archive.infolist()]
    content = bytearray(workbook(person()))
    for offset in offsets:
        content[offset + 6] |= 1
    directory = content.find(b"PK\x01\x02")
    content[directory + 8] |= 1
    assert refusal(bytes(content)) == "password"


def test_an_old_excel_file_with_a_password_is_recognised():
    def record(kind, data):
        return struct.pack("<HH", kind, len(data)) + data

    opening, ending = record(0x0809, b"\0" * 16), record(0x000A, b"")

    assert ole.is_protected(opening + record(0x002F, b"\0" * 54) + ending)
    assert not ole.is_protected(opening + ending)


def test_an_old_excel_file_tells_where_somebody_wrote_a_comment():
    def record(kind, data):
        return struct.pack("<HH", kind, len(data)) + data

    opening, ending = record(0x0809, struct.pack("<HH", 0x0600, 5) + b"\0" * 12), record(0x000A, b"")
    sheet_at = len(opening) + 4 + 10 + len(ending)
    place = record(0x0085, struct.pack("<IBB", sheet_at, 0, 0) + b"\2\0AB")
    note = record(0x001C, struct.pack("<HHHH", 4, 1, 0, 1) + b"\0" * 4)

    (sheet,) = ole.xls_sheets(opening + place + ending + opening + note + ending)

    assert sheet.comments == {(5, 2)}


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "图片"),
        (b"Rar!\x1a\x07\0", "压缩包"),
        ("<html><table><tr><td>姓名</td></tr></table></html>".encode(), "网页"),
        (b"\x7fELF\x02\x01\x01\0\0\0", "表格"),
        (bytes(range(256)) * 4, "编码"),
    ],
)
def test_a_wrong_type_is_named(content, word):
    with pytest.raises(UnreadableFileError) as caught:
        tried(content, "roll.xlsx")

    assert caught.value.code == "wrong_type"
    assert word in caught.value.message


@pytest.mark.parametrize(
    ("part", "word"),
    [
        ("word/document.xml", "Word文档"),
        ("xl/workbook.bin", ".xlsb"),
        ("mimetype", ".ods"),
        ("a.txt", "压缩包"),
    ],
)
def test_a_package_of_another_kind_is_named(part, word):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(part, "x")

    with pytest.raises(UnreadableFileError, match=word) as caught:
        tried(target.getvalue())
    assert caught.value.code == "wrong_type"


@pytest.mark.parametrize("name", ["roll_clean.xlsx", "roll_clean.xls"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_torn_file_is_called_broken(name, share):
    content = (DATA / name).read_bytes()

    assert refusal(content[: int(len(content) * share)]) == "broken"


def test_a_garbled_part_is_called_broken():
    assert refusal(with_part(workbook(person()), SHEET, lambda xml: xml[: len(xml) // 2])) == "broken"
    assert refusal(with_part(workbook(person()), "xl/workbook.xml", lambda xml: b"<workbook")) == "broken"


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b"\0" * 100])
def test_an_empty_file_is_called_empty(content):
    assert refusal(content) == "empty"


def test_a_file_over_the_limit_is_refused_unread(monkeypatch, tmp_path):
    monkeypatch.setattr(reader, "MAX_BYTES", 1000)
    path = tmp_path / "roll.csv"
    path.write_bytes(b"x" * 1001)

    with pytest.raises(UnreadableFileError) as caught:
        open_workbook(path)
    assert caught.value.code == "too_big"


# ── the command ──


def test_check_roll_prints_the_trial_as_json(capsys):
    call_command(
        "check_roll", str(DATA / "roll_messy.xlsx"), "--election-day", "2026-12-20", "--area", "369901"
    )

    answer = json.loads(capsys.readouterr().out)
    assert list(answer) == ["people_rows", "accepted", "findings", "columns", "skipped"]
    assert (answer["people_rows"], answer["accepted"], len(answer["findings"])) == (660, 579, 95)
    assert list(answer["findings"][0]) == ["sheet", "row", "level", "code", "message"]


@pytest.mark.parametrize(
    ("name", "day", "area", "words"),
    [
        ("roll_password.xlsx", "2026-12-20", "00", "密码"),
        ("没有这个文件.xlsx", "2026-12-20", "00", "打不开文件"),
        ("roll_clean.xlsx", "2026年", "00", "不是日期"),
        ("roll_clean.xlsx", "1990-01-01", "00", "1990"),
        ("roll_clean.xlsx", "2026-12-20", "甲", "行政区划代码"),
    ],
)
def test_check_roll_refuses_with_one_line_and_exit_code_two(capsys, name, day, area, words):
    with pytest.raises(SystemExit) as caught:
        call_command("check_roll", str(DATA / name), "--election-day", day, "--area", area)

    said = capsys.readouterr()
    assert (caught.value.code, said.out) == (2, "")
    assert words in said.err
    assert said.err.count("\n") == 1


def test_a_reader_counts_rows_without_reading_them_twice():
    book = open_workbook((DATA / "roll_clean.xlsx").read_bytes())
    [sheet] = book.sheets

    assert sum(1 for _ in sheet.rows()) == sum(1 for _ in sheet.rows()) == 1053
    assert book.kind == "xlsx"
    assert DAY.year == 2026
    assert id_number() in {
        cell for row in open_workbook(workbook(person())).sheets[0].rows() for cell in row.cells
    }


def with_shared_texts(content):
    """The same workbook as most programs write it: texts in a part of their own, named by number."""
    texts = []

    def name(cell):
        if cell[2] not in texts:
            texts.append(cell[2])
        return b'%s s="0" t="s"><v>%d</v></c>' % (cell[1], texts.index(cell[2]) + 1)

    def cut(xml):
        return re.sub(rb'(<c r="[A-Z]+[0-9]+")(?: s="0")? t="inlineStr"><is>(.*?)</is></c>', name, xml)

    content = with_part(content, SHEET, cut)
    target = io.BytesIO(content)
    with zipfile.ZipFile(target, "a") as package:
        items = b"<si/>" + b"".join(b"<si>" + text + b"</si>" for text in texts)
        main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        package.writestr("xl/sharedStrings.xml", b'<sst xmlns="' + main + b'">' + items + b"</sst>")
    return target.getvalue()


@pytest.mark.parametrize("slice_size", [1_500, 1 << 20])
def test_a_sheet_read_in_pieces_tells_the_same_as_one_read_whole(monkeypatch, slice_size):
    monkeypatch.setattr("voters.imports.packages._SLICE", slice_size)

    def dates(table):
        table["E3"] = dt.datetime(1970, 1, 5)  # noqa: DTZ001 -- a cell has no zone
        table["I4"] = "=1+1"
        table.merge_cells("B5:B7")

    content = workbook(*[person(order=n) for n in range(1, 40)], prepare=dates)
    shared = with_shared_texts(content)
    whole = with_part(content, SHEET, lambda xml: xml.replace(b"<sheetData>", b"<sheetData><!-- odd -->"))
    books = [open_workbook(one, "roll.xlsx") for one in (content, shared, whole)]
    plain = [packages.inspect(one).sheets[0].plain for one in (content, shared, whole)]
    assert plain == [True, True, False]

    def told(book):
        [sheet] = book.sheets
        rows = [(row.number, [cell for cell in row.cells if cell != ""]) for row in sheet.rows()]
        return rows, sheet.formulas, sheet.merges

    inline, named, uncut = map(told, books)
    assert len(inline[0]) == 40
    assert inline == named == uncut
