"""The citizen identity number. All numbers are invented; division code 369901 belongs to no place."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from election_office.core.idnumbers import (
    IdNumberError,
    check_digit,
    holds_id_number,
    is_rounded,
    mask,
    normalise,
    parse_id_number,
    without_id_numbers,
)

TODAY = dt.date(2026, 12, 20)


def number(birth="19700105", order="001"):
    first17 = f"369901{birth}{order}"
    return first17 + check_digit(first17)


def code_of(text, **options):
    with pytest.raises(IdNumberError) as caught:
        parse_id_number(text, **options)
    assert caught.value.message.endswith("。")
    return caught.value.code


def test_a_number_tells_birth_date_and_sex():
    identity = parse_id_number(number("19850612", "024"))

    assert (identity.birth_date, identity.sex) == (dt.date(1985, 6, 12), "female")
    assert parse_id_number(number("19850612", "023")).sex == "male"


def test_the_check_character_of_a_known_number_is_right():
    # 11010519491231002X is the example printed in GB 11643.
    assert check_digit("11010519491231002") == "X"


def test_full_width_digits_small_x_and_blanks_are_put_right():
    value = next(v for v in (number(order=f"{n:03d}") for n in range(1, 60)) if v.endswith("X"))
    wide = value.translate({ord(char): ord(char) + 0xFEE0 for char in "0123456789X"})

    assert parse_id_number(value.lower()).value == value
    assert parse_id_number(wide).value == value
    assert parse_id_number(f" '{value[:6]} {value[6:14]}\u3000{value[14:]}\u200b").value == value


def test_the_division_code_is_never_judged():
    first17 = "00000019700105001"

    assert parse_id_number(first17 + check_digit(first17)).birth_date == dt.date(1970, 1, 5)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "id_missing"),
        ("\u3000 ", "id_missing"),
        ("369901700105001", "id_15_digits"),
        ("3.69901E+17", "id_rounded"),
        ("36990119700105", "id_length"),
        ("3699011970010500112", "id_length"),
        ("36990119700105OO1X", "id_characters"),
        ("X69901197001050011", "id_characters"),
        ("369901197002300018", "id_birth_invalid"),
        ("369901189912310018", "id_birth_invalid"),
        ("369901202702010018", "id_birth_invalid"),
    ],
)
def test_each_fault_has_its_code(text, code):
    assert code_of(text, not_after=TODAY) == code


def test_a_number_of_a_day_to_come_is_refused_and_of_that_day_taken():
    assert code_of(number("20261221"), not_after=TODAY) == "id_birth_invalid"
    assert parse_id_number(number("20261220"), not_after=TODAY).birth_date == TODAY


@given(
    st.dates(dt.date(1900, 1, 1), dt.date(2020, 12, 31)),
    st.integers(0, 999),
    st.integers(0, 16),
    st.integers(1, 9),
)
def test_any_single_wrong_digit_is_noticed(birth, order, place, change):
    right = number(f"{birth:%Y%m%d}", f"{order:03d}")
    wrong = right[:place] + str((int(right[place]) + change) % 10) + right[place + 1 :]

    assert parse_id_number(right, not_after=TODAY).value == right
    with pytest.raises(IdNumberError):
        parse_id_number(wrong, not_after=TODAY)


def test_a_number_cell_of_sixteen_digits_or_more_has_lost_its_end():
    assert is_rounded(3.69901197001050e17)
    assert is_rounded(369901197001050000)
    assert is_rounded("3.69901E+17")
    assert not is_rounded(369901700105001.0)
    assert not is_rounded(number())
    assert not is_rounded(True)


def test_a_mask_shows_the_last_four_alone():
    assert mask("369901199001011234") == "尾号1234"
    assert mask("12345678901") == "尾号8901"
    assert mask("123") == "***"


def test_normalising_keeps_what_it_cannot_read():
    assert normalise("甲乙") == "甲乙"


NUMBER = "369901198006150010"


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("户口簿上是{n}。", True),
        ("{n}", True),
        ("身份证号码369901 19800615 0010", True),
        ("369901-1980-0615-0010", True),
        ("369901 1980 0615 0010", True),
        ("３６９９０１１９８００６１５００１０", True),
        ("{n}0", False),  # an account of nineteen digits
        ("0{n}", False),
        ("369901198006150017", False),  # the check character is wrong
        ("公告〔2026〕3号，电话13800000000，票数1234567890", False),
        ("", False),
    ],
)
def test_a_number_is_seen_within_a_text(text, holds):
    text = text.format(n=NUMBER)
    assert holds_id_number(text) is holds
    assert (without_id_numbers(text) == text) is not holds
    assert not holds_id_number(without_id_numbers(text))


def test_only_the_number_is_taken_out_of_a_text():
    assert (
        without_id_numbers(f"随子{NUMBER}外出，电话13800000000")
        == "随子（身份证号已略去）外出，电话13800000000"
    )
