"""The pages of the joint review: a unit sees its own persons and nothing else."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from candidates.models import Opinion, ReviewBatch, ReviewDepartment
from candidates.review import actions, queries, rules
from candidates.review.forms import line_name, reason_name
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.documents import actions as documents
from election_office.documents.models import Document
from tests.candidates.review_scenes import UNITS, Review, scan
from tests.factories import PersonFactory, UserFactory, VillageFactory, made_up_number

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
TECHNICAL = {
    *("health", "components", "accounts:login"),
    *("documents:verify", "documents:verify_code", "documents:verify_offline", "documents:verify_picture"),
}


def url(name: str, *args: object) -> str:
    return reverse(f"candidates:{name}", args=args)


@pytest.fixture
def review() -> Review:
    made = Review()
    made.to_county()
    made.send()
    return made


@pytest.fixture
def desk(client: Client, review: Review) -> Client:
    """The public security's reviewer at work."""
    client.force_login(review.reviewers["公安"])
    return client


@pytest.fixture
def office(review: Review) -> Client:
    browser = Client()
    browser.force_login(review.officer)
    return browser


def posted_sheet(review: Review, **values: object) -> dict[str, object]:
    data: dict[str, object] = {
        "conclusion": "agree",
        "remark": "",
        "handler": "经办甲",
        "leader": "分管乙",
        "stamped_on": TODAY().isoformat(),
        "scan": scan(),
    }
    for ground in rules.grounds_of(review.election.rulebook):
        data[line_name(ground.key)] = "no"
        data[reason_name(ground.key)] = ""
    return data | values


# ------------------------------------------------------------------ the fence around a unit


def patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one, f"{one.namespace}:" if one.namespace else namespace)
        elif one.name:
            yield f"{namespace}{one.name}", one


OWN_PAGES = {
    "candidates:review_inbox",
    "candidates:review_request",
    "candidates:review_opinion",
    "candidates:review_reveal",
    "candidates:review_request_photo",
    "candidates:review_own_scan",
    "candidates:review_opinion_withdraw",
    "candidates:review_batch",
    "candidates:review_batch_load",
    "candidates:review_batch_sheet",
}
# Of no place: they show each what is theirs, and a reviewer's are empty.
OWN_OFFICE = {
    "dashboard:home",
    "dashboard:board",
    "dashboard:help",
    "dashboard:checklist",  # leads to the page of the township one serves; none
    "dashboard:founding",  # the first run, over: each leads to the start page
    "dashboard:founding_place",
    "dashboard:founding_office",
    "accounts:typed_keep",  # what one typed oneself
    "accounts:typed_discard",
    "accounts:password_change",
    "accounts:profile",
    "accounts:logout",
    *("accounts:second", "accounts:second_begin", "accounts:second_codes", "accounts:second_end"),
    "accounts:second_login",  # one's own second step of the login
    "dashboard:reminders",  # of the places one serves; none
    "dashboard:find",  # nothing is found, as is asserted below
    "villages:list",
    "villages:cycle_list",
    "villages:rules",
    "documents:list",
    "jobs:list",
    "voters:import_template",  # an empty workbook
    "ballots:collectives",  # those one may see; none
    "ballots:polling_days",  # the townships one serves; none
    "practice:home",  # where officers open practice; a unit opens none
    "ballots:codes",  # what each check means
    "documents:numbers",  # the numbers of places one may read; none
}


def test_a_unit_reaches_no_page_about_a_place_or_a_person_but_its_own(desk: Client, review: Review) -> None:
    review.answer("公安")
    documents.issue(queries.SHEET, review.fresh(), by=review.officer)
    reached = {}
    for name, pattern in patterns(get_resolver()):
        if name in OWN_PAGES | OWN_OFFICE | TECHNICAL:
            continue
        converters = pattern.pattern.converters
        for pk in {1, review.election.pk, review.file.pk, review.person.pk, review.election.cycle_id}:
            args = {
                key: pk if type(converter).__name__ == "IntConverter" else "village"
                for key, converter in converters.items()
            } | ({"form": "csv"} if name == "audit:export" else {})
            for method in (desk.get, desk.post):
                response = method(reverse(name, kwargs=args))
                if response.status_code not in (403, 404, 405):
                    reached[name] = response.status_code
    assert reached == {}
    found = desk.post(reverse("dashboard:find"), {"words": review.person.name})
    assert found.context["asked"]
    assert not any(found.context[kind] for kind in ("villages", "people", "papers"))


def test_general_pages_name_nobody_to_a_unit(desk: Client, review: Review) -> None:
    for name in (
        "dashboard:home",
        "villages:list",
        "villages:cycle_list",
        "documents:list",
        "jobs:list",
        "ballots:collectives",
    ):
        response = desk.get(reverse(name))
        assertNotContains(response, review.person.name)
        assertNotContains(response, review.election.village.name)


def test_the_inbox_lists_who_was_sent_to_this_unit_alone(desk: Client, review: Review) -> None:
    _, other = review.another("演示未送审")
    review.to_county(other)
    only_court = [unit for unit in review.units if unit.name == "法院"]
    actions.send_batch(
        cycle=review.election.cycle, files=[other], departments=only_court, due_on=TODAY(), by=review.officer
    )
    response = desk.get(url("review_inbox"))
    assertContains(response, review.person.name)
    assertNotContains(response, "演示未送审")


@pytest.mark.parametrize(
    "name", ["review_request", "review_opinion", "review_reveal", "review_request_photo"]
)
def test_a_person_sent_to_another_unit_is_not_found(desk: Client, review: Review, name: str) -> None:
    assert desk.get(url(name, review.request("法院").pk)).status_code == 404
    own = desk.get(url(name, review.request("公安").pk))
    assert own.status_code == 200
    if own.streaming:
        own.getvalue()  # read to its end, as a browser does: that closes the file


def test_another_units_opinion_is_not_found(desk: Client, review: Review) -> None:
    opinion = review.answer("法院")
    for name in ("review_own_scan", "review_opinion_withdraw", "review_opinion_scan"):
        assert desk.get(url(name, opinion.pk)).status_code == 404


def test_a_unit_sees_neither_the_others_answers_nor_the_villages(desk: Client, review: Review) -> None:
    review.answer("法院", conclusion="reserved", remark="法院的保留意见")
    response = desk.get(url("review_request", review.request("公安").pk))
    assertNotContains(response, "法院的保留意见")
    assertNotContains(response, "经办甲")


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.COUNT_CLERK, Role.GUIDANCE_MEMBER])
def test_readers_of_a_village_see_no_file(client: Client, review: Review, role: str) -> None:
    client.force_login(UserFactory(serving=review.election.area_code, role=role))
    assert client.get(url("review_list", review.election.pk)).status_code == 403
    assert client.get(url("review_file", review.file.pk)).status_code == 404
    assert client.get(url("review_photo", review.file.pk)).status_code == 404
    assert client.get(url("review_inbox")).status_code == 403


def test_the_neighbouring_village_finds_nothing(client: Client, review: Review) -> None:
    client.force_login(UserFactory(serving=VillageFactory().code))
    for name in ("review_file", "review_file_edit", "review_submit", "review_photo", "review_decide"):
        assert client.get(url(name, review.file.pk)).status_code == 404
    assert client.get(url("review_list", review.election.pk)).status_code == 404


def test_the_village_reads_who_answered_and_not_what(client: Client, review: Review) -> None:
    opinion = review.answer("公安", conclusion="reserved", remark="有信访件正在核实")
    client.force_login(review.clerk)
    response = client.get(url("review_file", review.file.pk))
    assertContains(response, "已答复")
    assertNotContains(response, "有信访件正在核实")
    assert client.get(url("review_opinion_scan", opinion.pk)).status_code == 404
    assert client.get(url("review_trace", review.person.pk)).status_code == 404
    assert client.get(url("review_trace_search")).status_code == 403


# ------------------------------------------------------------------ a unit at work


def test_a_unit_fills_in_its_sheet(desk: Client, review: Review) -> None:
    path = url("review_opinion", review.request("公安").pk)
    assertRedirects(desk.post(path, posted_sheet(review)), url("review_inbox"))
    opinion = Opinion.objects.get(level="county")
    assert len(opinion.answers) == 21
    assert not opinion.found
    own = desk.get(url("review_own_scan", opinion.pk))
    assert own.getvalue().startswith(b"%PDF")


def test_an_empty_sheet_names_every_line_and_keeps_nothing(desk: Client, review: Review) -> None:
    response = desk.post(url("review_opinion", review.request("公安").pk), {"handler": ""})
    form = response.context["form"]
    unanswered = [name for name in form.errors if name.startswith("line-")]
    assert len(unanswered) == 21
    assert not Opinion.objects.filter(level="county").exists()
    assert not AuditEvent.objects.filter(action="review.opinion_given", after__unit="公安").exists()


def test_a_reason_is_asked_beside_its_line(desk: Client, review: Review) -> None:
    key = "statutory-criminal_punishment"
    data = posted_sheet(review, **{line_name(key): "yes"})
    response = desk.post(url("review_opinion", review.request("公安").pk), data)
    form = response.context["form"]
    assert reason_name(key) in form.errors
    assert "conclusion" in form.errors
    assertContains(response, "依据：《村民委员会组织法》第十八条第一款")


def test_the_number_is_shown_on_a_post_alone(desk: Client, review: Review) -> None:
    path = url("review_reveal", review.request("公安").pk)
    number = made_up_number(review.born, "male", 200)
    assertNotContains(desk.get(path), number)
    assert not AuditEvent.objects.filter(action="review.number_revealed").exists()
    shown = desk.post(path, {"purpose": "比对犯罪记录"})
    assert shown.context["number"][:6] == number[:6]
    assert AuditEvent.objects.get(action="review.number_revealed").reason == "比对犯罪记录"


def test_a_decided_person_is_closed_to_the_unit(desk: Client, review: Review) -> None:
    found = {"statutory-criminal_punishment": "判处有期徒刑"}
    review.answer("法院", found=found, conclusion="disagree", remark="有前科")
    review.rejects(list(found))
    response = desk.post(url("review_opinion", review.request("公安").pk), posted_sheet(review))
    assertContains(response, "联审不通过")
    shown = desk.post(url("review_reveal", review.request("公安").pk), {"purpose": "看看"})
    assert "number" not in shown.context


# ------------------------------------------------------------------ the township at work


def test_the_township_sends_many_at_once(office: Client, review: Review) -> None:
    _, other = review.another("演示审查乙")
    review.to_county(other)
    data = {
        "people": [review.file.pk, other.pk],
        "departments": [unit.pk for unit in review.units],
        "due_on": (TODAY() + dt.timedelta(days=3)).isoformat(),
    }
    path = url("review_send", review.election.cycle_id)
    assertContains(office.get(path), "演示审查乙")
    assertRedirects(office.post(path, data), url("review_batches", review.election.cycle_id))
    assert ReviewBatch.objects.filter(serial=2).count() == 3
    late = office.post(path, data | {"due_on": "2020-01-01"})
    assertContains(late, "反馈期限2020年1月1日已过")


def test_the_township_decides_on_the_page(office: Client, review: Review) -> None:
    for unit in UNITS:
        review.answer(unit)
    review.inspect()
    path = url("review_decide", review.file.pk)
    data = {"outcome": "pass", "reason": "符合条件", "leader": "镇书记甲", "decided_on": TODAY().isoformat()}
    assertRedirects(office.post(path, data), url("review_file", review.file.pk))
    assert review.fresh().state == "passed"


def test_a_decision_without_basis_is_refused_on_the_page_with_its_source(
    office: Client, review: Review
) -> None:
    review.answer("公安", found={"unfit-morals": "群众来信反映"}, conclusion="disagree", remark="有反映")
    data = {
        "outcome": "reject",
        "keys": ["unfit-morals"],
        "reason": "道德品行",
        "leader": "镇书记甲",
        "decided_on": TODAY().isoformat(),
    }
    response = office.post(url("review_decide", review.file.pk), data)
    assertContains(response, "没有写入本村选举办法")
    assertContains(response, "依据：")
    assert review.fresh().state == "county"


@pytest.mark.parametrize(
    "name",
    [
        "review_file",
        "review_file_edit",
        "review_photo_set",
        "review_paper_set",
        "review_submit",
        "review_return",
        "review_inspection",
        "review_decide",
        "review_settle",
        "review_reopen",
        "review_explain",
    ],
)
def test_every_page_of_a_file_is_shown_at_every_state(office: Client, review: Review, name: str) -> None:
    for state in ("drafting", "village", "township", "county", "inspection", "escalated"):
        type(review.file).objects.filter(pk=review.file.pk).update(state=state)
        assert office.get(url(name, review.file.pk)).status_code == 200


@pytest.mark.parametrize(
    "name", ["review_list", "review_add", "review_clause", "review_team", "review_explain_team"]
)
def test_pages_of_an_election_are_shown_full_and_empty(office: Client, review: Review, name: str) -> None:
    assert office.get(url(name, review.election.pk)).status_code == 200
    empty = Review()
    empty.file.delete()
    client = Client()
    client.force_login(empty.officer)
    assert client.get(url(name, empty.election.pk)).status_code == 200


def test_the_village_walks_its_part_on_the_pages(client: Client) -> None:
    review = Review()
    client.force_login(review.clerk)
    person = PersonFactory(
        village=review.election.village,
        name="演示新人",
        id_number=made_up_number(dt.date(1990, 1, 1), "male", 77),
        birth_date=dt.date(1990, 1, 1),
    )
    data = {
        "person": person.pk,
        "post": "secretary",
        "incumbency": "new",
        "education": "bachelor",
        "party": "中共党员",
    }
    client.post(url("review_add", review.election.pk), data)
    file = person.review_files.get()
    assert file.purpose == "party_branch"
    refused = client.post(url("review_submit", file.pk), {})
    assertContains(refused, "没有照片")
    assertContains(client.get(url("review_file", file.pk)), "填写材料")


def test_units_are_adopted_and_edited_on_their_page(client: Client, review: Review) -> None:
    township = review.election.village.township
    client.force_login(UserFactory(serving="369901", role=Role.COUNTY_SUPERVISOR))
    path = url("review_departments", township.pk)
    assertContains(client.get(path), "公安")
    client.post(url("review_departments_adopt", township.pk))
    assert ReviewDepartment.objects.filter(area_code="369901").count() == 17
    unit = ReviewDepartment.objects.get(name="民政")
    client.post(url("review_department_edit", township.pk, unit.pk), {"name": "县民政局", "active": "on"})
    assert ReviewDepartment.objects.get(pk=unit.pk).name == "县民政局"


def test_the_township_does_not_edit_the_countys_units(office: Client, review: Review) -> None:
    township = review.election.village.township
    assert office.get(url("review_department_edit", township.pk, review.units[0].pk)).status_code == 403


# ------------------------------------------------------------------ tracing back, papers


def test_the_trail_of_a_person_is_shown_and_exported_with_a_purpose(office: Client, review: Review) -> None:
    review.answer("公安", remark="=HYPERLINK(1)")
    assertContains(office.get(url("review_trace", review.person.pk)), "经办甲")
    assertContains(office.get(url("review_trace_search"), {"q": "演示审查"}), review.person.name)
    path = url("review_trace_export", review.person.pk)
    assert not AuditEvent.objects.filter(action="review.trace_exported").exists()
    response = office.post(path, {"purpose": "县纪委监委调阅"})
    rows = list(load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))
    assert rows[0][0] == "时间"
    assert [row[5] for row in rows[1:] if row[4] == "县联审"] == ["公安"]
    assert AuditEvent.objects.get(action="review.trace_exported").reason == "县纪委监委调阅"


def test_the_sheet_and_the_list_are_papers_with_numbers(office: Client, review: Review) -> None:
    review.answer("公安")
    office.post(reverse("documents:paper", args=[queries.SHEET, review.file.pk]))
    sheet = Document.objects.get(kind=queries.SHEET)
    names = [unit["name"] for unit in sheet.facts["units"]]
    assert names == ["村初审", "镇初审", *UNITS]
    assert sheet.facts["units"][2]["handler"] == "经办甲"
    assert sheet.facts["units"][3]["opinion"] == ""
    batch = ReviewBatch.objects.get(department__name="公安")
    office.post(reverse("documents:paper", args=[queries.LETTER, batch.pk]))
    office.post(reverse("documents:paper", args=[queries.LETTER, batch.pk]))
    letter = Document.objects.get(kind=queries.LETTER)
    assert [one["name"] for one in letter.facts["people"]] == [review.person.name]
    number = made_up_number(review.born, "male", 200)
    # The letter goes to the unit with the whole number, sealed where it is kept; the sheet bears none.
    assert number not in str(sheet.facts)
    assert letter.facts["people"][0]["number"] == number
    with connection.cursor() as cursor:
        cursor.execute("SELECT facts FROM documents_document WHERE id = %s", [letter.pk])
        assert number not in str(cursor.fetchone())
    assert sheet.facts["photo"].startswith("data:image/jpeg;base64,")


def test_papers_with_opinions_are_not_for_the_village(client: Client, review: Review) -> None:
    document = documents.issue(queries.SHEET, review.fresh(), by=review.officer)
    client.force_login(review.clerk)
    assert client.get(reverse("documents:detail", args=[document.pk])).status_code == 404


@pytest.mark.parametrize("code", [queries.SHEET, queries.LETTER])
def test_previews_are_pdfs(office: Client, review: Review, code: str) -> None:
    pk = review.file.pk if code == queries.SHEET else ReviewBatch.objects.first().pk
    response = office.get(reverse("documents:paper_preview", args=[code, pk]))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def test_a_statement_is_written_previewed_issued_and_answered(client: Client) -> None:
    review = Review(born=dt.date(1960, 1, 1))
    client.force_login(review.officer)
    client.post(url("review_explain", review.file.pk), {"reason": "群众公认。", "measures": "培养接班人。"})
    statement = review.file.statements.get()
    assert client.get(
        reverse("documents:paper_preview", args=[queries.STATEMENT, statement.pk])
    ).content.startswith(b"%PDF")
    client.post(reverse("documents:paper", args=[queries.STATEMENT, statement.pk]))
    document = Document.objects.get(kind=queries.STATEMENT)
    assert "满60周岁" in document.facts["lines"][0]
    data = {
        "approved": "1",
        "paper_number": "云换办〔2026〕9号",
        "replied_on": TODAY().isoformat(),
        "scan": scan("批复.pdf"),
    }
    client.post(url("review_statement_reply", statement.pk), data)
    assert queries.statement_states([review.file.statements.get()])["nominee_age"] == "approved"
    assertContains(client.get(url("review_statement", statement.pk)), "云换办〔2026〕9号")
    assert client.get(url("review_reply_scan", statement.pk)).getvalue().startswith(b"%PDF")


# ------------------------------------------------------------------ the same cost for one and for many


def test_lists_cost_the_same_for_one_person_and_for_three(
    office: Client, desk: Client, review: Review, django_assert_max_num_queries
) -> None:
    pages = [
        (office, url("review_list", review.election.pk)),
        (office, url("review_batches", review.election.cycle_id)),
        (office, url("review_send", review.election.cycle_id)),
        (office, url("review_file", review.file.pk)),
        (office, url("review_trace", review.person.pk)),
        (desk, url("review_inbox")),
    ]

    def costs() -> list[int]:
        counted = []
        for browser, path in pages:
            browser.get(path)
            with django_assert_max_num_queries(60) as context:
                assert browser.get(path).status_code == 200
            counted.append(len(context.captured_queries))
        return counted

    def one_more(name: str, *units: str) -> None:
        _, file = review.another(name)
        review.to_county(file)
        review.send(review.fresh(file))
        for unit in units:
            review.answer(unit, file)

    review.answer("法院")
    one_more("演示审查乙", "公安")
    before = costs()
    one_more("演示审查丙", "公安", "法院")
    one_more("演示审查丁", "纪委监委")
    review.answer("纪委监委")
    assert costs() == before
