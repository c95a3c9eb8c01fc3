"""Printed shares of the keys: any three of five give them back, two give nothing."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from election_office.core.shares import BadShares, combine, over, split, times

SECRET = bytes(range(96))
BYTE = st.integers(0, 255)


@given(BYTE, BYTE, BYTE)
def test_the_arithmetic_is_that_of_a_field(a, b, c):
    assert times(a, b) == times(b, a)
    assert times(a, times(b, c)) == times(times(a, b), c)
    assert times(a, b ^ c) == times(a, b) ^ times(a, c)
    assert times(a, 1) == a
    if b:
        assert times(over(a, b), b) == a


def test_multiplication_is_that_of_aes():
    assert times(0x57, 0x83) == 0xC1  # the worked example of FIPS 197, 4.2


def test_any_three_of_five_give_the_secret_back():
    shares = split(SECRET, count=5, needed=3)
    for some in combinations(shares, 3):
        assert combine(some) == SECRET
    assert combine([one.lower().replace("-", " - ") for one in shares]) == SECRET


def test_two_of_three_are_refused_and_say_nothing():
    shares = split(SECRET, count=5, needed=3)
    for some in combinations(shares, 2):
        with pytest.raises(BadShares, match="需要3份不同的份额，现在只有2份"):
            combine(some)
    with pytest.raises(BadShares, match="只有1份"):
        combine([shares[0]] * 3)
    assert split(SECRET, count=5, needed=3)[0] != shares[0]


def test_a_misread_character_or_another_set_is_named():
    shares = split(SECRET, count=3, needed=2)
    wrong = shares[1][:25] + ("A" if shares[1][25] != "A" else "B") + shares[1][26:]
    with pytest.raises(BadShares, match="第2份有字符录错"):
        combine([shares[0], wrong])
    with pytest.raises(BadShares, match="第1份不完整"):
        combine(["演示", shares[0]])
    with pytest.raises(BadShares, match="不是同一次打印"):
        combine([shares[0], split(SECRET, count=3, needed=2)[1]])
