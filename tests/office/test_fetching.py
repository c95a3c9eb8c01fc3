"""Rows of many tables in one statement are the rows that each query set would have given."""

import datetime as dt

import pytest
from django.db import connection
from django.db.models import Count, Exists, OuterRef
from django.urls import reverse

from election_office.accounts.models import Assignment, User
from election_office.core.fetching import fetch_together
from election_office.core.gather import gathering, read_ahead, read_together, rows_once
from tests.factories import ElectionFactory, PersonFactory, UserFactory, law_text
from villages.models import Election, Group, LawText, Person, RuleOverlay, Step, Village

pytestmark = pytest.mark.django_db
VILLAGE = "369901001001"


@pytest.fixture
def election() -> Election:
    election = ElectionFactory(village__code=VILLAGE, village__township__code=VILLAGE[:9], steps=True)
    law_text(VILLAGE[:2], notice_days=4)
    for number in range(3):
        person = PersonFactory(village=election.village, name=f"演示{'丙乙甲'[number]}")
        person.set_phone("13800001234")
        person.save()
    return election


def test_they_come_in_their_order_with_every_kind_of_value_and_what_they_join_and_prefetch(
    election, django_assert_num_queries
) -> None:
    def asked():
        return (
            Person.objects.filter(village=election.village).order_by("name").select_related("village"),
            election.steps.select_related("election__village__township").order_by("-order"),
            Village.objects.annotate(
                many=Count("groups"), any=Exists(Person.objects.filter(village=OuterRef("pk")))
            ),
            LawText.objects.order_by("pk"),
            Step.objects.none(),
            Person.objects.values_list("pk", "birth_date").order_by("-pk")[:2],
            Person.objects.values_list("name", flat=True).order_by("-name"),
            Group.objects.defer("name").order_by("number"),
            User.objects.order_by("pk"),
        )

    alone = [list(rows) for rows in asked()]
    together = asked()
    with django_assert_num_queries(1):
        fetch_together(*together)
        assert [list(rows) for rows in together] == alone
        people, steps, villages, *_ = together
        assert [one.phone_cipher for one in people] == [one.phone_cipher for one in alone[0]]
        assert {one.village.code for one in people} == {VILLAGE}
        assert steps[0].election.village.township.code == VILLAGE[:9]
        assert (villages[0].many, villages[0].any) == (alone[2][0].many, alone[2][0].any)
    for ours, theirs in zip(together, alone, strict=True):
        for row, same in zip(ours, theirs, strict=True):
            if hasattr(row, "_meta"):
                assert {name: row.__dict__.get(name) for name in row.__dict__ if name != "_state"} == {
                    name: same.__dict__.get(name) for name in same.__dict__ if name != "_state"
                }
    again = (Election.objects.prefetch_related("steps"), Village.objects.all())
    with django_assert_num_queries(2):
        fetch_together(*again)
        assert len(again[0][0].steps.all()) == len(alone[1])


def test_a_page_reads_ahead_once_and_an_act_always_anew(election, django_assert_num_queries) -> None:
    @rows_once
    def people(village):
        return Person.objects.filter(village=village)

    @rows_once
    def steps(election):
        return election.steps.all()

    with gathering(), django_assert_num_queries(1):
        read_ahead(people.ask(election.village), steps.ask(election))
        assert people(election.village) == people(election.village) != []
        assert read_together(steps.ask(election))[0] == steps(election)
    with django_assert_num_queries(3):
        read_ahead(people.ask(election.village))
        people(election.village), people(election.village), steps(election)


def run(sql, *values) -> None:
    """As another process does it: nothing of this program hears of it."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_what_another_process_ends_is_ended_with_the_next_click(
    client, election, django_assert_max_num_queries
) -> None:
    officer = UserFactory(serving=VILLAGE[:9], role="township_officer")
    client.force_login(officer)
    page, rules = reverse("villages:election_detail", args=[election.pk]), reverse("accounts:profile")
    client.get(page)
    with django_assert_max_num_queries(4):  # session, person and posts: one of them
        assert client.get(rules).status_code == 200
    assert client.get(page).status_code == 200
    run(
        "UPDATE accounts_assignment SET ended_at = %s WHERE user_id = %s", dt.datetime.now(dt.UTC), officer.pk
    )
    assert client.get(page).status_code == 404
    run("UPDATE accounts_assignment SET ended_at = NULL WHERE user_id = %s", officer.pk)
    assert client.get(page).status_code == 200
    run("UPDATE accounts_user SET is_active = %s WHERE id = %s", False, officer.pk)
    assert client.get(page).status_code == 302
    run("UPDATE accounts_user SET is_active = %s WHERE id = %s", True, officer.pk)
    assert client.get(page).status_code == 200
    run("DELETE FROM accounts_staffsession WHERE user_id = %s", officer.pk)
    assert client.get(page).status_code == 302
    assert Assignment.objects.filter(user=officer).count() == 1


def test_a_paper_another_process_enters_holds_with_the_next_question(election) -> None:
    paper = RuleOverlay.objects.create(
        area_code=VILLAGE[:9],
        key="roll_days",
        value=25,
        paper_number="演示发〔2026〕1号",
        paper_date=dt.date(2026, 1, 5),
        entered_by=UserFactory(serving=VILLAGE[:9]),
    )

    def days():
        with gathering():
            return Election.objects.get(pk=election.pk).rulebook.value("roll_days")

    assert days() == 25
    run("UPDATE villages_ruleoverlay SET value = '22' WHERE id = %s", paper.pk)
    assert days() == 22
    run("UPDATE villages_ruleoverlay SET ended_at = %s WHERE id = %s", dt.datetime.now(dt.UTC), paper.pk)
    assert days() not in (22, 25)
    run("UPDATE villages_ruleoverlay SET ended_at = NULL WHERE id = %s", paper.pk)
    assert days() == 22
