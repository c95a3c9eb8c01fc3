"""Roll files and names that public reports tell of, each stating what is expected."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from ballots.rules.sheets import Reading
from election_office.law.decision import RuleRefused
from tests.ballots.scenes import Scene
from voters.imports.check import trial
from voters.imports.columns import header_of
from voters.imports.layouts import Field
from voters.imports.reader import open_workbook

pytestmark = pytest.mark.django_db
REFUSED = (RuleRefused, ValidationError)
FILES = Path(__file__).parent
ORDINARY = {"class_column_missing", "group_missing"}


def tried(name):
    return trial(open_workbook(FILES / name), election_day=dt.date(2026, 12, 20))


def told(name):
    return [one for one in tried(name).findings if one.code not in ORDINARY]


def test_f06_two_people_in_a_row_are_both_read_or_the_file_is_refused():
    result = tried("f06_two_people_a_row.xlsx")
    assert result.people_rows == 20 or any(one.level == "error" for one in result.findings)


def test_f18_the_number_of_the_spouse_is_not_the_number_of_the_voter():
    titles = ("组别", "姓名", "性别", "配偶姓名", "配偶身份证号", "身份证号")
    assert header_of(1, titles).columns[Field.ID] == 5


def test_f07_the_number_of_the_head_of_the_household_is_not_the_number_of_all():
    assert len(tried("f07_household_register.xlsx").accepted) == 9


def test_f16_a_second_line_of_titles_is_no_person():
    result = tried("f16_two_line_header.xlsx")
    assert (result.people_rows, [one.code for one in result.findings if one.level == "error"]) == (2, [])


@pytest.mark.parametrize("name", ["f19_sheets_of_people_not_voting.xlsx", "f15_struck_and_hidden_rows.xlsx"])
def test_f15_f19_people_the_file_sets_apart_are_named(name):
    assert told(name)


def test_f12_notes_about_custody_are_named():
    rows = {one.row for one in told("f12_remarks.xlsx")}
    assert {2, 5} <= rows  # 在押候审, 服刑


@pytest.mark.parametrize(
    "name", ["f02b_html_comment.xls", "f02c_html_div.xls", "f02d_mhtml.xls", "f02e_gbk_html.xls"]
)
def test_f02_a_web_page_called_xls_is_read_or_told_as_such(name):
    assert tried(name).people_rows == 1


def test_c01_one_name_in_two_spellings_is_told(capsys):
    try:
        call_command("adjudicate", str(FILES / "c01_same_name_two_dots.json"))
    except SystemExit:
        return
    out = json.loads(capsys.readouterr().out)
    assert out["findings"] or out["posts"][0]["elected"]


@pytest.mark.parametrize(("printed", "written"), [("艾力·吐尔逊", "艾力•吐尔逊"), ("王 五", "王五")])
def test_p09_a_printed_name_written_in_another_way_is_the_printed_candidate(printed, written):
    scene = Scene(candidates={"director": (printed, "主乙"), "member": ("委甲", "委乙", "委丙")})
    scene.counting()
    cells = {f"c{scene.candidates[printed].pk}": 9, f"c{scene.candidates['主乙'].pk}": 8, f"w:{written}": 3}
    with pytest.raises(REFUSED):
        scene.enter("director", Reading(0, 0, cells), scene.one)
