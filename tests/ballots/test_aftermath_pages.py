"""What follows a result, on the pages and on paper: where each act is found, and what everybody may fetch."""

from __future__ import annotations

import hashlib
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from ballots import actions
from ballots.aftermath import actions as aftermath
from ballots.aftermath import rules
from ballots.models import Departure, Reopening, Winner, WinnerDecision
from ballots.notices.departure import CODE as DEPARTURE_NOTICE
from ballots.notices.result import CODE as RESULT_NOTICE
from ballots.notices.winner import CODE as WINNER_NOTICE
from ballots.notices.winner_report import CODE as WINNER_REPORT
from election_office.accounts.permissions import Role
from election_office.documents import actions as documents
from election_office.documents.kinds import get
from tests.ballots.scenes import Scene
from tests.factories import RegistrationFactory, UserFactory
from villages.models import Holder

pytestmark = pytest.mark.django_db


def build_scene() -> Scene:
    """村民丙 was written in for director with 12 of 20 ballots; both members are elected."""
    scene = Scene()
    RegistrationFactory(election=scene.election, name="村民丙", entered_by=scene.clerk)
    scene.counting()
    scene.agree("director", scene.reading(主甲=5, 主乙=3, 村民丙=12))
    scene.agree("member", scene.reading(void=1, 委甲=14, 委乙=13, 委丙=8))
    actions.declare_result(round=scene.round, by=scene.officer)
    return scene


def test_whoever_holds_the_notice_fetches_the_count_and_computes_the_same(scene, client, tmp_path: Path):
    result = scene.round.results.get()
    notice = documents.issue(RESULT_NOTICE, result, by=scene.officer)

    page = client.get(reverse("documents:verify_code", args=[notice.code]))
    files = {one.title: one for one in page.context["files"]}
    count = client.get(files["计票数据"].url).content
    outcome = client.get(files["选举结果"].url).content

    assert files["计票数据"].sha256 == hashlib.sha256(count).hexdigest() == result.count_sha256
    assert result.count_sha256 in page.content.decode()
    kept = tmp_path / "count.json"
    kept.write_bytes(count)
    told = StringIO()
    call_command("adjudicate", str(kept), stdout=told)
    assert json.loads(told.getvalue()) == json.loads(outcome) == result.outcome
    assert client.get(reverse("ballots:open_file", args=["XXXXXXXXXX", "count"])).status_code == 404


def test_an_annulment_adds_a_file_that_gives_the_open_seat_and_leaves_the_declared_one(scene, client):
    result = scene.round.results.get()
    notice = documents.issue(RESULT_NOTICE, result, by=scene.officer)
    aftermath.decide_winner(
        winner=Winner.objects.get(name="村民丙"), kind="annulled", basis="misconduct", reason="查实贿选",
        paper_number="清政决〔2026〕3号", decided_on=timezone.localdate(), by=scene.officer,
    )  # fmt: skip

    page = client.get(reverse("documents:verify_code", args=[notice.code]))

    assert [one.title for one in page.context["files"]] == ["计票数据", "选举结果", "审查后的计票数据"]
    client.force_login(scene.officer)
    shown = client.get(reverse("ballots:result", args=[scene.election.pk]))
    due = {one.title: one.due for one in shown.context["procedures"]}
    assert due == {"再次投票": "", "另行选举": "主任1名", "重新选举": "", "补选": ""}
    assert all("条" in str(one.citation) for one in shown.context["procedures"])
    assert shown.context["summary"]["posts"][0]["annulled"] == ["村民丙"]


def test_the_pages_lead_from_the_request_to_the_approval_and_keep_the_version(scene, client):
    result = scene.round.results.get()
    second = UserFactory(serving=scene.election.area_code[:9], role=Role.TOWNSHIP_OFFICER)
    page = reverse("ballots:result", args=[scene.election.pk])
    client.force_login(scene.officer)
    ask = {"paper_number": "申请1号", "reason": "漏记一票"}
    client.post(reverse("ballots:reopening_request", args=[result.pk]), ask)
    decide = reverse("ballots:reopening_decide", args=[Reopening.objects.get().pk])
    assert decide in client.get(page).content.decode()
    refused = client.post(decide, {"approve": "yes", "opinion": "同意"})
    assert "申请人不能审批自己提出的申请" in refused.content.decode()

    client.force_login(second)
    client.post(decide, {"approve": "yes", "opinion": "情况属实"})

    shown = client.get(page)
    assert shown.context["versions"] == [result]
    assert "已作废" in shown.content.decode()


def test_the_review_of_a_written_in_winner_starts_on_the_result_page(scene, client):
    winner = Winner.objects.get(name="村民丙")
    client.force_login(scene.officer)
    page = reverse("ballots:winner", args=[winner.pk])
    assert page in client.get(reverse("ballots:result", args=[scene.election.pk])).content.decode()

    opened = client.post(
        reverse("ballots:winner_file", args=[winner.pk]),
        {"incumbency": "new", "education": "bachelor", "party": "群众"},
    )
    assert opened.status_code == 302
    assert "填写材料" in client.get(page).content.decode()
    form = {
        "kind": "annulled", "basis": "policy", "reason": "不符合政策要求", "paper_number": "1号",
        "decided_on": timezone.localdate().isoformat(),
    }  # fmt: skip
    refused = client.post(reverse("ballots:winner_decide", args=[winner.pk]), form)
    assert "应当报上级研究" in refused.content.decode()
    client.post(reverse("ballots:winner_decide", args=[winner.pk]), {**form, "kind": "escalated"})

    decision = WinnerDecision.objects.get()
    report = get(WINNER_REPORT)
    words = str(report.compose(report.facts(decision)))
    assert "没有可以直接宣布当选无效的依据" in words
    assert reverse("documents:paper", args=[WINNER_REPORT, decision.pk]) in client.get(page).content.decode()


def test_each_decision_is_told_on_paper_with_its_numbers_and_its_article(scene):
    decision = aftermath.decide_winner(
        winner=Winner.objects.get(name="村民丙"), kind="annulled", basis="misconduct", reason="查实贿选",
        paper_number="清政决〔2026〕3号", decided_on=timezone.localdate(), by=scene.officer,
    )  # fmt: skip
    holder = Holder.objects.in_office().get(person__name="委甲")
    aftermath.end_membership(
        holder=holder, cause="recalled", ended_on=timezone.localdate(), paper_number="村决1号",
        reason="连续未履职", by=scene.officer,
        petition=rules.RecallPetition(voters=25, signed_by_voters=5),
        vote=rules.RecallVote(registered=25, cast=13, in_favour=7),
    )  # fmt: skip

    annulled, gone = get(WINNER_NOTICE), get(DEPARTURE_NOTICE)
    words = str(annulled.compose(annulled.facts(decision)))
    left = str(gone.compose(gone.facts(Departure.objects.get())))

    assert "得12票" in words
    assert "第二十一条第一款" in words
    assert "投票13人，同意罢免7人" in left
    assert "第十九条" in left


def test_the_page_of_the_term_leads_from_a_departure_to_the_by_election(scene, client):
    client.force_login(scene.officer)
    member = Holder.objects.in_office().get(person__name="委乙")
    page = reverse("ballots:term", args=[scene.election.pk])
    assert reverse("ballots:departure", args=[member.pk]) in client.get(page).content.decode()

    form = {
        "cause": "recalled", "ended_on": timezone.localdate().isoformat(), "paper_number": "1号",
        "reason": "x", "voters": 25, "signed": 5, "registered": 24, "cast": 12, "recall_in_favour": 12,
    }  # fmt: skip
    refused = client.post(reverse("ballots:departure", args=[member.pk]), form)
    assert "没有超过半数，表决无效" in refused.content.decode()
    client.post(reverse("ballots:departure", args=[member.pk]), {**form, "cast": 13})

    shown = client.get(page)
    assert [(row.post.kind, row.seats) for row in shown.context["open_seats"]] == [("member", 1)]
    assert reverse("ballots:by_election_call", args=[scene.election.pk]) in shown.content.decode()
    called = client.get(reverse("ballots:by_election_call", args=[scene.election.pk]))
    assert called.status_code == 200
