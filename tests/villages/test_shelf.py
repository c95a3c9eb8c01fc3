"""The forms of an election, and the books made from its rulebook and plan."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from election_office.accounts.permissions import Role
from election_office.documents.facts import from_json, to_json
from election_office.documents.steps import every as every_step
from election_office.jobs.models import Job
from election_office.law.dates import cn_date
from election_office.law.rulebooks import rulebook_for
from election_office.law.words import names, words_for
from tests.factories import ElectionFactory, UserFactory
from villages.models import Election
from villages.prints.parts import row_height
from villages.shelf import register
from villages.shelf.register import Form
from villages.shelf.sentences import parts, topics

DAY = dt.date(2026, 12, 20)
VILLAGE = {"village": "演示村", "day": "2026年12月20日", "seats": "主任1人", "office": "演示镇换届办"}
FORMS = register.every()


# ------------------------------------------------------------------ the sentences


@pytest.mark.parametrize("area", ["369901001001", "330106103201", "410101001201", "360981001201"])
@pytest.mark.parametrize("kind", ["village", "community"])
def test_every_sentence_is_said_with_the_values_and_the_articles_of_its_place(area: str, kind: str) -> None:
    book = rulebook_for(area, DAY, kind=kind)
    lines = [line for part in parts(book, VILLAGE) for line in part.lines]
    asked = [line for line in lines if line.ask]
    assert len(asked) >= 25
    assert [line.text for line in lines if "{" in line.text or "没有规定" in line.text] == []
    # A fact of the village alone, and where to ask, need no article.
    assert [line.ask for line in asked if not line.basis and line.steps != ("day_notice",)] in (
        ["有疑问向谁反映？"],
        [*(["外出务工的人怎么登记？"] if kind == "community" else []), "有疑问向谁反映？"],
    )


def test_a_value_decides_what_is_said() -> None:
    book = rulebook_for("369901001001", DAY)
    said = [line.text for part in parts(book, VILLAGE) for line in part.lines]
    assert "每人接受委托不得超过3人。" in said
    stricter = book.with_values({"proxy_max": 2, "women_member_required": True, "voter_card": False})
    later = [line.text for part in parts(stricter, VILLAGE) for line in part.lines]
    assert "每人接受委托不得超过2人。" in later
    assert [text for text in said if "凭证领票" in text]
    assert not [text for text in later if "凭证领票" in text]


def test_the_sentences_name_steps_that_exist() -> None:
    known = {step.code for step, _ in every_step()}
    named = {code for topic in topics() for sentence in topic.sentences for code in sentence.step}
    assert named <= known


# ------------------------------------------------------------------ the forms


@pytest.fixture
def election() -> Election:
    made = ElectionFactory(steps=True)
    return Election.objects.with_places().with_rules().get(pk=made.pk)


@pytest.mark.django_db
def test_every_form_is_laid_out_from_what_the_election_knows(election: Election) -> None:
    for form in FORMS:
        facts = form.facts(election)
        assert from_json(form.facts_type, to_json(facts)) == facts, form.code
        paper = form.layout(facts)
        assert paper.title.replace("\n", "").startswith(election.village.name), form.code
        text = "".join(paper.texts())
        assert "{" not in text, form.code
        assert form.named(election.words) in text.replace("\n", ""), form.code


@pytest.fixture
def community() -> Election:
    made = ElectionFactory(steps=True, kind="community", village__kind="community", village__name="演示社区")
    return Election.objects.with_places().with_rules().get(pk=made.pk)


@pytest.mark.django_db
def test_the_forms_of_a_community_say_its_words(community: Election) -> None:
    village, own = words_for("369901"), words_for("369901", "community")
    strange = {getattr(village, n) for n in names()} - {getattr(own, n) for n in names()}
    for form in FORMS:
        text = "".join(form.paper(community).texts())
        assert [word for word in strange if len(word) > 2 and word in text] == [], form.code


@pytest.mark.django_db
def test_the_books_hold_the_values_the_days_and_the_papers_of_the_village(election: Election) -> None:
    text = "".join(_form("villages.handbook").paper(election).texts())
    notice = election.steps.get(code="roll_notice")
    assert cn_date(notice.due_on) in text
    assert "投票时间和地点公告" in text
    assert "每人接受委托不得超过3人。（《" in text
    steps = "".join(_form("villages.work_rules").paper(election).texts())
    assert f"最迟{cn_date(notice.limit_on)}" in steps
    asked = "".join(_form("villages.questions").paper(election).texts())
    assert "一个人能替几个人投票？" in asked


def _form(code: str) -> Form:
    found = register.find(code)
    assert found is not None
    return found


# ------------------------------------------------------------------ the page


@pytest.mark.django_db
def test_the_shelf_lends_short_forms_at_once_and_has_long_ones_made(
    election: Election, client: Client, django_assert_max_num_queries: Any
) -> None:
    clerk = UserFactory(serving=election.area_code, role=Role.OBSERVER)
    client.force_login(clerk)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("villages:shelf", args=[election.pk]))
    assert "选举工作手册" in page.content.decode()
    sheet = client.get(reverse("villages:shelf_form", args=[election.pk, "villages.seal_return", "pdf"]))
    assert sheet.content.startswith(b"%PDF")
    word_file = client.get(reverse("villages:shelf_form", args=[election.pk, "villages.seal_return", "docx"]))
    assert word_file.content.startswith(b"PK")
    # A long one is never made in a request, a short one never in the background.
    address = reverse("villages:shelf_form", args=[election.pk, "villages.handbook", "pdf"])
    assert client.get(address).status_code == 404
    asked = client.post(reverse("villages:shelf_make", args=[election.pk, "villages.questions", "docx"]))
    job = Job.objects.get(kind="villages.shelf_print")
    assert asked.url == reverse("jobs:detail", args=[job.pk])
    assert (
        client.post(reverse("villages:shelf_make", args=[election.pk, "nothing", "pdf"])).status_code == 404
    )


@pytest.mark.parametrize(("rows", "mm"), [(1, 13), (11, 13), (12, 12.5), (15, 10), (30, 7)])
def test_a_row_to_write_in_is_as_high_as_the_sheet_allows(rows: int, mm: float) -> None:
    assert row_height(rows) == mm
