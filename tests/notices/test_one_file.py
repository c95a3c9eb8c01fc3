"""A paper is one file: a throw-away notice in a package of its own, and everything that follows from it."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from election_office.accounts.permissions import Role
from election_office.documents import actions as documents
from election_office.documents import board, kinds
from election_office.documents import notice as register
from election_office.documents.models import Document
from election_office.documents.rules import Standing
from election_office.law.decision import RuleRefused
from tests.factories import ElectionFactory, UserFactory
from villages.catalogue import step_kinds
from villages.models import Election
from villages.models.elections import Stage

pytestmark = pytest.mark.django_db

CODE = "thrown.market_notice"
SOURCE = '''
"""Where the market is on the day (赶集公告)."""

from __future__ import annotations

from dataclasses import dataclass

from election_office.documents.facts import Json
from election_office.documents.notice import Notice, Step, register
from election_office.documents.paper import Paper, Para
from election_office.law.decision import Decision, Finding
from villages.models import Election
from villages.models.elections import Stage
from villages.notices.shared import NOTICE_NUMBER, ElectionFacts, heading, places_of


@dataclass(frozen=True)
class MarketFacts(ElectionFacts):
    version = 2

    market: str
    hours: str | None  # None: the paper does not say them


def facts(election: Election) -> MarketFacts:
    return MarketFacts(**heading(election, "赶集公告"), market=election.polling_place, hours="上午")


def from_version_1(old: Json) -> Json:
    return old | {"hours": None}


def layout(facts: MarketFacts) -> Paper:
    when = f"{facts.hours}，" if facts.hours else ""
    lines = (Para(f"{when}集市在{facts.market}。"),)
    return Paper(title=facts.title, blocks=lines, signature=(facts.committee,))


def requires(election: Election) -> Decision:
    return Decision((Finding("no_place", bool(election.polling_place), "还没有确定会场，请先填写。"),))


NOTICE = register(
    Notice(
        code="thrown.market_notice",
        title="赶集公告",
        about="集市的地点。",
        subject=Election,
        facts_type=MarketFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.committee,
        requires=requires,
        stages=(Stage.ELECTION,),
        needed=lambda election: not election.deferred,
        due="notice_days",
        closes=Step(
            code="market",
            title="公布集市",
            stage="election",
            order=235,
            days_before=6,
            responsible="committee",
            help="写明集市在哪里。",
            waits_for=("day_notice",),
            before=("ballots_ready",),
        ),
        link="villages:election_detail",
        untrue_when={"market": "集市的地点", "hours": "时间"},
        untrue_by=("election.polling_set",),
    )
)
'''


@pytest.fixture
def market(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Path]]:
    """The package with its one file, loaded as at start-up and forgotten afterwards."""
    package = tmp_path / "thrown"
    (package / "notices").mkdir(parents=True)
    for folder in (package, package / "notices"):
        (folder / "__init__.py").touch()
    (package / "notices" / "market.py").write_text(SOURCE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    register.load("thrown", package)
    yield [path for path in package.rglob("*.py") if path.read_text(encoding="utf-8")]
    register.forget(CODE)
    for name in [name for name in sys.modules if name.split(".")[0] == "thrown"]:
        del sys.modules[name]


@pytest.fixture
def election(market: list[Path]) -> Election:
    return ElectionFactory(village__name="演示村", steps=True, polling_place="演示广场")


@pytest.fixture
def officer(client: Client, election: Election):
    user = UserFactory(serving=election.area_code[:9], role=Role.TOWNSHIP_OFFICER)
    client.force_login(user)
    return user


def hang(paper: Document, by) -> None:
    for place in paper.place_list:
        documents.record_posting(paper, place_key=place.key, posted_at=timezone.now(), by=by)


def row_of(election: Election) -> board.Row:
    election = Election.objects.with_places().get(pk=election.pk)
    [row] = [row for row in board.for_election(election, timezone.localdate()) if row.notice.code == CODE]
    return row


def set_place(election: Election, place: str, by) -> None:
    from villages.actions import set_polling  # noqa: PLC0415 -- beside its only use

    election = Election.objects.with_places().get(pk=election.pk)
    set_polling(
        election=election,
        polling_place=place,
        opens_at=election.opens_at,
        closes_at=election.closes_at,
        by=by,
    )


# ------------------------------------------------------------------ one file


def test_a_notice_is_one_file_and_everybody_knows_it(market, client, officer, election):
    assert len(market) == 1
    assert kinds.get(CODE).title == "赶集公告"
    assert step_kinds()["market"].closes_with == f"document:{CODE}"
    assert step_kinds()["market"].waits_for == ("day_notice",)
    assert "market" in step_kinds()["ballots_ready"].waits_for
    assert list(step_kinds()).index("market") == list(step_kinds()).index("polling_notice") + 1
    assert election.steps.filter(code="market").exists()
    board_page = client.get(reverse("documents:board", args=[election.pk]))
    assertContains(board_page, reverse("documents:paper", args=[CODE, election.pk]))
    assertContains(board_page, "集市的地点。")


def test_the_page_shows_the_draft_the_places_and_issues_it(client, officer, election):
    page = reverse("documents:paper", args=[CODE, election.pk])

    shown = client.get(page)
    assertContains(shown, reverse("documents:paper_preview", args=[CODE, election.pk]))
    assertContains(shown, election.village.places()[0].name)
    assertContains(shown, ">签发</button>")
    assert not Document.objects.exists()

    answer = client.post(page, {"act": "issue", "seen": "0"})
    paper = Document.objects.get()
    assertRedirects(answer, paper.get_absolute_url())
    assert (paper.facts_version, paper.facts["market"]) == (2, "演示广场")
    assert paper.election_id == election.pk


def test_what_is_missing_for_the_signature_is_said_before_and_refused(client, officer, election):
    Election.objects.filter(pk=election.pk).update(polling_place="")
    page = reverse("documents:paper", args=[CODE, election.pk])

    shown = client.get(page)
    assertContains(shown, "还没有确定会场，请先填写。")
    assertContains(client.post(page, {"act": "issue"}), "还没有确定会场，请先填写。")
    with pytest.raises(RuleRefused, match="还没有确定会场"):
        documents.issue(CODE, election, by=officer)
    assert not Document.objects.exists()


def test_it_is_first_issued_at_its_stage_and_corrected_at_any(officer, election):
    paper = documents.issue(CODE, election, by=officer)
    Election.objects.filter(pk=election.pk).update(stage=Stage.FOLLOW_UP)
    documents.replace(paper, by=officer, reason="地点有误", subject=election)
    other = ElectionFactory(village__township=election.village.township, polling_place="演示场")
    Election.objects.filter(pk=other.pk).update(stage=Stage.FOLLOW_UP)
    with pytest.raises(RuleRefused, match="本村现处后续阶段"):
        documents.issue(CODE, other, by=officer)


def test_a_paper_of_version_1_prints_without_what_it_did_not_say(election, officer):
    paper = documents.issue(CODE, election, by=officer)
    old = {name: value for name, value in paper.facts.items() if name != "hours"}
    Document.objects.filter(pk=paper.pk).update(facts=old, facts_version=1)
    paper.refresh_from_db()

    known = kinds.get(CODE)
    assert known.compose is not None
    texts = list(known.compose(known.facts_of(paper)).texts())
    assert "集市在演示广场。" in texts
    # What it never printed cannot become untrue.
    set_place(election, "演示广场", officer)
    paper.refresh_from_db()
    assert paper.untrue == []


def test_facts_are_fixed_from_the_row_as_it_is_not_as_the_caller_read_it(election, officer):
    stale = Election.objects.with_places().get(pk=election.pk)
    Election.objects.filter(pk=election.pk).update(polling_place="新广场")

    assert documents.issue(CODE, stale, by=officer).facts["market"] == "新广场"


def test_a_subject_of_another_model_is_a_fault_of_the_program(election, officer):
    with pytest.raises(TypeError, match="is about Election, not Village"):
        documents.issue(CODE, election.village, by=officer)


# ------------------------------------------------------------------ correct and withdraw


def test_a_paper_in_force_is_corrected_or_withdrawn_on_the_same_page(client, officer, election):
    paper = documents.issue(CODE, election, by=officer)
    page = reverse("documents:paper", args=[CODE, election.pk])

    shown = client.get(page)
    assertContains(shown, f"{paper.number}《{paper.title}》已经签发")
    assertNotContains(shown, ">签发</button>")
    assertContains(client.post(page, {"act": "correct", "reason": ""}), "请填写理由")
    client.post(page, {"act": "correct", "reason": "地点写错", "seen": paper.pk})
    new = Document.objects.in_force().get()
    assert (new.replaces, new.replaced_reason) == (paper, "地点写错")
    client.post(page, {"act": "withdraw", "reason": "不办集市", "seen": new.pk})
    new.refresh_from_db()
    assert (new.state, new.revoked_reason) == (Document.State.REVOKED, "不办集市")


def test_two_people_at_one_page_do_not_correct_the_same_paper(client, officer, election):
    paper = documents.issue(CODE, election, by=officer)
    page = reverse("documents:paper", args=[CODE, election.pk])
    documents.replace(paper, by=officer, reason="先改的", subject=election)

    answer = client.post(page, {"act": "correct", "reason": "后改的", "seen": paper.pk})

    assertContains(answer, "您打开本页以后，这份公文有了变动")
    assert Document.objects.count() == 2


def test_the_old_addresses_of_a_paper_lead_to_its_page(client, officer, election):
    paper = documents.issue(CODE, election, by=officer)
    page = reverse("documents:paper", args=[CODE, election.pk])
    for name, args in (
        ("documents:replace", [paper.pk]),
        ("documents:revoke", [paper.pk]),
        ("villages:notice_issue", [election.pk, CODE]),
    ):
        assertRedirects(client.get(reverse(name, args=args)), page)


def test_another_village_and_an_unknown_paper_are_not_found(client, officer, election):
    far = ElectionFactory(village__name="远村")
    assert client.get(reverse("documents:paper", args=[CODE, far.pk])).status_code == 404
    assert client.get(reverse("documents:paper", args=["thrown.nothing", election.pk])).status_code == 404
    assert client.get(reverse("documents:board", args=[far.pk])).status_code == 404
    client.force_login(UserFactory(serving=election.area_code, role=Role.OBSERVER))
    assert client.get(reverse("documents:paper", args=[CODE, election.pk])).status_code == 403


# ------------------------------------------------------------------ the board


def test_the_board_tells_how_a_paper_stands(client, officer, election):
    row = row_of(election)
    days = int(election.rulebook.value("notice_days"))
    assert (row.standing, row.due.day) == (Standing.TO_ISSUE, election.election_day - dt.timedelta(days=days))
    assert row.due.basis == str(election.rulebook.cite("notice_days"))

    paper = documents.issue(CODE, election, by=officer)
    assert row_of(election).standing is Standing.TO_HANG
    hang(paper, officer)
    assert row_of(election).standing is Standing.HANGS
    assert election.steps.get(code="market").done_on == timezone.localdate()


def test_the_board_tells_what_is_missing_and_what_is_not_needed(officer, election):
    today = timezone.localdate()
    days = int(election.rulebook.value("notice_days"))
    Election.objects.filter(pk=election.pk).update(election_day=today + dt.timedelta(days=days))
    assert row_of(election).standing is Standing.TO_ISSUE, "on its last day it is not late"
    Election.objects.filter(pk=election.pk).update(election_day=today + dt.timedelta(days=days - 1))
    assert row_of(election).standing is Standing.LATE_TO_ISSUE
    Election.objects.filter(pk=election.pk).update(deferred=True)
    assert row_of(election).standing is Standing.NOT_NEEDED


def test_the_board_costs_the_same_with_many_papers(client, officer, election, django_assert_max_num_queries):
    page = reverse("documents:board", args=[election.pk])
    client.get(page)
    for code in (CODE, "villages.day_notice", "villages.register_notice"):
        hang(documents.issue(code, election, by=officer), officer)
    with django_assert_max_num_queries(22):  # one for the rows of each kind of subject, however many papers
        client.get(page)


# ------------------------------------------------------------------ no longer true


def test_a_paper_whose_fact_changed_is_marked_and_its_step_opens(client, officer, election):
    paper = documents.issue(CODE, election, by=officer)
    hang(paper, officer)

    set_place(election, "新广场", officer)

    paper.refresh_from_db()
    assert paper.untrue == ["集市的地点"]
    assert election.steps.get(code="market").done_on is None
    row = row_of(election)
    assert (row.standing, row.changed) == (Standing.UNTRUE, ["集市的地点"])
    for page in (
        paper.get_absolute_url(),
        reverse("documents:paper", args=[CODE, election.pk]),
        reverse("villages:election_detail", args=[election.pk]),
        reverse("documents:election_list", args=[election.pk]),
        reverse("documents:board", args=[election.pk]),
        reverse("villages:detail", args=[election.village_id]),
    ):
        assertContains(client.get(page), "与现行事实不符")


def test_the_page_that_changes_a_fact_names_the_papers_to_correct(client, officer, election):
    page = reverse("villages:polling", args=[election.pk])
    assertNotContains(client.get(page), "更正公告")
    paper = documents.issue(CODE, election, by=officer)

    assertContains(
        client.get(page),
        f"《{paper.title}》{paper.number}已经签发，其中集市的地点、时间改变的，须签发更正公告，在原处换贴。",
    )


def test_who_checks_the_paper_on_the_wall_learns_that_it_changed(client, officer, election):
    paper = documents.issue(CODE, election, by=officer)
    hang(paper, officer)
    set_place(election, "新广场", officer)

    shown = Client().get(reverse("documents:verify_code", args=[paper.code]))

    assertContains(shown, "其中写明的集市的地点已经改变")
    assertNotContains(shown, "现行有效")


def test_a_mark_goes_when_the_fact_is_again_what_the_paper_says(officer, election):
    paper = documents.issue(CODE, election, by=officer)
    hang(paper, officer)
    done_on = election.steps.get(code="market").done_on
    set_place(election, "新广场", officer)

    set_place(election, "演示广场", officer)

    paper.refresh_from_db()
    assert (paper.untrue, paper.untrue_since) == ([], None)
    assert election.steps.get(code="market").done_on == done_on


def test_what_is_no_longer_so_closes_nothing_when_it_is_hung(officer, election):
    paper = documents.issue(CODE, election, by=officer)
    set_place(election, "新广场", officer)
    paper.refresh_from_db()

    hang(paper, officer)

    assert paper.untrue
    assert election.steps.get(code="market").done_on is None


def test_the_correction_closes_the_step_again_once_it_hangs(officer, election):
    paper = documents.issue(CODE, election, by=officer)
    hang(paper, officer)
    set_place(election, "新广场", officer)

    new = documents.replace(paper, by=officer, reason="会场改变", subject=election)
    assert election.steps.get(code="market").done_on is None
    hang(new, officer)

    step = election.steps.get(code="market")
    assert (step.done_on, step.document_id_text) == (timezone.localdate(), str(new.pk))
    assert row_of(election).standing is Standing.HANGS
    paper.refresh_from_db()
    assert not paper.needs_correction


def test_papers_of_other_villages_are_left_alone(officer, election):
    other = ElectionFactory(village__township=election.village.township, polling_place="演示场")
    paper = documents.issue(CODE, other, by=officer)

    set_place(election, "新广场", officer)

    paper.refresh_from_db()
    assert paper.untrue == []


def test_an_act_that_no_paper_names_asks_the_database_nothing(django_assert_num_queries):
    from election_office.documents.truth.actions import compare_papers  # noqa: PLC0415 -- beside its only use

    with django_assert_num_queries(0):
        assert compare_papers("staff.created", area_code="369901") == []
