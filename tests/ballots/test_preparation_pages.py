"""The pages before the polling day: what is ready, the ballot, the draw, the book."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from ballots import actions as ballots
from ballots.models import BallotDesign, MarkDraw, StockDifference, StockMovement
from ballots.notices.draw import CODE as DRAW_RECORD
from ballots.preparation import actions, overview, queries
from ballots.preparation.rules.design import check_form
from ballots.preparation.rules.stock import Left, Movement, ledger
from ballots.prints.stock_book import STOCK_BOOK
from candidates.queries import FORMAL_NOTICE
from election_office.audit.models import AuditEvent
from election_office.documents.models import Document
from election_office.jobs import actions as jobs
from election_office.jobs.models import Job
from election_office.law.decision import RuleRefused
from election_office.law.rulebooks import rulebook_for
from tests.ballots.conftest import words_of
from tests.ballots.scenes import Scene

NAMES = {"first_name": "演示甲", "second_name": "演示乙"}


def build_scene() -> Scene:
    made = Scene()
    made.main = made.box()  # type: ignore[attr-defined]
    return made


@pytest.fixture
def client(scene: Scene) -> Client:
    made = Client()
    made.force_login(scene.clerk)
    return made


def url(name: str, *args: object) -> str:
    return reverse(f"ballots:{name}", args=args)


def move(scene: Scene, kind: str, count: int, **more: object) -> StockMovement:
    return actions.move_stock(
        round=scene.round, kind=kind, count=count, moved_at=timezone.now(), by=scene.clerk, **NAMES, **more
    )  # type: ignore[arg-type]


def tones(scene: Scene) -> dict[str, str]:
    return {part.code: part.tone for part in overview.parts_of(scene.round, timezone.localdate())}


def test_every_line_of_the_book_shows_what_is_left_where() -> None:
    lines = [Movement("printed", 30), Movement("received", 27), Movement("given", 20, 5)]
    assert ledger([*lines, Movement("returned", 3, 5), Movement("sealed", 10)]) == [
        Left(30, 0, None),
        Left(3, 27, None),
        Left(3, 7, 20),
        Left(3, 10, 17),
        Left(3, 0, None),
    ]


def test_the_form_is_the_one_the_place_s_rules_name() -> None:
    book = rulebook_for("369901", dt.date(2026, 12, 20))
    assert check_form("separate", 2, book).allowed
    assert check_form("combined", 2, book).allowed
    apart = book.with_values({"ballot_form": "separate_sheets"})
    found = check_form("combined", 2, apart).findings[0]
    assert not found.passed
    assert "分别制票" in found.message
    assert check_form("combined", 1, apart).findings[0].passed


def test_the_design_page_refuses_a_rule_against_write_ins_and_asks_about_a_departure(
    scene: Scene, client: Client
) -> None:
    page, pk = url("prepare_design", scene.election.pk), scene.election.pk
    shown = client.get(page).content.decode()
    assert "所选人数多于应选名额的" in shown  # the rulebook's own lines to start from
    typed = {"form": "separate", "sheet": "A4", "per_sheet": "4", "reserve_percent": "10", "with_stub": "on"}
    refused = client.post(page, typed | {"void_rules": "选正式候选人以外的人无效"}).content.decode()
    assert "会使另选他人的选票无效" in refused
    assert "依据：《" in refused
    asked = client.post(page, typed | {"void_rules": "空白票为无效票"}).content.decode()
    assert "空白票是弃权票" in asked
    assert not BallotDesign.objects.exists()
    answer = client.post(page, typed | {"void_rules": "空白票为无效票", "accepted": "on"})
    assert answer["Location"] == url("prepare_print", pk)
    assert tones(scene)["design"] == tones(scene)["void_rules"] == "done"
    assert AuditEvent.objects.get(action="ballot.designed").after["accepted"] == ["blank_is_abstain:1"]


def test_all_ballots_are_printed_in_the_background_with_numbers_on_their_stubs(
    scene: Scene, client: Client, files_of_its_own: None
) -> None:
    page = url("prepare_print", scene.election.pk)
    assert (
        "还没有确定选票样式"
        in client.post(page, follow=True).content.decode() + client.get(page).content.decode()
    )
    assert not Job.objects.exists()
    actions.decide_design(
        round=scene.round,
        form="combined",
        sheet="A4",
        per_sheet=4,
        reserve_percent=10,
        with_stub=True,
        void_rules="",
        by=scene.clerk,
    )
    listed = Document.objects.in_force().filter(kind=FORMAL_NOTICE)
    kept = list(listed.values_list("pk", flat=True))
    listed.update(state="revoked")
    assert "正式候选人名单还没有公布" in client.post(page, follow=True).content.decode()
    Document.objects.filter(pk__in=kept).update(state="issued")
    client.post(page)
    job = Job.objects.get()
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result["copies"], job.result["sheets"]) == ("done", 27, 7)
    with default_storage.open(job.result["file"]) as file:
        pages = PdfReader(io.BytesIO(file.read())).pages
    assert len(pages) == 7
    assert "00027" in pages[6].extract_text()


def test_the_draw_shows_nothing_until_it_is_opened_before_people_and_then_has_its_record(
    scene: Scene, client: Client
) -> None:
    page, township = url("prepare_draw", scene.election.pk), scene.election.village.township
    officer = Client()
    officer.force_login(scene.officer)
    for kind, names in {"colour": ("浅黄", "浅蓝"), "seal": ("甲号章", "乙号章")}.items():
        for name in names:
            officer.post(url("marks", township.pk), {"kind": kind, "name": name})
    assert client.post(page, {"drawer": "演示甲", "witness": "演示乙"}).status_code == 302
    draw = MarkDraw.objects.select_related("round__election").get()
    with pytest.raises(ValidationError, match="还没有启封"):
        words_of(DRAW_RECORD, draw)
    assert tones(scene)["draw"] == "doing"  # today is the day
    assert "当众启封" in client.get(page).content.decode()
    client.post(page, {"before": "演示甲、演示丙"})
    draw.refresh_from_db()
    drawn = actions.revealed(draw)
    shown = client.get(page).content.decode()
    assert f">{drawn['colour']}<" in shown
    words = words_of(DRAW_RECORD, draw)
    assert f"抽中的纸张颜色：{drawn['colour']}" in words
    assert "在场：演示甲、演示丙" in words


def test_a_book_that_does_not_balance_is_seen_until_its_difference_is_explained(
    scene: Scene, client: Client
) -> None:
    main, pk = scene.main, scene.election.pk  # type: ignore[attr-defined]
    actions.decide_design(
        round=scene.round,
        form="combined",
        sheet="A4",
        per_sheet=2,
        reserve_percent=10,
        with_stub=True,
        void_rules="",
        by=scene.clerk,
    )
    moved = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    add = url("prepare_stock_add", pk)
    line = {"kind": "printed", "count": "27", "moved_at": moved} | NAMES
    assert client.post(add, line).status_code == 302
    too_many = client.post(add, line | {"kind": "received", "count": "28"}).content.decode()
    assert "印制处现有选票27张，不能村里领到28张" in too_many
    move(scene, "received", 27)
    move(scene, "given", 24, box=main)
    wrong = move(scene, "sealed", 3)
    client.post(url("prepare_stock_strike", wrong.pk), {"reason": "还没有封存"})
    with pytest.raises(RuleRefused, match="投票还没有结束"):
        actions.explain_difference(round=scene.round, explanation="少一张", by=scene.clerk, **NAMES)
    scene.ballots(main, 20, 20)
    move(scene, "returned", 3, box=main)
    move(scene, "sealed", 6)
    ballots.start_counting(round=scene.round, by=scene.clerk)
    assert tones(scene)["stock"] == "overdue"
    missing = "票箱“主会场票箱”还有1张选票没有退回。"
    for name in ("prepare_stock", "count"):
        assert missing in client.get(url(name, pk)).content.decode()
    told = {"explanation": "一张选票被领走后没有投入，已登记情况。"} | NAMES
    assert client.post(url("prepare_stock_difference", pk), told).status_code == 302
    assert StockDifference.objects.get().lines == [missing]
    assert told["explanation"] in client.get(url("count", pk)).content.decode()
    assert ">不平<" in client.get(url("polling_days")).content.decode()
    assert queries.stock_remarks(scene.round) == [missing, f"选票差额说明：{told['explanation']}"]
    words = words_of(STOCK_BOOK, scene.round)
    assert missing in words
    assert "划去：还没有封存" in words


def test_the_pages_cost_the_same_however_many_boxes(
    scene: Scene, client: Client, django_assert_max_num_queries: object
) -> None:
    for number in range(8):
        scene.box(f"流动票箱{number}", "mobile")
    move(scene, "printed", 27)
    with django_assert_max_num_queries(36):  # type: ignore[operator]
        assert client.get(url("preparation", scene.election.pk)).status_code == 200
    with django_assert_max_num_queries(24):  # type: ignore[operator]
        assert client.get(url("prepare_stock", scene.election.pk)).status_code == 200


def test_before_the_first_box_the_overview_leads_to_it(scene: Scene, client: Client) -> None:
    ballots.remove_box(box=scene.main, by=scene.clerk)  # type: ignore[attr-defined]
    assert tones(scene)["stations"] == "todo"
    day = timezone.localdate() + dt.timedelta(days=3)
    assert {part.code: part.tone for part in overview.parts_of(scene.round, day)}["opening"] == "deferred"
    assert queries.book_of(scene.round).state == "todo"


@pytest.mark.parametrize(
    ("secure", "host", "warned"),
    [(False, "testserver", True), (True, "testserver", False), (False, "localhost:8000", False)],
)
def test_plain_http_is_named_before_the_polling_day(
    client: Client, scene: Scene, secure: bool, host: str, warned: bool
) -> None:
    page = client.get(url("preparation", scene.election.pk), secure=secure, headers={"host": host})
    assert ("投票日断网时，发票页面不能刷新" in page.content.decode()) is warned
