"""The organic law before and after 2026-01-01: same question, another article, sometimes another answer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from election_office.law.rulebooks import rulebook_for
from tests.law.books import NEW, OLD, book

MOVED = [
    ("seats_max", "第六条第一款", "第八条第一款"),
    ("women_member_required", "第六条第二款", "第八条第二款"),
    ("term_years", "第十一条第二款", "第十四条第二款"),
    ("ec_chosen_by", "第十二条第二款", "第十五条第二款"),
    ("ec_withdraw_trigger", "第十二条第三款", "第十五条第三款"),
    ("ec_vacancy_rule", "第十二条第四款", "第十五条第四款"),
    ("voting_age", "第十三条第一款", "第十六条第一款"),
    ("class_c_rule", "第十三条第二款第三项", "第十六条第二款第三项"),
    ("roll_days", "第十四条第一款", "第十七条第一款"),
    ("objection_days", "第十四条第二款", "第十七条第二款"),
    ("differential", "第十五条第一款", "第十八条第一款"),
    ("turnout_threshold", "第十五条第二款", "第十八条第二款"),
    ("runoff_threshold", "第十五条第二款", "第十八条第二款"),
    ("secret_booth", "第十五条第三款", "第十八条第三款"),
    ("proxy_relation", "第十五条第四款", "第十八条第四款"),
    ("recall_turnout", "第十六条第二款", "第十九条第二款"),
    ("by_election_body", "第十九条", "第二十三条"),
    ("handover_days", "第二十条", "第二十四条"),
    ("ballot_retention", "第三十四条", "第三十九条"),
    ("audit_before_election", "第三十五条第二款", "第四十条第二款"),
    ("supervision_exclusions", "第三十二条", "第三十七条第一款"),
    ("reps_women_share_min", "第二十五条第一款", "第二十九条第一款"),
    ("reps_meeting_quorum", "第二十六条第二款", "第三十条第二款"),
    ("group_meeting_quorum", "第二十八条第一款", "第三十二条第二款"),
    ("villager_meeting_voters", "第二十二条第一款", "第二十六条第一款"),
]


@pytest.mark.parametrize(("key", "old", "new"), MOVED)
def test_the_same_rule_cites_the_article_of_its_day(key: str, old: str, new: str) -> None:
    before, after = book(day=OLD).parameter(key), book(day=NEW).parameter(key)
    assert str(before.citation) == f"《村民委员会组织法》{old}"
    assert str(after.citation) == f"《村民委员会组织法》{new}"
    assert before.verified
    assert after.verified


@pytest.mark.parametrize("key", [key for key, *_ in MOVED if key not in ("class_c_rule", "proxy_relation")])
def test_a_rule_that_only_moved_kept_its_value(key: str) -> None:
    assert book(day=OLD).value(key) == book(day=NEW).value(key)


CHANGED: list[tuple[str, Any, Any]] = [
    ("ec_has_deputy", False, True),
    ("ec_withdraw_relatives", False, True),  # G35
    ("nominators", ["voters"], ["party_organisation", "voters"]),
    ("member_avoidance", False, True),
    ("relative_resolution", "none", "open"),
    ("minority_member_required", True, False),
    ("proxy_relation", "near_relatives_8", "any_villager"),  # G27
    ("resignation_effect", "on_acceptance", "on_approval"),
    ("review_failure", "escalate", "committee_voids"),  # G15, G16
]


@pytest.mark.parametrize(("key", "old", "new"), CHANGED)
def test_what_the_amendment_changed_follows_the_election_day(key: str, old: Any, new: Any) -> None:
    assert (book(day=OLD).value(key), book(day=NEW).value(key)) == (old, new)


def test_the_new_law_takes_over_on_new_year() -> None:
    assert book(day=date(2025, 12, 31)).version == "national-2018"
    assert book(day=date(2026, 1, 1)).version == "national-2025"


def test_village_work_opens_the_roll_to_outsiders_only_from_2026() -> None:  # G34
    assert book(day=OLD).value("class_c_rule")["village_work"] is False
    after = book(day=NEW).value("class_c_rule")
    assert (after["months"], after["residence"], after["village_work"]) == (12, True, True)
    assert (after["application"], after["consent"]) == (True, True)


def test_three_proxies_are_a_habit_before_2026_and_law_after() -> None:
    before, after = book(day=OLD).parameter("proxy_max"), book(day=NEW).parameter("proxy_max")
    assert (before.value, before.kind, before.hard, before.verified) == (3, "默认", False, False)
    assert (after.value, after.kind, after.hard, after.verified) == (3, "法定", True, True)


def test_a_candidate_may_hold_no_proxy_from_2026_by_law() -> None:
    assert not book(day=OLD).parameter("proxy_candidate_agent").hard
    after = book(day=NEW).parameter("proxy_candidate_agent")
    assert (after.value, after.hard) == (False, True)
    assert str(after.citation) == "《村民委员会组织法》第十八条第四款"


def test_the_five_bars_to_candidacy_exist_only_from_2026() -> None:
    assert book(day=OLD).value("statutory_bars") == []
    assert [bar["code"] for bar in book(day=NEW).value("statutory_bars")] == [
        "expelled_from_party",
        "criminal_punishment",
        "clan_or_dark_forces",
        "illegal_religious_activity",
        "cult_activity",
    ]


def test_the_supervision_body_follows_the_committee_by_law_only_from_2026() -> None:
    assert book(day=OLD).parameter("supervision_term_follows").kind == "默认"
    assert book(day=NEW).parameter("supervision_term_follows").kind == "法定"


def test_the_value_of_a_table_is_the_callers_own_copy() -> None:
    rules = book()
    rules.value("vacant_ok")["min_elected"] = 1
    rules.value("statutory_bars").clear()
    assert rules.value("vacant_ok")["min_elected"] == 99
    assert len(rules.value("statutory_bars")) == 5


def test_a_key_nobody_knows_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        book().value("proxy_maximum")


def test_a_law_is_named_without_its_brackets() -> None:
    assert book().law_name("ZJ20") == "浙江省村民委员会选举办法"


def test_a_kind_of_election_whose_law_is_not_held_is_refused() -> None:
    with pytest.raises(LookupError):
        rulebook_for("330106", NEW, kind="branch")
    assert rulebook_for("330106", NEW, kind="village").words.voter == "选民"


def test_who_declares_a_seat_void_is_not_said_by_the_nation() -> None:
    """W7: the law says who investigates; the rest is this program's choice and says so."""
    for day, article in ((OLD, "第十五条第五款"), (NEW, "第十八条第五款")):
        parameter = book(day=day).parameter("void_by")
        assert (parameter.kind, parameter.verified) == ("默认", False)
        assert (
            str(parameter.citation) == f"《村民委员会组织法》{article}授权地方规定的事项，系统默认（未核实）"
        )


def test_w6_w8_w9_w10_what_a_text_does_not_say_is_not_cited_from_it() -> None:
    day = date(2026, 12, 20)
    nation = rulebook_for("99", day)
    party = nation.parameter("party_congress_from")
    assert party.value == 500  # 五百名以上: five hundred count
    assert "五百名以上" in party.sentence
    assert "驻地分散" in party.sentence
    assert not party.citation.verified
    assert nation.parameter("relative_resolution").kind == "默认"
    assert nation.cite("meeting_majority").article == "第二十六条第一款、第三十条第二款、第三十二条第二款"
    for area, sources, unsaid in (
        ("33", "第十八条第三款、第二十条第三款、第二十九条第二款", "初步候选人没有写明"),
        ("31", "第十二条第二款", "其余名单没有写明"),
        ("11", "第二十条", "其余名单没有写明"),
    ):
        order = rulebook_for(area, day).parameter("list_order")
        assert order.citation.article == sources
        assert unsaid in order.sentence
