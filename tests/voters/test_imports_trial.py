"""The trial of whole rolls: the given files, then one oddity at a time."""

import datetime as dt
import json

import pytest

from election_office.law.rulebooks import rulebook_for
from tests.voters.rolls import DATA, DAY, TITLES, codes, id_number, person, tried, workbook
from voters.imports.check import trial
from voters.imports.classes import of_a_community
from voters.imports.limits import UnreadableFileError
from voters.imports.reader import open_workbook


def key(finding):
    return (finding["sheet"], finding["row"], finding["level"], finding["code"])


def test_the_messy_roll_gives_exactly_the_expected_findings():
    expected = json.loads((DATA / "roll_messy.expected.json").read_text())

    result = trial(
        open_workbook(DATA / "roll_messy.xlsx"),
        election_day=dt.date.fromisoformat(expected["election_day"]),
        book=rulebook_for("369901", DAY),
    )

    answer = result.as_json()
    assert [key(finding) for finding in answer["findings"]] == [key(f) for f in expected["findings"]]
    assert answer["people_rows"] == expected["people_rows"]
    assert answer["accepted"] == expected["rows_without_error_or_exclusion_or_pending"]
    assert result.sheets == expected["sheets"]
    assert [(sheet.name, sheet.reason) for sheet in result.skipped] == [("说明", "隐藏的工作表，未读取。")]
    assert all(finding.message.endswith(("。", "）")) for finding in result.findings)


def test_the_messy_roll_is_read_clean():
    rows = {(row.sheet, row.row): row for row in tried((DATA / "roll_messy.xlsx").read_bytes()).accepted}

    assert rows["1-5组", 51].id_number == "369901196612306370"  # written in full-width digits
    assert rows["1-5组", 55].id_number == "36990119331120393X"  # written with a small x
    assert rows["1-5组", 59].name == "段长长"  # padded with wide blanks
    assert {row.group_number for row in rows.values()} == set(range(1, 12))
    assert rows["1-5组", 80].group_number == 2  # 「2组」 among 「第二村民小组」
    assert "阿卜杜拉·买买提" in {row.name for row in rows.values()}


@pytest.fixture(scope="module")
def clean_rolls():
    names = ("roll_clean.xlsx", "roll_clean.xls", "roll_clean_gb18030.csv")
    return [trial(open_workbook(DATA / name), election_day=DAY) for name in names]


def test_the_clean_roll_has_no_finding_in_any_format(clean_rolls):
    assert [(len(roll.accepted), roll.people_rows, roll.findings) for roll in clean_rolls] == [
        (1052, 1052, [])
    ] * 3


def test_the_three_formats_tell_of_the_same_people(clean_rolls):
    def people(roll):
        left_out = {"sheet", "row"}
        return [{n: getattr(row, n) for n in row.__slots__ if n not in left_out} for row in roll.accepted]

    excel, old_excel, csv = map(people, clean_rolls)
    assert excel == old_excel == csv
    assert {row["group_number"] for row in excel} == set(range(1, 12))


def test_columns_may_stand_in_any_order_under_other_titles_and_a_title_row():
    titles = [
        "身 份 证 号*",
        "出生\n年月日",
        "备 注",
        "组别",
        "姓　名",
        "性 别",
        "户口是否在本村",
        "是否居住在本村",
    ]
    row = dict(zip(titles, [id_number(), "1970.1.5", "", "3", "测试甲", "男", "是", "是"], strict=True))

    result = tried(workbook(row, titles=titles, before=[["某村选民登记表"], [], ["填表日期：2026年"]]))

    assert result.findings == []
    assert [(person.row, person.name, person.group_number) for person in result.accepted] == [
        (5, "测试甲", 3)
    ]


def test_titles_may_take_two_lines():
    content = workbook(
        titles=["姓名", "性别", "身份证号码", "户籍居住情况", ""],
        after=[["", "", "", "户籍在本村", "在本村居住"], ["测试甲", "男", id_number(), "是", "是"]],
    )
    result = tried(content)

    assert [(row.row, row.hukou_here, row.lives_here) for row in result.accepted] == [(3, True, True)]


def test_headings_totals_footers_and_numbered_blank_lines_are_no_people():
    blank = dict.fromkeys(TITLES, "")
    content = workbook(
        person(村民小组=""),
        blank | {"序号": 2},
        after=[
            ["第二村民小组（组长：测试）"],
            list(person(order=3, 村民小组="").values()),
            TITLES,
            ["合计", "", "2人", "男2"],
            ["填表人：测试", "", "", "", "审核：测试"],
        ],
        before=[["第一村民小组"]],
    )
    result = tried(content)

    assert result.people_rows == 2
    assert [row.group_number for row in result.accepted] == [None, 2]
    assert [finding.code for finding in result.findings] == ["group_missing"]


def test_a_person_with_only_a_name_is_not_taken_for_a_heading():
    blank = dict.fromkeys(TITLES, "")
    result = tried(workbook(blank | {"姓名": "测试甲"}))

    assert result.people_rows == 1
    assert ("error", "id_missing") in {(finding.level, finding.code) for finding in result.findings}


def test_a_merged_group_cell_counts_for_every_row_it_covers():
    people = [person(order=n, 村民小组="四组" if n == 1 else "") for n in (1, 3, 5)]
    content = workbook(*people, prepare=lambda table: table.merge_cells("B2:B4"))

    assert [row.group_number for row in tried(content).accepted] == [4, 4, 4]


def test_a_row_that_names_another_group_than_its_heading_is_a_warning():
    result = tried(workbook(after=[["第二村民小组"], list(person(村民小组="3组").values())]))

    assert [(f.level, f.code, f.column) for f in result.findings] == [("warning", "group_conflict", "B")]
    assert result.accepted[0].group_number == 3


def test_a_sheet_named_after_a_group_puts_its_people_there():
    assert tried(workbook(person(村民小组=""), sheet="第五组")).accepted[0].group_number == 5


@pytest.mark.parametrize(
    ("written", "number"),
    [("一组", 1), ("1组", 1), ("第一村民小组", 1), ("3", 3), (3, 3), ("十一", 11), ("第二十三组", 23),
     ("１２组", 12), ("3社", 3), ("第 七 村民小组", 7), ("张家屋组", None)],
)  # fmt: skip
def test_groups_are_understood_in_every_spelling(written, number):
    [row] = tried(workbook(person(村民小组=written))).accepted

    assert row.group_number == number
    assert row.group_label == str(written)


@pytest.mark.parametrize(
    "written",
    ["1970-01-05", "1970/1/5", "1970.1.5", "1970年1月5日", "19700105", 19700105, dt.date(1970, 1, 5),
     dt.datetime(1970, 1, 5), 25573,  # noqa: DTZ001 -- as a spreadsheet keeps it
      "1970-01", "1970年1月", "197001", 1970.1, "１９７０－０１－０５"],
)  # fmt: skip
def test_birth_dates_are_understood_in_every_spelling(written):
    assert codes(workbook(person(出生日期=written))) == []


@pytest.mark.parametrize("written", ["1970-13-05", "1970-02-30", 99])
def test_a_birth_date_that_is_none_or_another_is_refused(written):
    [(level, code)] = codes(workbook(person(出生日期=written)))

    assert (level, code) in {("error", "birth_unreadable"), ("error", "birth_mismatch")}


def test_birth_date_and_sex_may_be_left_to_the_number():
    [row] = tried(workbook(person(order=2, 性别="", 出生日期=""))).accepted

    assert (row.sex, row.birth_date) == ("female", dt.date(1970, 1, 5))


@pytest.mark.parametrize(
    ("name", "code"),
    [("", "name_missing"), (" \u3000", "name_missing"), ("测试\ue863", "name_unprintable"),
     ("测\ufffd试", "name_unprintable"), ("测试1", "name_invalid"), ("测试（大）", "name_invalid"),
     ("测*", "name_invalid"), ("@测试", "name_invalid"), ("+测试", "name_invalid"),
     ("-测试", "name_invalid")],
)  # fmt: skip
def test_a_name_that_cannot_stand_on_a_roll_is_refused(name, code):
    assert codes(workbook(person(姓名=name))) == [("error", code)]


@pytest.mark.parametrize(
    ("written", "read"),
    [("测 试　甲", "测试甲"), ("阿依•古丽", "阿依·古丽"), ("𠅤测", "𠅤测"), ("⽯测试", "石测试")],
)
def test_a_name_is_cleaned_and_its_rare_characters_kept(written, read):
    assert tried(workbook(person(姓名=written))).accepted[0].name == read


def test_birthday_on_the_day_counts_and_the_day_after_does_not():
    on_the_day = person(公民身份号码=id_number("20081220"), 出生日期="2008-12-20")
    day_after = person(公民身份号码=id_number("20081221"), 出生日期="2008-12-21")

    result = tried(workbook(on_the_day, day_after), book=rulebook_for("00", DAY))

    assert [row.row for row in result.accepted] == [2]
    [finding] = result.findings
    assert (finding.level, finding.code, finding.column) == ("excluded", "under_age", "F")
    assert "2008年12月21日" in finding.message
    assert finding.message.endswith("（依据：《村民委员会组织法》第十六条第一款）")


def test_the_later_row_of_a_duplicate_is_the_error_even_on_another_sheet():
    def add_sheet(table):
        other = table.parent.create_sheet("另表")
        other.append(TITLES)
        other.append(list(person().values()))

    result = tried(workbook(person(), prepare=add_sheet))

    [finding] = result.findings
    assert (finding.sheet, finding.row, finding.code) == ("另表", 2, "id_duplicate_in_file")
    assert "工作表「选民登记表」第2行" in finding.message


def test_every_fault_of_a_row_is_told_at_once():
    content = workbook(person(姓名="", 性别="女", 出生日期="1971-01-05"))

    assert codes(content) == [
        ("error", "name_missing"),
        ("error", "sex_mismatch"),
        ("error", "birth_mismatch"),
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"在本村居住": "否"}, [("pending", "non_resident_no_request")]),
        ({"在本村居住": "否", "本人申请": "是"}, []),
        ({"户籍在本村": "否"}, [("pending", "outsider_no_consent")]),
        ({"户籍在本村": "否", "本人申请": "是"}, [("pending", "outsider_no_consent")]),
        ({"户籍在本村": "否", "本人申请": "是", "村民会议同意": "是"}, []),
        (
            {"户籍在本村": "否", "本人申请": "是", "村民会议同意": "是", "居住年限": "11个月"},
            [("excluded", "outsider_under_one_year")],
        ),
        ({"户籍在本村": "否", "本人申请": "是", "村民会议同意": "是", "居住年限": "3年"}, []),
        ({"户籍在本村": "否", "在本村居住": "否"}, [("excluded", "not_of_this_village")]),
        ({"户籍在本村": ""}, [("pending", "class_unknown")]),
    ],
)
def test_who_is_not_at_home_here_needs_the_declarations_of_the_law(changes, expected):
    assert codes(workbook(person(**changes))) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ((True, True, None, None), ("hukou", [])),
        ((True, None, None, None), ("hukou", [])),
        ((True, False, None, True), ("hukou", [])),
        ((True, True, None, False), ("hukou", ["resident_not_declared"])),
        ((False, True, None, True), ("lives", [])),
        ((False, True, None, None), ("lives", ["resident_not_declared"])),  # K09
        ((False, False, True, True), ("works", ["worker_waits"])),
        ((False, False, None, True), ("", ["not_of_this_village"])),
    ],
)
def test_k09_a_community_registers_who_says_that_they_take_part(said, expected):
    found = of_a_community(*said)
    assert (found.roll_class, [one[2] for one in found.findings]) == expected
    if expected[1] == ["resident_not_declared"]:
        assert found.findings[0][3] == (
            "本人没有表示参加选举，不列入选民名单；请先由本人表示参加（《城市居民委员会组织法》第十六条第二款）。"
        )


def test_the_file_of_a_community_is_tried_by_its_own_law():
    people = [person(1), person(3, 户籍在本村="否"), person(5, 户籍在本村="否", 在本村居住="否")]
    book = rulebook_for("36", DAY, kind="community")
    result = tried(workbook(*people), book=book)
    assert [(row.roll_class, row.standing) for row in result.accepted] == [("hukou", "accepted")]
    assert [one.code for one in result.findings] == ["resident_not_declared", "not_of_this_village"]


def test_classes_are_told_from_the_columns():
    people = [
        person(1),
        person(3, 在本村居住="否", 本人申请="是"),
        person(5, 户籍在本村="否", 本人申请="是", 村民会议同意="是"),
    ]

    assert [row.roll_class for row in tried(workbook(*people)).accepted] == ["A", "B", "C"]


def test_a_roll_without_the_columns_of_residence_is_taken_with_a_warning():
    titles = [title for title in TITLES if title not in ("户籍在本村", "在本村居住")]
    result = tried(workbook(person(), titles=titles))

    assert [(f.level, f.code, f.row) for f in result.findings] == [("warning", "class_column_missing", 1)] * 2
    assert len(result.accepted) == 1


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("2025年已故", "note_deceased"),
        ("因病去世", "note_deceased"),
        ("剥夺政治权利二年", "note_deprived_of_rights"),
        ("户口已迁出", "note_moved_out"),
    ],
)
def test_a_telling_note_is_a_warning_and_the_row_is_accepted(note, expected):
    result = tried(workbook(person(备注=note)))

    assert [(f.level, f.code) for f in result.findings] == [("warning", expected)]
    assert len(result.accepted) == 1


@pytest.mark.parametrize("note", ["烈士家属", "未被剥夺政治权利", "务工", ""])
def test_a_harmless_note_is_no_finding(note):
    assert codes(workbook(person(备注=note))) == []


def test_a_number_kept_as_a_number_has_lost_its_end():
    assert codes(workbook(person(公民身份号码=3.69901197001050e17))) == [("error", "id_rounded")]


def test_people_on_another_roll_are_refused_in_batches(monkeypatch):
    monkeypatch.setattr("voters.imports.check.BATCH", 500)
    asked = []

    def known(numbers):
        asked.append(len(numbers))
        return {id_number(order=3): "乙村第2组"} if id_number(order=3) in numbers else {}

    people = [person(order=n) for n in range(1, 603)]
    result = tried(workbook(*people), known_ids=known)

    [finding] = result.findings
    assert (finding.row, finding.level, finding.code) == (4, "error", "registered_elsewhere")
    assert "乙村第2组" in finding.message
    assert (len(result.accepted), asked) == (601, [500, 102])


def test_progress_is_told_every_five_hundred_people():
    heard = []
    tried(workbook(*[person(order=n) for n in range(1, 999)]), progress=heard.append)

    assert heard == [500]


def test_a_header_without_the_number_is_one_finding_and_nobody_is_accepted():
    titles = [title for title in TITLES if title != "公民身份号码"]
    result = tried(workbook(person(), person(3), titles=titles))

    assert [(f.row, f.level, f.code) for f in result.findings] == [(1, "error", "column_missing")]
    assert (result.people_rows, result.accepted) == (2, [])


def test_a_file_without_any_header_cannot_be_tried():
    with pytest.raises(UnreadableFileError) as caught:
        tried(workbook(titles=["甲", "乙"], after=[["丙", "丁"]]))

    assert caught.value.code == "no_header"


def test_a_sheet_without_header_beside_a_good_one_is_named():
    result = tried(
        workbook(person(), prepare=lambda table: table.parent.create_sheet("杂项").append(["随便"]))
    )

    assert (result.sheets, [sheet.name for sheet in result.skipped]) == (["选民登记表"], ["杂项"])
