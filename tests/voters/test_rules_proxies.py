"""Voting for another. G25 to G28 and G46 are golden cases of the rule table."""

import datetime as dt
from dataclasses import replace

import pytest

from election_office.law.rulebooks import rulebook_for
from voters.rules import (
    BallotClaimFacts,
    ProxyFacts,
    check_ballot_claim,
    check_proxy,
    check_proxy_publication,
    effect_of_candidacy,
    proxy_deadline,
)

OLD, NEW = dt.date(2021, 3, 20), dt.date(2026, 3, 20)
NATION = rulebook_for("99", NEW)
NATION_2021 = rulebook_for("99", OLD)
ZHEJIANG = rulebook_for("330000", NEW)
SHANGHAI = rulebook_for("310000", NEW)
HENAN = rulebook_for("410000", NEW)
LAWFUL = ProxyFacts(requested_on=dt.date(2026, 3, 10), relation="sibling")


def refusals(facts, book=NATION):
    return {finding.code: str(finding.citation) for finding in check_proxy(facts, book).refusals}


def test_a_lawful_proxy_is_allowed_without_a_word():
    decision = check_proxy(LAWFUL, NATION)

    assert (decision.allowed, decision.warnings) == (True, ())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"principal_registered": False}, "principal_not_registered"),
        ({"ground": "other"}, "ground_not_allowed"),
        ({"written": False}, "not_written"),
        ({"agent_registered": False}, "agent_not_registered"),
        ({"agent_is_principal": True}, "agent_is_principal"),
        ({"agent_holds": 3}, "agent_full"),
        ({"agent_is_candidate": True}, "agent_is_candidate"),
        ({"principal_holds": 1}, "principal_is_agent"),
        ({"agent_gave": True}, "agent_gave_proxy"),
        ({"principal_has_proxy": True}, "principal_has_proxy"),
        ({"principal_has_voted": True}, "principal_has_voted"),
        ({"requested_on": dt.date(2026, 3, 20)}, "on_the_spot"),
    ],
)
def test_one_fault_gives_its_refusal(change, code):
    found = refusals(replace(LAWFUL, **change))

    assert code in found
    assert set(found) <= {code, "too_late"}


@pytest.mark.parametrize("code", ["agent_full", "agent_is_candidate"])
def test_the_hard_limits_cite_the_organic_law(code):
    facts = replace(LAWFUL, agent_holds=3, agent_is_candidate=True)

    assert refusals(facts)[code] == "《村民委员会组织法》第十八条第四款"


def test_every_reason_is_told_at_once():
    facts = replace(LAWFUL, agent_holds=3, agent_is_candidate=True, written=False, agent_registered=False)

    assert set(refusals(facts)) == {"agent_full", "agent_is_candidate", "not_written", "agent_not_registered"}


def test_g25_three_are_lawful_and_the_fourth_is_not():
    answers = [check_proxy(replace(LAWFUL, agent_holds=held), NATION).allowed for held in range(4)]

    assert answers == [True, True, True, False]
    [finding] = check_proxy(replace(LAWFUL, agent_holds=3), NATION).refusals
    assert finding.message == "受委托人已接受3人委托，每人最多接受3人。"


def test_g25_a_province_may_allow_fewer_and_never_more():
    two = NATION.with_values({"proxy_max": 2})

    assert set(refusals(replace(LAWFUL, agent_holds=2), two)) == {"agent_full"}
    with pytest.raises(ValueError, match="proxy_max"):
        NATION.with_values({"proxy_max": 4})


def test_g26_an_agent_who_becomes_a_candidate_loses_the_proxies():
    effect = effect_of_candidacy(2, dt.date(2026, 3, 15), NATION)

    assert (effect.ended, effect.may_replace, effect.replace_until) == (2, True, dt.date(2026, 3, 19))
    assert effect.finding.refused
    assert "2人委托一并取消" in effect.finding.message
    assert str(effect.finding.citation) == "《村民委员会组织法》第十八条第四款"


def test_g26_after_the_deadline_the_principals_vote_in_person():
    effect = effect_of_candidacy(2, dt.date(2026, 3, 16), SHANGHAI)

    assert (effect.may_replace, "本人投票" in effect.finding.message) == (False, True)
    assert effect_of_candidacy(0, dt.date(2026, 3, 16), SHANGHAI).finding.passed


def test_g27_a_villager_who_is_no_relative_may_be_agent_from_2026_on():
    stranger = replace(LAWFUL, relation="")

    assert refusals(replace(stranger, requested_on=dt.date(2021, 3, 10)), NATION_2021) == {
        "agent_not_relative": "《村民委员会组织法》第十五条第四款"
    }
    assert refusals(stranger, NATION) == {}


def test_an_older_narrower_province_takes_no_proxy_away_and_is_cited_as_overtaken():
    stranger = replace(LAWFUL, relation="")
    decision = check_proxy(stranger, ZHEJIANG)

    assert decision.allowed
    assert decision.warnings == ()
    [old] = ZHEJIANG.parameter("proxy_relation").overtaken
    assert str(old.citation) == "《浙江省村民委员会选举办法》第二十五条第一款"
    narrow = ZHEJIANG.with_values({"proxy_relation": "near_relatives_8"})
    assert set(refusals(stranger, narrow)) == {"agent_not_relative"}


def test_g28_on_the_morning_of_the_day_it_is_too_late_and_the_voter_may_still_vote():
    decision = check_proxy(replace(LAWFUL, requested_on=NEW), NATION)

    assert {finding.code for finding in decision.refusals} == {"too_late", "on_the_spot"}
    assert check_ballot_claim(BallotClaimFacts(), NATION).allowed


@pytest.mark.parametrize(
    ("book", "last"),
    [(NATION, dt.date(2026, 3, 19)), (ZHEJIANG, dt.date(2026, 3, 17)), (SHANGHAI, dt.date(2026, 3, 15))],
)
def test_the_last_day_is_still_in_time(book, last):
    assert proxy_deadline(book) == last
    assert refusals(replace(LAWFUL, requested_on=last), book) == {}
    assert "too_late" in refusals(replace(LAWFUL, requested_on=last + dt.timedelta(days=1)), book)


def test_what_counts_as_a_reason_differs_by_province():
    special, other = replace(LAWFUL, ground="special"), replace(LAWFUL, ground="other")

    assert [check_proxy(special, book).allowed for book in (NATION, SHANGHAI, HENAN)] == [False, True, True]
    assert [check_proxy(other, book).allowed for book in (NATION, SHANGHAI, HENAN)] == [False, False, True]


def test_the_card_must_come_back_where_the_law_says_so_and_should_elsewhere():
    kept = replace(LAWFUL, card_returned=False)

    assert set(refusals(kept, HENAN)) == {"card_not_returned"}
    assert [finding.code for finding in check_proxy(kept, NATION).warnings] == ["card_not_returned"]


def test_a_telephone_request_needs_two_witnesses_and_a_copy_of_the_id_card():
    called = replace(LAWFUL, by_phone=True, phone_witnesses=2, id_copy_kept=True)
    one = check_proxy(replace(called, phone_witnesses=1), NATION)
    blind = check_proxy(replace(called, id_copy_kept=False), NATION)

    assert [finding.code for finding in one.warnings] == ["phone_not_witnessed"]
    assert [finding.code for finding in blind.warnings] == ["phone_without_id_copy"]
    assert check_proxy(called, NATION).warnings == ()


def test_an_unpublished_proxy_is_void_in_zhejiang_and_a_reminder_elsewhere():
    assert [f.code for f in check_proxy_publication(None, ZHEJIANG).refusals] == ["proxy_not_published"]
    assert [f.code for f in check_proxy_publication(None, NATION).warnings] == ["proxy_not_published"]
    assert check_proxy_publication(dt.date(2026, 3, 18), SHANGHAI).warnings == ()
    assert [f.code for f in check_proxy_publication(dt.date(2026, 3, 19), SHANGHAI).warnings] == [
        "proxy_not_published"
    ]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (BallotClaimFacts(proxy_in_force=True), "proxy_in_force"),
        (BallotClaimFacts(proxy_used=True), "proxy_used"),
        (BallotClaimFacts(proxy_in_force=True, proxy_used=True), "proxy_used"),
        (BallotClaimFacts(has_voted=True), "already_voted"),
        (BallotClaimFacts(registered=False), "not_registered"),
    ],
)
def test_g46_never_two_ballots_for_one_voter(facts, code):
    assert [finding.code for finding in check_ballot_claim(facts, NATION).refusals] == [code]


def test_g46_once_the_proxy_is_given_back_the_voter_gets_one_ballot():
    assert check_ballot_claim(BallotClaimFacts(proxy_in_force=False), NATION).allowed


def test_every_refusal_is_a_sentence():
    facts = ProxyFacts(
        requested_on=NEW, ground="other", written=False, principal_registered=False, principal_has_proxy=True,
        principal_has_voted=True, principal_holds=1, agent_registered=False, agent_is_principal=True,
        agent_is_candidate=True, agent_gave=True, agent_holds=9, card_returned=False, by_phone=True,
    )  # fmt: skip
    findings = check_proxy(facts, NATION_2021).findings

    assert [finding.code for finding in findings if finding.passed] == []
    assert [finding.message for finding in findings if not finding.message.endswith("。")] == []
