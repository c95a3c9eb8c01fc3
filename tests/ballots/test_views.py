"""Pages of boxes, counting and results: what each role sees, may send, and is refused."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from ballots import actions
from ballots.models import Box, CountEntry, CountSheet, Result, Round, Winner
from election_office.accounts.permissions import Role
from tests.ballots.scenes import Scene
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"ballots:{name}", args=args)


def paper_url(code, subject, *, preview=False):
    return reverse("documents:paper_preview" if preview else "documents:paper", args=[code, subject.pk])


def sheet_data(scene, kind, void=0, blank=0, valid=None, **votes):
    """What the form of a whole sheet sends; names not printed fill the rows below."""
    sheet = scene.sheet(kind)
    recovered = sheet.box.recovered
    data = {"version": sheet.version, "rows": "4", "void": void, "blank": blank}
    data["valid"] = recovered - void - blank if valid is None else valid
    row = 0
    for name, count in votes.items():
        if name in scene.candidates:
            data[f"c{scene.candidates[name].pk}"] = count
        else:
            data |= {f"name_{row}": name, f"votes_{row}": count}
            row += 1
    return data


# ------------------------------------------------------------------ boxes


def test_a_clerk_adds_a_box_and_enters_its_ballots(scene, client):
    client.force_login(scene.clerk)

    client.post(url("box_add", scene.election.pk), {"name": "主会场票箱", "kind": "main"})
    box = Box.objects.get()
    numbers = {"issued_own": 18, "issued_proxy": 2, "spoiled": 1, "recovered": 20, "opened_by": "演示甲"}
    answer = client.post(url("box_ballots", box.pk), numbers)

    assertRedirects(answer, url("boxes", scene.election.pk))
    box.refresh_from_db()
    assert (box.issued, box.spoiled, box.recovered) == (20, 1, 20)


def test_the_page_of_boxes_says_how_the_ballots_stand(scene, client):
    client.force_login(scene.clerk)
    scene.ballots(scene.box(), 10, 9)

    page = client.get(url("boxes", scene.election.pk))

    assertContains(page, "发出选票10张，登记参加选举的村民24人。")
    assertContains(page, "参加投票9人，选举有效至少须有13人。")


def test_too_many_ballots_in_a_box_are_refused_beside_the_tick(scene, client):
    client.force_login(scene.clerk)
    box = scene.box()

    page = client.post(
        url("box_ballots", box.pk),
        {"issued_own": 5, "issued_proxy": 0, "spoiled": 0, "recovered": 6, "opened_by": "演示甲"},
    )

    assert list(page.context["form"].errors) == ["recounted"]
    assertContains(page, "多于发出的5张")


def test_the_count_begins_from_its_own_page(scene, client):
    client.force_login(scene.clerk)
    scene.ballots(scene.box(), 20, 20)

    answer = client.post(url("count_start", scene.election.pk))

    assertRedirects(answer, url("count", scene.election.pk))
    assert scene.round.state == Round.State.COUNTING


def test_a_get_of_the_closing_page_changes_nothing_and_tells_every_reason(scene, client):
    client.force_login(scene.clerk)
    scene.box()

    page = client.get(url("count_start", scene.election.pk))

    assertContains(page, "还有1个票箱没有录完票数：主会场票箱。")
    assertNotContains(page, ">开始计票</button>")
    assert scene.round.state == Round.State.PREPARING


# ------------------------------------------------------------------ sheets


def test_two_clerks_bring_a_sheet_of_six_names_to_agreement_within_a_small_budget(client):
    names = ("甲一", "甲二", "甲三", "甲四", "甲五", "甲六")
    scene = Scene(seats=(0, 0, 3), candidates={"member": names})
    scene.counting()
    sheet = scene.sheet("member")
    data = sheet_data(scene, "member", void=1, **dict.fromkeys(names, 8))

    spent = requests = 0
    for clerk in (scene.one, scene.two):
        client.force_login(clerk)
        data["version"] = scene.sheet("member").version
        client.get(url("count", scene.election.pk))  # the first page after a login writes the session
        with CaptureQueriesContext(connection) as statements:
            client.get(url("count", scene.election.pk))
            client.get(url("sheet", sheet.pk))
            answer = client.post(url("sheet", sheet.pk), data)
        assert answer.status_code == 302
        spent += len(statements)
        requests += 3

    assert scene.sheet("member").state == "agreed"
    assert requests <= 6
    assert spent <= 56


def test_the_second_entry_never_shows_the_first(scene, client):
    scene.counting()
    scene.enter("director", scene.reading(void=1, 主甲=12, 主乙=4, 只有一票=3), scene.one)
    client.force_login(scene.two)

    page = client.get(url("sheet", scene.sheet().pk))

    assertContains(page, "第二次录入")
    assertNotContains(page, "只有一票")
    assert not any(field.value() for field in page.context["form"] if field.name.startswith("c"))


def test_the_same_person_is_told_to_leave_the_second_entry_to_another(scene, client):
    scene.counting()
    scene.enter("director", scene.reading(主甲=12, 主乙=8), scene.one)
    client.force_login(scene.one)

    page = client.post(url("sheet", scene.sheet().pk), sheet_data(scene, "director", 主甲=12, 主乙=8))

    assertContains(page, "第二次录入须由另一人进行")
    assert CountEntry.objects.count() == 1


def test_all_faults_stand_beside_their_fields_at_once(scene, client):
    scene.counting()
    client.force_login(scene.one)

    page = client.post(
        url("sheet", scene.sheet().pk),
        sheet_data(scene, "director", void=3, valid=18, 主甲=19, 主乙=2, 主丙=30),
    )

    errors = page.context["form"].errors
    cell = f"c{scene.candidates['主甲'].pk}"
    assert set(errors) == {"valid", cell, "votes_0", "__all__"}
    assertContains(page, "与本箱收回的20张不符")
    assert not CountEntry.objects.exists()


def test_an_empty_box_is_never_read_as_nought(scene, client):
    scene.counting()
    client.force_login(scene.one)
    data = sheet_data(scene, "director", 主甲=20)

    page = client.post(url("sheet", scene.sheet().pk), data)

    assert list(page.context["form"].errors) == [f"c{scene.candidates['主乙'].pk}"]
    assertContains(page, "没有的填0")


def test_a_warning_asks_for_a_tick_and_a_reason(scene, client):
    scene.counting()
    client.force_login(scene.one)
    sheet = scene.sheet()
    data = sheet_data(scene, "director", void=5, 主甲=10, 主乙=5)

    first = client.post(url("sheet", sheet.pk), data)
    client.post(url("sheet", sheet.pk), data | {"accept": "on", "accept_reason": "多选作废，已复核"})

    assertContains(first, "超过本箱收回20张的十分之一")
    assertContains(first, 'name="accept_reason"')
    assert CountEntry.objects.get().accepted_reason == "多选作废，已复核"


def test_more_rows_for_names_come_without_losing_what_was_typed(scene, client):
    scene.counting()
    client.force_login(scene.one)

    page = client.post(
        url("sheet", scene.sheet().pk), sheet_data(scene, "director", 主甲=12) | {"more_rows": "1"}
    )

    assertContains(page, 'name="name_7"')
    assertContains(page, 'value="12"')
    assert not page.context["form"].errors
    assert not CountEntry.objects.exists()


def test_what_was_typed_while_another_saved_is_kept_as_the_second_reading(scene, client):
    scene.counting()
    data = sheet_data(scene, "director", 主甲=12, 主乙=8)
    scene.enter("director", scene.reading(主甲=12, 主乙=8), scene.one)
    client.force_login(scene.two)

    client.post(url("sheet", scene.sheet().pk), data)

    assert scene.sheet().state == "agreed"


def test_each_typist_is_asked_only_the_cells_that_differ(scene, client):
    scene.counting()
    true = {"委甲": 14, "委乙": 13, "委丙": 8}
    scene.enter("member", scene.reading(**true), scene.one)
    scene.enter("member", scene.reading(**true | {"委丙": 9}), scene.two)
    client.force_login(scene.two)
    sheet = scene.sheet("member")
    cell = f"c{scene.candidates['委丙'].pk}"

    page = client.get(url("sheet", sheet.pk))
    client.post(url("sheet", sheet.pk), {"version": sheet.version, cell: 8})

    fields = {field.name for field in page.context["form"]} - {"version", "accept", "accept_reason"}
    assert fields == {cell}
    assertNotContains(page, 'value="8"')
    assertNotContains(page, 'value="9"')
    assert scene.sheet("member").state == "agreed"


def test_a_village_clerk_enters_no_counts(scene, client):
    scene.counting()
    client.force_login(scene.clerk)

    assert client.get(url("sheet", scene.sheet().pk)).status_code == 403


# ------------------------------------------------------------------ results


def test_the_result_page_says_which_sheets_are_missing(scene, client):
    scene.counting()
    scene.agree("director", scene.reading(主甲=12, 主乙=8))
    client.force_login(scene.officer)

    page = client.get(url("result", scene.election.pk))

    assertContains(page, "还差1张计票单")
    assertContains(page, "主会场票箱 委员：未录入")
    assertNotContains(page, "当场宣布结果")


def test_agreed_sheets_show_what_the_result_would_be(scene, client):
    scene.agreed()
    client.force_login(scene.officer)

    page = client.get(url("result", scene.election.pk))

    assertContains(page, "这是预告，还没有宣布")
    assertContains(page, url("result_declare", scene.election.pk))
    assert not Result.objects.exists()


def test_the_officer_declares_and_issues_the_papers(scene, client):
    scene.agreed()
    client.force_login(scene.officer)

    answer = client.post(url("result_declare", scene.election.pk))
    result = Result.objects.get()
    issued = client.post(paper_url("ballots.result_notice", result))
    page = client.get(url("result", scene.election.pk))

    assertRedirects(answer, url("result", scene.election.pk))
    assert issued.status_code == 302
    assertContains(page, "主甲")
    assertContains(page, "换届选举结果公告")


def test_a_certificate_of_somebody_under_review_is_refused_on_its_page(scene, client):
    scene.counting()
    scene.agree("director", scene.reading(主甲=5, 主乙=3, 另选人=12))
    scene.agree("member", scene.reading(委甲=14, 委乙=13, 委丙=8))
    actions.declare_result(round=scene.round, by=scene.officer)
    winner = Winner.objects.get(status="pending_review")
    client.force_login(scene.officer)

    page = client.post(paper_url("ballots.certificate", winner))

    assertContains(page, "资格审查通过以前不颁发当选证书")


def test_a_village_clerk_declares_nothing(scene, client):
    scene.agreed()
    client.force_login(scene.clerk)

    assert client.post(url("result_declare", scene.election.pk)).status_code == 403
    assert not Result.objects.exists()


# ------------------------------------------------------------------ fences and cost


def test_another_village_finds_none_of_these_pages(scene, client):
    scene.agreed()
    result = actions.declare_result(round=scene.round, by=scene.officer)
    winner, box = Winner.objects.first(), Box.objects.get()
    client.force_login(UserFactory(serving="369902001001", role=Role.TOWNSHIP_OFFICER))
    pk = scene.election.pk
    pages = [
        url("boxes", pk),
        url("box_add", pk),
        url("count_start", pk),
        url("tally_sheets", pk),
        url("ballot_sample", pk),
        url("box_edit", box.pk),
        url("box_remove", box.pk),
        url("box_ballots", box.pk),
        url("box_correct", box.pk),
        url("count", pk),
        url("sheet", scene.sheet().pk),
        url("sheet_reset", scene.sheet().pk),
        url("result", pk),
        url("result_declare", pk),
        url("result_file", result.pk, "count"),
        paper_url("ballots.result_notice", result),
        paper_url("ballots.result_notice", result, preview=True),
        paper_url("ballots.certificate", winner),
        paper_url("ballots.certificate", winner, preview=True),
        url("runoff_call", result.pk),
    ]

    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 404)


def test_the_lists_cost_the_same_for_one_box_and_for_four(scene, client):
    def costs(scene, boxes):
        half = 20 // boxes
        for number in range(boxes):
            scene.ballots(scene.box(f"票箱{number}"), half, half)
        actions.start_counting(round=scene.round, by=scene.clerk)
        for number in range(boxes):
            scene.agree("director", scene.reading(主甲=half, 主乙=0), box=f"票箱{number}")
            scene.agree("member", scene.reading(委甲=half, 委乙=half, 委丙=0), box=f"票箱{number}")
        client.force_login(scene.officer)
        client.get(url("boxes", scene.election.pk))  # the first page asks once whether the office is set up
        found = {}
        for name in ("boxes", "count", "result"):
            with CaptureQueriesContext(connection) as statements:
                assert client.get(url(name, scene.election.pk)).status_code == 200
            found[name] = len(statements)
        return found

    assert costs(scene, 1) == costs(Scene(), 4)


def test_an_office_without_a_round_has_empty_pages(scene, client):
    client.force_login(scene.officer)

    for name, words in (("boxes", "还没有票箱"), ("count", "还没有开始计票"), ("result", "还没有结果")):
        assertContains(client.get(url(name, scene.election.pk)), words)
    assert not CountSheet.objects.exists()
