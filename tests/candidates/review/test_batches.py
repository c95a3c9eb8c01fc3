"""A unit answers a whole letter: a tick for each person, a line for each thing found, one stamped sheet."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django.asserts import assertContains, assertNotContains

from candidates.models import Opinion, ReviewBatch, ReviewDepartment, ReviewFile
from candidates.review import actions
from candidates.review.rules import BatchFacts, FoundLine, asked_of, check_batch, check_covered, known_to
from candidates.review.rules.grounds import grounds_of
from election_office.audit.models import AuditEvent
from election_office.documents import actions as documents
from election_office.law.decision import RuleRefused
from election_office.law.rulebooks import rulebook_for
from tests.candidates.review_scenes import Review, scan

BAR = "statutory-criminal_punishment"


# ------------------------------------------------------------------ rules


BOOK = rulebook_for("360000", timezone.localdate().replace(year=2027, month=1, day=7))


def answer(**changes: Any) -> list[str]:
    facts: dict[str, Any] = {
        "open": {1: "演示甲", 2: "演示乙"}, "seen": {1, 2}, "found": [], "asked": asked_of([BAR], BOOK),
    }  # fmt: skip
    return [one.code for one in check_batch(BatchFacts(**(facts | changes))).refusals]


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, []),
        ({"seen": set()}, ["nobody_seen"]),
        ({"seen": {1, 3}}, ["not_of_this_letter"]),
        ({"found": [FoundLine(0, 1, BAR, "判决书")]}, []),
        ({"found": [FoundLine(0, 1, BAR, " ")]}, ["reason@0"]),
        ({"found": [FoundLine(0, 1, BAR, "判决书", "reserved")]}, ["conclusion@0"]),
        ({"found": [FoundLine(0, 1, "unfit-morals", "不掌握")]}, ["line@0"]),
        ({"found": [FoundLine(0, 3, BAR, "判决书")]}, ["person@0"]),
        ({"seen": {2}, "found": [FoundLine(0, 1, BAR, "判决书")]}, ["person@0"]),
        ({"found": [FoundLine(0, 1, BAR, "判决书"), FoundLine(1, 1, BAR, "判决书")]}, ["line@1"]),
    ],
)
def test_a_batch_is_answered_person_by_person_on_the_lines_of_the_unit(changes, refused):
    assert answer(**changes) == refused


def test_a_unit_is_asked_what_its_work_lets_it_know():
    assert known_to("公安", BOOK)[0] == BAR
    assert "content-education" not in known_to("县公安局", BOOK)
    assert known_to("演示单位", BOOK) == []
    assert asked_of([], BOOK) == grounds_of(BOOK)


def test_a_line_nobody_knows_is_named_before_anybody_is_sent():
    units = [[], [BAR]]
    assert check_covered(units, BOOK).allowed
    missing = check_covered([[BAR]], BOOK)
    assert [one.code for one in missing.refusals] == ["lines_nobody_knows"]
    suggested = [known_to(name, BOOK) for name in BOOK.value("policy_review_departments")]
    assert check_covered(suggested, BOOK).allowed


# ------------------------------------------------------------------ acts and pages


@pytest.fixture
def review() -> Review:
    made = Review()
    ReviewDepartment.objects.filter(name="公安").update(
        keys=[BAR, "unfit-criminal_or_cult"], full_name="演示县公安局"
    )
    _, second = made.another("演示审查乙")
    _, third = made.another("演示审查丙")
    files = [made.to_county(one) for one in (made.file, second, third)]
    made.send(*files)
    return made


def batch_of(review: Review) -> ReviewBatch:
    return ReviewBatch.objects.get(department__name="公安")


def keys_of(review: Review) -> list[int]:
    return list(
        batch_of(review).requests.order_by("file__person__stroke_key", "pk").values_list("pk", flat=True)
    )


def sent(**changes: Any) -> dict[str, Any]:
    return {
        "handler": "经办甲", "leader": "分管乙", "stamped_on": timezone.localdate(), "scan": scan(),
        "found": [],
    } | changes  # fmt: skip


@pytest.mark.django_db
def test_one_stamped_sheet_answers_for_everybody_looked_into(review, django_assert_max_num_queries):
    keys, officer = keys_of(review), review.reviewers["公安"]
    found = [FoundLine(0, keys[0], BAR, "2019年判决书")]
    with pytest.raises(PermissionDenied):
        actions.answer_batch(batch=batch_of(review), seen=keys, by=review.reviewers["法院"], **sent())
    with pytest.raises(RuleRefused) as refused:
        actions.answer_batch(batch=batch_of(review), seen=keys, by=officer, **sent(leader="经办甲"))
    assert [one.code for one in refused.value.decision.refusals] == ["same_signature"]
    assert not Opinion.objects.filter(level="county").exists()

    with django_assert_max_num_queries(25):
        made = actions.answer_batch(batch=batch_of(review), seen=keys[:2], by=officer, **sent(found=found))

    assert [(one.request_id, one.conclusion, len(one.answers), len(one.found)) for one in made] == [
        (keys[0], "disagree", 2, 1), (keys[1], "agree", 2, 0),
    ]  # fmt: skip
    assert len({one.scan.name for one in Opinion.objects.filter(level="county")}) == 1
    event = AuditEvent.objects.get(action="review.batch_answered")
    assert (event.after["unit"], event.after["found"], len(event.after["people"])) == ("公安", 1, 2)
    with pytest.raises(RuleRefused, match="已经答复"):
        actions.answer_batch(batch=batch_of(review), seen=keys, by=officer, **sent())
    assert len(actions.answer_batch(batch=batch_of(review), seen=keys[2:], by=officer, **sent())) == 1


@pytest.mark.django_db
def test_the_page_answers_the_letter_and_each_fault_stands_beside_its_field(review, client: Client):
    client.force_login(review.reviewers["公安"])
    page, keys = reverse("candidates:review_batch", args=[batch_of(review).pk]), keys_of(review)
    assertContains(client.get(reverse("candidates:review_inbox")), page)
    shown = client.get(page)
    assertContains(shown, "演示县公安局")
    assertContains(shown, "其余均无")
    assertNotContains(shown, "具备职务要求的文化程度")
    assertNotContains(shown, "369901")
    typed = {
        "seen": keys, "others": "on", "handler": "经办甲", "leader": "分管乙", "lines": "3",
        "stamped_on": timezone.localdate().isoformat(), "person_0": keys[0], "line_0": BAR, "reason_0": "",
    }  # fmt: skip
    refused = client.post(page, typed | {"scan": scan()})
    assert "reason_0" in refused.context["form"].errors
    more = client.post(page, typed | {"more": "1"})
    assert len(more.context["form"].found_rows) == 8
    assert not more.context["form"].errors

    done = client.post(page, typed | {"scan": scan(), "reason_0": "2019年判决书"}, follow=True)

    assertContains(done, "已提交3人的审查意见")
    assert Opinion.objects.filter(level="county", unit="公安").count() == 3
    client.force_login(review.reviewers["法院"])
    assert client.get(page).status_code == 404


@pytest.mark.django_db
def test_the_letters_own_workbook_has_whole_numbers_and_comes_back_filled_in(review, client: Client):
    client.force_login(review.reviewers["公安"])
    batch, keys = batch_of(review), keys_of(review)
    answer = client.post(reverse("candidates:review_batch_sheet", args=[batch.pk]))
    event = AuditEvent.objects.get(action="review.numbers_taken")
    assert len(event.after["people"]) == 3
    book = load_workbook(io.BytesIO(b"".join(answer) if answer.streaming else answer.content))
    sheet = book.worksheets[0]
    assert sheet["E2"].value.startswith("369901")
    assert len(sheet["E2"].value) == 18
    for row in (2, 3):
        sheet.cell(row, 8).value = "是"
    sheet.cell(2, 9).value = book.worksheets[1]["A1"].value
    sheet.cell(2, 10).value = "2019年判决书"
    sheet.cell(4, 1).value = "999999"
    target = io.BytesIO()
    book.save(target)
    target.seek(0)
    target.name = "填好.xlsx"

    page = client.post(reverse("candidates:review_batch_load", args=[batch.pk]), {"workbook": target})

    form = page.context["form"]
    assert set(form["seen"].value()) == set(keys[:2])
    assert [one.value() for one in form.found_rows[0]][:3] == [keys[0], BAR, "2019年判决书"]
    assertContains(page, "第4行的编号和姓名与这封联审名单不符")
    assert not Opinion.objects.filter(level="county").exists()

    junk = io.BytesIO(b"not a workbook")
    junk.name = "x.xlsx"
    wrong = client.post(reverse("candidates:review_batch_load", args=[batch.pk]), {"workbook": junk})
    assertContains(wrong, "这不是.xlsx工作簿")


@pytest.mark.django_db
def test_the_letter_bears_whole_numbers_sealed_and_its_issue_is_in_the_trail(review):
    letter = documents.issue("candidates.review_letter", batch_of(review), by=review.officer)

    assert letter.facts["department"] == "演示县公安局"
    assert all(len(one["number"]) == 18 for one in letter.facts["people"])
    assert AuditEvent.objects.get(action="review.numbers_printed").after == {"unit": "公安", "people": 3}


@pytest.mark.django_db
def test_the_township_says_what_a_unit_knows_and_its_proper_name(review, client: Client):
    client.force_login(review.officer)
    township = review.election.village.township
    unit = ReviewDepartment.objects.create(area_code=township.code, name="演示镇派出所", order=9)
    page = reverse("candidates:review_department_edit", args=[township.pk, unit.pk])
    sentence = {"name": "演示镇派出所", "full_name": "演示县公安局演示派出所", "keys": [BAR], "active": "on"}

    client.post(page, sentence)

    unit.refresh_from_db()
    assert (unit.keys, unit.printed_name) == ([BAR], "演示县公安局演示派出所")
    assert AuditEvent.objects.get(action="review.department_edited").after["keys"] == [BAR]
    assert ReviewFile.objects.count() == 3
