"""What a paper asks of another before it is signed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from election_office.accounts.permissions import Role
from election_office.documents import actions as documents
from election_office.documents import requirements
from tests.factories import ElectionFactory, UserFactory
from villages import actions as villages
from villages.notices import election_day

pytestmark = pytest.mark.django_db


def test_another_paper_must_be_issued_then_hang_and_still_be_true() -> None:
    election = ElectionFactory(steps=True)
    officer = UserFactory(serving=election.area_code[:9], role=Role.TOWNSHIP_OFFICER)
    notice = election_day.NOTICE

    [finding] = requirements.issued(notice, election).refusals
    assert finding.message == "《选举日公告》还没有签发，请先签发。"
    paper = documents.issue(notice.code, election, by=officer)
    assert requirements.issued(notice, election).allowed
    [finding] = requirements.hangs(notice, election).refusals
    assert finding.message == "《选举日公告》还没有在各处张贴完毕，请先张贴并逐处登记。"
    for place in paper.place_list:
        documents.record_posting(paper, place_key=place.key, posted_at=timezone.now(), by=officer)
    assert requirements.hangs(notice, election).allowed

    day = election.election_day + dt.timedelta(days=7)
    villages.move_election_day(election=election, day=day, reason="改期", by=officer)
    [finding] = requirements.hangs(notice, election).refusals
    assert finding.message == "《选举日公告》与现行事实不符，请先签发更正公告并张贴。"
    assert not requirements.issued(notice, election).allowed
