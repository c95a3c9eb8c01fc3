"""Every name on the ballots taken down on one page: exact matches by themselves, wills in the row."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from candidates.models import Nominee
from candidates.nomination import actions
from election_office.accounts.models import User
from tests.candidates.test_nomination_actions import clerk, election, key, other, plan
from tests.factories import RegistrationFactory
from villages.models import Election
from villages.readings.rules import Reading

pytestmark = pytest.mark.django_db

__all__ = ["clerk", "election", "other"]


@pytest.fixture
def read(election: Election, clerk: User, other: User) -> Election:
    """演示甲 stands once on the roll, 演示乙 twice, 演示丙 not at all; 演示甲 is named for two posts."""
    plan(election, clerk)
    for name in ("演示甲", "演示乙", "演示乙"):
        RegistrationFactory(election=election, name=name)
    director, member = key(election, "director"), key(election, "member")
    votes = {director: {"演示甲": 50, "演示乙": 20, "演示丙": 5}, member: {"演示甲": 10}}
    sheet = actions.add_sheet(election=election, station="村部", issued=100, by=clerk)
    for reader in (clerk, other):
        actions.read_sheet(sheet=sheet, reading=Reading(90, 2, 1, votes), by=reader)
    return election


def page_of(election: Election) -> str:
    return reverse("candidates:nominees_table", args=[election.pk])


def typed(form: Any, **changes: Any) -> dict[str, Any]:
    """What the page shows as it is sent back, with changes."""
    data = {name: form[name].value() for name in form.fields}
    for row in form.table:
        voter = row["voter"]
        if len(voter.field.choices) == 1:
            data[voter.name] = voter.field.choices[0][0]
    sent = {name: value for name, value in data.items() if value not in (None, False)}
    return sent | {"answered_on": timezone.localdate()} | changes


def test_exact_matches_are_made_by_themselves_and_wills_stand_in_the_row(
    read, clerk, client: Client, django_assert_max_num_queries
):
    client.force_login(clerk)
    with django_assert_max_num_queries(40):
        shown = client.get(page_of(read))
    form = shown.context["form"]
    assert [(row["written"].name, row["take"].value()) for row in form.table] == [
        ("演示甲", True), ("演示乙", False), ("演示丙", False), ("演示甲", True),
    ]  # fmt: skip
    assertContains(shown, "名单上没有这个姓名")
    twin = form.table[1]["voter"].field.choices[2][0]

    done = client.post(
        page_of(read), typed(form, will_0="yes", will_3="no", take_1="on", voter_1=twin), follow=True
    )

    assertContains(done, "已登记被提名人3名，书面意见1件")
    rows = {(one.post.kind, one.person.name): (one.state, one.votes) for one in Nominee.objects.with_people()}
    assert rows == {
        ("director", "演示甲"): ("accepted", 50),
        ("director", "演示乙"): ("nominated", 20),
        ("member", "演示甲"): ("refused", 10),
    }
    again = client.get(page_of(read)).context["form"]
    waiting = again.waiting[0]
    client.post(page_of(read), typed(again, **{f"answer_{waiting.pk}": "no"}))
    assert Nominee.objects.get(pk=waiting.pk).state == "refused"


def test_a_row_that_is_refused_takes_nothing_of_the_others(read, clerk, client: Client):
    client.force_login(clerk)
    form = client.get(page_of(read)).context["form"]

    unnamed = client.post(page_of(read), typed(form, take_2="on"))
    assert "voter_2" in unnamed.context["form"].errors
    undated = client.post(page_of(read), typed(form, will_0="yes", answered_on=""))
    assert "voter_0" in undated.context["form"].errors
    both = client.post(page_of(read), typed(form, will_0="yes", will_3="yes"))
    assert "voter_3" in both.context["form"].errors or "voter_0" in both.context["form"].errors
    assert not Nominee.objects.exists()
