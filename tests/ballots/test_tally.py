"""Ballots read one by one, calls and the screen, as acts and as pages."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader
from pytest_django.asserts import assertContains, assertNotContains

from ballots import actions, counts, queries
from ballots.models import Batch, Box, Call, CountEntry, CountSheet, Marking, Screen
from ballots.rules.codes import CODES
from ballots.rules.sheet_codes import ISSUE_CODES, POLL_CODES, SHEET_CODES
from ballots.tally import actions as tally
from ballots.tally import queries as tally_queries
from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.law.decision import RuleRefused
from tests.ballots.scenes import Scene
from tests.factories import UserFactory
from tests.tails import says

pytestmark = pytest.mark.django_db

NAMES = {"director": ("主一", "主二"), "member": ("委一", "委二", "委三")}
"""By strokes these stand on the ballot in the order they are written here."""


def build_scene() -> Scene:
    scene = Scene(candidates=NAMES)
    scene.counting()
    return scene


def url(name: str, *args: Any) -> str:
    return reverse(f"ballots:{name}", args=args)


def read(scene: Scene, by: User, *commands: str, kind: str = "director") -> Batch:
    """A batch with these commands, closed."""
    batch = tally.open_batch(sheet=scene.sheet(kind), size=50, by=by)
    for number, text in enumerate(commands):
        tally.add_ballot(batch=batch, text=text, token=f"token-{number:03}-{by.pk}", by=by)
    own = Marking.objects.filter(batch=batch, revoked_at__isnull=True)
    return tally.close_batch(batch=batch, counted=sum(row.copies for row in own), by=by)


def hand_in(scene: Scene, by: User, kind: str = "director", **more: Any) -> CountSheet:
    sheet = scene.sheet(kind)
    return tally.submit_ballots(sheet=sheet, version=sheet.version, by=by, **more)


# ------------------------------------------------------------------ ballots


def test_ballots_of_one_and_totals_of_another_agree_as_two_readings_of_a_sheet(scene: Scene):
    read(scene, scene.one, "1 x11", "1", "2 x6", "12", "0")
    first = hand_in(scene, scene.one)
    agreed = scene.enter("director", scene.reading(void=1, blank=1, 主一=12, 主二=6), scene.two)

    assert (first.state, agreed.state, agreed.differing) == ("first", "agreed", [])
    assert [entry.from_ballots for entry in CountEntry.objects.order_by("number")] == [True, False]
    assert "voter" not in {field.name for field in Marking._meta.get_fields()}


def test_a_command_sent_twice_is_one_ballot_and_none_is_read_beyond_the_box(scene: Scene):
    batch = tally.open_batch(sheet=scene.sheet(), size=30, by=scene.one)
    for _ in range(2):
        tally.add_ballot(batch=batch, text="1 x19", token="same-token", by=scene.one)

    with pytest.raises(ValidationError, match="本箱收回20张，已录19张，不能再录2张。"):
        tally.add_ballot(batch=batch, text="2 x2", token="next-token", by=scene.one)
    with pytest.raises(ValidationError, match="两数不符"):
        tally.close_batch(batch=batch, counted=20, by=scene.one)
    assert Marking.objects.get().copies == 19


def test_a_ballot_taken_back_stays_and_counts_no_longer(scene: Scene):
    batch = tally.open_batch(sheet=scene.sheet(), size=50, by=scene.one)
    wrong = tally.add_ballot(batch=batch, text="2 x3", token="token-wrong", by=scene.one)

    with pytest.raises(ValidationError, match="由另一人录入"):
        tally.withdraw_ballot(marking=wrong, reason="看错", by=scene.two)
    tally.withdraw_ballot(marking=wrong, reason="看错", by=scene.one)

    wrong.refresh_from_db()
    assert (wrong.revoked_by, wrong.revoked_reason) == (scene.one, "看错")
    assert tally_queries.ballots_read(scene.sheet(), scene.one) == 0


def test_a_doubtful_ballot_waits_for_the_committee_and_counts_for_both_readers(scene: Scene):
    for reader in (scene.one, scene.two):
        read(scene, reader, "1 x13", "2 x6", "?1")
    with pytest.raises(ValidationError, match="疑难票1还没有认定"):
        hand_in(scene, scene.one)
    with pytest.raises(PermissionDenied):
        tally.rule_ballot(
            sheet=scene.sheet(), label="1", verdict="void", text="", reason="不清", by=scene.one
        )

    tally.rule_ballot(
        sheet=scene.sheet(), label="1", verdict="marked", text="2", reason="勾在格边", by=scene.officer
    )
    hand_in(scene, scene.one)
    agreed = hand_in(scene, scene.two)

    assert agreed.state == "agreed"
    assert queries.reading_of(queries.entries_of(agreed)[1]) == scene.reading(主一=13, 主二=7)


def test_spellings_of_one_person_are_one_name_in_ballots_typed_sheets_and_result(scene: Scene):
    merged = {"post": scene.sheet().post, "reason": "村民都知道是同一人", "by": scene.officer}
    tally.merge_names(round=scene.round, written="另选任", counted_as="另选人", **merged)
    with pytest.raises(ValidationError, match="不能再反过来"):
        tally.merge_names(round=scene.round, written="另选人", counted_as="另选任", **merged)
    with pytest.raises(ValidationError, match="印在选票上的候选人"):
        tally.merge_names(round=scene.round, written="主一", counted_as="主二", **merged)

    for reader, spelled in ((scene.one, "另选任"), (scene.two, "另选人")):
        read(scene, reader, "1 x12", f"+{spelled} x8")
        sheet = hand_in(scene, reader)
    scene.agree("member", scene.reading(委一=14, 委二=13, 委三=8))

    votes = counts.build_count(scene.round)["posts"][0]["votes"]
    assert sheet.state == "agreed"
    assert [(one["name"], one["votes"]) for one in votes] == [("主一", 12), ("主二", 0), ("另选人", 8)]


def test_readers_of_ballots_who_differ_correct_their_ballots_and_hand_in_again(scene: Scene):
    read(scene, scene.one, "1 x12", "2 x8")
    read(scene, scene.two, "1 x11", "2 x8", "2")
    hand_in(scene, scene.one)
    assert hand_in(scene, scene.two).state == "differs"
    read(scene, scene.one, "1 x20", kind="member")
    with pytest.raises(ValidationError, match="逐票录入页提交"):
        scene.enter("member", scene.reading(委一=20, 委二=0, 委三=0), scene.one)

    wrong = Marking.objects.get(batch__entered_by=scene.two, copies=1)
    tally.withdraw_ballot(marking=wrong, reason="应为主一", by=scene.two)
    read(scene, scene.two, "1")

    assert hand_in(scene, scene.two).state == "agreed"


# ------------------------------------------------------------------ the third count


def split(scene: Scene, third: dict[str, int]) -> CountSheet:
    """Two who differ and both insist; a third reads."""
    numbers = {scene.one.pk: {"主一": 12, "主二": 8}, scene.two.pk: {"主一": 11, "主二": 9}}
    for _ in range(2):
        for by in (scene.one, scene.two):
            sheet = scene.sheet()
            save = actions.retype_cells if sheet.state == "differs" else actions.enter_sheet
            save(
                sheet=sheet,
                version=sheet.version,
                reading=scene.reading(**numbers[by.pk]),
                valid=20,
                by=by,
            )
    assert scene.sheet().state == "third"
    other = UserFactory(serving=scene.election.area_code, role=Role.COUNT_CLERK)
    return scene.enter("director", scene.reading(**third), other)


def test_two_equal_readings_of_three_are_the_result(scene: Scene):
    sheet = split(scene, {"主一": 11, "主二": 9})

    assert (sheet.state, sheet.counts) == ("agreed", 2)
    (entry,) = queries.agreed_readings([sheet])[sheet.post_id]
    assert queries.reading_of(entry) == scene.reading(主一=11, 主二=9)


def test_of_three_different_readings_somebody_who_typed_none_chooses_one(scene: Scene, client: Client):
    sheet = split(scene, {"主一": 10, "主二": 10})
    assert sheet.state == "split"
    decide = {
        "sheet": sheet,
        "version": sheet.version,
        "by": scene.officer,
        "names": "演示主任",
        "reason": "当众核对",
    }
    with pytest.raises(RuleRefused, match="三次计票中选定一次"):
        actions.settle_sheet(number=4, **decide)

    client.force_login(scene.officer)
    page = client.get(url("sheet_settle", sheet.pk))
    client.post(
        url("sheet_settle", sheet.pk), {"number": "3", "names": "演示主任、演示委员", "reason": "当众核对"}
    )

    assertContains(page, "第三次")
    settled = scene.sheet()
    assert (settled.state, settled.counts, settled.settled_by) == ("agreed", 3, "演示主任、演示委员")


def test_whoever_typed_a_reading_does_not_choose(scene: Scene):
    scene.two = scene.officer
    sheet = split(scene, {"主一": 10, "主二": 10})

    with pytest.raises(RuleRefused, match="由没有录入的人登记"):
        actions.settle_sheet(
            sheet=sheet,
            version=sheet.version,
            number=1,
            names="演示主任",
            reason="当众核对",
            by=scene.officer,
        )


# ------------------------------------------------------------------ calls and the screen


def send(client: Client, sheet: CountSheet, calls: list[tuple[str, str]], undone: tuple[str, ...] = ()):
    body = {"calls": [{"token": token, "cell": cell} for token, cell in calls], "undone": list(undone)}
    return client.post(url("call", sheet.pk), json.dumps(body), content_type="application/json")


def test_calls_sent_again_are_one_call_and_the_screen_shows_them_without_a_login(
    scene: Scene, client: Client
):
    sheet = scene.sheet()
    screen = tally.open_screen(round=scene.round, by=scene.officer)
    first, second = (f"c{scene.candidates[name].pk}" for name in ("主一", "主二"))
    client.force_login(scene.one)
    calls = [(f"call-{number:04}", first) for number in range(7)] + [("call-9000", second)]
    for _ in range(2):
        answer = send(client, sheet, [*calls, ("call-9001", "w:另选人"), ("call-9002", "void")])
    send(client, sheet, [], ("call-0000", "call-0000"))
    refused = send(client, sheet, [("call-9999", "c999999")])

    feed = Client().get(url("screen_feed", screen.token))
    again = Client().get(url("screen_feed", screen.token), headers={"If-None-Match": feed["ETag"]})
    page = Client().get(url("screen", screen.token))

    assert answer.json()["totals"] == {first: 7, second: 1, "w:另选人": 1, "void": 1}
    assert (refused.status_code, Call.objects.count()) == (422, 10)
    director = feed.json()["posts"][0]
    assert [(row["name"], row["votes"]) for row in director["rows"]] == [
        ("主一", 6),
        ("主二", 1),
        ("另选他人", 1),
    ]
    assert (director["void"], feed.json()["active"], again.status_code) == (1, sheet.post_id, 304)
    assertContains(page, "暂计，以公布结果为准")
    assertNotContains(page, "另选人")


def test_every_change_gives_the_screen_a_new_version_and_a_quiet_screen_costs_four_statements(scene: Scene):
    screen = tally.open_screen(round=scene.round, by=scene.officer)
    seen = [tally_queries.screen_version(screen)]
    batch = tally.open_batch(sheet=scene.sheet(), size=50, by=scene.one)
    for number in range(2):
        tally.add_ballot(batch=batch, text="1", token=f"token-{number}00", by=scene.one)
        seen.append(tally_queries.screen_version(screen))
    client = Client()
    etag = client.get(url("screen_feed", screen.token))["ETag"]
    with CaptureQueriesContext(connection) as statements:
        client.get(url("screen_feed", screen.token), headers={"If-None-Match": etag})

    assert len(set(seen)) == 3
    assert len(statements) <= 4
    rows = tally_queries.screen_feed(screen, seen[-1])["posts"][0]["rows"]
    assert [row["votes"] for row in rows] == [2, 0, 0]


def test_a_link_changed_or_revoked_shows_nothing_more(scene: Scene, client: Client):
    client.force_login(scene.officer)
    client.post(url("screen_link", scene.election.pk), {"act": "open"})
    old = Screen.objects.get()
    client.post(url("screen_link", scene.election.pk), {"act": "open"})
    new = Screen.objects.get(revoked_at__isnull=True)
    page = client.get(url("screen_link", scene.election.pk))
    answers = [Client().get(url("screen", token)).status_code for token in (old.token, new.token)]
    client.post(url("screen_link", scene.election.pk), {"act": "revoke"})

    assert len(new.token) >= 32
    assert answers == [404, 200]
    assertContains(page, new.token)
    assert Client().get(url("screen_feed", new.token)).status_code == 404


def test_the_sheet_of_strokes_is_the_original_record(scene: Scene, client: Client):
    read(scene, scene.one, "1 x13", "2 x6", "0")
    client.force_login(scene.officer)

    answer = client.get(url("called_tally", scene.election.pk))

    assert answer["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(b"".join(answer))).pages)
    assert "主一" in text
    assert "13" in text
    assert "暂计，以公布结果为准" in re.sub(r"\s", "", text)


def test_no_reader_sees_what_another_has_read_before_both_agree(scene: Scene, client: Client):
    read(scene, scene.one, "1 x13", "2 x6", "0")
    for user in (scene.two, scene.clerk):
        client.force_login(user)
        answer = client.get(url("called_tally", scene.election.pk))
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(b"".join(answer))).pages)
        assert not says(text, 13)


# ------------------------------------------------------------------ pages


def test_a_clerk_types_a_batch_on_its_page(scene: Scene, client: Client):
    client.force_login(scene.one)
    sheet = scene.sheet()
    client.post(url("ballots", sheet.pk), {"size": "20"})
    batch = Batch.objects.get()
    with CaptureQueriesContext(connection) as statements:
        page = client.get(url("batch", batch.pk))
    for text in ("1 x12", "2 x7", "u", "2 x8"):
        token = client.get(url("batch", batch.pk)).context["form"]["token"].value()
        client.post(url("batch", batch.pk), {"token": token, "text": text})
    faulty = client.post(url("batch", batch.pk), {"token": "token-faulty", "text": "7"})
    client.post(url("batch_close", batch.pk), {"counted": "20"})
    whole = client.get(url("ballots", sheet.pk))
    shown = client.get(url("ballots_submit", sheet.pk))
    client.post(url("ballots_submit", sheet.pk), {"version": scene.sheet().version})

    assertContains(page, "每批20张")
    assertContains(faulty, "没有7号候选人")
    assertContains(whole, "核对合计并提交")
    assertContains(shown, "12票")
    assert scene.sheet().state == "first"
    assert Marking.objects.filter(revoked_at__isnull=False).count() == 1
    assert len(statements) <= 25
    client.force_login(scene.two)
    assert client.get(url("batch", batch.pk)).status_code == 404


def test_the_committees_decisions_are_made_on_their_pages(scene: Scene, client: Client):
    read(scene, scene.one, "1 x18", "+另选任", "?7")
    client.force_login(scene.officer)
    sheet = scene.sheet()
    waiting = client.get(url("decisions", scene.election.pk))
    client.post(url("doubtful", sheet.pk, "7"), {"verdict": "void", "text": "", "reason": "写了别的话"})
    data = {"post": sheet.post_id, "written": "另选任", "counted_as": "主二", "reason": "同一人"}
    client.post(url("merge", scene.election.pk), data)
    decided = client.get(url("decisions", scene.election.pk))
    sums = tally_queries.own_totals(sheet, scene.one, queries.ballot_names(scene.round, sheet.post))
    ruling, merge = sheet.rulings.get(), scene.round.name_merges.get()
    client.post(url("ruling_withdraw", ruling.pk), {"reason": "再看一次"})
    client.post(url("merge_withdraw", merge.pk), {"reason": "不是同一人"})

    assertContains(waiting, "登记认定")
    assertContains(decided, "写了别的话")
    assert (sums.reading, sums.valid) == (scene.reading(void=1, 主一=18, 主二=1), 19)
    ruling.refresh_from_db()
    merge.refresh_from_db()
    assert (ruling.revoked_by, merge.revoked_reason) == (scene.officer, "不是同一人")


def test_every_code_of_a_check_is_explained_on_one_page(client: Client):
    client.force_login(UserFactory(serving="369901", role=Role.COUNTY_SUPERVISOR))

    page = client.get(url("codes"))

    for code in (*CODES, *SHEET_CODES, *POLL_CODES, *ISSUE_CODES):
        assertContains(page, f'id="{code}"')
    for one in (*SHEET_CODES.values(), *POLL_CODES.values(), *ISSUE_CODES.values()):
        assert one.meaning.endswith("。")
        assert bool(one.stops) is (one.severity == "error")


def test_a_hundred_sheets_are_listed_within_fifteen_statements(client: Client):
    scene = Scene(candidates=NAMES)
    first = scene.box("第0票箱")
    Box.objects.bulk_create(
        Box(round=first.round, name=f"第{number}票箱", kind="station", order=number)
        for number in range(1, 50)
    )
    numbers = {"issued_proxy": 0, "entered_by": scene.clerk, "entered_at": first.created_at}
    boxes = Box.objects.filter(round=first.round)
    boxes.filter(order__lt=20).update(issued_own=1, recovered=1, **numbers)
    boxes.filter(issued_own=None).update(issued_own=0, recovered=0, **numbers)
    actions.start_counting(round=scene.round, by=scene.clerk)
    assert CountSheet.objects.filter(box__round__election=scene.election).count() == 100
    client.force_login(scene.one)
    client.get(url("count", scene.election.pk))

    with CaptureQueriesContext(connection) as statements:
        page = client.get(url("count", scene.election.pk))

    assertContains(page, "100张计票单")
    assert len(statements) <= 15
