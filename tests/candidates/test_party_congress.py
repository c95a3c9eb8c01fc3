"""L08: 500 members are enough for a congress, and so is a branch whose organisations lie apart."""

import datetime as dt

import pytest

from candidates.party.rules import check_congress
from election_office.law.rulebooks import rulebook_for

BOOK = rulebook_for("360000", dt.date(2026, 12, 20))


@pytest.mark.parametrize(
    ("members", "scattered", "open_"),
    [(499, False, False), (500, False, True), (501, False, True), (499, True, True), (None, False, True)],
)
def test_a_congress_is_open_from_five_hundred_members_on(
    members: int | None, scattered: bool, open_: bool
) -> None:
    decision = check_congress(members=members, scattered=scattered, book=BOOK)
    assert decision.allowed is open_
    assert "未核实" in str(decision.findings[0].citation)
