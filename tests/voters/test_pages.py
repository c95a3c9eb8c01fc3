"""The pages of the roll and of proxies: they work, they stay inside their village, they cost the same."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from tests.factories import ElectionFactory, RegistrationFactory, UserFactory, VillageFactory, made_up_number
from tests.tails import tail_of
from villages.models import Election
from voters import actions
from voters.models import Proxy, Registration, RollImport, RollVersion

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent.parent / "data"


@pytest.fixture
def election() -> Election:
    return ElectionFactory(steps=True, village=VillageFactory(groups=11))


@pytest.fixture
def clerk(election, client: Client) -> Client:
    client.force_login(UserFactory(serving=election.area_code))
    return client


def voter(election: Election, name: str, **values: object) -> Registration:
    return RegistrationFactory(election=election, name=name, **values)


def url(name: str, *args: object) -> str:
    return reverse(f"voters:{name}", args=args)


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


# ------------------------------------------------------------------ the fence


ELECTION_PAGES = [
    "roll", "roll_export", "person_search", "registration_add", "import_list", "roll_confirm",
    "versions", "corrections", "proxy_list", "proxy_grant", "proxy_letter_blank",
]  # fmt: skip


@pytest.mark.parametrize("name", ELECTION_PAGES)
def test_pages_of_another_village_are_not_found(client, election, name) -> None:
    client.force_login(UserFactory(serving=VillageFactory().code))
    assert client.get(url(name, election.pk)).status_code == 404


@pytest.mark.parametrize("name", ELECTION_PAGES)
def test_pages_of_the_own_village_are_shown_while_it_is_empty(clerk, election, name) -> None:
    assert clerk.get(url(name, election.pk)).status_code == 200


ROW_PAGES = ["registration", "registration_admit", "registration_cancel", "registration_correct"]


@pytest.mark.parametrize("name", [*ROW_PAGES, "registration_leave_off"])
def test_a_voter_of_another_village_is_not_found(client, election, name) -> None:
    row = voter(election, "演示甲")
    client.force_login(UserFactory(serving=VillageFactory().code))
    assert client.get(url(name, row.pk)).status_code == 404


@pytest.mark.parametrize("name", ROW_PAGES)
def test_a_voter_has_pages(clerk, election, name) -> None:
    assert "演示甲" in text_of(clerk.get(url(name, voter(election, "演示甲").pk)))


@pytest.mark.parametrize("name", ["proxy", "proxy_revoke"])
def test_a_proxy_has_pages_and_only_here(clerk, election, name) -> None:
    proxy = actions.grant_proxy(
        election=election,
        principal=voter(election, "演示甲"),
        agent=voter(election, "演示乙"),
        by=UserFactory(serving=election.area_code),
    )
    assert "演示乙" in text_of(clerk.get(url(name, proxy.pk)))
    clerk.force_login(UserFactory(serving=VillageFactory().code))
    assert clerk.get(url(name, proxy.pk)).status_code == 404


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.GUIDANCE_MEMBER])
def test_a_reader_sees_the_roll_and_no_file_of_numbers(client, election, role) -> None:
    client.force_login(UserFactory(serving=election.area_code, role=role))
    voter(election, "演示甲")
    page = text_of(client.get(url("roll", election.pk)))
    assert "演示甲" in page
    assert "确认名单" not in page
    assert client.get(url("import_list", election.pk)).status_code == 403


# ------------------------------------------------------------------ the roll


def test_the_roll_is_searched_by_name_initials_tail_and_number(clerk, election) -> None:
    voter(election, "王小明", serial=1)
    other = voter(election, "李大山", serial=2)
    tail = tail_of(other.person)
    for words, found in (("小明", "王小明"), ("wxm", "王小明"), (tail, "李大山"), ("2", "李大山")):
        page = text_of(clerk.get(url("roll", election.pk), {"q": words}))
        assert found in page
        assert ({"王小明", "李大山"} - {found}).pop() not in page


def test_the_roll_is_filtered_by_group_status_and_class(clerk, election) -> None:
    second = election.village.groups.get(number=2)
    voter(election, "王小明", group=second)
    voter(election, "李大山", status="pending", roll_class="B")
    cases = (
        ({"group": second.pk}, "王小明"),
        ({"status": "pending"}, "李大山"),
        ({"roll_class": "B"}, "李大山"),
    )
    for query, found in cases:
        page = text_of(clerk.get(url("roll", election.pk), query))
        assert found in page
        assert ({"王小明", "李大山"} - {found}).pop() not in page


def queries_of(client: Client, address: str, count: Callable[..., object]) -> int:
    with count() as seen:
        text_of(client.get(address))
    return len(seen)


@pytest.fixture
def counting(django_assert_max_num_queries):
    return lambda: django_assert_max_num_queries(40)


def test_the_roll_costs_the_same_for_one_voter_and_for_forty(clerk, election, counting) -> None:
    voter(election, "演示甲")
    address = url("roll", election.pk)
    clerk.get(address)
    one = queries_of(clerk, address, counting)
    for number in range(40):
        voter(election, f"演示{number}")
    assert queries_of(clerk, address, counting) == one


def test_the_list_of_proxies_costs_the_same_for_one_and_for_six(clerk, election, counting) -> None:
    by = UserFactory(serving=election.area_code)

    def grant() -> None:
        actions.grant_proxy(
            election=election, principal=voter(election, "演示甲"), agent=voter(election, "演示乙"), by=by
        )

    grant()
    address = url("proxy_list", election.pk)
    clerk.get(address)
    one = queries_of(clerk, address, counting)
    for _ in range(5):
        grant()
    assert queries_of(clerk, address, counting) == one


def test_the_export_holds_masked_numbers_and_no_formula(clerk, election) -> None:
    row = voter(election, "演示甲", note="=1+1")
    sheet = load_workbook(io.BytesIO(clerk.get(url("roll_export", election.pk)).content)).active
    cells = {cell.value: cell for cell in sheet[2]}
    assert cells["演示甲"].data_type == "s"
    assert f"尾号{tail_of(row.person)}" in cells
    assert row.person.birth_date.isoformat() not in cells
    assert cells["=1+1"].data_type == "s"
    assert cells["=1+1"].quotePrefix
    [*_, last] = [row[0].value for row in sheet.iter_rows()]
    assert last.startswith("由")
    assert last.endswith("导出，含个人信息，只限本次工作使用，用后删除。")


# ------------------------------------------------------------------ forms


def person(**changes: object) -> dict[str, object]:
    values: dict[str, object] = {
        "name": "演示甲",
        "id_number": "369901198006150012",
        "sex": "male",
        "birth_date": "1980-06-15",
        "hukou_here": "1",
        "lives_here": "1",
    }
    return values | changes


def test_a_villager_is_registered_from_the_page(clerk, election) -> None:
    number = made_up_number(dt.date(1980, 6, 15), "male", 0)
    answer = clerk.post(url("registration_add", election.pk), person(id_number=number), follow=True)
    assert "已登记演示甲" in text_of(answer)
    assert tail_of(Registration.objects.get().person) == number[-4:]


def test_a_refusal_stands_beside_its_field_with_its_article(clerk, election) -> None:
    number = made_up_number(dt.date(1980, 6, 15), "male", 0)
    answer = clerk.post(url("registration_add", election.pk), person(id_number=number, lives_here="0"))
    form = answer.context["form"]
    assert list(form.errors) == ["declared"]
    assert "第十六条第二款第二项" in form.errors["declared"][0]
    assert not Registration.objects.exists()


def test_an_answer_about_another_villages_person_stands_in_that_villages_trail(clerk, election) -> None:
    other = ElectionFactory(cycle=election.cycle, village=VillageFactory(township=election.village.township))
    there = voter(other, "演示甲")
    number = made_up_number(dt.date(1980, 6, 15), "male", 0)
    there.person.set_id_number(number)
    there.person.save()

    for name in ("演示甲", "演示乙"):
        clerk.post(url("registration_add", election.pk), person(name=name, id_number=number))

    elsewhere, another_name = AuditEvent.objects.filter(action="person.number_answered").order_by("pk")
    assert elsewhere.area_code == another_name.area_code == other.area_code
    assert elsewhere.after == {"asked_in": election.area_code, "answer": ["registered_elsewhere"]}
    assert another_name.after["answer"] == []
    assert number not in str(elsewhere.__dict__)


def test_a_refusal_about_ones_own_village_is_nobody_elses_business(clerk, election) -> None:
    number = made_up_number(dt.date(1980, 6, 15), "male", 0)
    clerk.post(url("registration_add", election.pk), person(id_number=number, lives_here="0"))
    assert not AuditEvent.objects.filter(action="person.number_answered").exists()


def test_a_number_that_cannot_be_is_said_beside_the_number(clerk, election) -> None:
    answer = clerk.post(url("registration_add", election.pk), person(id_number="36990119800615001X"))
    assert list(answer.context["form"].errors) == ["id_number"]


def test_a_proxy_is_granted_from_the_page_and_the_fourth_is_refused_there(clerk, election) -> None:
    agent = voter(election, "演示乙")
    values = {"agent": agent.pk, "ground": "away", "form": "written", "card_taken_back": "on"}
    for _ in range(3):
        answer = clerk.post(
            url("proxy_grant", election.pk), values | {"principal": voter(election, "演示甲").pk}
        )
        assert answer.status_code == 302
    fourth = clerk.post(url("proxy_grant", election.pk), values | {"principal": voter(election, "演示甲").pk})
    assert list(fourth.context["form"].errors) == ["agent"]
    assert "第十八条第四款" in fourth.context["form"].errors["agent"][0]
    assert Proxy.objects.count() == 3


def test_people_are_found_without_scripts_and_nothing_is_done(clerk, election) -> None:
    row = voter(election, "演示甲")
    answer = clerk.post(url("proxy_grant", election.pk), {"principal_words": "演示", "principal_search": "1"})
    page = text_of(answer)
    assert f'value="{row.pk}"' in page
    assert not Proxy.objects.exists()
    assert not answer.context["form"].errors


def test_the_search_of_the_picker_shows_no_whole_number(clerk, election) -> None:
    row = voter(election, "演示甲")
    page = text_of(clerk.get(url("person_search", election.pk), {"name": "agent", "agent_words": "演示"}))
    assert f"尾号{tail_of(row.person)}" in page
    assert re.search(r"[0-9]{6}", re.sub(r"<[^>]*>", "", page)) is None


def test_a_proxy_is_revoked_from_the_page(clerk, election) -> None:
    proxy = actions.grant_proxy(
        election=election,
        principal=voter(election, "演示甲"),
        agent=voter(election, "演示乙"),
        by=UserFactory(serving=election.area_code),
    )
    answer = clerk.post(url("proxy_revoke", proxy.pk), {"reason": "本人返村"}, follow=True)
    assert "已撤销" in text_of(answer)
    assert not Proxy.objects.in_force().exists()


@pytest.mark.parametrize("name", ["import_apply", "import_retry", "proxy_card_back"])
def test_looking_changes_nothing(clerk, name) -> None:
    assert clerk.get(url(name, 1)).status_code == 405


# ------------------------------------------------------------------ the whole way


def test_from_an_excel_file_to_the_notice(clerk, election, django_capture_on_commit_callbacks) -> None:
    file = SimpleUploadedFile("名册.xlsx", (DATA / "roll_clean.xlsx").read_bytes())
    with django_capture_on_commit_callbacks(execute=True):
        answer = clerk.post(url("import_list", election.pk), {"file": file})
    row = RollImport.objects.get()
    assert answer.url == url("import_detail", row.pk)
    report = text_of(clerk.get(answer.url))
    assert "导入这份文件" in report
    assert str(row.people) in report

    with django_capture_on_commit_callbacks(execute=True):
        answer = clerk.post(url("import_apply", row.pk))
    row.refresh_from_db()
    assert answer.url == reverse("jobs:detail", args=[row.job_id])
    assert f"已登记{row.created}人" in text_of(clerk.get(answer.url))

    for waiting in Registration.objects.filter(status="pending"):
        decided = clerk.post(
            url("registration_leave_off", waiting.pk),
            {
                "ground": "conditions",
                "reason": "没有表示参加",
                "decided_by": "村民选举委员会",
                "decided_on": "2026-01-05",
            },
        )
        assert decided.status_code == 302
    answer = clerk.post(url("roll_confirm", election.pk))
    version = RollVersion.objects.get()
    assert answer.url == reverse("documents:paper", args=["voters.roll_notice", version.pk])
    answer = clerk.post(answer.url, {"act": "issue"})
    version.refresh_from_db()
    assert answer.url == reverse("documents:detail", args=[version.document_id])
    assert version.document.facts["total"] == row.created
    assert "当前第1版" in text_of(clerk.get(url("roll", election.pk)))


def test_the_sheets_of_a_notice_are_chosen_before_it_is_issued(clerk, election) -> None:
    RegistrationFactory(election=election)
    version = actions.confirm_roll(election=election, by=UserFactory(serving=election.area_code))
    page = reverse("documents:paper", args=["voters.roll_notice", version.pk])
    assert url("version_paper", version.pk) in clerk.get(page).content.decode()
    assert "A3（大字，少分页）" in text_of(clerk.get(url("version_paper", version.pk)))
    answer = clerk.post(url("version_paper", version.pk), {"paper_size": "A3", "version": version.version})
    assert answer.url == page
    version.refresh_from_db()
    assert version.paper_size == "A3"

    late = clerk.post(url("version_paper", version.pk), {"paper_size": "A4", "version": 1})
    assert "A3" in text_of(late)
    version.refresh_from_db()
    assert version.paper_size == "A3"

    clerk.post(page, {"act": "issue"})
    version.refresh_from_db()
    assert version.document.facts["size"] == "A3"
    refused = clerk.post(url("version_paper", version.pk), {"paper_size": "A4", "version": version.version})
    assert "纸张不再改动" in text_of(refused)


def test_a_messy_file_is_reported_by_kind_and_given_back(
    clerk, election, django_capture_on_commit_callbacks
) -> None:
    file = SimpleUploadedFile("名册.xlsx", (DATA / "roll_messy.xlsx").read_bytes())
    with django_capture_on_commit_callbacks(execute=True):
        clerk.post(url("import_list", election.pk), {"file": file})
    row = RollImport.objects.get()
    page = text_of(clerk.get(url("import_detail", row.pk)))
    assert "导入这份文件" not in page
    assert "身份证号末几位丢失" in page
    narrowed = text_of(clerk.get(url("import_detail", row.pk), {"level": "error", "code": "id_rounded"}))
    assert narrowed.count("后几位已经丢失") == row.trial["codes"]["id_rounded"]
    answer = clerk.get(url("import_faults", row.pk))
    book = load_workbook(io.BytesIO(b"".join(answer)))
    titles = [cell.value for line in book["1-5组"].iter_rows(max_row=8) for cell in line]
    assert "问题" in titles
    assert clerk.post(url("import_apply", row.pk)).url == url("import_detail", row.pk)
    assert not Registration.objects.exists()


def test_the_blank_workbook_is_offered(clerk) -> None:
    book = load_workbook(io.BytesIO(clerk.get(url("import_template")).content))
    assert "选民登记表" in book.sheetnames


def test_a_page_of_one_voter_stands_under_the_tab_of_the_roll(election, clerk) -> None:
    row = voter(election, "演示甲")
    shown = text_of(clerk.get(url("registration", row.pk)))
    current = re.findall(r'<a href="([^"]+)" aria-current="page">', shown)
    assert url("roll", election.pk) in current


def test_the_roll_is_exported_by_those_who_keep_it(election) -> None:
    reader = Client()
    reader.force_login(UserFactory(serving=election.area_code, role=Role.OBSERVER))
    assert reader.get(url("roll_export", election.pk)).status_code == 403
    assert "导出名单" not in text_of(reader.get(url("roll", election.pk)))
