"""The branch's pages and papers: from the 预备人选 on the wall to the approved result."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from candidates.models import PartyCount, PartyNominee
from candidates.party import actions
from election_office.documents import actions as documents
from election_office.documents.models import Document
from election_office.law.decision import RuleRefused
from tests.candidates.party_scenes import NAMES, Branch
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch() -> Branch:
    return Branch()


def browser(branch: Branch, officer: bool = False) -> Client:
    client = Client()
    client.force_login(branch.officer if officer else branch.clerk)
    return client


def address(name: str, *args: object) -> str:
    return reverse(f"candidates:{name}", args=args)


def posted(branch: Branch, days_ago: int) -> Document:
    """The publicity, hung at every place so many days ago."""
    at = timezone.now() - dt.timedelta(days=days_ago)
    notice = documents.issue("candidates.party_publicity", branch.election, by=branch.clerk, at=at)
    for place in notice.places:
        documents.record_posting(notice, place_key=place["key"], posted_at=at, by=branch.clerk)
    notice.refresh_from_db()
    return notice


def words(branch: Branch, paper: Document) -> str:
    return read_pdf(documents.preview_pdf(paper.kind, branch.election))


def read_pdf(data: bytes) -> str:
    pages = PdfReader(io.BytesIO(data)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "").replace("　", "")


def test_a_clerk_types_and_another_types_again_and_the_page_says_what_is_next(branch):
    client, page = browser(branch), address("party", branch.election.pk)
    assert "还没有登记村党组织换届安排" in client.get(page).content.decode()
    form = {
        "body": "branch", "seats": 3, "deputies": 1, "recommended": 4, "prepared": 4, "publicity_days": 5,
    }  # fmt: skip
    refused = client.post(address("party_plan", branch.election.pk), form)
    assert "至少5人，安排的是4人" in refused.content.decode()
    client.post(address("party_plan", branch.election.pk), form | {"recommended": 5})
    for kind in ("members", "villagers"):
        client.post(
            address("party_recommendation_add", branch.election.pk),
            {"kind": kind, "held_on": branch.today, "due": 50, "present": 44, "issued": 40},
        )
    assert "由两人先后录入两次推荐的计票单" in client.get(page).content.decode()
    second = Client()
    second.force_login(branch.other)
    for count in PartyCount.objects.all():
        typed = {"recovered": 40, "void": 1, "blank": 0, "votes": "演示甲 30\n演示乙 20"}
        client.post(address("party_count", count.pk), typed)
        second.post(address("party_count", count.pk), typed | {"votes": "演示甲 30\n演示乙 21"})
        asked = client.get(address("party_count", count.pk)).content.decode()
        assert "演示乙" in asked
        assert "演示甲" not in asked
        client.post(address("party_count", count.pk), {"cell_0": 21})
    text = client.get(page).content.decode()
    assert "按推荐情况提出初步人选，至少5名" in text
    assert "乡镇党委直接提名" not in client.get(address("party_propose", branch.election.pk)).content.decode()
    asked = browser(branch, officer=True).get(address("party_propose", branch.election.pk))
    assert "乡镇党委直接提名" in asked.content.decode()


def test_the_page_of_a_branch_asks_the_database_as_often_for_five_as_for_nine(
    branch, django_assert_max_num_queries
):
    branch.reviewed()
    client = browser(branch)
    with django_assert_max_num_queries(60) as few:
        client.get(address("party", branch.election.pk))
    for number in range(4):
        person = PersonFactory(village=branch.election.village, name=f"演示加{number}")
        actions.propose(
            election=branch.election, person=person, intended="branch_member", source="township",
            reason="镇委提名", by=branch.officer,
        )  # fmt: skip
    with django_assert_max_num_queries(len(few)):
        client.get(address("party", branch.election.pk))


def test_from_the_wall_to_the_approval_that_closes_the_step(branch):
    with pytest.raises(RuleRefused, match="还没有确定预备人选"):
        documents.issue("candidates.party_publicity", branch.election, by=branch.clerk)
    branch.prepared()
    notice = posted(branch, days_ago=4)
    text = words(branch, notice)
    assert all(name in text for name in NAMES[:4])
    assert NAMES[4] not in text
    assert "369901" not in text
    reply = {
        "election": branch.election, "subject": "candidates", "approved": True, "number": "镇委〔2026〕1号",
        "replied_on": branch.today, "by": branch.officer,
    }  # fmt: skip
    with pytest.raises(RuleRefused, match="请先签发"):
        actions.reply(**reply)
    with pytest.raises(RuleRefused, match="起才能签发请示"):
        documents.issue("candidates.party_request", branch.election, by=branch.clerk)
    documents.revoke(notice, reason="张贴日期有误", by=branch.officer)
    posted(branch, days_ago=6)
    said = actions.take_objection(
        election=branch.election, nominee=PartyNominee.objects.filter(prepared=True)[0], text="不实反映",
        received_on=branch.today, by=branch.clerk,
    )  # fmt: skip
    with pytest.raises(RuleRefused, match="还没有办结"):
        documents.issue("candidates.party_request", branch.election, by=branch.clerk)
    with pytest.raises(PermissionDenied):
        actions.answer_objection(
            objection=said, outcome="rejected", answer="查无实据", decided_on=branch.today, by=branch.clerk
        )
    actions.answer_objection(
        objection=said, outcome="rejected", answer="查无实据", decided_on=branch.today, by=branch.officer
    )
    request = documents.issue("candidates.party_request", branch.election, by=branch.clerk)
    assert request.facts["publicity"]["heard"] == 1
    assert request.facts["publicity"]["still_open"] == 0
    assert "公示期间收到反映1件，均已核实办结" in words(branch, request)
    with pytest.raises(RuleRefused, match="批复应在公示结束以后"):
        actions.reply(**(reply | {"replied_on": branch.today - dt.timedelta(days=2)}))
    answer = {"approved": "yes", "number": "镇委〔2026〕1号", "replied_on": branch.today, "note": ""}
    url = address("party_reply", branch.election.pk, "candidates")
    assert browser(branch).post(url, answer).status_code == 403
    assert browser(branch, officer=True).post(url, answer).status_code == 302

    client = browser(branch)
    for code in ("ballot", "tally"):
        text = read_pdf(client.get(address("party_paper", branch.election.pk, code)).content)
        assert all(name in text for name in NAMES[:4])
        assert NAMES[4] not in text
    meeting = {"held_on": branch.today, "members": 50, "present": 40, "issued": 40}
    client.post(address("party_meeting_add", branch.election.pk), meeting)
    count = branch.read(
        PartyCount.objects.get(kind="meeting"), {"演示甲": 38, "演示乙": 30, "演示丙": 27, "演示丁": 20}
    )
    assert "当选：演示甲、演示乙、演示丙" in client.get(address("party_declare", count.pk)).content.decode()
    client.post(address("party_declare", count.pk), {})
    with pytest.raises(RuleRefused, match="还没有选出书记"):
        documents.issue("candidates.party_report", branch.election, by=branch.clerk)
    seat = count.winners.get(person__name="演示甲")
    office = {"seat": seat.pk, "role": "secretary", "held_on": branch.today, "present": 3, "votes": 3}
    client.post(address("party_office", branch.election.pk), office)
    for code in ("recommend_report", "count_report", "office_record"):
        paper = client.get(address("party_paper", branch.election.pk, code))
        assert "演示甲" in read_pdf(paper.content)
        assert "预览" not in read_pdf(paper.content)
    report = words(branch, documents.issue("candidates.party_report", branch.election, by=branch.clerk))
    assert "应到会50人，实到会40人" in report
    assert "书记：演示甲" in report
    browser(branch, officer=True).post(
        address("party_reply", branch.election.pk, "result"), answer | {"number": "镇委〔2026〕9号"}
    )
    step = branch.election.steps.get(code="party_branch")
    assert (step.done_on, step.evidence) == (branch.today, "批复镇委〔2026〕9号")
    assert "村党组织换届已经完成" in client.get(address("party", branch.election.pk)).content.decode()
    with pytest.raises(ValidationError, match="不能再改"):
        actions.reduce_seats(
            election=branch.election, held_on=branch.today, due=50, in_favour=30, by=branch.clerk
        )


def test_a_working_paper_is_printed_when_its_time_has_come_and_says_before_what_is_missing(branch):
    client = browser(branch)

    def opened(code: str) -> bytes:
        answer = client.get(address("party_paper", branch.election.pk, code), follow=True)
        return b"".join(answer) if answer.streaming else answer.content

    assert "请先登记村党组织换届安排" in opened("ballot").decode()
    branch.plan()
    assert opened("recommend_ballot").startswith(b"%PDF")
    assert opened("exemptions").startswith(b"%PDF")
    missing = {
        "recommend_report": "才能打印汇总表", "ballot": "才能打印选票", "tally": "才能打印选票",
        "count_report": "才能打印报告单", "office_record": "才能打印会议记录",
    }  # fmt: skip
    for code, sentence in missing.items():
        assert sentence in opened(code).decode(), code
    assert client.get(address("party_paper", branch.election.pk, "nothing")).status_code == 404
