"""Decisions carry every reason, and refuse only for errors."""

from __future__ import annotations

import pytest

from election_office.law.decision import Citation, Decision, Finding, RuleRefused

LAW = Citation("村民委员会组织法", "第十八条第四款")
GOOD = Finding("relation", True, "受委托人是本村选民。", LAW)
BAD = Finding("fourth_proxy", False, f"王某已接受3人委托，不能再接受{LAW.basis}。", LAW)
DOUBT = Finding("late_notice", False, "公告晚了1日。", LAW, "warning")


def test_a_citation_names_the_law_and_the_article() -> None:
    assert str(LAW) == "《村民委员会组织法》第十八条第四款"
    assert LAW.basis == "（依据：《村民委员会组织法》第十八条第四款）"


def test_an_article_nobody_read_is_never_shown_without_saying_so() -> None:
    assert str(Citation("中国共产党基层组织选举工作条例", "第十三条", False)).endswith("第十三条（未核实）")


def test_a_paper_without_a_title_is_named_by_its_number() -> None:
    assert str(Citation("", "某镇换届〔2026〕3号（2026年2月1日）")) == "某镇换届〔2026〕3号（2026年2月1日）"


def test_a_warning_does_not_refuse() -> None:
    decision = Decision((GOOD, DOUBT))
    assert decision.allowed
    assert decision.warnings == (DOUBT,)
    assert decision.refusals == ()
    decision.require()


def test_an_error_refuses_with_every_reason_at_once() -> None:
    other = Finding("candidate_agent", False, "王某是候选人。", LAW)
    decision = Decision((GOOD, BAD)) + Decision((other, DOUBT))
    assert decision.refusals == (BAD, other)
    with pytest.raises(RuleRefused) as refused:
        decision.require()
    assert str(refused.value) == BAD.message + other.message
    assert refused.value.decision is decision


def test_a_decision_without_findings_allows() -> None:
    assert Decision().allowed
