"""The pages of objections: they work, stay in their village, say refusals, and cost the same."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from election_office.accounts.permissions import Role
from election_office.documents import actions as documents
from election_office.documents.models import Document
from tests.factories import ElectionFactory, RegistrationFactory, UserFactory, made_up_number
from tests.files import jpeg
from villages.models import Election
from voters import actions as roll
from voters.models import Objection, Registration, RollVersion
from voters.objections import actions

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


@pytest.fixture
def version(election, user) -> RollVersion:
    for name in ("演示甲", "演示乙"):
        RegistrationFactory(election=election, name=name)
    version = roll.confirm_roll(election=election, by=user)
    notice = documents.issue("voters.roll_notice", version, by=user)
    for place in notice.place_list:
        documents.record_posting(notice, place_key=place.key, posted_at=timezone.now(), by=user)
    return RollVersion.objects.get(pk=version.pk)


def url(name: str, *args: object) -> str:
    return reverse(f"voters:{name}", args=args)


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def file(election: Election, version: RollVersion, user: object, **changes: object) -> Objection:
    said: dict[str, object] = {
        "objector_name": "演示丙",
        "about_name": "演示甲",
        "claim": "other",
        "text": "名单上的情况与实际不符。",
        "received_at": timezone.now(),
    }
    return actions.file_objection(election=election, version=version, by=user, **said | changes)


def typed(version: RollVersion, **changes: object) -> dict[str, object]:
    return {
        "version": version.pk,
        "received_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "how": "written",
        "objector_name": "演示丙",
        "about_name": "演示甲",
        "claim": "remove",
        "text": "此人已迁出。",
    } | changes


DECIDED = {"decision_number": "东选决〔2026〕3号", "text": "经核对属实。"}


def decided(**changes: object) -> dict[str, object]:
    return {"decided_on": timezone.localdate().isoformat()} | DECIDED | changes


def test_before_the_roll_hangs_the_page_says_why_nothing_can_be_taken_in(clerk, election) -> None:
    assert "名单还没有张榜" in text_of(clerk.get(url("objection_list", election.pk)))
    assert "名单还没有张榜" in text_of(clerk.get(url("objection_add", election.pk)))


def test_an_objection_walks_from_the_desk_to_the_wall(clerk, election, version, user) -> None:
    about = Registration.objects.order_by("pk").first()
    letter = SimpleUploadedFile("申诉书.jpg", jpeg("演示相机"))
    response = clerk.post(
        url("objection_add", election.pk), typed(version, about=about.pk, paper_file=letter)
    )
    row = Objection.objects.get()
    assert response.url == url("objection", row.pk)
    assert "演示丙" in text_of(clerk.get(url("objection", row.pk)))
    letter = clerk.get(url("objection_file", row.pk, "letter"))
    sent = b"".join(letter.streaming_content)
    assert sent.startswith(b"\xff\xd8\xff")
    assert "演示相机".encode() not in sent
    letter.close()

    assert "从名单上取消" in text_of(clerk.get(url("objection_uphold", row.pk)))
    clerk.post(url("objection_uphold", row.pk), decided())
    row.refresh_from_db()
    assert (row.outcome, row.supplement.number) == ("upheld", 2)
    assert clerk.get(decision_page(row, "paper_preview"))["Content-Type"] == "application/pdf"

    response = clerk.post(decision_page(row), {"act": "issue"})
    document = Document.objects.get(kind="voters.objection_decision")
    assert response.url == reverse("documents:detail", args=[document.pk])
    assert "未全部张贴" in text_of(clerk.get(url("objection", row.pk)))


def decision_page(row: Objection, page: str = "paper") -> str:
    return reverse(f"documents:{page}", args=["voters.objection_decision", row.pk])


def test_the_receipt_is_one_paper_however_often_it_is_asked_for(clerk, election, version, user) -> None:
    row = file(election, version, user)
    first = clerk.post(url("objection_receipt", row.pk)).url
    assert clerk.post(url("objection_receipt", row.pk)).url == first
    assert Document.objects.filter(kind="voters.objection_receipt").count() == 1


def test_the_form_of_an_addition_asks_who_the_person_is(clerk, election, version, user) -> None:
    row = file(election, version, user, claim="add", about_name="演示丁")
    page = text_of(clerk.get(url("objection_uphold", row.pk)))
    assert 'name="change-id_number"' in page
    person = {
        "change-name": "演示丁",
        "change-id_number": made_up_number(BORN, "male", 455),
        "change-sex": "male",
        "change-birth_date": BORN.isoformat(),
        "change-hukou_here": "1",
        "change-lives_here": "0",
    }
    page = text_of(clerk.post(url("objection_uphold", row.pk), decided() | person))
    assert "须本人表示参加选举才能登记" in page
    row.refresh_from_db()
    assert row.state == "received"
    clerk.post(url("objection_uphold", row.pk), decided() | person | {"change-lives_here": "1"})
    row.refresh_from_db()
    assert row.about.person.name == "演示丁"


def test_a_correction_starts_from_what_the_roll_says(clerk, election, version, user) -> None:
    about = Registration.objects.order_by("pk").first()
    row = file(election, version, user, claim="correct", about=about)
    assert 'value="演示甲"' in text_of(clerk.get(url("objection_uphold", row.pk)))
    change = {"change-name": "演示佳", "change-sex": "male", "change-birth_date": BORN.isoformat()}
    clerk.post(url("objection_uphold", row.pk), decided() | change | {"change-group": about.group_id})
    about.person.refresh_from_db()
    assert about.person.name == "演示佳"


def test_a_name_alone_must_first_be_found_on_the_roll(clerk, election, version, user) -> None:
    row = file(election, version, user, claim="remove")
    assert "先指明名单上的哪一位" in text_of(clerk.get(url("objection_uphold", row.pk)))
    about = Registration.objects.order_by("pk").first()
    clerk.post(url("objection_person", row.pk), {"about": about.pk})
    row.refresh_from_db()
    assert row.about == about


def test_a_refusal_stands_beside_its_field(clerk, election, version, user) -> None:
    row = file(election, version, user)
    early = (timezone.localdate() - dt.timedelta(days=1)).isoformat()
    page = text_of(clerk.post(url("objection_reject", row.pk), decided(decided_on=early)))
    field = page.split('id="div_id_decided_on"')[1].split("</div>")[0]
    assert "处理决定不能早于这一天" in field


def test_a_file_that_is_no_paper_is_refused(clerk, election, version) -> None:
    bad = SimpleUploadedFile("名单.exe", b"MZ")
    page = text_of(clerk.post(url("objection_add", election.pk), typed(version, paper_file=bad)))
    assert "这个文件不是PDF、JPG、PNG、WebP或者Word" in page
    assert not Objection.objects.exists()


def test_closing_shows_what_is_still_open(clerk, election, version, user) -> None:
    file(election, version, user)
    page = text_of(clerk.get(url("objections_close", election.pk)))
    assert "第1号申诉还没有作出处理决定。" in page
    assert "申诉期到" in page
    clerk.post(url("objections_close", election.pk))
    assert election.steps.get(code="objections").done_on is None


def test_the_list_narrows_by_state_name_and_time(clerk, election, version, user) -> None:
    file(election, version, user, about_name="演示甲")
    other = file(election, version, user, about_name="演示乙")
    actions.withdraw_objection(objection=other, reason="本人撤回", by=user)
    page = text_of(clerk.get(url("objection_list", election.pk), {"state": "withdrawn"}))
    assert ("演示乙" in page, "演示甲" in page) == (True, False)
    page = text_of(clerk.get(url("objection_list", election.pk), {"q": "演示甲", "time": "in"}))
    assert ("演示乙" in page, "演示甲" in page) == (False, True)
    assert "没有符合条件的申诉" in text_of(clerk.get(url("objection_list", election.pk), {"time": "late"}))


def test_the_list_costs_the_same_for_one_and_for_five(
    clerk, election, version, user, django_assert_max_num_queries
) -> None:
    def count() -> int:
        with django_assert_max_num_queries(40) as asked:
            clerk.get(url("objection_list", election.pk))
        return len(asked)

    file(election, version, user)
    count()  # the first page of a session also reads what is kept for it
    one = count()
    for number in range(4):
        file(election, version, user, objector_name=f"演示丙{'甲乙丙丁'[number]}")
    assert count() == one


PAGES = ["objection", "objection_person", "objection_uphold", "objection_reject", "objection_withdraw",
         "objection_contact"]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_an_objection_of_another_village_does_not_exist(client, election, version, user, name) -> None:
    row = file(election, version, user)
    client.force_login(UserFactory(serving="369901999001"))
    assert client.get(url(name, row.pk)).status_code == 404


@pytest.mark.parametrize("name", ["objection_list", "objection_add", "objections_close"])
def test_the_lists_of_another_village_do_not_exist(client, election, name) -> None:
    client.force_login(UserFactory(serving="369901999001"))
    assert client.get(url(name, election.pk)).status_code == 404


def test_an_observer_reads_and_does_not_act(client, election, version, user) -> None:
    row = file(election, version, user, contact="13900001234")
    client.force_login(UserFactory(serving=election.area_code, role=Role.OBSERVER))
    page = text_of(client.get(url("objection", row.pk)))
    assert ("申诉成立" in page, "13900001234" in page) == (False, False)
    for name in PAGES[1:]:
        assert client.get(url(name, row.pk)).status_code == 403
    assert client.post(url("objection_receipt", row.pk)).status_code == 403


def test_the_telephone_is_shown_once_and_only_on_asking(clerk, election, version, user) -> None:
    row = file(election, version, user, contact="13900001234")
    page = text_of(clerk.get(url("objection", row.pk)))
    assert ("尾号1234" in page, "13900001234" in page) == (True, False)
    page = text_of(clerk.post(url("objection_contact", row.pk), {"reason": "通知领取决定书"}))
    assert "13900001234" in page


def test_pending_people_are_found_for_an_objection(clerk, election, version) -> None:
    RegistrationFactory(election=election, name="演示戊", status="pending")
    page = text_of(
        clerk.get(url("objection_person_search", election.pk), {"name": "about", "about_words": "演示戊"})
    )
    assert "演示戊" in page
