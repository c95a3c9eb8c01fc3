"""Workbooks that go out: the roll with its faults beside the rows, and the blank roll."""

import io

import openpyxl
import pytest

from tests.voters.rolls import DATA, TITLES, id_number, person, saved, tried, workbook
from voters.imports.workbooks import annotate, template_workbook


def returned(content, filename="roll.xlsx"):
    result = tried(content, filename)
    back = annotate(content, result.findings, filename)
    return result, back, openpyxl.load_workbook(io.BytesIO(back))


def test_the_messy_roll_comes_back_as_itself_with_a_column_of_problems():
    content = (DATA / "roll_messy.xlsx").read_bytes()
    result, back, book = returned(content)

    assert book.sheetnames == ["1-5组", "6-11组", "说明"]
    assert book["说明"].sheet_state == "hidden"
    table = book["1-5组"]
    assert table["O2"].value == "问题"
    assert table["O7"].value == "【错误】没有填写身份证号。"
    assert table["O8"].value is None
    assert table["H7"].fill.fgColor.rgb == "00F8CBAD"
    again = tried(back)
    assert [(f.sheet, f.row, f.level, f.code) for f in again.findings] == [
        (f.sheet, f.row, f.level, f.code) for f in result.findings
    ]


def test_a_second_round_uses_the_same_column():
    _, first, _ = returned(workbook(person(姓名=""), person(3)))
    book = openpyxl.load_workbook(io.BytesIO(first))
    book.active["C2"] = "测试甲"
    _, _, second = returned(saved(book))

    assert second.active.max_column == len(TITLES) + 1
    assert second.active.cell(2, len(TITLES) + 1).value is None


def test_a_long_roll_comes_back_row_by_row_with_the_same_findings_and_the_same_column(monkeypatch):
    monkeypatch.setattr("voters.imports.workbooks.MAX_KEPT_ROWS", 1)
    result, back, book = returned((DATA / "roll_messy.xlsx").read_bytes())
    _, _, again = returned(back)

    table = again["1-5组"]
    assert (book["1-5组"]["O2"].value, table["O2"].value, table.max_column) == ("问题", "问题", 15)
    assert table["O7"].value == "【错误】没有填写身份证号。"
    assert {cell.data_type for one in again for row in one.iter_rows() for cell in row} <= {"s", "n", "d"}
    # A formula leaves its value behind and is no formula any more.
    formulas = {(f.sheet, f.row) for f in result.findings if f.code == "formula_cell"}
    assert [(f.sheet, f.row, f.code) for f in tried(back).findings if (f.sheet, f.row) not in formulas] == [
        (f.sheet, f.row, f.code) for f in result.findings if (f.sheet, f.row) not in formulas
    ]


@pytest.mark.parametrize("name", ["roll_clean.xls", "roll_clean_gb18030.csv"])
def test_other_formats_come_back_as_xlsx_with_the_same_people(name):
    result, back, _ = returned((DATA / name).read_bytes(), name)

    assert [(row.name, row.id_number) for row in tried(back).accepted] == [
        (row.name, row.id_number) for row in result.accepted
    ]


def test_no_formula_goes_out():
    def formulas(table):
        table["C2"] = '=HYPERLINK("http://x","测试甲")'
        table["A3"] = "=ROW()"
        table["K9"] = "=1+1"
        table["I3"].value = "@SUM(A1)"
        table.parent.create_sheet("隐藏").append(["=cmd|'/C calc'!A0"])
        table.parent["隐藏"].sheet_state = "hidden"

    _, _, book = returned(workbook(person(), person(3), prepare=formulas))

    kinds = {
        cell.data_type
        for table in book
        for row in table.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert "f" not in kinds
    assert book.active["C2"].value == '=HYPERLINK("http://x","测试甲")'
    assert book.active["C2"].quotePrefix
    assert book.active["I3"].quotePrefix
    assert book["隐藏"]["A1"].data_type == "s"


def test_a_formula_of_a_csv_goes_out_as_text():
    row = person(备注="=1+1")
    content = "\n".join(",".join(map(str, line)) for line in (TITLES, row.values())).encode()
    _, _, book = returned(content, "某村*名单.csv")

    assert book.sheetnames == ["某村_名单"]
    assert (book.active["I2"].value, book.active["I2"].data_type) == ("=1+1", "s")


def test_the_blank_roll_has_titles_choices_and_text_columns():
    book = openpyxl.load_workbook(io.BytesIO(template_workbook()))

    roll = book["选民登记表"]
    titles = [cell.value for cell in roll[1]]
    assert titles[:8] == ["序号", "村民小组", "户号", "姓名", "性别", "民族", "出生日期", "公民身份号码"]
    assert {rule.formula1 for rule in roll.data_validations.dataValidation} >= {'"男,女"', '"是,否"'}
    assert roll.column_dimensions["H"].number_format == "@"
    assert [table.title for table in book] == ["选民登记表", "填写示例", "填表说明"]


def test_the_blank_roll_brings_nobody_and_a_filled_one_does():
    blank = template_workbook()
    assert (tried(blank).people_rows, tried(blank).findings) == (0, [])

    book = openpyxl.load_workbook(io.BytesIO(blank))
    roll = book["选民登记表"]
    titles = [cell.value for cell in roll[1]]
    roll.append([person(公民身份号码=id_number()).get(title, "") for title in titles])

    assert [row.name for row in tried(saved(book)).accepted] == ["测试甲"]


def test_the_example_of_the_blank_roll_is_itself_faultless():
    book = openpyxl.load_workbook(io.BytesIO(template_workbook()))
    book["填写示例"].title = "示例另存"

    result = tried(saved(book))

    assert result.findings == []
    assert [row.roll_class for row in result.accepted] == ["A", "B", "C"]


def test_a_hidden_row_with_a_fault_is_shown_in_the_workbook_of_faults():
    def hide(table):
        for number in (2, 3):
            table.row_dimensions[number].hidden = True

    _, _, book = returned(workbook(person(姓名=""), person(order=3), prepare=hide))

    assert not book["选民登记表"].row_dimensions[2].hidden
    assert "没有填写姓名" in book["选民登记表"]["J2"].value
