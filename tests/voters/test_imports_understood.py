# ruff: noqa: E501 -- rows of tables
"""A roll file is understood, or it says what it did not understand: titles, people set apart, births, pages."""

import io
import re
import zipfile

import openpyxl
import pytest
from openpyxl.styles import Font

from tests.voters.rolls import DAY, codes, id_number, person, saved, tried, workbook
from voters.imports import apart
from voters.imports.check import Reading, trial
from voters.imports.columns import header_of
from voters.imports.layouts import OTHERS, Field
from voters.imports.limits import UnreadableFileError
from voters.imports.reader import open_workbook

ORDINARY = {"class_column_missing", "group_missing"}


def book_of(*rows, merges=(), sheet="名册", prepare=None):
    book = openpyxl.Workbook()
    table = book.active
    table.title = sheet
    for row in rows:
        table.append(row)
    for merge in merges:
        table.merge_cells(merge)
    if prepare:
        prepare(table)
    return saved(book)


def read_as(result):
    return {column.title: column.read_as for use in result.uses for column in use.columns}


def told(result):
    return [(f.row, f.code) for f in result.findings if f.code not in ORDINARY]


# ── titles ──


@pytest.mark.parametrize(
    "other",
    [
        "配偶",
        "户主",
        "父亲",
        "母亲",
        "监护人",
        "代办人",
        "紧急联系人",
        "父",
        "母",
        "委托代理人",
        "丈夫",
        "网格员",
    ],
)
def test_the_number_of_somebody_else_is_nobodys_own(other):
    titles = [f"{other}姓名", f"{other}身份证号", "姓名", "性别", "身份证号", "电话"]

    columns = header_of(1, titles).columns

    assert (columns[Field.NAME], columns[Field.ID]) == (2, 4)


def test_without_an_own_number_that_of_another_is_not_taken():
    result = tried(book_of(["姓名", "性别", "配偶身份证号"], ["测试甲", "男", id_number()]))

    assert [f.code for f in result.findings if f.level == "error"] == ["column_missing"]
    assert read_as(result)["配偶身份证号"] == OTHERS


@pytest.mark.parametrize(
    "title", ["家庭成员姓名", "成员姓名", "选民姓名", "姓\n名", "姓　　名", "户主及家庭成员姓名"]
)
def test_the_name_is_found_under_its_titles(title):
    result = tried(book_of(["村民小组\n名称", title, "公民身份\n号码"], ["3组", "测试甲", id_number()]))

    assert [(row.name, row.group_number) for row in result.accepted] == [("测试甲", 3)]


def test_household_head_and_relation_fill_the_household():
    rows = [
        ["户主", "与户主关系", "家庭成员姓名", "身份证号"],
        ["测试甲", "户主", "测试甲（户主）", id_number(order=1)],
        ["", "妻", "测试乙", id_number(order=2)],
        ["测试丙", "本人", "测试丙", id_number(order=3)],
    ]
    result = tried(book_of(*rows, merges=["A2:A3"]))

    assert [(r.name, r.household, r.head, r.relation) for r in result.accepted] == [
        ("测试甲", "测试甲", "测试甲", "户主"),
        ("测试乙", "测试甲", "测试甲", "妻"),
        ("测试丙", "测试丙", "测试丙", "本人"),
    ]


def test_a_heading_row_for_each_household_gives_its_number_and_head():
    rows = [
        ["姓名", "性别", "身份证号"],
        ["户号：017　户主：测试甲"],
        ["测试甲", "男", id_number(order=1)],
        ["测试乙", "女", id_number(order=2)],
        ["第18户（户主 测试丙）"],
        ["测试丙", "男", id_number(order=3)],
    ]
    result = tried(book_of(*rows))

    assert [(r.household, r.head) for r in result.accepted] == [
        ("017", "测试甲"), ("017", "测试甲"), ("18", "测试丙"),
    ]  # fmt: skip
    assert [(one.row, one.reason) for one in result.skipped_rows] == [(2, "户标题"), (5, "户标题")]


def test_titles_that_come_again_in_another_order_are_followed():
    rows = [
        ["姓名", "性别", "身份证号"],
        ["测试甲", "男", id_number(order=1)],
        ["身份证号", "姓名", "性别"],
        [id_number(order=2), "测试乙", "女"],
    ]
    assert [row.name for row in tried(book_of(*rows)).accepted] == ["测试甲", "测试乙"]


def test_titles_in_groups_over_two_lines_keep_the_spouse_apart():
    rows = [
        ["序号", "本人", None, None, "配偶", None],
        [None, "姓名", "性别", "身份证号", "姓名", "身份证号"],
        [1, "测试甲", "男", id_number(order=1), "测试乙", id_number(order=2)],
    ]
    result = tried(book_of(*rows, merges=["B1:D1", "E1:F1", "A1:A2"]))

    assert [(row.name, row.id_number) for row in result.accepted] == [("测试甲", id_number(order=1))]
    assert [f for f in result.findings if f.level == "error"] == []


def test_year_month_day_and_ticks_have_columns_of_their_own():
    rows = [
        ["姓名", "性别", None, "出生", None, None, "身份证号", "户籍", None, "居住情况", None],
        [None, "男", "女", "年", "月", "日", None, "本村", "外村", "在村", "不在村"],
        ["测试甲", "√", None, 1970, 1, 5, id_number(order=1), "√", None, "√", None],
        ["测试乙", None, "√", 1970, 1, 5, id_number(order=2), None, "√", "√", None],
    ]
    result = tried(book_of(*rows, merges=["B1:C1", "D1:F1", "H1:I1", "J1:K1"]))

    assert [(row.name, row.hukou_here) for row in result.accepted + result.pending] == [
        ("测试甲", True), ("测试乙", False),
    ]  # fmt: skip
    assert told(result) == [(4, "outsider_no_consent")]


@pytest.mark.parametrize("beside", [2, 3])
def test_people_side_by_side_are_all_read(beside):
    titles = ["组别", *["序号", "姓名", "性别", "公民身份号码"] * beside]
    rows = [
        [
            "一组",
            *(cell for n in range(1, beside + 1) for cell in (n, "测试甲", "男", id_number(order=2 * n - 1))),
        ]
    ]
    rows.append(["一组", 9, "测试丁", "男", id_number(order=21)])
    result = tried(book_of(titles, *rows))

    assert len(result.accepted) == beside + 1
    assert {row.group_number for row in result.accepted} == {1}
    assert [f for f in result.findings if f.level == "error"] == []


def test_the_same_number_twice_in_one_row_is_told():
    cells = ["测试甲", "男", id_number()]
    result = tried(book_of(["姓名", "性别", "身份证号"] * 2, cells + cells))

    assert (2, "id_duplicate_in_file") in told(result)


def test_a_second_name_without_a_number_is_asked_about():
    result = tried(book_of(["姓名", "性别", "身份证号", "姓名"], ["测试甲", "男", id_number(), "测试乙"]))

    assert [(f.level, f.code) for f in result.findings if f.level == "error"] == [
        ("error", "column_repeated")
    ]


def test_every_column_says_what_it_was_read_as_and_every_row_left_out_why():
    rows = [
        ["姓名", "身份证号", "爱好"],
        ["测试甲", id_number(), "棋"],
        ["合计", "", "1人"],
        ["审核人：测试"],
    ]
    answer = tried(book_of(*rows)).as_json()

    assert [(c["column"], c["title"], c["read_as"], c["used"]) for c in answer["columns"]] == [
        ("A", "姓名", "姓名", True), ("B", "身份证号", "公民身份号码", True), ("C", "爱好", "", False),
    ]  # fmt: skip
    assert [one["row"] for one in answer["skipped"]] == [3, 4]
    assert "爱好" not in str(answer["findings"])


def test_a_column_mapped_by_hand_is_read_so():
    content = book_of(["谁", "号", "住哪片"], ["测试甲", id_number(), "2组"])
    by_hand = {"名册": {0: Field.NAME, 1: Field.ID, 2: Field.GROUP}}

    result = trial(open_workbook(content), election_day=DAY, reading=Reading(by_hand=by_hand))

    assert [(row.name, row.group_number) for row in result.accepted if row.name == "测试甲"] == [
        ("测试甲", 2)
    ]


def test_what_the_village_said_of_a_title_is_remembered():
    content = book_of(["姓名", "身份证号", "片区"], ["测试甲", id_number(), "2组"])

    result = trial(
        open_workbook(content), election_day=DAY, reading=Reading(remembered={"片区": Field.GROUP})
    )

    assert [row.group_number for row in result.accepted] == [2]


# ── people set apart ──


@pytest.mark.parametrize(
    ("note", "kind"),
    [("外出", "away"), ("外出务工", "away"), ("嫁出", "moved"), ("外嫁女", "moved"), ("已迁出", "moved"),
     ("服刑", "custody"), ("被羁押", "custody"), ("留置", "custody"), ("强制隔离戒毒", "custody"), ("出国", "abroad"),
     ("参军", "army"), ("现役军人", "army"), ("驻村第一书记", "stationed"), ("失联", "lost"), ("户口空挂", "paper"),
     ("痴呆", "mind"), ("不予登记", "unlisted"), ("2024年病故", "dead")],
)  # fmt: skip
def test_a_note_that_sets_somebody_apart_is_told(note, kind):
    result = tried(workbook(person(备注=note)))

    assert told(result) == [(2, apart.BY_KEY[kind].code)]
    assert [row.apart for row in result.accepted] == [(kind,)]


@pytest.mark.parametrize(
    "note",
    [
        "丈夫去世",
        "未外出",
        "外出已返乡",
        "军人家属",
        "退伍军人",
        "刑满释放",
        "父亲已故，低保户",
        "务工",
        "非农户口",
    ],
)
def test_a_note_about_somebody_else_or_about_the_past_is_none(note):
    assert told(tried(workbook(person(备注=note)))) == []


@pytest.mark.parametrize(
    ("title", "value", "kind"),
    [("状态", "死亡", "dead"), ("人员状态", "已迁出", "moved"), ("是否外出", "是", "away"), ("是否死亡", "是", "dead"),
     ("状态", "外出", "away"), ("去向", "县城居住", "away"), ("状态", "待定", "other"), ("外出情况", "广东打工", "away"),
     ("状态", "正常", None), ("是否外出", "否", None), ("是否死亡", "", None)],
)  # fmt: skip
def test_a_column_of_states_is_read(title, value, kind):
    result = tried(book_of(["姓名", "身份证号", title], ["测试甲", id_number(), value]))

    assert [code for _, code in told(result)] == ([apart.BY_KEY[kind].code] if kind else [])
    assert read_as(result)[title] == "人员状态"


@pytest.mark.parametrize(
    ("name", "kind"),
    [("死亡人员", "dead"), ("已故", "dead"), ("迁出", "moved"), ("不列入名单人员", "unlisted"), ("未满18周岁", "minor"),
     ("外出人员", "away"), ("服刑人员名单", "custody")],
)  # fmt: skip
def test_a_sheet_of_people_not_voting_tells_each_of_them(name, kind):
    result = tried(
        book_of(["姓名", "身份证号"], ["测试甲", id_number()], ["测试乙", id_number(order=2)], sheet=name)
    )

    assert told(result) == [(2, apart.BY_KEY[kind].code), (3, apart.BY_KEY[kind].code)]
    assert name in result.findings[-1].message


def test_a_heading_inside_a_sheet_sets_those_below_it_apart_until_the_next():
    rows = [["姓名", "身份证号"], ["测试甲", id_number(order=1)], ["死亡人员"], ["测试乙", id_number(order=2)],
            ["第二村民小组"], ["测试丙", id_number(order=3)]]  # fmt: skip

    assert told(tried(book_of(*rows))) == [(4, "note_deceased")]


def test_struck_and_hidden_rows_are_told_by_row():
    def looks(table):
        for cell in table[3]:
            cell.font = Font(strike=True)
        table.row_dimensions[4].hidden = True

    people = [["测试甲", id_number(order=n)] for n in range(1, 5)]
    result = tried(book_of(["姓名", "身份证号"], *people, prepare=looks))

    assert told(result) == [(3, "apart_struck"), (4, "apart_hidden")]


def test_who_is_left_out_by_decision_stops_no_file_and_is_no_voter():
    content = book_of(
        ["姓名", "身份证号", "状态"],
        ["测试甲", id_number(), ""],
        ["测试乙", "", "死亡"],
        ["测试丙", id_number(order=3), "死亡"],
    )
    result = trial(open_workbook(content), election_day=DAY, reading=Reading(decisions={"dead": "leave"}))

    assert [row.name for row in result.accepted] == ["测试甲"]
    assert [f for f in result.findings if f.level == "error"] == []


def test_who_is_to_wait_by_decision_waits():
    content = book_of(["姓名", "身份证号", "状态"], ["测试甲", id_number(), "外出"])
    result = trial(open_workbook(content), election_day=DAY, reading=Reading(decisions={"away": "pending"}))

    assert [(row.name, row.why) for row in result.pending] == [("测试甲", "名册标出：外出，待核实。")]


# ── births ──


@pytest.mark.parametrize(
    "written", [1970.1, "1970.1", 1970, "1970", "70.1.5", "70年1月5日", "一九七〇年一月五日"]
)
def test_a_birth_that_says_less_agrees_where_it_can(written):
    assert codes(workbook(person(出生日期=written))) == []


@pytest.mark.parametrize(
    "written",
    [1970.3, "1985.3", 1971, "55.5.24", "农历正月初三", "一九六九年腊月廿八", "一九七〇年三月", "1969年腊月"],
)
def test_a_birth_that_says_something_else_is_left_to_the_number_with_a_warning(written):
    assert codes(workbook(person(出生日期=written))) == [("warning", "birth_by_number")]


def test_day_numbers_of_a_1904_workbook_are_understood():
    book = openpyxl.load_workbook(io.BytesIO(workbook(person(出生日期=25573 - 1462))))
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    assert codes(saved(book)) == []


# ── errors and characters ──


@pytest.mark.parametrize("error", ["#N/A", "#SPILL!", "#GETTING_DATA", "#CALC!", "#REF!", "Err:522"])
def test_an_error_pasted_as_a_value_is_named_and_loses_no_sheet(error):
    def paste(table):
        table["E2"] = "#N/A"
        table["E2"].data_type = "e"

    content = workbook(person(), person(order=3), prepare=paste)
    source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            part = source.read(name)
            copy.writestr(name, part.replace(b"#N/A", error.encode()) if "sheet1" in name else part)
    result = tried(target.getvalue())

    assert [(f.row, f.level, f.code) for f in result.findings] == [(2, "warning", "error_value")]
    assert error in result.findings[0].message
    assert len(result.accepted) == 2


def test_an_error_in_place_of_a_name_is_an_error_of_its_own():
    assert codes(workbook(person(姓名="#N/A"))) == [("error", "error_value")]


def test_a_csv_of_question_marks_says_that_its_characters_are_gone():
    with pytest.raises(UnreadableFileError, match="问号") as caught:
        tried(b"??,??,????\r\n???,?,369901197001050016\r\n", "roll.csv")

    assert caught.value.code == "lost_text"


@pytest.mark.parametrize(("name", "expected"), [("⻢小明", []), ("郑〇", []), ("王\U00031350", [])])
def test_radicals_and_new_characters_are_read(name, expected):
    assert codes(workbook(person(姓名=name))) == expected


def test_a_character_without_a_font_is_a_warning_that_stops_no_file():
    result = tried(workbook(person(姓名="张\U0002ebf0")))

    assert [(f.level, f.code) for f in result.findings] == [("warning", "name_no_glyph")]
    assert len(result.accepted) == 1


# ── what registry systems export ──


def spreadsheet_2003(*rows, more=""):
    body = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row) + "</Row>"
        for row in rows
    )
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'{more}<Worksheet ss:Name="名册"><Table>{body}</Table></Worksheet></Workbook>'
    ).encode()


def test_xml_of_excel_2003_is_read_with_all_digits():
    content = spreadsheet_2003(["姓名", "身份证号"], ["测试甲", id_number()])
    content = content.replace(b'ss:Type="String">3699', b'ss:Type="Number">3699')

    assert [(row.sheet, row.id_number) for row in tried(content, "名册.xls").accepted] == [
        ("名册", id_number())
    ]


def test_entities_of_a_file_are_not_believed():
    more = '<!DOCTYPE x [<!ENTITY name SYSTEM "file:///etc/hostname"><!ENTITY a "&name;&name;">]>'
    content = spreadsheet_2003(["姓名", "身份证号"], ["测试&name;", id_number()], more=more)

    assert [(f.level, f.code) for f in tried(content).findings if f.code not in ORDINARY] == [
        ("error", "name_invalid")
    ]


@pytest.mark.parametrize(
    "head",
    [
        "<!-- a -->",
        "<style>td{}</style>",
        "<div>",
        "\ufeff<html>",
        "<!DOCTYPE html><html><head><title>x</title></head>",
    ],
)
def test_a_table_in_a_web_page_is_read_wherever_it_begins(head):
    page = f"{head}<table><tr><th rowspan=2>姓名<th colspan=2>证件</tr><tr><td>身份证号<td>住址</tr><tr><td>测试甲<td>{id_number()}<td>x</table>"

    assert [row.name for row in tried(page.encode(), "名册.xls").accepted] == ["测试甲"]


@pytest.mark.parametrize(
    "page",
    ["<table><tr><td colspan=9999999>姓名</table>", "<table>" + "<tr><td rowspan=9999999 colspan=900>x" * 20_000,
     "<table>" * 5_000 + "<tr><td>x", "<table><tr>" + "<td>x" * 5_000],
)  # fmt: skip
def test_a_web_page_without_measure_is_refused(page):
    with pytest.raises(UnreadableFileError):
        tried(page.encode(), "名册.xls")


def test_a_web_page_without_a_roll_says_what_it_is():
    with pytest.raises(UnreadableFileError, match="网页"):
        tried("<html><body><p>没有表</p></body></html>".encode(), "名册.xls")


def test_crossed_out_rows_of_a_web_page_are_told():
    page = (
        f"<table><tr><td>姓名<td>身份证号</tr><tr><td><s>测试甲</s><td>{id_number()}</tr>"
        f"<tr style='display:none'><td>测试乙<td>{id_number(order=2)}</tr></table>"
    )
    assert told(tried(page.encode(), "x.xls")) == [(2, "apart_struck"), (3, "apart_hidden")]


def test_messages_end_as_sentences():
    result = tried(workbook(person(备注="外出"), person(order=3, 出生日期="农历正月初一")))

    assert all(re.search(r"[。）]$", finding.message) for finding in result.findings)
