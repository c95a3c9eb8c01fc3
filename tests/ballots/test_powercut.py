"""The paper kit of a power cut, and what is typed in from it."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from ballots.irregularities import irregularities_of
from ballots.issuing import queries
from ballots.issuing.rules import Totals
from ballots.models import Box, Exchange, HandOut, IssueConflict, PaperIssue
from ballots.powercut import rules
from ballots.powercut.actions import ask_kit, take_paper_issue
from ballots.powercut.kit import hours_of, kit_pdf
from ballots.powercut.rules import Numbers, PaperFacts, read_numbers
from ballots.prints.day_record import DAY_RECORD
from election_office.audit.models import AuditEvent
from election_office.documents import kinds
from election_office.law.decision import RuleRefused
from election_office.law.rulebooks import rulebook_for
from tests.ballots.test_issuing import Table, act
from tests.files import PDF
from villages.models import Election
from voters.models import Registration

DAY = dt.date(2026, 11, 30)
BOOK = rulebook_for("369901101201", DAY)
NOON = dt.datetime(2026, 11, 30, 12, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "values", "unread", "twice"),
    [
        ("1-3、5，7；9", (1, 2, 3, 5, 7, 9), (), ()),
        ("１２—１４\n16 至 17号", (12, 13, 14, 16, 17), (), ()),
        ("4 2-4", (4, 2, 3), (), (4,)),
        ("3-1 0 12甲 1-9999、-5", (), ("3-1", "0", "12甲", "1-9999", "-5"), ()),
        ("", (), (), ()),
    ],
)
def test_numbers_are_read_as_people_write_them(
    text: str, values: tuple[int, ...], unread: tuple[str, ...], twice: tuple[int, ...]
) -> None:
    assert read_numbers(text) == Numbers(values, unread, twice)


def codes(**changed: Any) -> list[str]:
    facts: dict[str, Any] = {"day": DAY, "now": NOON, "began": NOON - dt.timedelta(hours=2), "ended": NOON}
    facts |= {"own": Numbers((1, 2)), "proxy": Numbers((3,)), "own_count": 2, "proxy_count": 1}
    facts |= {"spoiled": 3, "on_roll": {1, 2, 3}} | changed
    return [one.code for one in rules.check_paper(PaperFacts(**facts), BOOK).refusals]


def test_a_signed_list_agrees_with_itself_and_with_the_turnout_form() -> None:
    assert codes() == []
    assert codes(own_count=3) == ["own_count"]
    assert codes(proxy_count=0) == ["proxy_count", "spoiled"]
    assert codes(spoiled=4) == ["spoiled"]
    assert codes(on_roll={1, 2}) == ["not_on_roll"]
    assert codes(proxy=Numbers((2,))) == ["own_and_proxy"]
    assert codes(own=Numbers((1, 2), ("x",), (2,))) == ["own_unread", "own_twice"]
    assert codes(ended=NOON + dt.timedelta(minutes=1)) == ["times"]
    assert codes(began=NOON) == ["times"]
    assert codes(began=NOON - dt.timedelta(days=1)) == ["other_day"]
    empty = Numbers(())
    assert codes(own=empty, proxy=empty, own_count=0, proxy_count=0, spoiled=0) == ["nobody"]


def test_a_used_right_refuses_the_list_unless_it_is_kept_as_a_conflict() -> None:
    used = [(4, "已发出。")]
    assert not rules.check_rights(used, taken=3, as_conflicts=False).allowed
    assert rules.check_rights(used, taken=3, as_conflicts=True).allowed
    assert rules.check_rights([], taken=3, as_conflicts=False).allowed
    again = rules.check_rights(used, taken=0, as_conflicts=True)
    assert "可能已经补录" in again.refusals[0].message


def test_every_begun_hour_has_its_line() -> None:
    assert hours_of(dt.time(8, 30), dt.time(11, 15))[-1] == "11:00至12:00"
    assert hours_of(dt.time(8), dt.time(12)) == [
        "08:00至09:00",
        "09:00至10:00",
        "10:00至11:00",
        "11:00至12:00",
    ]


build_scene = Table


@pytest.fixture
def table(scene: Any) -> Table:
    assert isinstance(scene, Table)
    for number, row in enumerate(scene.voters, start=1):
        Registration.objects.filter(pk=row.pk).update(serial=number)
    return scene


def typed_in(table: Table, **changed: Any) -> PaperIssue:
    now = timezone.now()
    facts: dict[str, Any] = {"own": "1-4", "proxy": "", "own_count": 4, "proxy_count": 0, "spoiled": 1}
    facts |= {"began_at": timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)}
    facts |= {"ended_at": now, "reason": "停电", "handed_by": "演示甲、演示乙", "as_conflicts": False}
    facts |= {"scan": ContentFile(PDF, "名册.pdf"), "by": table.scene.clerk} | changed
    box = Box.objects.select_related("round__election").get(pk=table.main.pk)
    return take_paper_issue(box=box, **facts)


def test_a_signed_list_becomes_hand_outs_in_one_act(table: Table) -> None:
    table.proxy(table.voters[4], table.voters[0])
    with CaptureQueriesContext(
        connection,
    ) as few:
        row = typed_in(table, proxy="5", proxy_count=1)
    assert queries.box_totals(table.scene.round) == {table.main.pk: Totals(4, 1, 1)}
    assert set(HandOut.objects.values_list("handed_at", flat=True)) == {row.ended_at}
    events = AuditEvent.objects.filter(action__in=["box.issued_on_paper", "box.handed_out"])
    assert [event.action for event in events] == ["box.issued_on_paper"]
    Election.objects.filter(pk=table.scene.election.pk).update(
        polling_place="演示会场", opens_at=dt.time(8), closes_at=dt.time(12)
    )
    [told] = [one for one in irregularities_of(table.scene.round) if one.code == "paper_hours"]
    assert "改用纸质名册发票5张，事后补录，原因：停电" in told.message
    [line] = kinds.get(DAY_RECORD).facts(table.scene.round)["incidents"]
    assert (line["kind"], line["box"]) == ("改用纸质名册", row.box.name)
    with pytest.raises(RuleRefused, match="可能已经补录"):
        typed_in(table, as_conflicts=True)
    with CaptureQueriesContext(connection) as more:
        typed_in(table, own="6-12", own_count=7)
    assert len(more) <= len(few)


def test_a_used_right_refuses_everything_or_is_kept_as_a_conflict(table: Table) -> None:
    table.take(act(table.voters[1]), box=table.east)
    with pytest.raises(RuleRefused, match=r"2号：.*东片投票站") as refused:
        typed_in(table)
    assert [one.code for one in refused.value.decision.refusals] == ["rights_used"]
    assert (HandOut.objects.count(), Exchange.objects.count(), PaperIssue.objects.count()) == (1, 0, 0)
    row = typed_in(table, as_conflicts=True)
    assert (row.own, row.conflicts, HandOut.objects.count()) == (4, 1, 4)
    assert IssueConflict.objects.get().voter == table.voters[1]


def test_nothing_is_typed_in_once_the_box_has_its_numbers(table: Table) -> None:
    Box.objects.filter(pk=table.main.pk).update(
        issued_own=1, issued_proxy=0, entered_by=table.scene.clerk, entered_at=timezone.now()
    )
    with pytest.raises(ValidationError, match="纸质名册也不能再补录"):
        typed_in(table)


def test_the_page_keeps_what_was_typed_and_shows_what_was_taken_over(table: Table) -> None:
    client = Client()
    client.force_login(table.scene.clerk)
    page = reverse("ballots:paper_issue", args=[table.main.pk])
    now = timezone.localtime()
    sent = {"began_at": f"{now:%Y-%m-%d}T00:00", "ended_at": f"{now:%Y-%m-%dT%H:%M}", "own": "1-4"}
    sent |= {"own_count": 5, "proxy_count": 0, "spoiled": 0, "reason": "停电", "handed_by": "演示甲"}
    answer = client.post(page, sent | {"scan": SimpleUploadedFile("a.pdf", PDF)})
    assert "参加投票人数表上是5人" in answer.content.decode()
    assert "1-4" in answer.content.decode()
    sent |= {"own_count": 4, "scan": SimpleUploadedFile("a.pdf", PDF)}
    day = client.post(page, sent, follow=True).content.decode()
    assert "本人4人，代领0人" in day
    scan = client.get(reverse("ballots:paper_issue_scan", args=[PaperIssue.objects.get().pk]))
    assert b"".join(scan).startswith(b"%PDF")  # type: ignore[arg-type]


def test_the_kit_has_for_every_box_its_form_and_its_list(table: Table) -> None:
    with pytest.raises(ValidationError, match="还没有确认"):
        ask_kit(round=table.scene.round, by=table.scene.clerk)
    agent, principal = table.voters[:2]
    table.proxy(principal, agent)
    data, pages = kit_pdf(table.scene.round)
    texts = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
    assert len(texts) == pages == 2 * 2 + 2 * 2  # a form and a list a box; two posts a box
    assert "参加投票人数表" in texts[0]
    assert table.main.name in texts[0]
    assert table.main.name in texts[1]
    assert table.east.name in texts[3]
    assert f"已委托 1 {agent.person.name}" in texts[1]
