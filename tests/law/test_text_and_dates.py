"""Numerals and day counting: pure arithmetic, one test for each way of counting."""

from __future__ import annotations

from datetime import date

import pytest

from election_office.law.dates import (
    DaysOff,
    age_on,
    cn_date,
    cn_date_formal,
    is_of_age,
    is_rest_day,
    latest_day,
    months_after,
    open_until,
    window_end,
    within_window,
)
from election_office.law.text import cn_article, cn_number, cn_year


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "零"),
        (7, "七"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (31, "三十一"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (119, "一百一十九"),
        (1000, "一千"),
        (1001, "一千零一"),
        (1045, "一千零四十五"),
        (2010, "二千零一十"),
        (8363, "八千三百六十三"),
        (9999, "九千九百九十九"),
    ],
)
def test_a_number_is_written_as_papers_write_it(number: int, written: str) -> None:
    assert cn_number(number) == written


@pytest.mark.parametrize("number", [-1, 10000])
def test_a_number_out_of_range_is_refused_by_name(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        cn_number(number)


def test_a_year_is_written_digit_by_digit() -> None:
    assert cn_year(2026) == "二〇二六"


def test_a_place_in_a_statute_is_written_with_its_paragraph_and_item() -> None:
    assert cn_article(18, 4) == "第十八条第四款"
    assert cn_article(16, 2, 3) == "第十六条第二款第三项"
    assert cn_article(20) == "第二十条"


def test_a_date_on_screen_and_a_date_on_a_notice() -> None:
    assert cn_date(date(2026, 12, 20)) == "2026年12月20日"
    assert cn_date_formal(date(2026, 12, 20)) == "二〇二六年十二月二十日"
    assert cn_date_formal(date(2030, 1, 31)) == "二〇三〇年一月三十一日"


def test_twenty_days_before_counts_back_twenty_days() -> None:
    assert latest_day(date(2026, 3, 28), 20) == date(2026, 3, 8)


def test_twenty_clear_days_before_ends_one_day_earlier() -> None:
    assert latest_day(date(2026, 3, 28), 20, "clear") == date(2026, 3, 7)


def test_zero_days_before_is_the_day_itself() -> None:
    assert latest_day(date(2026, 3, 28), 0) == date(2026, 3, 28)


def test_negative_day_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="负数"):
        latest_day(date(2026, 3, 28), -1)
    with pytest.raises(ValueError, match="负数"):
        window_end(date(2026, 3, 28), -1)


def test_a_period_does_not_count_its_first_day() -> None:
    # G31: posted on 1 March, five days to object, decision within three days of receipt on 5 March.
    assert window_end(date(2026, 3, 1), 5) == date(2026, 3, 6)
    assert window_end(date(2026, 3, 5), 3) == date(2026, 3, 8)


def test_the_last_day_of_a_period_is_in_time_and_the_next_is_not() -> None:
    assert within_window(date(2026, 3, 1), 5, date(2026, 3, 1))
    assert within_window(date(2026, 3, 1), 5, date(2026, 3, 6))
    assert not within_window(date(2026, 3, 1), 5, date(2026, 3, 7))
    assert not within_window(date(2026, 3, 1), 5, date(2026, 2, 28))


def test_a_period_that_ends_on_a_rest_day_is_not_moved() -> None:
    # 2026-03-08 is a Sunday: 民法典第二百零三条 would move it, an election calendar does not.
    assert date(2026, 3, 8).isoweekday() == 7
    assert window_end(date(2026, 3, 5), 3) == date(2026, 3, 8)


def test_months_end_on_the_same_day_or_the_last_of_the_month() -> None:
    assert months_after(date(2026, 3, 20), 3) == date(2026, 6, 20)
    assert months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_after(date(2026, 12, 31), 12) == date(2027, 12, 31)
    assert months_after(date(2021, 3, 20), 60) == date(2026, 3, 20)


@pytest.mark.parametrize(
    ("born", "of_age"),
    [(date(2008, 3, 20), True), (date(2008, 3, 21), False), (date(2008, 2, 29), True)],
)
def test_the_eighteenth_birthday_on_election_day_counts(born: date, of_age: bool) -> None:  # G30
    assert is_of_age(born, date(2026, 3, 20), 18) is of_age


def test_a_place_that_counts_from_the_day_after_the_birthday_says_so() -> None:
    assert not is_of_age(date(2008, 3, 20), date(2026, 3, 20), 18, birthday_counts=False)
    assert is_of_age(date(2008, 3, 19), date(2026, 3, 20), 18, birthday_counts=False)


def test_a_leap_day_birth_is_full_on_the_first_of_march() -> None:
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


@pytest.mark.parametrize(
    ("last", "until"),
    [
        (date(2026, 2, 17), date(2026, 2, 20)),  # 春节
        (date(2026, 4, 6), date(2026, 4, 6)),  # the day after 清明
        (date(2026, 6, 19), date(2026, 6, 22)),  # 端午 before a weekend
        (date(2027, 2, 8), date(2027, 2, 9)),
        (date(2026, 12, 3), date(2026, 12, 3)),
    ],
)
def test_a_period_that_ends_on_a_festival_is_open_until_the_day_after_it(last, until):
    """民法典第二百零三条; nobody's objection is turned away on 春节."""
    assert open_until(last) == until


def test_what_was_announced_joins_the_days_off_and_takes_the_weekends_worked_for_them():
    announced = DaysOff(off=frozenset({date(2027, 2, 9)}), work=frozenset({date(2027, 2, 14)}))
    assert open_until(date(2027, 2, 8), announced) == date(2027, 2, 10)
    assert (is_rest_day(date(2027, 2, 14)), is_rest_day(date(2027, 2, 14), announced)) == (True, False)
    assert open_until(date(2027, 2, 13), announced) == date(2027, 2, 14)
