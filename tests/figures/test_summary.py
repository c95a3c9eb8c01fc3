"""The 总结 of a township of 12 villages: drafted, changed, refreshed, issued; what the county asks for."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from subprocess import run
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document as WordFile
from pytest_django.asserts import assertContains, assertNotContains

from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.documents import actions as documents
from election_office.documents import kinds, rendering
from election_office.figures import actions as figures
from election_office.figures.models import (
    Polling,
    ReportAnswer,
    ReportAsk,
    ReportUrge,
    SummaryDraft,
    TeamMember,
)
from election_office.figures.queries import scope_of
from election_office.figures.summary import actions
from tests import word_pages
from tests.factories import CycleFactory, TownshipFactory, UserFactory
from villages.models import Election, Petition, Step, Township, Village

pytestmark = pytest.mark.django_db
CODE, COUNTY = "369956101", "369956"


@pytest.fixture
def township() -> Township:
    """Twelve villages that have voted, ten at the first go, with a team now and a team before."""
    township = TownshipFactory(code=CODE, county__code=COUNTY, name="演示镇")
    cycle = CycleFactory(township=township, ordinal=13, default_day=timezone.localdate())
    for number in range(12):
        village = Village.objects.create(
            township=township, code=f"{CODE}{201 + number}", name=f"演示{number + 1}村", population=1000
        )
        election = Election.objects.create(village=village, cycle=cycle, election_day=cycle.default_day)
        Step.objects.create(
            election=election, code="summary", title="换届总结", stage="follow_up", order=400,
            responsible="township", closes_with="act:sheet",
        )  # fmt: skip
        Polling.objects.create(
            election=election, declared_at=timezone.now(), registered=800, voted=700 + number, issued=710,
            proxies=71, recovered=700, void=7, seats=3, elected=3, rounds=1, at_first=number < 10,
            later_rounds=int(number >= 10),
        )  # fmt: skip
        for term, age in (("new", 42), ("last", 46)):
            TeamMember.objects.bulk_create(
                TeamMember(
                    election=election, term=term, body="committee", post=post, name=f"演示{post}", age=age,
                    sex="female" if post == "委员" else "male", counted=True, college=term == "new",
                )
                for post in ("主任", "副主任", "委员")
            )  # fmt: skip
    return township


@pytest.fixture
def officer(township: Township, client: Client) -> User:
    user = UserFactory(serving=township.code, role=Role.TOWNSHIP_OFFICER)
    client.force_login(user)
    return user


@pytest.fixture
def draft(officer: User) -> SummaryDraft:
    scope = scope_of(officer)
    assert scope is not None
    return actions.begin_summary(scope=scope, by=officer)


def test_a_draft_keeps_what_people_wrote_when_numbers_are_refreshed(
    draft: SummaryDraft, officer: User, client: Client
) -> None:
    assert "登记参加选举的9600人，参加投票8466人，参选率88.2%" in draft.text["basic.vote"]
    assert "平均年龄42.0岁，比上届下降4.0岁" in draft.text["basic.team"]
    page = reverse("figures:summary")
    edit = reverse("figures:summary_edit")
    words = draft.text | {"basic.elected": "选出36名，群众满意。", "thoughts.own": "体会：早准备。"}
    client.post(edit, words | {"version": draft.version})
    Polling.objects.filter(election__village__name="演示1村").update(voted=800, elected=2)

    assertContains(client.get(page), "有2段的数字变动了")
    assertContains(client.post(reverse("figures:summary_refresh"), follow=True), "按您写的保留")

    draft.refresh_from_db()
    assert "参加投票8566人" in draft.text["basic.vote"]
    assert draft.text["basic.elected"] == "选出36名，群众满意。"
    assert draft.text["thoughts.own"] == "体会：早准备。"
    assertContains(client.get(page), "按数字应写：依法选举产生村（居）民委员会成员35名")
    client.post(reverse("figures:summary_refresh"), {"take": "basic.elected"})
    draft.refresh_from_db()
    assert "成员35名" in draft.text["basic.elected"]
    # A second window with the old version is shown what differs and saves nothing.
    assertContains(client.post(edit, words | {"version": 1, "basic.own": "旧窗口"}), "已由别人")
    draft.refresh_from_db()
    assert draft.text["basic.own"] == ""


def test_the_issued_summary_closes_the_step_of_every_village_and_its_withdrawal_opens_them(
    draft: SummaryDraft, officer: User
) -> None:
    assert not Step.objects.filter(done_on__isnull=False).exists()
    paper = documents.issue("figures.summary", draft, by=officer)

    assert Step.objects.filter(code="summary", done_on=timezone.localdate()).count() == 12
    assert "演示镇第十三届村（居）民委员会换届选举工作总结" in Step.objects.first().evidence
    documents.revoke(paper, by=officer, reason="数字有误")
    assert not Step.objects.filter(done_on__isnull=False).exists()


def test_petitions_are_counted_for_those_who_supervise_alone(officer: User, client: Client) -> None:
    Petition.objects.create(
        election=Election.objects.first(), number=1, token=uuid4(), channel="letter", anonymous=True,
        received_on=timezone.localdate(), content="演示反映", due_on=timezone.localdate(), due_source="演示",
        recorded_by=officer,
    )  # fmt: skip
    assertContains(client.get(reverse("figures:overview")), "1件")
    assertContains(client.get(reverse("figures:behind", args=["petitions"])), "演示1村")
    client.force_login(UserFactory(serving=f"{CODE}201"))
    assertNotContains(client.get(reverse("figures:overview")), "信访举报")
    assert client.get(reverse("figures:behind", args=["petitions"])).status_code == 403


def test_nobody_writes_a_summary_in_anothers_name(township: Township, client: Client) -> None:
    clerk = UserFactory(serving=f"{CODE}201")
    supervisor = UserFactory(serving=COUNTY, role=Role.COUNTY_SUPERVISOR)
    scope = scope_of(supervisor, CODE)
    assert scope is not None
    for user in (clerk, supervisor):
        with pytest.raises(PermissionDenied):
            actions.begin_summary(scope=scope, by=user)
    assert not SummaryDraft.objects.exists()
    client.force_login(clerk)
    assert client.get(reverse("figures:summary"), {"area": CODE}).status_code == 404
    assertContains(client.get(reverse("figures:summary")), "演示1村有户籍人口1000人")


def test_the_word_file_opens_as_pages_with_its_tables_and_charts(
    draft: SummaryDraft, officer: User, client: Client, tmp_path: Path
) -> None:
    answer = client.get(reverse("figures:summary_word"))
    file = WordFile(io.BytesIO(answer.content))
    assert len(file.inline_shapes) == 2
    assert [len(table.rows) for table in file.tables] == [14, 16]
    assert any("参选率88.2%" in paragraph.text for paragraph in file.paragraphs)

    kind = kinds.get("figures.summary")
    facts = documents.freeze(kind.facts(draft))
    marks = rendering.Printed(title=facts["title"], dated=timezone.localdate(), code="ABCDEFGH2345")
    word_pages.write_both(kind, facts, marks, tmp_path, "summary")
    [both] = word_pages.compared(tmp_path, ["summary"])
    assert 3 <= both.word_pages <= both.pdf_pages + 1
    # The printed charts are drawings with words, those of Word are pictures: nothing is missing otherwise.
    assert not dict(both.word_text - both.pdf_text)
    pictures = run(
        ["pdfimages", "-list", str(tmp_path / "word" / "summary.pdf")], capture_output=True, check=True
    )
    assert len(pictures.stdout.splitlines()) - 2 >= 2


def test_the_county_issues_its_own_with_its_own_number(
    township: Township, officer: User, client: Client
) -> None:
    supervisor = UserFactory(serving=COUNTY, role=Role.COUNTY_SUPERVISOR)
    scope = scope_of(supervisor, COUNTY)
    assert scope is not None
    draft = actions.begin_summary(scope=scope, by=supervisor)
    with pytest.raises(PermissionDenied):
        documents.issue("figures.county_summary", draft, by=officer)
    client.force_login(supervisor)
    page = reverse("documents:paper", args=["figures.county_summary", draft.pk])
    assertContains(client.get(reverse("figures:summary"), {"area": COUNTY}), page)
    assert client.get(page).status_code == 200
    paper = documents.issue("figures.county_summary", draft, by=supervisor)
    year = timezone.localdate().year
    assert paper.number == f"{township.county.name}换〔{year}〕1号"
    assert paper.title.endswith("换届选举工作总结")
    # The villages' own step waits for the township's paper.
    assert not Step.objects.filter(done_on__isnull=False).exists()
    own = actions.begin_summary(scope=scope_of(officer), by=officer)
    assert client.get(reverse("documents:paper", args=["figures.county_summary", own.pk])).status_code == 404


# ------------------------------------------------------------------ reports upward


def test_a_county_asks_sees_who_is_late_and_sends_back(township: Township, client: Client) -> None:
    other = TownshipFactory(code=f"{COUNTY}102", name="演示二镇")
    supervisor = UserFactory(serving=COUNTY, role=Role.COUNTY_SUPERVISOR)
    officer = UserFactory(serving=CODE, role=Role.TOWNSHIP_OFFICER)
    client.force_login(supervisor)
    today = timezone.localdate()
    data = {
        "title": "换届进度",
        "what": "报进度和数字",
        "due_on": today,
        "townships": [township.pk, other.pk],
    }
    assertContains(
        client.post(reverse("figures:ask"), data | {"due_on": today - dt.timedelta(days=1)}), "已经过去"
    )
    assert not ReportAsk.objects.exists()
    client.post(reverse("figures:ask"), data)
    ask = ReportAsk.objects.get()
    ReportAsk.objects.update(due_on=today - dt.timedelta(days=2))

    urge = reverse("figures:urge", args=[ask.pk])
    assertContains(client.post(urge, follow=True), "已催报2个乡镇")
    assertContains(client.post(urge, follow=True), "今天都已催过")
    assert ReportUrge.objects.count() == 2
    assertNotContains(client.get(reverse("dashboard:home")), "县里要的报告")

    client.force_login(officer)
    assertContains(client.get(reverse("dashboard:home")), "超期2天未报，")
    page = client.get(reverse("figures:reports"))
    assertContains(page, "超期2天未报")
    assertNotContains(page, "演示二镇")
    due = ask.due.get(township=township)
    assertContains(client.post(reverse("figures:answer", args=[due.pk])), "请写明情况")
    file = SimpleUploadedFile("进度表.xlsx", b"PK")
    client.post(
        reverse("figures:answer", args=[due.pk]), {"words": "已完成", "file": file, "with_figures": "on"}
    )
    row = ReportAnswer.objects.get()
    assert ["参选率", "88.2%", "登记9600人"] in row.figures
    assertNotContains(client.get(reverse("dashboard:home")), "县里要的报告")
    # What a township sends may name people: it lies sealed, under a name that says nothing.
    assert "进度表" not in row.file.name
    assert b"PK" not in Path(row.file.path).read_bytes()
    with pytest.raises(ValidationError, match="已经上报"):
        figures.answer_report(due=due, words="再报", by=officer)

    client.force_login(supervisor)
    page = client.get(reverse("figures:reports"))
    assertContains(page, "迟报2天")
    assertContains(page, "已报1/2个乡镇")
    # Whoever has not answered stands first.
    assert page.content.decode().index("演示二镇") < page.content.decode().index("演示镇")
    assertContains(client.get(reverse("figures:sent", args=[row.pk])), "88.2%")
    assert client.get(reverse("figures:sent_file", args=[row.pk])).content == b"PK"
    client.post(reverse("figures:send_back", args=[row.pk]), {"reason": "缺花名册"})
    assert ReportAnswer.objects.get().revoked_reason == "缺花名册"
    assertContains(client.get(reverse("figures:reports")), "已退回：缺花名册")
    client.force_login(UserFactory(serving=other.code, role=Role.TOWNSHIP_OFFICER))
    assert client.get(reverse("figures:sent", args=[row.pk])).status_code == 404
