"""The desk on a phone: found, tapped, refused beside the person; and the page of those away."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from election_office.accounts.permissions import Role
from election_office.documents.models import Document
from tests.factories import ElectionFactory, PersonFactory, RegistrationFactory, UserFactory, made_up_number
from villages.models import Election, Person
from voters import actions as roll
from voters.desk import actions
from voters.models import ContactAttempt, Registration, RollSettings

pytestmark = pytest.mark.django_db
BORN = dt.date(1980, 6, 15)


@pytest.fixture
def election() -> Election:
    return ElectionFactory(steps=True)


@pytest.fixture
def user(election) -> object:
    return UserFactory(serving=election.area_code)


@pytest.fixture
def clerk(user, client: Client) -> Client:
    client.force_login(user)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"voters:{name}", args=args)


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def villager(election: Election, name: str, n: int, **values: object) -> Person:
    group = election.village.groups.order_by("number").first()
    lawful = {"birth_date": BORN, "group": group, "household": "12"} | values
    number = made_up_number(lawful["birth_date"], "male", n)
    return PersonFactory(village=election.village, name=name, id_number=number, **lawful)


def waiting(election: Election, name: str = "演示甲", n: int = 480) -> Registration:
    return RegistrationFactory(
        election=election,
        name=name,
        id_number=made_up_number(BORN, "male", n),
        status="pending",
        roll_class="B",
        lives_here=False,
    )


def tap(clerk: Client, election: Election, person: Person, act: str, **typed: object):
    return clerk.post(url("desk_act", election.pk, person.pk), {"act": act} | typed)


def beside(page: str, person: Person) -> str:
    return page.split(f'id="person-{person.pk}"')[1].split("</section>")[0]


def test_a_search_leads_to_the_household_and_a_tap_registers(clerk, election) -> None:
    person, child = villager(election, "演示甲", 481), villager(election, "演示乙", 482)
    page = text_of(clerk.get(url("desk_search", election.pk), {"q": "12"}))
    assert url("household", election.pk, person.pk) in page
    page = text_of(clerk.get(url("household", election.pk, person.pk)))
    assert "全户2人" in page
    response = tap(clerk, election, child, "register")
    assert response.url == url("household", election.pk, child.pk)
    assert Registration.objects.get().person == child
    page = text_of(clerk.get(response.url))
    assert ("已登记" in beside(page, child), "未登记" in beside(page, person)) == (True, True)
    # Who was registered is a line now, the next of the household is open, and the act can be taken back.
    opened = [part.split('"')[0] for part in page.split('desk-asked" id="person-')[1:]]
    assert opened == [str(person.pk)]
    assert url("desk_undo", Registration.objects.get().desk_entries.get().pk) in page.split("undo-bar")[1]
    assert "今天登记 <b>1</b>人" in page
    assert "本村还有 <b>1</b>人没有办" in page


def test_households_follow_each_other_by_number_not_by_letters(clerk, election) -> None:
    later = [villager(election, f"演示{n}", 500 + n, household=str(n)) for n in (10, 9, 2)]
    alone = villager(election, "演示甲", 499, household="")
    ten, nine, two = later
    page = text_of(clerk.get(url("household", election.pk, nine.pk)))
    before, after = page.split('rel="prev" href="')[1], page.split('rel="next" href="')[1]
    assert (before.split('"')[0], after.split('"')[0]) == tuple(
        url("household", election.pk, person.pk) for person in (two, ten)
    )
    assert "这是最后一户" in text_of(clerk.get(url("household", election.pk, ten.pk)))
    assert "house-next" not in text_of(clerk.get(url("household", election.pk, alone.pk)))


def test_a_refusal_stands_beside_the_person_it_is_about(clerk, election) -> None:
    born = election.election_day.replace(year=election.election_day.year - 17)
    young, old = villager(election, "演示甲", 483, birth_date=born), villager(election, "演示乙", 484)
    page = text_of(tap(clerk, election, young, "register"))
    assert "未满18周岁" in beside(page, young)
    assert "未满18周岁" not in beside(page, old)
    assert not Registration.objects.exists()


def test_away_and_yes_need_the_day(clerk, election) -> None:
    person = villager(election, "演示甲", 485)
    assert "须本人表示参加选举" in text_of(tap(clerk, election, person, "declared"))
    tap(clerk, election, person, "declared", declared_on=timezone.localdate().isoformat())
    assert Registration.objects.get().roll_class == "B"


def test_gone_needs_the_committee_and_the_day(clerk, election) -> None:
    row = RegistrationFactory(election=election)
    page = text_of(tap(clerk, election, row.person, "deceased", died_on=timezone.localdate().isoformat()))
    assert "须经村民选举委员会确认" in beside(page, row.person)
    page = text_of(tap(clerk, election, row.person, "deceased", confirmed="on"))
    assert "请填写去世日期" in beside(page, row.person)
    tap(clerk, election, row.person, "deceased", confirmed="on", died_on=timezone.localdate().isoformat())
    row.refresh_from_db()
    assert row.status == "cancelled"


def test_after_confirmation_the_paper_is_asked_for_beside_the_person(clerk, election, user) -> None:
    RegistrationFactory(election=election)
    roll.confirm_roll(election=election, by=user)
    person = villager(election, "演示甲", 486)
    page = text_of(tap(clerk, election, person, "register", reason="漏登"))
    assert "决定的文号" in beside(page, person)
    assert 'value="漏登"' in beside(page, person)
    tap(clerk, election, person, "register", reason="漏登", paper_number="东选决〔2026〕7号")
    assert Registration.objects.get(person=person).added_in.number == 2


def test_the_number_tells_birth_and_sex_of_somebody_new(clerk, election) -> None:
    group = election.village.groups.first()
    typed = {
        "name": "演示甲",
        "id_number": made_up_number(BORN, "female", 487),
        "group": group.pk,
        "household": "8",
        "lives": "here",
    }
    response = clerk.post(url("desk_add", election.pk), typed)
    row = Registration.objects.get()
    assert response.url == url("household", election.pk, row.person_id)
    assert (row.person.sex, row.person.birth_date, row.person.household) == ("female", BORN, "8")


def test_somebody_new_and_away_is_refused_beside_the_field(clerk, election) -> None:
    typed = {"name": "演示甲", "id_number": made_up_number(BORN, "male", 488), "lives": "away"}
    typed["group"] = str(election.village.groups.first().pk)
    page = text_of(clerk.post(url("desk_add", election.pk), typed))
    assert "须本人表示参加选举" in page.split('id="div_id_declared_on"')[1].split("</div>")[0]
    assert not Person.objects.exists()


def test_those_away_are_ticked_looked_at_and_decided(clerk, election, user) -> None:
    rows = [waiting(election, f"演示{n}", 490 + n) for n in range(3)]
    for row in rows[:2]:
        typed = {"how": "phone", "at": "2026-01-05T09:00", "answer": "none"}
        with time_machine.travel(timezone.now()):
            clerk.post(url("contact_add", row.pk), typed)
    last = timezone.localdate() + dt.timedelta(days=3)
    clerk.post(url("reply_deadline", election.pk), {"reply_by": last.isoformat()})
    paper = reverse("documents:paper", args=["voters.reply_notice", RollSettings.objects.get().pk])
    response = clerk.post(paper, {"act": "issue"})
    assert Document.objects.get().kind == "voters.reply_notice"
    assert response.status_code == 302
    assert RollSettings.objects.get().notice is not None
    with time_machine.travel(timezone.now() + dt.timedelta(days=4)):
        client = Client()
        client.force_login(user)
        page = text_of(client.get(url("away_list", election.pk)))
        assert (page.count("可以决定<"), page.count("还没有一次联系记录")) == (2, 1)
        page = text_of(client.post(url("away_choose", election.pk), {"scope": "all"}))
        assert ("决议不列入2人" in page, "没有答复" in page) == (True, True)
        assert Registration.objects.filter(status="left_off").count() == 0
        decided = {
            "ids": ",".join(str(row.pk) for row in rows[:2]),
            "resolution_number": "东选决〔2026〕5号",
            "resolved_on": timezone.localdate().isoformat(),
        }
        client.post(url("away_decide", election.pk), decided)
        assert Registration.objects.filter(status="left_off").count() == 2
        page = text_of(client.get(url("away_list", election.pk)))
        assert url("put_back", rows[0].pk) in page
        typed = {"declared_on": timezone.localdate().isoformat(), "reason": "来电表示参加"}
        client.post(url("put_back", rows[0].pk), typed)
        rows[0].refresh_from_db()
        assert rows[0].status == "registered"


def test_a_batch_that_is_refused_names_the_person_and_keeps_what_was_typed(clerk, election) -> None:
    row = waiting(election, "演示甲")
    typed = {"ids": str(row.pk), "resolution_number": "东选决〔2026〕5号"}
    typed["resolved_on"] = timezone.localdate().isoformat()
    page = text_of(clerk.post(url("away_decide", election.pk), typed))
    assert "演示甲：还没有一次联系记录" in page
    assert 'value="东选决〔2026〕5号"' in page
    row.refresh_from_db()
    assert row.status == "pending"


def test_nothing_ticked_is_said(clerk, election) -> None:
    waiting(election)
    response = clerk.post(url("away_choose", election.pk), {"scope": "chosen"}, follow=True)
    assert "请先勾选要决定不列入的人。" in text_of(response)


def test_the_lists_cost_the_same_for_one_and_for_five(
    clerk, election, user, django_assert_max_num_queries
) -> None:
    def count(address: str) -> int:
        with django_assert_max_num_queries(40) as asked:
            assert clerk.get(address).status_code == 200
        return len(asked)

    def log(row: Registration) -> None:
        actions.log_contact(registration=row, how="phone", at=timezone.now(), answer="none", by=user)

    first = waiting(election, "演示0", 495)
    log(first)
    Person.objects.update(household="12")
    addresses = [
        url("desk_search", election.pk) + "?q=12",
        url("household", election.pk, first.person_id),
        url("away_list", election.pk),
    ]
    Person.objects.update(group=election.village.groups.order_by("number").first())
    count(addresses[0])  # the first page of a session also reads what is kept for it
    before = [count(address) for address in addresses]
    for n in range(1, 5):
        log(waiting(election, f"演示{n}", 495 + n))
    Person.objects.update(household="12", group=election.village.groups.order_by("number").first())
    assert [count(address) for address in addresses] == before


def test_another_village_does_not_exist_and_its_people_neither(client, election) -> None:
    row = waiting(election)
    client.force_login(UserFactory(serving="369901999001"))
    for name in ("desk_search", "desk_add", "away_list", "reply_deadline"):
        assert client.get(url(name, election.pk)).status_code == 404
    assert client.get(url("household", election.pk, row.person_id)).status_code == 404
    assert client.get(url("contact_add", row.pk)).status_code == 404
    assert client.get(url("put_back", row.pk)).status_code == 404
    elsewhere = ElectionFactory()
    client.force_login(UserFactory(serving=elsewhere.area_code))
    assert client.get(url("household", elsewhere.pk, row.person_id)).status_code == 404
    assert tap(client, elsewhere, row.person, "register").status_code == 404


def test_an_observer_sees_no_buttons_and_may_not_press_them(client, election) -> None:
    row = waiting(election)
    client.force_login(UserFactory(serving=election.area_code, role=Role.OBSERVER))
    page = text_of(client.get(url("household", election.pk, row.person_id)))
    assert 'name="act"' not in page
    assert 'type="checkbox"' not in text_of(client.get(url("away_list", election.pk)))
    assert tap(client, election, row.person, "register").status_code == 403
    for name in ("away_choose", "away_decide"):
        assert client.post(url(name, election.pk)).status_code == 403
    assert not ContactAttempt.objects.exists()
