"""Public cases about the bars of candidacy: what the law lists is one, an investigation is none."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from ballots import actions as ballots
from ballots.aftermath import actions as aftermath
from ballots.models import Winner, WinnerDecision
from candidates import actions as candidates
from candidates.models import Candidate
from candidates.rules import KINSHIP_GROUND, removal_grounds
from election_office.audit.models import AuditEvent
from election_office.law.decision import RuleRefused
from tests.ballots.scenes import Scene
from tests.factories import CandidateFactory, RegistrationFactory, UserFactory
from tests.law.books import book

pytestmark = pytest.mark.django_db
REFUSED = (RuleRefused, ValidationError)
INVESTIGATED = "正在接受公安机关调查，尚未判决"


@pytest.fixture
def written_in() -> Scene:
    scene = Scene()
    RegistrationFactory(election=scene.election, name="村民丙", entered_by=scene.clerk)
    scene.counting()
    scene.agree("director", scene.reading(主甲=5, 主乙=3, 村民丙=12))
    scene.agree("member", scene.reading(void=1, 委甲=14, 委乙=13, 委丙=8))
    ballots.declare_result(round=scene.round, by=scene.officer)
    return scene


def annul(scene: Scene, reason: str, bar: str = "") -> WinnerDecision:
    return aftermath.decide_winner(
        winner=Winner.objects.get(name="村民丙"), kind="annulled", basis="statutory", bar=bar, reason=reason,
        paper_number="清政决〔2026〕3号", decided_on=timezone.localdate(), by=scene.officer,
    )  # fmt: skip


def test_p11_a_winner_under_investigation_is_not_annulled_on_a_bar_nobody_names(written_in: Scene) -> None:
    with pytest.raises(REFUSED):
        annul(written_in, INVESTIGATED)
    with pytest.raises(REFUSED):
        annul(written_in, INVESTIGATED, bar="under_investigation")
    assert not WinnerDecision.objects.exists()


def test_p11_a_bar_the_law_lists_is_named_in_the_article(written_in: Scene) -> None:
    decision = annul(written_in, "判决书查实", bar="criminal_punishment")

    assert decision.article.endswith("“因犯罪受过刑事处罚”")


@pytest.mark.parametrize(
    ("ground", "paper"),
    [
        ("under_investigation", "演示公函1号"),
        ("statutory-under_investigation", "演示公函1号"),
        ("statutory-criminal_punishment", ""),
        ("review", "演示公函1号"),
        ("not_registered", "演示公函1号"),
        ("adopted", ""),
        ("unnamed", ""),
    ],
)
def test_p11_a_candidate_under_investigation_is_not_struck(ground: str, paper: str) -> None:
    candidate = CandidateFactory()
    clerk = UserFactory(serving=candidate.area_code)

    with pytest.raises(REFUSED):
        candidates.withdraw_candidate(
            candidate=candidate, reason=INVESTIGATED, ground=ground, paper=paper, by=clerk
        )
    assert Candidate.objects.get().state == Candidate.State.FORMAL
    assert not AuditEvent.objects.filter(action="candidate.struck").exists()


def test_p11_kinship_is_a_ground_only_where_the_text_of_the_place_says_so() -> None:
    assert KINSHIP_GROUND not in removal_grounds(book("65"))
    assert KINSHIP_GROUND in removal_grounds(book("36"))


def test_p11_a_candidate_is_struck_on_a_named_bar_with_its_paper() -> None:
    candidate = CandidateFactory()
    clerk = UserFactory(serving=candidate.area_code)

    candidates.withdraw_candidate(
        candidate=candidate, reason="判决书查实", ground="statutory-criminal_punishment",
        paper="演示刑初3号", by=clerk,
    )  # fmt: skip

    row = Candidate.objects.get()
    assert (row.state, row.left_ground, row.left_paper) == (
        Candidate.State.STRUCK, "statutory-criminal_punishment", "演示刑初3号",
    )  # fmt: skip
    assert AuditEvent.objects.get(action="candidate.struck").after == {
        "ground": "因犯罪受过刑事处罚", "paper": "演示刑初3号",
    }  # fmt: skip
