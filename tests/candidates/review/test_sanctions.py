"""A sanction within its period: no higher post than before, unless the county tolerates the error."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates.models import Sanction
from candidates.review import actions, queries, rules
from election_office.accounts.permissions import Role
from election_office.law.decision import RuleRefused
from election_office.law.rulebooks import Overlay, rulebook_for
from tests.candidates.review_scenes import Review
from tests.factories import UserFactory

BOOK = rulebook_for("360000", dt.date(2026, 12, 20))
GIVEN, UNTIL = dt.date(2025, 6, 1), dt.date(2026, 11, 30)


def sanction(before: str = "member", *, tolerated: bool = False) -> rules.SanctionFacts:
    return rules.SanctionFacts(
        "党纪处分", GIVEN, UNTIL, before, "委员", "演示纪〔2025〕1号", tolerated=tolerated
    )


@pytest.mark.parametrize(
    ("wanted", "before", "day", "tolerated", "allowed"),
    [
        ("deputy", "member", UNTIL, False, False),  # the last day still counts
        ("deputy", "member", UNTIL + dt.timedelta(days=1), False, True),
        ("deputy", "member", GIVEN - dt.timedelta(days=1), False, True),
        ("member", "member", UNTIL, False, True),  # as high as before is not higher
        ("member", "none", UNTIL, False, False),
        ("director", "secretary", UNTIL, False, True),
        ("secretary", "deputy", UNTIL, False, False),
        ("secretary", "deputy", UNTIL, True, True),
    ],
)
def test_the_ceiling_at_the_line_and_beside_it(
    wanted: str, before: str, day: dt.date, tolerated: bool, allowed: bool
) -> None:
    decision = rules.check_sanctions(
        "演示甲", wanted, "拟任职务", [sanction(before, tolerated=tolerated)], day, BOOK
    )
    assert decision.allowed is allowed
    if not allowed:
        assert "三、（一）" in str(decision.refusals[0].citation)
    paper = Overlay("policy_sanction_ceiling", False, "演示发〔2026〕1号", dt.date(2026, 1, 5), "county")
    waived = rulebook_for("360000", dt.date(2026, 12, 20), [paper], strict=False)
    if not waived.refused:
        assert rules.check_sanctions("演示甲", wanted, "", [sanction(before)], day, waived).allowed


TOLERANCE: dict[str, Any] = {
    "decided_on": dt.date(2026, 11, 10), "paper": "演示县委〔2026〕1号", "approved_on": dt.date(2026, 11, 10),
    "approval_paper": "演示组〔2026〕1号", "given_on": GIVEN, "nominated_on": dt.date(2026, 11, 10),
    "file_decided": False, "today": dt.date(2026, 11, 10),
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, set()),
        ({"approved_on": dt.date(2026, 11, 11)}, {"approved_after"}),
        ({"nominated_on": dt.date(2026, 11, 9)}, {"after_nomination"}),
        ({"nominated_on": None}, set()),
        ({"today": dt.date(2026, 11, 9)}, {"decided_in_future"}),
        ({"paper": " ", "approval_paper": ""}, {"paper_missing", "approval_missing"}),
        ({"file_decided": True}, {"file_decided"}),
    ],
)
def test_it_is_approved_above_first_and_decided_before_the_nomination_ends(
    change: dict[str, Any], codes: set[str]
) -> None:
    decision = rules.check_tolerance(rules.ToleranceFacts(**(TOLERANCE | change)), BOOK)
    assert {one.code for one in decision.refusals} == codes


@pytest.mark.django_db
def test_the_review_passes_nobody_over_the_ceiling_until_the_county_has_decided(client: Client) -> None:
    review, today = Review(values={"post": "director", "incumbency": "team"}), timezone.localdate()
    file = review.to_inspection()
    day = {"given_on": today - dt.timedelta(days=90), "until": today}
    with pytest.raises(RuleRefused, match="早于处理日期"):
        actions.record_sanction(
            file=file, kind="party", before="member", paper_number="演示纪〔2026〕1号", by=review.clerk,
            given_on=today, until=today - dt.timedelta(days=1),
        )  # fmt: skip
    row = actions.record_sanction(
        file=file, kind="party", before="member", paper_number="演示纪〔2026〕1号", by=review.clerk, **day
    )
    with pytest.raises(RuleRefused, match="影响期内不能提名为更高的"):
        review.passes(file)
    facts = queries.review_facts(review.fresh(file))
    assert rules.verdict(facts, file.election.rulebook) == "escalate"  # policy alone rejects nobody
    decided = {
        "decided_on": today, "paper": "演示县委〔2026〕1号", "approved_on": today,
        "approval_paper": "演示组〔2026〕1号", "reason": "改革探索中的失误",
    }  # fmt: skip
    with pytest.raises(PermissionDenied):
        actions.tolerate_error(sanction=row, by=review.officer, **decided)

    county = UserFactory(serving=file.area_code[:6], role=Role.COUNTY_SUPERVISOR)
    client.force_login(county)
    page = reverse("candidates:sanction_tolerate", args=[row.pk])
    answer = client.post(page, decided | {"approved_on": today + dt.timedelta(days=1)})
    assert "应当先报审核同意" in str(answer.context["form"].errors["approved_on"])
    assert client.post(page, decided).status_code == 302
    assert (
        "县委决定容错（演示县委〔2026〕1号）"
        in client.get(reverse("candidates:review_file", args=[file.pk])).content.decode()
    )
    assert review.passes(review.fresh(file)).state == "passed"


@pytest.mark.django_db
def test_a_mistaken_entry_is_withdrawn_and_bars_nothing() -> None:
    review, today = Review(), timezone.localdate()
    row = actions.record_sanction(
        file=review.file, kind="admonition", before="none", paper_number="演示〔2026〕2号", by=review.clerk,
        given_on=today, until=today,
    )  # fmt: skip
    assert not queries.check_sanctions(review.fresh(), today).allowed
    actions.withdraw_sanction(sanction=row, reason="登记有误", by=review.officer)
    assert queries.check_sanctions(review.fresh(), today).allowed
    assert Sanction.objects.get().is_revoked
