"""The pages of village bodies."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from election_office.documents import notice as register
from election_office.documents.models import Document
from election_office.documents.paper import Table
from election_office.law.dates import cn_date
from tests.factories import ElectionFactory, PersonFactory, UserFactory
from villages.models import Body, GroupCall, Holder
from villages.models.elections import Stage

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"villages:{name}", args=args)


@pytest.fixture
def election():
    return ElectionFactory(stage=Stage.FOLLOW_UP, steps=True)


@pytest.fixture
def clerk(client, election):
    clerk = UserFactory(serving=election.area_code)
    client.force_login(clerk)
    return clerk


def test_group_leaders_are_entered_and_their_list_issued(client, election, clerk):
    client.post(
        url("body_add", election.pk, "group_leaders"),
        {"chosen_by": "group_meetings", "chosen_on": timezone.localdate()},
    )
    body = Body.objects.get()
    for group in election.village.groups.all():
        person = PersonFactory(village=election.village)
        client.post(url("holder_add", body.pk), {"person": person.pk, "post": "leader", "group": group.pk})
    page = client.get(url("body", body.pk))
    client.post(reverse("documents:paper", args=["villages.group_leaders_notice", election.pk]), {"go": "1"})

    assert Holder.objects.count() == 2
    assert "签发名单公告" in page.content.decode()
    assert Document.objects.get().kind == "villages.group_leaders_notice"


def test_the_page_of_a_body_says_what_stands_against_it(client, election, clerk):
    body = Body.objects.create(
        election=election,
        kind="supervision",
        chosen_by="villager_meeting",
        chosen_on=timezone.localdate(),
        recorded_by=clerk,
    )

    page = client.get(url("body", body.pk)).content.decode()

    assert "与规定不符，名单不能公布" in page
    assert "村务监督委员会应由3至5人组成，现登记0人。" in page


def test_the_wrong_way_of_choosing_is_not_offered(client, election, clerk):
    form = client.get(url("body_add", election.pk, "supervision")).context["form"]

    assert [way for way, _ in form.fields["chosen_by"].choices] == [
        "villager_meeting",
        "representatives_meeting",
    ]


def test_an_unknown_kind_of_body_is_not_found(client, election, clerk):
    assert client.get(url("body_add", election.pk, "guild")).status_code == 404


def test_a_post_ends_with_its_reason_and_stays_to_be_read(client, election, clerk):
    body = Body.objects.create(
        election=election,
        kind="women",
        chosen_by="own_meeting",
        chosen_on=timezone.localdate(),
        recorded_by=clerk,
    )
    person = PersonFactory(village=election.village, name="演示妇")
    client.post(url("holder_add", body.pk), {"person": person.pk, "post": "chair"})

    client.post(
        url("holder_end", Holder.objects.get().pk),
        {"ended_on": timezone.localdate(), "reason": "本人辞去"},
    )

    page = client.get(url("body", body.pk)).content.decode()
    assert "演示妇（主席）" in page
    assert "本人辞去" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_bodies_costs_the_same_however_long(
    client, election, clerk, django_assert_max_num_queries, count
):
    for at in range(count):
        body = Body.objects.create(
            election=election,
            kind="subordinate",
            name=f"演示{at}委员会",
            chosen_by="appointed",
            chosen_on=timezone.localdate(),
            recorded_by=clerk,
        )
        body.holders.create(
            person=PersonFactory(village=election.village),
            post="chair",
            elected_on=timezone.localdate(),
            term_from=timezone.localdate(),
            entered_by=clerk.name,
        )
    client.get(url("bodies", election.pk))

    with django_assert_max_num_queries(9):
        client.get(url("bodies", election.pk))


def test_hour_and_place_of_each_group_stand_on_the_notice_that_calls_them(client):
    election = ElectionFactory(stage=Stage.ELECTION, steps=True)
    client.force_login(UserFactory(serving=election.area_code))
    page, notice = url("group_calls", election.pk), register.get("villages.bodies_call")
    first, second = (group.title for group in election.village.groups.order_by("number"))
    step = election.steps.get(code="representatives")
    day = step.due_on
    assert not notice.requires(election).allowed
    assert f"{first}、{second}还没有安排" in str(notice.requires(election).refusals)

    assert client.get(page).content.decode().count('type="date"') == 3  # all groups, and each of two

    typed = {"held_on": day + dt.timedelta(days=1), "opens_at": "08:30", "venue": "演示会议室"}
    refused = client.post(page, typed).content.decode()
    assert "不在方案的推选日期" in refused
    left = client.post(page, typed | {"venue": "", "venue_1": "演示小学"}).content.decode()
    assert "没有填写，全部小组一栏也没有填写。" in left
    assert not GroupCall.objects.exists()
    client.post(page, typed | {"held_on": day, "opens_at_2": "14:00", "venue_2": "演示晒场"})

    assert notice.requires(election).allowed
    facts = notice.facts(election)
    assert [(row.group, row.hour, row.venue) for row in facts.meetings] == [
        (first, "上午8时30分", "演示会议室"),
        (second, "下午2时", "演示晒场"),
    ]
    assert any(isinstance(block, Table) for block in notice.layout(facts).blocks)
    client.post(page, {"held_on": day, "opens_at": "08:30", "venue": "演示会议室"})
    assert f"均于{cn_date(day)}上午8时30分在演示会议室推选。" in str(notice.layout(notice.facts(election)))
    assert GroupCall.objects.count() == 2
