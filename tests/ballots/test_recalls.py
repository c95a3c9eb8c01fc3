"""A demand for a recall, a vote on it that failed, and who may ask again when."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from ballots import actions
from ballots.models import Departure, Recall
from ballots.prints import term
from ballots.recalls.rules import (
    DemandFacts,
    FailedFacts,
    check_demand,
    check_failed,
    check_registered_before,
    vote_by,
)
from ballots.rules.recall import RecallPetition, RecallVote
from election_office.audit.models import AuditEvent
from election_office.documents import notice as register
from election_office.documents.paper import Fields, Para
from election_office.law.rulebooks import rulebook_for
from tests.ballots.scenes import Scene
from tests.factories import ElectionFactory
from villages.models import Holder

DAY = dt.date(2027, 3, 1)
ZHEJIANG, BEIJING, SHANGHAI, HERE = (
    rulebook_for(f"{code}0000000000", dt.date(2026, 12, 20)) for code in ("33", "11", "31", "36")
)
DEMAND = DemandFacts(
    name="委甲",
    received_on=DAY,
    today=DAY,
    term_from=DAY,
    states_reasons=True,
    petition=RecallPetition(voters=100, signed_by_voters=20),
)
FAILED = FailedFacts(
    name="委甲",
    received_on=DAY,
    voted_on=DAY,
    today=DAY,
    waiting=True,
    vote=RecallVote(registered=100, cast=51, in_favour=25),
    against=26,
)


def codes(decision) -> list[str]:
    return [finding.code for finding in decision.refusals]


@pytest.mark.parametrize(
    ("book", "changes", "wrong"),
    [
        (HERE, {}, []),
        (HERE, {"received_on": DAY + dt.timedelta(days=1)}, ["received_later"]),
        (HERE, {"term_from": DAY + dt.timedelta(days=1)}, ["received_before_term"]),
        (HERE, {"waiting": True}, ["recall_waiting"]),
        (HERE, {"states_reasons": False}, ["recall_without_reasons"]),
        (HERE, {"petition": RecallPetition(100, 19)}, ["recall_petition_too_small"]),
        (HERE, {"petition": None}, ["township_may_not_suggest"]),
        (ZHEJIANG, {"petition": None}, ["township_may_not_suggest"]),
        (SHANGHAI, {"petition": None}, []),
        (BEIJING, {"petition": None}, []),
        # 浙江第三十六条第二款: a year, its last day included, and only on the same reasons
        (ZHEJIANG, {"failed_on": (dt.date(2026, 3, 1),), "same_reasons": True}, ["repeated_within_a_year"]),
        (ZHEJIANG, {"failed_on": (dt.date(2026, 2, 28),), "same_reasons": True}, []),
        (ZHEJIANG, {"failed_on": (dt.date(2026, 3, 1),)}, []),
        (
            ZHEJIANG,
            {"failed_on": (dt.date(2025, 1, 1), DAY), "same_reasons": True},
            ["repeated_within_a_year"],
        ),
        # 北京第三十四条第三款: the whole term, and the committee may still deal with it
        (BEIJING, {"failed_on": (dt.date(2025, 3, 1),), "same_reasons": True}, ["repeated_within_the_term"]),
        (BEIJING, {"failed_on": (DAY,), "same_reasons": True, "taken_anyway": True}, []),
        (BEIJING, {"failed_on": (DAY,)}, []),
        (HERE, {"failed_on": (DAY,), "same_reasons": True}, []),
    ],
)
def test_a_demand_is_taken_with_its_names_and_not_again_too_soon(book, changes, wrong):
    decision = check_demand(replace(DEMAND, **changes), book)
    # a demand without reasons is found by the petition's own rule as well
    assert list(dict.fromkeys(codes(decision))) == wrong


def test_what_is_refused_names_the_day_and_the_article():
    again = replace(DEMAND, failed_on=(dt.date(2026, 3, 1),), same_reasons=True)
    [finding] = check_demand(again, ZHEJIANG).refusals
    assert "2026年3月1日表决没有通过，2027年3月1日以前不得以同一事实和理由再次提出" in finding.message
    assert "第三十六条第二款" in str(finding.citation)
    assert vote_by(DAY, ZHEJIANG) == dt.date(2027, 3, 31)
    assert codes(check_registered_before((DAY,), False, "委甲", ZHEJIANG)) == ["recall_demand_missing"]
    assert check_registered_before((DAY,), True, "委甲", ZHEJIANG).allowed
    assert check_registered_before((), False, "委甲", ZHEJIANG).allowed


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"vote": RecallVote(100, 51, 26), "against": 25}, ["recall_passed"]),
        ({"vote": RecallVote(100, 50, 50), "against": 0}, []),  # exactly half voted: void
        ({"against": 27}, ["recall_votes_impossible"]),
        ({"vote": RecallVote(51, 51, 25)}, []),
        ({"vote": RecallVote(50, 51, 25), "against": 0}, ["recall_votes_impossible"]),
        ({"vote": RecallVote(0, 0, 0), "against": 0}, ["recall_votes_impossible"]),
        ({"voted_on": DAY + dt.timedelta(days=1)}, ["voted_later"]),
        ({"voted_on": DAY - dt.timedelta(days=1)}, ["voted_before_demand"]),
        ({"waiting": False}, ["recall_not_waiting"]),
    ],
)
def test_a_vote_that_failed_has_figures_by_which_it_failed(changes, wrong):
    assert codes(check_failed(replace(FAILED, **changes), HERE)) == wrong


@pytest.mark.django_db
def test_a_failed_recall_leaves_the_member_and_a_notice_and_bars_the_same_reasons(client):
    scene = Scene()
    actions.declare_result(round=scene.agreed(), by=scene.officer)
    client.force_login(scene.officer)
    member = Holder.objects.in_office().get(person__name="委乙")
    page = reverse("ballots:term", args=[scene.election.pk])
    take, today = reverse("ballots:recall_take", args=[member.pk]), timezone.localdate()
    form = {
        "basis": "petition", "received_on": today.isoformat(), "reason": "演示理由", "voters": 25,
        "signed": 4,
    }  # fmt: skip
    assert "联名的村民4人，须5人以上（共25人）" in client.post(take, form).content.decode()
    assert not Recall.objects.exists()
    client.post(take, {**form, "signed": 5})
    recall = Recall.objects.get()
    assert "以前组织投票表决" in client.get(page).content.decode()
    assert "等待表决" in client.post(take, {**form, "signed": 5}).content.decode()

    vote = reverse("ballots:recall_failed", args=[recall.pk])
    figures = {"voted_on": today.isoformat(), "registered": 24, "cast": 13, "in_favour": 7, "against": 5}
    assert "表决已经通过，请登记职务终止" in client.post(vote, figures).content.decode()
    client.post(vote, {**figures, "in_favour": 6})
    recall.refresh_from_db()
    assert (recall.outcome, recall.abstained, member.ended_on) == ("failed", 2, None)
    events = AuditEvent.objects.filter(action__startswith="recall.").order_by("pk")
    assert [event.action for event in events] == ["recall.taken", "recall.failed"]
    assert client.get(vote).status_code == 404  # decided

    notice = register.get("ballots.recall_failed_notice")
    said = "".join(b.text for b in notice.layout(notice.facts(recall)).blocks if isinstance(b, Para))
    assert (
        "登记参加选举的村民24人，投票13人，其中同意罢免6人，不同意罢免5人，弃权和无效2人。"
        "同意罢免的没有超过投票的半数，罢免没有通过，委乙继续担任委员。" in said
    )
    assert notice.facts(recall).signer == scene.election.village.committee_name
    assert reverse("documents:paper", args=[notice.code, recall.pk]) in client.get(page).content.decode()

    end = {
        "cause": "recalled", "ended_on": today.isoformat(), "paper_number": "演示决1号", "reason": "演示",
        "voters": 25, "signed": 5, "registered": 24, "cast": 13, "recall_in_favour": 7,
    }  # fmt: skip
    leave = reverse("ballots:departure", args=[member.pk])
    assert "请先登记新的罢免要求" in client.post(leave, end).content.decode()
    client.post(take, {**form, "signed": 5})  # nothing in the law of this place forbids it
    client.post(leave, {name: end[name] for name in end if name not in ("voters", "signed")})
    assert Departure.objects.get().numbers["petition"]["signed_by_voters"] == 5
    assert list(Recall.objects.values_list("outcome", flat=True)) == ["failed", "passed"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("way", "entitled", "share"),
    [
        ("household_representatives", "户的代表", "罢免须户的代表过半数投票，并且投票的过半数同意。"),
        ("residents_representatives", "居民代表", "罢免须居民代表超过三分之二投票，并且投票的过半数同意。"),
    ],
)
def test_the_forms_of_a_recall_in_a_community_name_who_votes(way, entitled, share):
    election = ElectionFactory(kind="community", village__kind="community", way=way)
    facts = term._recall_facts("罢免表决结果报告单", election)
    blocks = term.recall_result(facts).blocks
    assert share in "".join(block.text for block in blocks if isinstance(block, Para))
    assert isinstance(blocks[0], Fields)
    unit = "户" if way == "household_representatives" else "人"
    assert dict(blocks[0].pairs)[entitled].strip("　") == unit
    asked = term.recall_petition(facts).blocks[0]
    assert isinstance(asked, Para)
    assert "户的代表十分之一以上，或者居民代表三分之一以上联名。" in asked.text
