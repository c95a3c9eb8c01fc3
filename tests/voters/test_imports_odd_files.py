# ruff: noqa: E501 -- rows of tables
"""Small odd rolls, each of a kind villages really send: what is read of them, and what is told."""

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment

from tests.voters.rolls import codes, id_number, person, saved, tried, workbook
from voters.imports import apart
from voters.imports.layouts import OTHERS
from voters.imports.limits import UnreadableFileError

ORDINARY = {"class_column_missing", "group_missing"}
ONE, TWO, THREE, FOUR = (id_number(order=n) for n in (1, 2, 3, 4))
TITLES = ["姓名", "性别", "身份证号"]
FIRST, SECOND = ["测试甲", "男", ONE], ["测试乙", "女", TWO]


def read(*rows, merges=(), sheet="名册", prepare=None):
    book = openpyxl.Workbook()
    table = book.active
    table.title = sheet
    for row in rows:
        table.append(row)
    for merge in merges:
        table.merge_cells(merge)
    if prepare:
        prepare(table)
    return tried(saved(book))


def people(result):
    return [(row.name, row.id_number) for row in result.accepted]


def told(result):
    return [(f.row, f.code) for f in result.findings if f.code not in ORDINARY]


BOTH = [("测试甲", ONE), ("测试乙", TWO)]


@pytest.mark.parametrize(
    ("rows", "merges"),
    [
        # a title and a line of the village above two lines of titles
        ([["清水村选民登记表"], ["填报单位：清水村", "", "2026年"], ["序号", "姓名", "身份信息", None], [None, None, "性别", "公民身份号码"], [1, "测试甲", "男", ONE]],
         ["A1:D1", "A3:A4", "B3:B4", "C3:D3"]),
        # three lines of titles, the number in the lowest
        ([["序号", "基本情况", None, None, None], [None, "姓名", "证件", None, "性别"], [None, None, "种类", "号码", None], [1, "测试甲", "身份证", ONE, "男"]],
         ["A1:A3", "B1:E1", "B2:B3", "C2:D2", "E2:E3"]),
        ([["姓名", "身份证", None, "组"], [None, "号码", "有效期", None], ["测试甲", ONE, "长期", "3组"]], ["A1:A2", "B1:C1", "D1:D2"]),
        ([["姓名", "证件", None], [None, "类型", "号码"], ["测试甲", "身份证", ONE]], ["A1:A2", "B1:C1"]),
        ([["*序号", "*姓名（与身份证一致）", "性 别", "【必填】公民身份\n号码（18位）"], [1, "测试甲", "男", ONE]], []),
        ([["①姓名", "②性别", "③身份证号"], ["测试甲", "男", ONE]], []),
        # radicals, as they come out of PDF files
        ([["姓名", "性别", "⺠族", "⾝份证号"], ["测试甲", "男", "汉", ONE]], []),
        ([["户主证件号", "监护人身份证", "监护人电话", "配偶", "姓名", "性别", "证件号码"], [THREE, FOUR, 1, "测试乙", "测试甲", "男", ONE]], []),
        ([["赡养人身份证号", "法定代理人身份证号", "开户人身份证号", "被登记人", "证件号"], [THREE, FOUR, TWO, "测试甲", ONE]], []),
        ([["姓名", "身份证号", "旧身份证号"], ["测试甲", ONE, "369901700105001"]], []),
    ],
)  # fmt: skip
def test_titles_of_one_person(rows, merges):
    result = read(*rows, merges=merges)

    assert people(result) == [("测试甲", ONE)]
    assert told(result) == []


@pytest.mark.parametrize(
    "rows",
    [
        [["姓名1", "身份证号1", "姓名2", "身份证号2"], ["测试甲", ONE, "测试乙", TWO]],
        [["姓名（一）", "身份证号（一）", "姓名（二）", "身份证号（二）"], ["测试甲", ONE, "测试乙", TWO]],
        [["户主", "成员一姓名", "成员一身份证号", "成员二姓名", "成员二身份证号"], ["测试甲", "测试甲", ONE, "测试乙", TWO]],
        # the second person alone in a row, with a blank column between
        [["姓名", "身份证号", None, "姓名", "身份证号"], ["测试甲", ONE], [None, None, None, "测试乙", TWO]],
        [["序号", "姓名", "身份证号"] * 3, [1, "测试甲", ONE], [None] * 6 + [2, "测试乙", TWO], ["合计", "2人"]],
    ],
)  # fmt: skip
def test_people_beside_each_other(rows):
    result = read(*rows)

    assert people(result) == BOTH
    assert told(result) == []


@pytest.mark.parametrize(
    ("rows", "groups"),
    [
        ([["第一组", None, None, "上屋组", None, None], TITLES + TITLES, FIRST + SECOND], [1, "上屋组"]),
        ([TITLES + TITLES, ["一组", "", "", "二组", "", ""], FIRST + SECOND, ["三组"], ["测试丙", "男", THREE]], [1, 2, 3]),
        ([TITLES, ["上屋组"], FIRST, ["大塘村民小组（组长：测试丙）"], SECOND], ["上屋组", "大塘村民小组"]),
        ([["清水村第三村民小组选民名册"], TITLES, FIRST], [3]),
        ([[*TITLES, "组"], [*FIRST, "上屋组（2组）"], [*SECOND, "⼀组"]], [2, 1]),
    ],
)  # fmt: skip
def test_groups_beside_and_by_name(rows, groups):
    merges = ["A1:C1", "D1:F1"] if rows[0][0] == "第一组" else []
    result = read(*rows, merges=merges)

    assert [row.group_number or row.group_label for row in result.accepted] == groups
    assert told(result) == []


def test_a_sheet_named_as_a_group_without_a_number_is_that_group():
    assert read(TITLES, FIRST, sheet="上屋组").accepted[0].group_label == "上屋组"


@pytest.mark.parametrize(
    ("heading", "household", "head"),
    [
        (["户主：测试丙 户号：001 人口：3"], "001", "测试丙"), (["1号户 户主测试丙"], "1", "测试丙"),
        (["第一户  测试丙"], "1", "测试丙"), (["【户主】测试丙"], "测试丙", "测试丙"), (["一、测试丙户"], "测试丙", "测试丙"),
        (["2组12户 户主：测试丙"], "12", "测试丙"), (["户编号:3690001"], "3690001", ""), (["户主", "测试丙"], "测试丙", "测试丙"),
        (["户主姓名", "测试丙", "户号", "12"], "12", "测试丙"), (["户号", 12, "户主", "测试丙"], "12", "测试丙"),
        ([f"户主：测试丙 身份证号：{THREE}"], "测试丙", "测试丙"),
    ],
)  # fmt: skip
def test_headings_of_a_household(heading, household, head):
    result = read(TITLES, heading, FIRST, SECOND)

    assert [(row.household, row.head) for row in result.accepted] == [(household, head)] * 2
    assert told(result) == []
    assert [row.reason[:3] for row in result.skipped_rows] == ["户标题"]


@pytest.mark.parametrize(
    ("titles", "rows", "households"),
    [
        (["姓名", "与户主关系", "身份证号"], [["测试甲", "户主", ONE], ["测试乙", "妻", TWO], ["测试丙", "本人", THREE], ["测试丁", "长女", FOUR]],
         [("测试甲", "测试甲")] * 2 + [("测试丙", "测试丙")] * 2),
        (["户号", "姓名", "与户主关系", "身份证号"], [[1, "测试甲", "户主", ONE], ["", "测试乙", "妻", TWO], [2, "测试丙", "户主", THREE]],
         [("1", "测试甲")] * 2 + [("2", "测试丙")]),
        (["姓名", "身份证号"], [["测试甲（户主）", ONE], ["测试乙（妻）", TWO], ["测试丙（户主、党员）", THREE], ["测试丁（长女）", FOUR]],
         [("测试甲", "测试甲")] * 2 + [("测试丙", "测试丙")] * 2),
    ],
)  # fmt: skip
def test_a_household_goes_from_one_head_to_the_next(titles, rows, households):
    assert [(row.household, row.head) for row in read(titles, *rows).accepted] == households


@pytest.mark.parametrize(
    "name",
    ["（户主）测试甲", "测试甲-户主", "测试甲 户主", "户主：测试甲", "1.测试甲", "测试甲（户主）（党员）", "测试甲/户主",
     "测试甲（儿媳妇）", "测试甲(母亲)", "测试甲（外孙）", "测试甲【组长】"],
)  # fmt: skip
def test_what_stands_beside_a_name_is_taken_off(name):
    result = read(TITLES, [name, "男", ONE])

    assert (people(result), told(result)) == ([("测试甲", ONE)], [])


def test_a_state_in_brackets_behind_a_name_sets_apart():
    result = read(TITLES, ["测试甲（已故）", "男", ONE])

    assert (people(result), told(result)) == ([("测试甲", ONE)], [(2, "note_deceased")])


@pytest.mark.parametrize(
    ("title", "value", "kind"),
    [
        ("是否在世", "否", "dead"), ("健在", "×", "dead"), ("在世情况", "已故", "dead"), ("死亡日期", "2024-03-01", "dead"),
        ("注销原因", "死亡", "dead"), ("存亡", "亡", "dead"), ("户口状态", "已迁出", "moved"), ("迁往地", "广东", "moved"),
        ("务工地点", "深圳", "away"), ("居住情况", "外出", "away"), ("在家情况", "不在家", "away"), ("外出务工", "√", "away"),
        ("是否有选举权", "否", "unlisted"), ("能否参选", "否", "unlisted"), ("选民资格", "停止", "unlisted"), ("是否选民", "不是", "unlisted"),
        ("是否年满18周岁", "否", "minor"), ("是否剥夺政治权利", "是", "deprived"), ("联系情况", "联系不上", "lost"),
        ("是否本村村民", "否", "other"), ("增减情况", "减少", "other"),
        # a title nobody foresaw
        ("核查结果", "死亡", "dead"), ("类别", "外嫁", "moved"), ("职业", "外出务工", "away"), ("备用列", "⼾⼝迁出", "moved"),
        # and ordinary answers, or somebody else's
        ("是否在世", "是", None), ("是否有选举权", "是", None), ("存亡", "在", None), ("职业", "务农", None), ("配偶状况", "死亡", None),
        ("婚姻状况", "丧偶", None), ("增减情况", "", None),
    ],
)  # fmt: skip
def test_columns_that_set_apart(title, value, kind):
    result = read([*TITLES, title], [*FIRST, value])

    assert [code for _, code in told(result)] == ([apart.BY_KEY[kind].code] if kind else [])


@pytest.mark.parametrize(
    ("note", "kind"),
    [
        ("卒", "dead"), ("不在人世", "dead"), ("车祸身亡", "dead"), ("⼊狱", "custody"), ("判三年", "custody"), ("强戒", "custody"),
        ("婚迁", "moved"), ("迁至县城", "moved"), ("注销", "moved"), ("广东务工", "away"), ("在深圳上班", "away"), ("外地上学", "away"),
        ("士兵", "army"), ("驻村工作队", "stationed"), ("弃权", "unlisted"), ("双重户口", "other"), ("智力二级", "mind"),
        ("其子服刑", None), ("丈夫：已故", None), ("外出人员家属", None), ("外省嫁入", None), ("从外省迁入", None), ("户口已迁回", None),
        ("已解除羁押", None), ("外出务工返乡", None), ("曾服刑", None), ("死者之妻", None), ("外出，过年返乡", "away"), ("在本村打工", None),
    ],
)  # fmt: skip
def test_notes_that_set_apart_and_that_do_not(note, kind):
    assert [one.key for one in apart.kinds_in(note)] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("注销", "moved"), ("删除", "other"), ("核减人员", "unlisted"), ("除名", "unlisted"), ("待核实", "other"), ("外来人员", "other"),
        ("重复", "other"), ("上届名单", "other"), ("停止行使选举权", "unlisted"), ("未到年龄", "minor"), ("婚出", "moved"),
        ("正式选民名单", None), ("新增", None), ("年满18周岁", None), ("嫁入", None), ("选民名单（不含外出）", None),
    ],
)  # fmt: skip
def test_sheets_and_headings_that_set_apart(name, kind):
    found = apart.kind_of_heading(name)

    assert (found.key if found else None) == kind


def test_the_heading_of_a_sheet_and_its_sections_set_apart_until_the_next():
    sections = read(
        TITLES, ["一、在村人员"], FIRST, ["二、死亡人员"], SECOND, ["三、其他人员"], ["测试丙", "男", THREE]
    )
    pages = read(
        ["清水村死亡人员名册"],
        TITLES,
        FIRST,
        ["清水村死亡人员名册"],
        TITLES,
        SECOND,
        ["填表人：张某", "", "审核：李某"],
    )

    assert told(sections) == [(5, "note_deceased")]
    assert told(pages) == [(3, "note_deceased"), (6, "note_deceased")]
    assert len(sections.accepted) == 3


def test_a_name_crossed_out_in_part_is_told():
    def strike(table):
        gone = TextBlock(InlineFont(strike=True), "测试丁")
        table["A2"] = CellRichText([gone, "测试甲"])

    assert told(read(TITLES, FIRST, prepare=strike)) == [(2, "apart_struck")]


@pytest.mark.parametrize(
    "written",
    [1970.1, "70.1", 70.1, "70年1月", "1970.1.", "1970、1、5", "1970，1，5", "1970/1/5 0:00", "1970年1月5日生", "1970.1.5出生",
     "1970·1·5", "700105", 700105, "197001", 7001, "约1970", "1970?", "一九七〇年", "七零年", "1970年01月05号", "1970-1-5日"],
)  # fmt: skip
def test_births_that_agree(written):
    assert codes(workbook(person(出生日期=written))) == []


@pytest.mark.parametrize(
    "written", ["不详", "属狗", "Jan-70", "5/1/1970", "1970.13", "民国五十九年", "70", "1970年正月"]
)
def test_births_nobody_can_read_are_left_to_a_valid_number(written):
    assert codes(workbook(person(出生日期=written))) == [("warning", "birth_by_number")]
    assert ("error", "id_missing") in codes(workbook(person(出生日期=written, 公民身份号码="")))


@pytest.mark.parametrize(
    "text",
    ["??,????\n张?,{one}\n", "{mojibake}", "{gbk}", "\ufffd\ufffd,\ufffd\ufffd\n甲,{one}\n", "锟斤拷,锟斤拷\n甲,{one}\n"],
)  # fmt: skip
def test_a_text_whose_characters_are_gone_says_so(text):
    roll = f"姓名,身份证号\n测试甲,{ONE}\n".encode()
    spoilt = {"one": ONE, "mojibake": roll.decode("latin-1"), "gbk": roll.decode("gb18030", "replace")}

    with pytest.raises(UnreadableFileError) as caught:
        tried(text.format(**spoilt).encode(), "roll.csv")

    assert caught.value.code == "lost_text"


@pytest.mark.parametrize(
    ("line", "found"),
    [(f"测试甲,{ONE},Err:522", "error_value"), (f"测试甲,{ONE},错误:522", "error_value"), (f"张?,{ONE},1", "name_invalid"),
     (f"锟斤拷,{ONE},1", "name_invalid"), (f"张□,{ONE},1", "name_invalid")],
)  # fmt: skip
def test_odd_cells_of_a_csv(line, found):
    result = tried(f"姓名,身份证号,户号\n{line}\n".encode(), "roll.csv")

    assert told(result) == [(2, found)]


@pytest.mark.parametrize("tag", ["<tr hidden>", "<tr style='display:none'>", "<tr height=0>"])
def test_rows_a_web_page_hides(tag):
    page = f"<table><tr><td>姓名<td>身份证号</tr>{tag}<td>测试甲<td>{ONE}</tr></table>"

    assert told(tried(page.encode(), "名册.xls")) == [(2, "apart_hidden")]


def test_columns_of_others_are_told_as_such():
    use = read(["姓名", "身份证号", "开户人姓名", "承包方身份证号"], ["测试甲", ONE, "测试乙", TWO]).uses[0]

    assert [column.read_as for column in use.columns][2:] == [OTHERS, OTHERS]


@pytest.mark.parametrize(
    ("rows", "merges"),
    [
        ([["户号", "户主姓名", "户主身份证号", "配偶姓名", "配偶身份证号"], [7, "测试甲", ONE, "测试乙", TWO], [8, "测试丙", THREE]], []),
        ([["户号", "户主", None, "配偶", None], [None, "姓名", "身份证号码", "姓名", "身份证号码"], [7, "测试甲", ONE, "测试乙", TWO], [8, "测试丙", THREE]],
         ["B1:C1", "D1:E1", "A1:A2"]),
    ],
)  # fmt: skip
def test_a_household_in_one_row_is_read_by_itself(rows, merges):
    result = read(*rows, merges=merges)

    assert people(result) == [*BOTH, ("测试丙", THREE)]
    assert [(one.household, one.head, one.relation) for one in result.accepted] == [
        ("7", "测试甲", "户主"), ("7", "测试甲", "配偶"), ("8", "测试丙", "户主")
    ]  # fmt: skip
    assert told(result) == []


@pytest.mark.parametrize(
    "titles",
    [
        ["姓名", "身份证号", "户主姓名", "户主身份证号", "配偶姓名", "配偶身份证号"],
        ["姓名", "身份证号", "配偶姓名", "配偶身份证号", "户主", "电话"],
    ],
)
def test_where_people_have_their_own_columns_nobody_elses_number_is_theirs(titles):
    result = read(titles, ["测试甲", ONE, "测试丙", THREE, "测试丁", FOUR])

    assert people(result) == [("测试甲", ONE)]


@pytest.mark.parametrize(
    ("titles", "row"),
    [
        (["姓", "名", "身份证号"], ["测", "试甲", ONE]),
        (["序号", "姓 氏", "名字", "性别", "公民身份号码"], [1, "测", "试甲", "男", ONE]),
        (["姓", "名", "身份证号", "户主"], ["测试甲", None, ONE, "测试甲"]),
    ],
)
def test_a_name_in_two_columns_is_one_name(titles, row):
    result = read(titles, row)

    assert people(result) == [("测试甲", ONE)]
    use = {column.title: column.read_as for column in result.uses[0].columns}
    assert [read_as for title, read_as in use.items() if title[0] in "姓名"] == ["姓名", "姓名"]
    assert told(result) == []


def test_comments_are_told_as_not_read():
    def write(table):
        for row in range(2, 9):
            table.cell(row, 1).comment = Comment("已去世", "演示员")

    result = read(TITLES, FIRST, SECOND, prepare=write)

    assert people(result) == BOTH
    assert told(result) == [(1, "comment_unread")]
    [said] = [found.message for found in result.findings if found.code == "comment_unread"]
    assert "有7处批注（A2、A3、A4、A5、A6等）" in said
    assert "已去世" not in said
    assert told(read(TITLES, FIRST)) == []
