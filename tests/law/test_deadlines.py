"""The deadline chain in days, for the nation, the provinces and a moved election day."""

from __future__ import annotations

from datetime import date

import pytest

from election_office.law.deadlines import Deadline, conflicts, deadlines_for, event_label, impossible
from election_office.law.rulebooks import Rulebook
from tests.law.books import NEW, OLD, book, paper

DAY = date(2026, 12, 20)


def chain(rules: Rulebook, day: date = DAY, **happened: date) -> dict[str, Deadline]:
    return {deadline.code: deadline for deadline in deadlines_for(rules, day, happened)}


def test_every_duty_of_the_chain_is_there_in_order() -> None:
    codes = [deadline.code for deadline in deadlines_for(book("33", DAY), DAY)]
    assert codes == [f"D{number:02}" for number in range(1, 34)]


def test_self_nomination_has_a_deadline_only_where_that_mode_exists() -> None:
    assert chain(book("33", DAY))["D12"].due == date(2026, 12, 10)
    assert "D12" not in chain(book("36", DAY))


@pytest.mark.parametrize(
    ("code", "due", "kind"),
    [
        ("D01", date(2026, 10, 21), "plan"),
        ("D07", date(2026, 11, 30), "hard"),
        ("D08", date(2026, 12, 5), "hard"),
        ("D10", date(2026, 12, 8), "derived"),
        ("D16", date(2026, 12, 15), "guide"),
        ("D18", date(2026, 12, 17), "guide"),
        ("D20", date(2026, 12, 19), "guide"),
        ("D23", DAY, "hard"),
        ("D26", date(2027, 1, 19), "guide"),
        ("D27", date(2026, 12, 30), "hard"),
        ("D29", date(2027, 1, 19), "guide"),
    ],
)
def test_the_nation_alone(code: str, due: date, kind: str) -> None:
    row = chain(book(day=DAY))[code]
    assert (row.due, row.kind) == (due, kind)


@pytest.mark.parametrize(
    ("area", "code", "due", "kind", "citation"),
    [
        ("33", "D16", date(2026, 12, 15), "province", "《浙江省村民委员会选举办法》第十八条第三款"),
        ("33", "D17", date(2026, 12, 15), "province", "《浙江省村民委员会选举办法》第二十二条第一款"),
        ("33", "D19", date(2026, 12, 17), "province", "《浙江省村民委员会选举办法》第十九条"),
        ("33", "D20", date(2026, 12, 17), "province", "《浙江省村民委员会选举办法》第二十五条第二款"),
        ("33", "D25", date(2026, 12, 21), "province", "《浙江省村民委员会选举办法》第三十二条第二款"),
        ("31", "D20", date(2026, 12, 15), "province", "《上海市村民委员会选举办法》第十六条第二款"),
        ("31", "D21", date(2026, 12, 18), "province", "《上海市村民委员会选举办法》第十六条第二款"),
        ("31", "D24", DAY, "province", "《上海市村民委员会选举办法》第二十四条"),
        ("11", "D26", date(2027, 1, 4), "province", "《北京市村民委员会选举办法》第三十条第一款"),
        (
            "11",
            "D29",
            date(2027, 1, 4),
            "province",
            "《北京市实施《中华人民共和国村民委员会组织法》的若干规定》第二十五条第二款",
        ),
        (
            "41",
            "D19",
            date(2026, 12, 18),
            "province",
            "《河南省实施《中华人民共和国村民委员会组织法》办法》第二十六条第二款",
        ),
        (
            "41",
            "D24",
            DAY,
            "province",
            "《河南省实施《中华人民共和国村民委员会组织法》办法》第四十条第一款",
        ),
        (
            "36",
            "D18",
            date(2026, 12, 17),
            "plan",
            "《村党组织和第十一届村民委员会选举工作实施方案》二、（二）2（4）（未核实）",
        ),
        (
            "35",
            "D16",
            date(2026, 12, 16),
            "plan",
            "《2021年村（居）民委员会换届选举公告18种》公告第9号（未核实）",
        ),
    ],
)
def test_a_province_moves_a_deadline_and_is_cited(
    area: str, code: str, due: date, kind: str, citation: str
) -> None:
    row = chain(book(area, DAY))[code]
    assert (row.due, row.kind, str(row.citation)) == (due, kind, citation)


def test_an_election_of_2021_cites_the_old_article_for_the_same_day_count() -> None:
    row = chain(book(day=OLD), OLD)["D07"]
    assert (row.due, str(row.citation)) == (date(2021, 2, 28), "《村民委员会组织法》第十四条第一款")


def test_clear_days_move_only_what_lies_before_the_election() -> None:  # G32
    day = date(2026, 3, 28)
    inclusive, clear = chain(book(), day), chain(book().with_values({"count_mode": "clear"}), day)
    assert (inclusive["D07"].due, clear["D07"].due) == (date(2026, 3, 8), date(2026, 3, 7))
    assert inclusive["D27"].due == clear["D27"].due == date(2026, 4, 7)
    assert inclusive["D23"].due == clear["D23"].due == day


def test_a_roll_posted_on_the_last_day_has_no_slack_and_a_day_later_is_late() -> None:  # G32
    row = chain(book(), date(2026, 3, 28))["D07"]
    assert row.slack(date(2026, 3, 8)) == 0
    assert row.slack(date(2026, 3, 9)) == -1
    assert row.slack(date(2026, 3, 1)) == 7


def test_the_plan_of_2021_stands_exactly_on_the_line() -> None:
    # Formal list on 10 March, first voting day 15 March: five days before, none to spare.
    assert chain(book("36", OLD), date(2021, 3, 15))["D16"].slack(date(2021, 3, 10)) == 0


def test_objections_run_from_the_day_the_roll_was_really_posted() -> None:  # G31
    rows = chain(book(), date(2026, 3, 28), D07=date(2026, 3, 1), objection_received=date(2026, 3, 5))
    assert rows["D07"].due == date(2026, 3, 8)
    assert rows["D08"].due == date(2026, 3, 6)
    assert rows["D09"].due == date(2026, 3, 8)
    assert rows["D10"].due == date(2026, 3, 9)


def test_what_waits_for_an_event_has_no_day_before_it() -> None:
    rows = chain(book())
    assert [rows[code].due for code in ("D09", "D28", "D30", "D31", "D32")] == [None] * 5
    with pytest.raises(ValueError, match="还没有发生"):
        rows["D30"].slack(DAY)


def test_the_new_committee_is_taken_to_arise_on_election_day_until_it_has() -> None:
    assumed = chain(book())["D27"]
    assert (assumed.assumed, assumed.due) == (True, date(2026, 12, 30))
    real = chain(book(), new_committee=date(2027, 1, 10))
    assert (real["D27"].assumed, real["D27"].due) == (False, date(2027, 1, 20))
    assert real["D29"].due == date(2027, 2, 9)


def test_a_recall_is_voted_within_thirty_days_of_the_petition() -> None:
    rows = chain(book("33", DAY), recall_petition=date(2027, 5, 1))
    assert rows["D30"].due == date(2027, 5, 31)
    assert str(rows["D30"].citation) == "《浙江省村民委员会选举办法》第三十五条第一款"


def test_a_township_value_moves_the_deadline_with_its_paper() -> None:
    row = chain(book("36", NEW, paper("roll_days", 25)), date(2026, 3, 28))["D07"]
    assert (row.due, row.kind) == (date(2026, 3, 3), "plan")
    assert str(row.citation) == "某镇换届〔2026〕3号（2026年2月1日）"
    assert row.limit == date(2026, 3, 8)
    assert row.last_lawful_day == date(2026, 3, 8)


def test_a_township_day_later_than_the_provincial_one_is_no_day_at_all() -> None:
    with pytest.raises(ValueError, match="第十八条第三款"):
        book("33", DAY, paper("candidate_list_days", 2))


def test_an_earlier_township_day_keeps_the_provincial_day_as_its_limit() -> None:
    row = chain(book("33", DAY, paper("candidate_list_days", 7)))["D16"]
    assert (row.due, row.kind, row.limit) == (date(2026, 12, 13), "plan", date(2026, 12, 15))
    assert impossible([row], date(2026, 12, 15)) == []
    assert impossible([row], date(2026, 12, 16)) == [row]


@pytest.mark.parametrize(
    ("area", "kind", "citation"),
    [("11", "guide", "系统默认"), ("33", "guide", "系统默认"), ("41", "province", "第三十一条第二款")],
)
def test_only_henan_gives_the_names_of_the_mobile_box_a_day(area: str, kind: str, citation: str) -> None:
    """W4 and L06: Beijing asks for three watchers, Zhejiang for a notice without a day."""
    row = chain(book(area, DAY))["D22"]
    assert (row.due, row.kind, row.legal) == (date(2026, 12, 19), kind, kind == "province")
    assert citation in str(row.citation)


def test_no_text_says_when_the_ballots_are_sealed() -> None:
    row = chain(book("41", DAY))["D33"]
    assert (row.due, row.kind, row.last_lawful_day) == (date(2026, 12, 19), "plan", None)
    assert str(row.citation) == "工作安排，法律没有规定日期"


@pytest.mark.parametrize(
    ("area", "limit"),
    [
        ("33", date(2026, 9, 20)),  # 第三条第二款: six months, read
        ("36", None),  # six months, not read in full: a warning, no limit
        ("32", None),
        ("99", None),
    ],
)
def test_the_end_of_a_term_is_no_last_lawful_day_by_itself(area: str, limit: date | None) -> None:
    """W5 and L09: 届满应当及时举行换届选举; the limit is the province's, where its text was read."""
    row = chain(book(area), date(2026, 6, 1), term_end=date(2026, 3, 20))["D32"]
    assert (row.due, row.kind, row.last_lawful_day) == (date(2026, 3, 20), "plan", limit)


def test_a_proxy_window_open_after_the_formal_list_is_pointed_out() -> None:
    found = {conflict.codes: conflict for conflict in conflicts(deadlines_for(book("33", DAY), DAY))}
    assert found[("D16", "D20")].slack == 2
    assert found[("D16", "D20")].severity == "warning"
    assert "2026年12月15日" in found[("D16", "D20")].message
    assert "2026年12月17日" in found[("D16", "D20")].message
    assert found[("D16", "D19")].slack == 2


def test_proxies_that_close_with_the_formal_list_leave_no_time_to_choose_another_agent() -> None:
    found = conflicts(deadlines_for(book("31", DAY), DAY))
    assert [(conflict.codes, conflict.slack) for conflict in found if conflict.slack < 0] == [
        (("D16", "D20"), -1)
    ]


def test_a_list_of_proxies_due_before_proxies_close_is_an_error() -> None:
    rules = book().with_values({"proxy_apply_days": 1, "proxy_publish_days": 2})
    found = [conflict for conflict in conflicts(deadlines_for(rules, DAY)) if conflict.severity == "error"]
    assert [(conflict.codes, conflict.slack) for conflict in found] == [(("D20", "D21"), -1)]
    assert found[0].message.endswith("。")


def test_a_roll_posted_so_late_that_it_still_moves_when_candidates_are_named_is_an_error() -> None:
    rows = deadlines_for(book("33", DAY), DAY, {"D07": date(2026, 12, 10)})
    assert ("D10", "D16") in [conflict.codes for conflict in conflicts(rows) if conflict.severity == "error"]


def test_a_chain_that_fits_reports_nothing() -> None:
    rules = book().with_values({"proxy_apply_days": 3, "candidate_list_days": 7})
    rules = rules.with_values({"withdraw_deadline": {"days": 8}, "proxy_apply_days": 6})
    found = conflicts(deadlines_for(rules, DAY))
    assert [conflict.codes for conflict in found] == [("D16", "D20")]
    assert found[0].severity == "warning"


def test_a_moved_election_day_names_what_the_law_no_longer_allows() -> None:
    rows = deadlines_for(book(), date(2026, 3, 28))
    assert [row.code for row in impossible(rows, date(2026, 3, 8))] == []
    assert [row.code for row in impossible(rows, date(2026, 3, 9))] == ["D07"]
    assert [row.code for row in impossible(rows, date(2026, 3, 9), {"D07"})] == []


def test_a_planned_day_that_passed_is_never_called_impossible() -> None:
    rows = deadlines_for(book("36"), date(2026, 3, 28))
    late = impossible(rows, date(2026, 3, 26))
    assert [row.code for row in late] == ["D07", "D08"]


def test_the_audit_may_still_be_published_the_day_before_the_election() -> None:
    row = chain(book(), date(2026, 3, 28))["D01"]
    assert (row.kind, row.due, row.last_lawful_day) == ("plan", date(2026, 1, 27), date(2026, 3, 27))
    assert impossible([row], date(2026, 3, 27)) == []
    assert impossible([row], date(2026, 3, 28)) == [row]


def test_a_lapsed_deadline_says_so_with_both_days_and_the_article() -> None:
    row = chain(book(), date(2026, 3, 28))["D07"]
    assert row.late_sentence(date(2026, 3, 9)) == (
        "“公布登记参加选举的村民名单”最迟应在2026年3月8日办理，今天是2026年3月9日，"
        "已经无法按期完成（依据：《村民委员会组织法》第十七条第一款）。"
    )


def test_every_anchor_has_a_name_in_chinese() -> None:
    for row in deadlines_for(book("33", DAY), DAY):
        assert event_label(row.relative_to)
    assert event_label("E") == "选举日"
    assert event_label("D07") == "公布登记参加选举的村民名单"
