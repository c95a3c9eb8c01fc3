"""J01–J12 of a collective's election, at the line and beside it. No database."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ballots.collective import rules
from ballots.collective.rules import NomineeFacts, PersonCount, ProxyFacts
from ballots.rules.adjudication import adjudicate
from ballots.rules.facts import POST_NAMES, POSTS
from election_office.law.decision import Decision
from election_office.law.overlays import Overlay
from election_office.law.rulebooks import Rulebook, rulebook_for
from tests.ballots.counts import count, entry

DAY = date(2026, 12, 20)


def book(day: date = DAY, **said: Any) -> Rulebook:
    papers = [
        Overlay(key, value, "《演示章程》第九条", date(2025, 8, 1), "charter") for key, value in said.items()
    ]
    return rulebook_for("369901", day, papers, kind="collective")


def refused(decision: Decision) -> list[str]:
    return [one.code for one in decision.refusals]


def warned(decision: Decision) -> list[str]:
    return [one.code for one in decision.warnings]


def test_the_posts_are_those_of_the_count() -> None:
    assert POSTS["collective"] == rules.POSTS
    assert {post: POST_NAMES[post] for post in rules.POSTS} == rules.TITLES


@pytest.mark.parametrize(("participants", "enough"), [(400, True), (399, False)])
def test_j01_present_online_and_household_proxies_make_the_quorum(participants: int, enough: bool) -> None:
    held = rules.check_held(
        present=participants - 100, online=60, proxied=40, entitled=600, online_open=True, day=DAY, today=DAY
    )
    assert held.allowed
    decision = rules.check_quorum(participants, 600, "members", book())
    assert decision.allowed is enough
    if not enough:
        assert "至少须有400人" in decision.refusals[0].message
        assert "第二十七条第一款" in str(decision.refusals[0].citation)


def test_a_charter_may_ask_for_more_and_representatives_need_what_the_charter_says() -> None:
    assert refused(rules.check_quorum(449, 600, "members", book(quorum_members={"num": 3, "den": 4})))
    assert rules.check_quorum(1, 30, "representatives", book()).allowed
    tight = book(quorum_representatives={"num": 2, "den": 3})
    assert refused(rules.check_quorum(19, 30, "representatives", tight)) == ["quorum_not_reached"]
    assert rules.check_quorum(20, 30, "representatives", tight).allowed


def test_j02_j03_both_readings_stand_side_by_side() -> None:
    every, half = rules.readings(600, 450, "members", book())
    assert (every.least, half.least) == (400, 226)
    assert [one.elects(399) for one in (every, half)] == [False, True]
    assert [one.elects(400) for one in (every, half)] == [True, True]
    assert [one.elects(225) for one in (every, half)] == [False, False]
    assert [one.elects(226) for one in (every, half)] == [False, True]
    assert "第二十七条第三款" in str(every.cite)


@pytest.mark.parametrize(
    ("said", "differ", "decided", "codes"),
    [
        ({}, True, "", ["reading_open"]),
        ({}, True, "two_thirds_of_all", []),
        ({}, False, "", []),
        ({"win_rule": "half_of_participants"}, True, "", ["reading_open"]),
        ({"win_rule": "half_of_participants"}, True, "half_of_participants", []),
        ({"win_rule": "two_thirds_of_all"}, True, "", []),
    ],
)
def test_j03_nobody_chooses_in_silence(
    said: dict[str, Any], differ: bool, decided: str, codes: list[str]
) -> None:
    assert refused(rules.check_reading(differ=differ, decided=decided, book=book(**said))) == codes


def test_j04_representatives_need_two_thirds_of_all_of_them_and_the_charter() -> None:
    every, _ = rules.readings(30, 25, "representatives", book())
    assert (every.elects(19), every.elects(20)) == (False, True)
    seats = {"chair": 1, "council": 4, "supervisor": 2}
    assert refused(rules.check_seats(seats, way="representatives", book=book())) == [
        "charter_keeps_it_with_the_members"
    ]
    assert rules.check_seats(seats, way="representatives", book=book(elected_by="representatives")).allowed


@pytest.mark.parametrize(("number", "codes"), [(20, ["representatives_too_few"]), (21, [])])
def test_j05_more_than_twenty_representatives(number: int, codes: list[str]) -> None:
    assert refused(rules.check_representatives(number, 6, book())) == codes
    assert warned(rules.check_representatives(number, 0, book())) == ["no_woman"]


@pytest.mark.parametrize(
    ("council", "codes"),
    [(4, ["council_size"]), (3, []), (5, []), (7, []), (9, ["council_size"]), (1, ["council_size"])],
)
def test_j06_three_to_seven_and_odd(council: int, codes: list[str]) -> None:
    decision = rules.check_seats(
        {"chair": 1, "council": council - 1, "supervisor": 2}, way="members", book=book()
    )
    assert (refused(decision), warned(decision)) == ([], codes)


def test_the_charter_says_who_chooses_the_chair() -> None:
    own = book(chair_by="body")
    assert refused(
        rules.check_seats({"chair": 1, "council": 4, "supervisor": 1}, way="members", book=own)
    ) == ["chairs"]
    assert rules.check_seats({"council": 5, "supervisor": 1}, way="members", book=own).allowed
    assert refused(rules.check_seats({"council": 5, "supervisor": 1}, way="members", book=book())) == [
        "chairs"
    ]
    assert refused(rules.check_seats({"chair": 1, "council": 4}, way="members", book=book())) == [
        "no_supervisor"
    ]


@pytest.mark.parametrize(
    ("notified", "codes"),
    [(date(2026, 12, 10), []), (date(2026, 12, 11), ["notice_late"]), (None, ["notice_late"])],
)
def test_j07_ten_days_before(notified: date | None, codes: list[str]) -> None:
    assert refused(rules.check_notice(notified_on=notified, day=DAY, book=book())) == codes


def test_j07_a_meeting_is_called_while_there_is_time_for_its_notice() -> None:
    plan = {"day": DAY, "studied": True, "agenda": "选举理事会、监事会", "book": book()}
    assert rules.check_plan(today=date(2026, 12, 10), **plan).allowed
    assert refused(rules.check_plan(today=date(2026, 12, 11), **plan)) == ["no_time_for_notice"]
    longer = plan | {"book": book(notice_days=15)}
    assert refused(rules.check_plan(today=date(2026, 12, 10), **longer)) == ["no_time_for_notice"]
    assert warned(rules.check_plan(today=date(2026, 12, 1), **(plan | {"studied": False}))) == ["not_studied"]


def proxy(**changes: Any) -> ProxyFacts:
    facts: dict[str, Any] = {
        "member": "演示甲", "trustee": "演示乙", "same_household": True, "same_collective": True,
        "member_entitled": True, "trustee_entitled": True, "written_on": DAY, "day": DAY,
    }  # fmt: skip
    return ProxyFacts(**(facts | changes))


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),  # the wife, of the same household, a member here
        ({"same_household": False}, ["other_household"]),  # a cousin in another household
        ({"same_collective": False}, ["other_household"]),
        ({"trustee_entitled": False}, ["trustee_not_entitled"]),
        ({"trustee_gave": True}, ["trustee_gave"]),
        ({"trustee_has": 5}, []),  # the law knows no limit
        ({"by_representatives": True}, ["representatives_do_not_delegate"]),
        ({"written_on": date(2026, 12, 21)}, ["proxy_after_meeting"]),
    ],
)
def test_j08_a_proxy_stays_in_the_household(changes: dict[str, Any], codes: list[str]) -> None:
    assert refused(rules.check_proxy(proxy(**changes), book())) == codes


def test_a_charter_may_limit_the_proxies_of_a_trustee() -> None:
    assert refused(rules.check_proxy(proxy(trustee_has=2), book(proxy_max=2))) == ["trustee_full"]


@pytest.mark.parametrize(
    ("changes", "refusals", "warnings"),
    [
        ({"post": "supervisor", "kin_in_finance": ["演示会计"]}, ["kin_of_finance_supervises"], []),
        ({"post": "supervisor", "finance_duty": "会计人员"}, ["finance_supervises"], []),
        ({"post": "supervisor"}, [], []),  # a daughter-in-law is no near relative
        ({"post": "supervisor", "kin_in_council": ["演示理事"]}, [], ["kin_of_council_supervises"]),
        ({"post": "council", "kin_in_council": ["演示理事"]}, [], ["kin_in_council"]),
        ({"post": "council", "finance_duty": "会计人员", "kin_in_finance": ["演示"]}, [], []),
        ({"post": "chair", "entitled": False}, ["not_entitled"], []),
    ],
)
def test_j09_article_34(changes: dict[str, Any], refusals: list[str], warnings: list[str]) -> None:
    facts = {"name": "演示甲", "entitled": True} | changes
    decision = rules.check_nominee(NomineeFacts(**facts), book())
    assert (refused(decision), warned(decision)) == (refusals, warnings)


@pytest.mark.parametrize(
    ("born", "capacity", "votes"),
    [
        (date(2009, 12, 1), "earner", True),  # 17, on own wages
        (date(2009, 12, 1), "full", False),  # 17, at school
        (date(2008, 12, 20), "full", True),  # 18 on the day
        (date(2008, 12, 21), "full", False),
        (date(2010, 12, 20), "earner", True),  # 16 on the day
        (date(2010, 12, 21), "earner", False),
        (date(1970, 1, 1), "limited", False),
    ],
)
def test_j10_who_has_full_capacity(born: date, capacity: str, votes: bool) -> None:
    assert rules.has_capacity(born, capacity, DAY, book()) is votes


def test_j10_prison_and_divorce_take_no_membership() -> None:
    for ground in ("prison", "divorce", "study"):
        assert refused(rules.check_loss(ground, book())) == ["membership_kept"]
    assert rules.check_loss("death", book()).allowed
    assert refused(rules.check_loss("move", book())) == ["loss_unknown"]


def test_j11_before_may_2025_only_province_and_charter_speak() -> None:
    with pytest.raises(LookupError, match="省的规定和章程"):
        book(date(2025, 4, 20))


def test_j12_another_chair_is_another_legal_representative() -> None:
    change = {"book": book()}
    assert rules.check_registration_change(before="演示旧", after="演示书记", **change).allowed
    assert refused(rules.check_registration_change(before="演示书记", after="演示书记", **change)) == [
        "nothing_changes"
    ]
    assert book().value("double_posts") is True


def test_the_register_warns_by_default_and_binds_where_the_charter_says_so() -> None:
    shown = {"shown_on": date(2026, 12, 1), "disputes": 0}
    assert warned(rules.register_shown(today=date(2026, 12, 8), book=book(), **shown)) == []
    early = rules.register_shown(today=date(2026, 12, 7), book=book(), **shown)
    assert (refused(early), warned(early)) == ([], ["register_days_running"])
    said = rules.register_shown(today=date(2026, 12, 7), book=book(register_days=7), **shown)
    assert refused(said) == ["register_days_running"]
    open_case = rules.register_shown(shown_on=None, disputes=2, today=DAY, book=book())
    assert warned(open_case) == ["register_not_shown", "disputes_open"]


def test_one_person_one_vote() -> None:
    votes = [PersonCount("演示甲", 300, 99, 1), PersonCount("演示乙", 300, 99, 2)]
    decision = rules.check_votes(votes, 400)
    assert [one.message.startswith("演示乙") for one in decision.refusals] == [True]


@pytest.mark.parametrize(
    ("body", "present", "votes", "codes"),
    [
        (5, 4, 3, []),
        (5, 3, 3, ["body_quorum"]),
        (5, 4, 2, ["body_majority"]),
        (5, 5, 3, []),
        (6, 4, 4, []),
        (6, 4, 3, ["body_majority"]),
    ],
)
def test_the_council_chooses_its_chair(body: int, present: int, votes: int, codes: list[str]) -> None:
    decision = rules.check_head(body=body, present=present, votes=votes, is_member=True, name="演示甲")
    assert refused(decision) == codes


def test_a_charter_that_asks_for_three_quarters_binds_the_count() -> None:
    tight = book(decision_members={"num": 3, "den": 4})
    params = rules.as_params(tight, "members", "two_thirds_of_all")
    assert params == {"win_rule": "two_thirds_of_all", "win": {"num": 3, "den": 4}}
    for votes, elected in ((449, 0), (450, 1)):
        data = count(entry("chair", {"甲": votes}), area="330106", kind="collective", way="members",
                     registered=600, recovered=500, params=params)  # fmt: skip
        assert len(adjudicate(data).posts[0].elected) == elected
    assert rules.readings(600, 500, "members", tight)[0].least == 450


def test_one_head_of_the_supervisors_and_as_many_of_them_as_the_charter_lets() -> None:
    def seats(heads: int, supervisors: int) -> list[str]:
        posts = {"chair": 1, "council": 2, "supervisory_chair": heads, "supervisor": supervisors}
        return refused(rules.check_seats(posts, way="members", book=book(supervisors_max=3)))

    assert seats(1, 2) == seats(0, 3) == []
    assert seats(2, 1) == ["supervisory_head"]
    assert seats(1, 3) == ["supervisors_too_many"]


@pytest.mark.parametrize(("households", "usual"), [(4, False), (5, True), (15, True), (16, False)])
def test_five_to_fifteen_households_choose_a_representative(households: int, usual: bool) -> None:
    assert (warned(rules.check_households(households, book())) == []) is usual


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"entitled": 2}, ["more_than_entitled"]),
        ({"present": 0, "entitled": 2}, []),
        ({"present": 0, "online": 0}, ["nobody_to_carry"]),
    ],
)
def test_a_meeting_has_no_more_people_than_are_entitled_and_somebody_for_its_proxies(
    change: dict[str, Any], codes: list[str]
) -> None:
    held = {"present": 1, "online": 1, "proxied": 1, "entitled": 3, "online_open": True} | change

    assert refused(rules.check_held(day=DAY, today=DAY, **held)) == codes


def test_a_member_may_be_born_today_and_earns_from_sixteen_on() -> None:
    def member(born: date, capacity: str) -> list[str]:
        return refused(rules.check_member(birth_date=born, capacity=capacity, today=DAY, book=book()))

    assert member(DAY, "none") == member(date(2010, 12, 20), "earner") == []
    assert member(date(2026, 12, 21), "none") == ["born_in_future"]
    assert member(date(2010, 12, 21), "earner") == ["earner_too_young"]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"members": 0, "entitled": 0}, ["register_empty"]),
        ({"entitled": 0}, ["nobody_entitled"]),
        ({"as_of": date(2026, 12, 21)}, ["register_in_future"]),
    ],
)
def test_a_register_is_fixed_with_a_member_who_votes(change: dict[str, Any], codes: list[str]) -> None:
    lawful = {"members": 1, "entitled": 1, "as_of": DAY, "today": DAY, "book": book()}

    assert refused(rules.check_register(**lawful | change)) == codes
