"""选举办法: drafted from the rulebook, judged as a layer, passed by a meeting, hung, amended by another."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document

from ballots.aftermath.queries import clause_text
from candidates import queries as candidates
from candidates.review.queries import clause_in_force
from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.documents import actions as documents
from election_office.law.decision import RuleRefused
from election_office.law.meetings import Meeting
from election_office.law.rulebooks import rulebook_for
from tests.factories import ElectionFactory, UserFactory
from villages.lawtexts import actions as texts
from villages.methods import actions, drafting, queries, rules
from villages.models import CommitteeChoice, Election, Method, RuleOverlay

DAY = dt.date(2026, 12, 20)
ZHEJIANG = rulebook_for("330106", DAY)
NATION = rulebook_for("00", DAY)


def passing(**change: Any) -> rules.Passing:
    kind = change.pop("kind", "representatives_meeting")
    numbers = change.pop("numbers", (30, 20))
    by_households = change.pop("by_households", False)
    return rules.Passing(
        **{
            "meeting": Meeting(kind, *numbers, by_households), "in_favour": 11,
            "called_on": dt.date(2026, 11, 1), "held_on": dt.date(2026, 11, 16),
            "today": dt.date(2026, 11, 16), "election_day": DAY,
            "committee_since": dt.date(2026, 11, 16), "frozen": False,
        } | change
    )  # fmt: skip


def refused(facts: rules.Passing) -> set[str]:
    return {one.code for one in rules.check_passing(facts, ZHEJIANG).refusals}


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, set()),
        ({"numbers": (30, 19)}, {"meeting_quorum"}),  # two thirds of thirty are twenty
        ({"in_favour": 10}, {"meeting_majority"}),
        ({"kind": "villager_meeting", "numbers": (601, 301), "in_favour": 151}, set()),
        ({"kind": "villager_meeting", "numbers": (602, 301), "in_favour": 151}, {"meeting_quorum"}),
        ({"kind": "villager_meeting", "numbers": (300, 200), "by_households": True, "in_favour": 101}, set()),
        (
            {"kind": "villager_meeting", "numbers": (300, 199), "by_households": True, "in_favour": 101},
            {"meeting_quorum"},
        ),
        ({"kind": "group_meetings"}, {"passed_by"}),
        ({"committee_since": None}, {"no_committee"}),
        ({"committee_since": dt.date(2026, 11, 17)}, {"before_committee"}),
        ({"today": dt.date(2026, 11, 15)}, {"held_in_future"}),
        ({"called_on": dt.date(2026, 11, 17)}, {"called_after_held"}),
        ({"frozen": True}, {"rules_frozen"}),
        ({"held_on": DAY, "today": DAY}, set()),
        ({"held_on": dt.date(2026, 12, 21), "today": dt.date(2026, 12, 21)}, {"after_election"}),
    ],
)
def test_a_meeting_passes_it_at_the_line_and_not_beside_it(change: Any, codes: set[str]) -> None:
    assert refused(passing(**change)) == codes


@pytest.mark.parametrize(("beside", "allowed"), [(-1, False), (0, True)])
def test_a_text_has_at_least_its_fewest_articles(beside: int, allowed: bool) -> None:
    assert rules.check_text(["条文"] * (rules.FEWEST_ARTICLES + beside)).allowed is allowed


def test_a_meeting_of_all_called_nine_days_before_is_a_warning_and_ten_is_none() -> None:
    facts = {"kind": "villager_meeting", "numbers": (600, 301), "in_favour": 200}
    held = dt.date(2026, 11, 16)
    for days, warned in ((10, []), (9, ["called_late"])):
        decision = rules.check_passing(passing(called_on=held - dt.timedelta(days=days), **facts), ZHEJIANG)
        assert [one.code for one in decision.warnings] == warned


def test_the_draft_says_what_the_law_fixes_and_leaves_numbers_of_the_village_to_its_values() -> None:
    occasion = drafting.Occasion("演示村", "第十二届", DAY, [("主任", 1), ("委员", 3)])
    for book, people in ((NATION, "村民"), (rulebook_for("330106", DAY, kind="community"), "居民")):
        text = drafting.draft(occasion, book)
        assert "主任1人、委员3人组成，共4人。选举日为2026年12月20日" in "".join(text)
        assert "过半数参加投票，选举有效" in "".join(text)
        assert any(f"{people}选举委员会主持" in line for line in text)
        assert "未核实" not in "".join(text)
    assert "村民" not in "".join(text)
    assert drafting.value_article("移交期限", "5日", "handover_days", 5) == "移交期限：5日。"


# ------------------------------------------------------------------ acts


@pytest.fixture
def election(db: None) -> Election:
    election: Election = ElectionFactory(village__name="演示村", steps=True)
    return election


@pytest.fixture
def officer(client: Client, election: Election) -> User:
    user: User = UserFactory(serving=election.area_code[:9], role=Role.TOWNSHIP_OFFICER)
    client.force_login(user)
    return user


def committee(election: Election, by: User) -> None:
    CommitteeChoice.objects.create(
        election=election, body="representatives_meeting", held_on=timezone.localdate(), seats=5,
        state="done", settled_at=timezone.now(), settled_by=by.name, recorded_by=by,
    )  # fmt: skip


def meeting(**change: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "body": "representatives_meeting", "called_on": today - dt.timedelta(days=10), "held_on": today,
        "eligible": 32, "present": 29, "in_favour": 28,
    } | change  # fmt: skip


def passed(election: Election, by: User, **values: Any) -> Method:
    method = actions.draft_method(election=election, by=by)
    for key, value in values.items():
        actions.set_value(method=method, key=key, value=value, by=by)
    return actions.pass_method(method=method, by=by, **meeting())


def fresh(election: Election) -> Election:
    return Election.objects.with_places().get(pk=election.pk)


def post(election: Election, by: User) -> Any:
    paper = documents.issue(queries.NOTICE, fresh(election), by=by)
    for place in paper.places:
        documents.record_posting(
            paper, place_key=place["key"], posted_at=timezone.now(), posted_by="张贴员甲", by=by
        )
    return paper


GROUNDS = [{"code": "vote_buying", "label": "拉票贿选"}, {"code": "own_2", "label": "演示新情形"}]


def test_from_the_draft_to_the_wall_and_its_values_are_a_layer(
    election: Election, officer: User, client: Client
) -> None:
    committee(election, officer)
    other = ElectionFactory(village=election.village, kind="community")
    with pytest.raises(ValidationError, match="还没有经会议通过"):
        documents.issue(queries.NOTICE, election, by=officer)
    method = actions.draft_method(election=election, by=officer)
    actions.set_value(method=method, key="handover_days", value=5, by=officer)
    actions.set_value(method=method, key="policy_unfit_grounds", value=GROUNDS, by=officer)
    assert fresh(election).rulebook.value("handover_days") == 10  # a draft binds nobody
    actions.pass_method(method=method, by=officer, **meeting())

    book = fresh(election).rulebook
    number = drafting.article_title(len(Method.objects.get().articles) + 1)
    assert book.value("handover_days") == 5
    assert book.parameter("handover_days").layer == "village"
    assert f"演示村选举办法{number}" in str(book.cite("handover_days"))
    assert other.rulebook.value("handover_days") == 10  # of this election alone
    # its 十不选 is the ground on which the review and the lists rest
    clause = clause_in_force(fresh(election), "village_committee")
    assert clause is not None
    assert clause.keys == {"unfit-vote_buying", "unfit-own_2"}
    assert clause_in_force(fresh(election), "party_branch") is None
    assert candidates.adopted_clause(fresh(election)).startswith("演示村选举办法第")
    assert "村民代表会议通过" in clause_text(fresh(election))

    step = election.steps.get(code="method")
    assert step.done_on is None
    paper = post(election, officer)
    step.refresh_from_db()
    assert step.done_on == timezone.localdate()
    said = [article["text"] for article in paper.facts["articles"]]
    assert said[-2].endswith("（一）拉票贿选；（二）演示新情形。")

    page = client.get(reverse("villages:rules"), {"election": election.pk}).content.decode()
    assert f"移交的期限：5日（演示村选举办法{number}" in page
    overlay = RuleOverlay.objects.in_force().get(key="handover_days")
    with pytest.raises(ValidationError, match="须由会议修改选举办法"):
        texts.end_overlay(overlay=overlay, reason="不要了", by=officer)


def test_amending_takes_a_new_meeting_and_the_paper_on_the_wall_asks_for_its_correction(
    election: Election, officer: User
) -> None:
    committee(election, officer)
    passed(election, officer, handover_days=5)
    paper = post(election, officer)
    second = actions.draft_method(election=election, by=officer)
    assert (second.edition, second.values.get().value) == (2, 5)
    actions.set_value(method=second, key="handover_days", value=7, by=officer)
    assert fresh(election).rulebook.value("handover_days") == 5
    with pytest.raises(RuleRefused, match="没有达到三分之二以上"):
        actions.pass_method(method=second, by=officer, **meeting(present=21, in_favour=20))
    actions.pass_method(method=second, by=officer, **meeting())

    assert fresh(election).rulebook.value("handover_days") == 7
    paper.refresh_from_db()
    assert "版次" in paper.untrue
    assert election.steps.get(code="method").done_on is None
    with pytest.raises(RuleRefused, match="请先撤销公告"):
        actions.revoke_method(method=second, reason="登记有误", by=officer)
    documents.revoke(paper, by=officer, reason="登记有误")
    actions.revoke_method(method=second, reason="登记有误", by=officer)
    assert fresh(election).rulebook.value("handover_days") == 5
    states = list(Method.objects.values_list("edition", "state"))
    assert states == [(1, "passed"), (2, "passed")]
    assert AuditEvent.objects.filter(action="method.passed").count() == 2


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("runoff_threshold", {"num": 1, "den": 2}, "不是村选举办法可以规定的事项"),
        ("handover_days", 11, "《村民委员会组织法》第二十四条"),
        ("proxy_publish_days", "三", "应填整数"),
        ("no_such_key", 1, "没有这一事项"),
    ],
)
def test_a_value_the_law_does_not_leave_to_the_village_is_refused_with_its_article(
    election: Election, officer: User, key: str, value: Any, said: str
) -> None:
    method = actions.draft_method(election=election, by=officer)
    with pytest.raises((ValidationError, RuleRefused)) as refusal:
        actions.set_value(method=method, key=key, value=value, by=officer)
    assert said in str(getattr(refusal.value, "messages", refusal.value))
    assert not method.values.exists()


def test_once_the_formal_list_hangs_nothing_is_drafted_passed_or_taken_back(
    election: Election, officer: User
) -> None:
    committee(election, officer)
    method = passed(election, officer, handover_days=5)
    draft = actions.draft_method(election=election, by=officer)
    texts.freeze_rules(election=fresh(election), by=officer)
    for act in (
        lambda: actions.pass_method(method=draft, by=officer, **meeting()),
        lambda: actions.revoke_method(method=method, reason="有误", by=officer),
    ):
        with pytest.raises(RuleRefused, match="规则已经定格"):
            act()
    assert fresh(election).rulebook.value("handover_days") == 5


# ------------------------------------------------------------------ pages


def the_draft_is_printed(client: Client, election: Election) -> None:
    """With the link on the page, as PDF and as Word; the meeting's own numbers are written by hand."""
    sheets = {
        ending: reverse("villages:shelf_form", args=[election.pk, "villages.method_draft", ending])
        for ending in ("pdf", "docx")
    }
    home = client.get(reverse("villages:method", args=[election.pk])).content.decode()
    assert all(f'href="{sheet}"' in home for sheet in sheets.values())
    assert client.get(sheets["pdf"]).content.startswith(b"%PDF")
    word = Document(io.BytesIO(client.get(sheets["docx"]).content))
    text = "".join(part.text for part in word.paragraphs)
    assert "选举办法草案" in text
    assert "第五条　工作移交的期限：5日。" in text
    assert "经会议通过并张榜公布以后生效。" in text
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert {"应到", "实到", "同意", "不同意", "弃权"} <= {cell.partition("：")[0] for cell in cells}


def test_the_pages_from_the_empty_state_to_the_meeting(
    election: Election, officer: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    committee(election, officer)
    home = reverse("villages:method", args=[election.pk])
    assert "还没有选举办法" in client.get(home).content.decode()
    client.post(reverse("villages:method_draft", args=[election.pk]))
    method = Method.objects.get()
    text = reverse("villages:method_text", args=[method.pk])
    answer = client.post(text, {"text": "只有一条。", "version": method.version})
    assert "正文只有1条" in str(answer.context["form"].errors["text"])
    client.post(text, {"text": "甲。\n\n 乙。\n丙。\n丁。", "version": method.version})
    values = reverse("villages:method_value_set", args=[method.pk])
    offered = client.get(values).content.decode()
    assert "工作移交的期限" in offered
    assert "另行选举须达到的得票比例" not in offered
    answer = client.post(f"{values}?key=handover_days", {"value": "11"})
    assert "不得" in answer.content.decode()
    client.post(f"{values}?key=handover_days", {"value": "5"})
    assert "第五条　工作移交的期限：5日" in client.get(home).content.decode()
    the_draft_is_printed(client, election)
    page = reverse("villages:method_pass", args=[method.pk])
    method.refresh_from_db()
    late = meeting(called_on=timezone.localdate() - dt.timedelta(days=2), body="villager_meeting")
    answer = client.post(page, late | {"version": method.version})
    assert "因特殊情况临时通知" in str(answer.context["form"].errors["note"])
    answer = client.post(page, meeting(in_favour=14) | {"version": method.version})
    assert "没有超过到会人员的半数" in str(answer.context["form"].errors["in_favour"])
    client.post(page, meeting() | {"version": method.version})
    with django_assert_max_num_queries(60):
        assert "签发公告" in client.get(home).content.decode()

    stranger = UserFactory(serving=ElectionFactory().area_code)
    client.force_login(stranger)
    assert client.get(home).status_code == 404
