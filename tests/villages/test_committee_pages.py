"""The pages of the electoral committee: they work, refuse beside the field, and hide other villages."""

import pytest
from django.urls import reverse
from django.utils import timezone

from election_office.documents.models import Document
from tests.factories import ElectionFactory, PersonFactory, UserFactory
from tests.villages.committees import Chosen
from villages.committee import actions, queries
from villages.models import CommitteeChoice, Kinship

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"villages:{name}", args=args)


def text(response):
    return response.content.decode()


def test_a_committee_is_chosen_from_the_first_page_to_the_notice(client):
    election = ElectionFactory(steps=True)
    client.force_login(UserFactory(serving=election.area_code))
    people = [PersonFactory(village=election.village) for _ in range(5)]
    today = timezone.localdate()

    client.post(
        url("committee_choice_add", election.pk),
        {"body": "villager_meeting", "held_on": today, "seats": 5, "secret": "on"},
    )
    choice = CommitteeChoice.objects.get()
    client.post(url("committee_attendance", choice.pk), {"eligible_village": "800", "present_village": "500"})
    for votes, person in enumerate(people, start=300):
        client.post(url("committee_nominee_add", choice.pk), {"person": person.pk, "votes": votes})
    client.post(
        url("committee_settle", choice.pk),
        {"chair": people[4].pk, "vices": [people[3].pk], "accepted": "得票已当场核对"},
    )
    page = client.get(url("committee", election.pk))
    issued = client.post(
        reverse("documents:paper", args=[queries.COMMITTEE_NOTICE, election.pk]), {"go": "1"}
    )

    assert [row.person for row in queries.serving(election)] == list(reversed(people))
    assert "签发名单公告" in text(page)
    assert issued.status_code == 302
    assert Document.objects.get().kind == queries.COMMITTEE_NOTICE


def test_the_page_says_who_must_leave_with_the_article(client):
    chosen = Chosen()
    actions.on_nominated(election=chosen.election, person=chosen.brother_of(2), by=chosen.clerk)
    client.force_login(chosen.clerk)

    page = text(client.get(url("committee", chosen.election.pk)))

    assert "有1名成员应当退出" in page
    assert "演示丙的兄弟姐妹演示兄被提名" in page
    assert "《村民委员会组织法》第十五条第三款" in page


def test_the_form_proposes_those_who_must_leave_and_the_next_by_votes(client):
    chosen = Chosen()
    actions.on_nominated(election=chosen.election, person=chosen.people[2], by=chosen.clerk)
    client.force_login(chosen.clerk)

    form = client.get(url("committee_leave", chosen.election.pk)).context["form"]

    assert form.initial["members"] == [str(chosen.member(2).pk)]
    assert form.fields["fill"].help_text == "依次递补的顺序：演示己（17票）。"


def test_a_refusal_to_leave_is_shown_beside_its_field(client):
    chosen = Chosen()
    client.force_login(chosen.clerk)

    response = client.post(
        url("committee_leave", chosen.election.pk),
        {
            "members": [chosen.member(3).pk],
            "ground": "due",
            "happened_on": chosen.today,
            "fill": "succession",
        },
    )

    assert response.context["form"].errors["ground"] == [
        "没有登记演示丁或者其近亲属被提名，不能以此为由退出；确需退出的请选其他原因。"
        "（依据：《村民委员会组织法》第十五条第三款）"
    ]
    assert len(queries.serving(chosen.election)) == 5


def test_leaving_leads_to_its_notice_and_the_notice_to_its_paper(client):
    chosen = Chosen()
    actions.on_nominated(election=chosen.election, person=chosen.people[2], by=chosen.clerk)
    client.force_login(chosen.clerk)

    answer = client.post(
        url("committee_leave", chosen.election.pk),
        {
            "members": [chosen.member(2).pk],
            "ground": "due",
            "happened_on": chosen.today,
            "fill": "succession",
        },
    )
    change = chosen.election.committee_changes.get()
    preview = client.get(reverse("documents:paper_preview", args=[queries.CHANGE_NOTICE, change.pk]))
    client.post(answer.url, {"go": "1"})

    assert answer.url == reverse("documents:paper", args=[queries.CHANGE_NOTICE, change.pk])
    assert preview.headers["Content-Type"] == "application/pdf"
    assert Document.objects.get().subject == f"villages.CommitteeChange:{change.pk}"


def test_where_the_groups_choose_each_has_its_line_of_attendance(client):
    chosen = Chosen(settle=False)
    CommitteeChoice.objects.update(body="group_meetings")
    client.force_login(chosen.clerk)

    form = client.get(url("committee_attendance", chosen.choice.pk)).context["form"]

    assert [name for name in form.fields if name.startswith("eligible")] == ["eligible_1", "eligible_2"]


def test_more_present_than_there_are_is_refused_beside_its_field(client):
    chosen = Chosen(settle=False)
    client.force_login(chosen.clerk)

    response = client.post(
        url("committee_attendance", chosen.choice.pk),
        {"eligible_village": "40", "present_village": "41"},
    )

    assert response.context["form"].errors["present_village"] == ["实到41不能多于应到40。"]


def test_an_opinion_is_logged_and_answered(client):
    chosen = Chosen()
    client.force_login(chosen.clerk)
    Document.objects.all().delete()
    told = {"objector": "演示辛", "received_on": chosen.today, "what": "对一名成员有意见"}

    early = client.post(url("committee_objection_add", chosen.election.pk), told)

    assert "请先登记张贴情况" in early.context["form"].errors["received_on"][0]
    assert not chosen.election.committee_objections.exists()


@pytest.mark.parametrize("name", ["committee", "kinship", "bodies", "committee_leave", "person_search"])
def test_another_village_is_not_found(client, name):
    client.force_login(UserFactory(serving=ElectionFactory().area_code))

    assert client.get(url(name, ElectionFactory().pk)).status_code == 404


def test_the_search_finds_people_of_the_village_alone(client):
    chosen = Chosen(settle=False)
    PersonFactory(name="演示外村")
    client.force_login(chosen.clerk)

    page = client.get(url("person_search", chosen.election.pk), {"name": "person", "person_words": "演示"})

    assert "演示甲" in text(page)
    assert "演示外村" not in text(page)


def test_the_picture_is_on_its_page_with_the_table_that_says_the_same(client):
    chosen = Chosen()
    Kinship.objects.create(
        person=chosen.people[0], relative=chosen.people[1], kind="spouse", declared_by="测试员"
    )
    client.force_login(chosen.clerk)

    page = text(client.get(url("kinship", chosen.election.pk)))

    assert "<svg" in page
    assert "演示甲与演示乙是近亲属（夫妻），不得同时担任村民选举委员会成员。" in page


@pytest.mark.parametrize("leaving", [1, 3])
def test_the_committee_page_costs_the_same_however_many_changed(client, django_assert_num_queries, leaving):
    chosen = Chosen()
    for at in range(2, 2 + leaving):
        chosen.leave(at, ground="resigned", note="本人申请", fill="none")
    client.force_login(chosen.clerk)

    with django_assert_num_queries(16):
        client.get(url("committee", chosen.election.pk))
