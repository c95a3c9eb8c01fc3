"""The law of residents' committees: K01 to K15, each at the line and beside it."""

from __future__ import annotations

from datetime import date

import pytest

from ballots.rules.recall import RecallPetition, RecallVote, check_recall_petition, check_recall_vote
from candidates.nomination.rules import NominationFacts, PostSeats, check_nomination, check_plan
from election_office.law import layers
from election_office.law.deadlines import deadlines_for
from election_office.law.decision import Decision
from election_office.law.electorates import (
    ALL,
    HOUSEHOLDS,
    REPRESENTATIVES,
    check_province_text,
    check_turnout,
    check_way,
    least_voters,
)
from election_office.law.meetings import Meeting, quorum
from election_office.law.passages import passage
from election_office.law.rulebooks import Overlay, Rulebook, Unlawful, rulebook_for
from election_office.law.words import in_words_of
from villages.committee.rules import ChoiceFacts, check_choice
from villages.rules import SeatRow, check_seats
from voters.rules import ProxyFacts, RegistrationFacts, check_proxy, check_registration, class_of
from voters.rules.rolls import decision_due

DAY = date(2026, 12, 20)
TOO_SMALL = ["recall_petition_too_small"]


def book(area: str = "99", day: date = DAY, *papers: Overlay) -> Rulebook:
    return rulebook_for(area, day, papers, kind="community")


def codes_of(decision: Decision) -> list[str]:
    return [one.code for one in decision.refusals]


def paper(key: str, value: object) -> Overlay:
    return Overlay(key, value, "某街办〔2026〕3号", date(2026, 9, 1))


# ------------------------------------------------------------------ the rulebook


@pytest.mark.parametrize("day", [date(2025, 12, 21), DAY])
@pytest.mark.parametrize("area", ["99", "11", "31", "41"])
def test_every_parameter_is_said_in_the_words_of_a_community(area: str, day: date) -> None:
    kept = ("村霸", "乡村振兴", "农业农村")
    for one in book(area, day).parameters:
        said = one.label + one.group + one.sentence + one.display
        for words in kept:
            said = said.replace(words, "")
        assert "村" not in said, (one.key, said)
        assert "登记参加选举的" not in said, one.key
        assert one.sentence.endswith("。"), one.key
        assert one.display, one.key


def test_every_key_of_a_community_has_a_value() -> None:
    for day in (date(2025, 12, 21), DAY):
        assert {one.key for one in book(day=day).parameters} == set(layers.meanings("community"))


def test_parameters_of_one_group_stand_together() -> None:
    groups = [one.group for one in book().parameters]
    runs = [group for at, group in enumerate(groups) if at == 0 or groups[at - 1] != group]
    assert len(runs) == len(set(runs))


def test_a_village_of_the_same_place_keeps_its_own_rules() -> None:
    village = rulebook_for("41", DAY)
    assert (village.value("seats_max"), book("41").value("seats_max")) == (7, 7)
    assert str(village.cite("roll_days")) == "《村民委员会组织法》第十七条第一款"
    assert str(book("41").cite("roll_days")) == "《城市居民委员会组织法》第十七条第一款"
    assert "electorate" not in village.by_key


def test_the_title_of_a_law_is_not_reworded() -> None:
    assert (
        in_words_of("community", "按《村民委员会组织法》由村民推选。") == "按《村民委员会组织法》由居民推选。"
    )
    assert in_words_of("village", "由村民推选。") == "由村民推选。"


def test_what_henan_and_beijing_say_against_the_revision_is_overtaken() -> None:
    henan, beijing = book("410101"), book("110101")
    for rules in (henan, beijing):
        assert rules.value("nominators") == ["party_organisation", "voters"]
        assert rules.value("differential")["member"]["min"] == 1
        assert {"nominators", "differential"} <= {one.key for one in rules.parameters if one.overtaken}
    assert henan.value("ec_chosen_by") == ["villager_meeting", "representatives_meeting"]
    assert (henan.value("seats_max"), str(henan.cite("seats_max"))) == (
        7,
        "《河南省实施《中华人民共和国城市居民委员会组织法》办法》第七条",
    )
    assert beijing.value("term_years") == 5


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("turnout_threshold", {"num": 2, "den": 3}),
        ("turnout_representatives", {"num": 1, "den": 2}),
        ("win_threshold", {"num": 2, "den": 3}),
        ("proxy_max", 4),
        ("seats_max", 11),
        ("roll_days", 19),
        ("nomination_signatures", 20),
    ],
)
def test_no_township_moves_what_the_law_fixes(key: str, value: object) -> None:
    with pytest.raises(Unlawful, match="城市居民委员会组织法"):
        book("99", DAY, paper(key, value))


def test_a_township_may_leave_out_a_way() -> None:
    rules = book("99", DAY, paper("electorate", ["all_voters"]))
    decision = check_way(HOUSEHOLDS, roll_posted=False, wish_recorded=True, representatives=0, book=rules)
    assert codes_of(decision) == ["way_unknown"]


# ------------------------------------------------------------------ K01 to K15


def test_k01_the_days_of_the_roll_and_of_the_handover() -> None:
    due = {row.code: row.due for row in deadlines_for(book(), DAY)}
    assert (due["D07"], due["D08"], due["D27"]) == (date(2026, 11, 30), date(2026, 12, 5), date(2026, 12, 30))
    assert decision_due(date(2026, 12, 5), book()) == date(2026, 12, 8)
    said = "".join(row.what for row in deadlines_for(book(), DAY))
    assert "村" not in said
    assert "公布选民名单" in said


@pytest.mark.parametrize(("voted", "valid"), [(1200, False), (1201, True)])
def test_k02_more_than_half_of_the_voters(voted: int, valid: bool) -> None:
    decision = check_turnout(ALL, 2400, voted, book())
    assert decision.allowed is valid
    if not valid:
        assert decision.refusals[0].message == "选民2400人，参加投票1200人，没有超过半数，选举无效。"
        assert str(decision.refusals[0].citation) == "《城市居民委员会组织法》第十九条第一款"


@pytest.mark.parametrize(("voted", "valid"), [(425, False), (426, True)])
def test_k03_more_than_half_of_the_households_representatives(voted: int, valid: bool) -> None:
    assert check_turnout(HOUSEHOLDS, 850, voted, book()).allowed is valid


@pytest.mark.parametrize(("voted", "valid"), [(40, False), (41, True)])
def test_k04_more_than_two_thirds_of_the_representatives(voted: int, valid: bool) -> None:
    decision = check_turnout(REPRESENTATIVES, 60, voted, book())
    assert decision.allowed is valid
    if not valid:
        assert "居民代表60人，参加投票40人，没有超过三分之二" in decision.refusals[0].message


def test_k05_the_least_number_of_representatives() -> None:
    assert least_voters(REPRESENTATIVES, 61, book()) == 41
    assert least_voters(REPRESENTATIVES, 60, book()) == 41


@pytest.mark.parametrize(
    ("way", "code"),
    [
        (ALL, None),
        (HOUSEHOLDS, "no_proxies_of_households"),
        (REPRESENTATIVES, "no_proxies_of_representatives"),
    ],
)
def test_k06_representatives_give_no_proxies(way: str, code: str | None) -> None:
    decision = check_proxy(ProxyFacts(requested_on=date(2026, 12, 10), way=way), book())
    assert codes_of(decision) == ([code] if code else [])
    if way == REPRESENTATIVES:
        assert str(decision.refusals[0].citation) == "《城市居民委员会组织法》第十九条第四款"


@pytest.mark.parametrize(
    ("source", "signers", "codes"),
    [("joint", 9, ["too_few_signers"]), ("joint", 10, []), ("party", 0, [])],
)
def test_k07_ten_voters_or_the_party_organisation(source: str, signers: int, codes: list[str]) -> None:
    facts = NominationFacts(
        name="演示甲", sex="male", registered=True, source=source, allowed=True,
        post=PostSeats("1", "member", "委员", 3), received_on=date(2026, 12, 8),
        opens_on=date(2026, 12, 6), closes_on=date(2026, 12, 9), signers=signers, least=3,
    )  # fmt: skip
    decision = check_nomination(facts, book())
    assert codes_of(decision) == codes
    if codes:
        assert str(decision.refusals[0].citation) == "《城市居民委员会组织法》第十八条"


def test_k07_neither_ballots_of_nomination_nor_household_representatives() -> None:
    ways = {"ballot": True, "party": True, "joint": True}
    decision = check_plan(
        ways=ways, closes_on=date(2026, 12, 9), election_day=DAY, mode="with_candidates", book=book()
    )
    assert codes_of(decision) == ["ballot_not_here"]
    assert "household_representatives" not in book("410101").value("nominators")


@pytest.mark.parametrize(
    ("since", "codes"), [(date(2026, 6, 20), []), (date(2026, 6, 21), ["worker_too_short"])]
)
def test_k08_a_community_worker_after_six_months(since: date, codes: list[str]) -> None:
    facts = RegistrationFacts(
        birth_date=date(1990, 1, 1), hukou_here=False, lives_here=False, works_since=since,
        declared=True, committee_confirmed=True,
    )  # fmt: skip
    assert class_of(facts, book()) == "works"
    assert codes_of(check_registration(facts, book())) == codes


def test_k08_the_committee_confirms_a_community_worker() -> None:
    facts = RegistrationFacts(
        birth_date=date(1990, 1, 1), hukou_here=False, lives_here=False, works_since=date(2026, 1, 1)
    )
    assert codes_of(check_registration(facts, book())) == ["worker_no_application", "worker_not_confirmed"]


@pytest.mark.parametrize("hukou_here", [True, False])
def test_k09_who_says_nothing_is_not_registered(hukou_here: bool) -> None:
    silent = RegistrationFacts(birth_date=date(1990, 1, 1), hukou_here=hukou_here, lives_here=True)
    decision = check_registration(silent, book())
    assert class_of(silent, book()) == ("hukou" if hukou_here else "lives")
    assert codes_of(decision) == ["not_declared"]
    assert str(decision.refusals[0].citation) == "《城市居民委员会组织法》第十六条第二款"
    said = RegistrationFacts(
        birth_date=date(1990, 1, 1), hukou_here=hukou_here, lives_here=True, declared=True
    )
    assert check_registration(said, book()).allowed


def test_a_stranger_is_not_registered_and_two_rolls_are_only_a_warning() -> None:
    stranger = RegistrationFacts(birth_date=date(1990, 1, 1), hukou_here=False, lives_here=False)
    assert codes_of(check_registration(stranger, book())) == ["not_of_this_community"]
    twice = RegistrationFacts(birth_date=date(1990, 1, 1), declared=True, registered_in="演示社区")
    decision = check_registration(twice, book())
    assert decision.allowed
    assert [one.code for one in decision.warnings] == ["registered_elsewhere"]


@pytest.mark.parametrize(("total", "allowed"), [(4, False), (5, True), (9, True), (10, False)])
def test_k10_five_to_nine_seats(total: int, allowed: bool) -> None:
    rows = [SeatRow("director", 1), SeatRow("deputy", 1), SeatRow("member", total - 2)]
    decision = check_seats(rows, book())
    assert decision.allowed is allowed
    if not allowed:
        assert decision.refusals[0].message == f"居民委员会应由5至9人组成，现设{total}人。"


@pytest.mark.parametrize(("signed", "allowed"), [(299, False), (300, True)])
def test_k12_one_tenth_asks_for_a_recall(signed: int, allowed: bool) -> None:
    assert check_recall_petition(RecallPetition(3000, signed), book()).allowed is allowed


@pytest.mark.parametrize(("signed", "allowed"), [(84, False), (85, True)])
def test_k12_one_tenth_of_the_households_too(signed: int, allowed: bool) -> None:
    petition = RecallPetition(3000, 0, households=850, signed_by_households=signed)
    assert check_recall_petition(petition, book()).allowed is allowed


@pytest.mark.parametrize(
    ("petition", "codes"),
    [
        (RecallPetition(3000, 100, 60, 19, households=850, signed_by_households=84), TOO_SMALL),
        (RecallPetition(3000, 0, 60, 0, households=850, signed_by_households=85), []),
        # 85 people are no 85 households, and households are measured by no number but their own.
        (RecallPetition(3000, 85, households=850, signed_by_households=0), TOO_SMALL),
        (RecallPetition(3000, 0, households=0, signed_by_households=0), TOO_SMALL),
        (RecallPetition(3000, 0, households=850, signed_by_households=850), []),
        (RecallPetition(3000, 0, households=850, signed_by_households=851), ["recall_petition_impossible"]),
        (RecallPetition(3000, 3001), ["recall_petition_impossible"]),
        (RecallPetition(3000, 300, 60, 61), ["recall_petition_impossible"]),
    ],
)
def test_a_petition_measures_households_by_households(petition: RecallPetition, codes: list[str]) -> None:
    assert codes_of(check_recall_petition(petition, book())) == codes


@pytest.mark.parametrize(
    ("cast", "in_favour", "codes"),
    [
        (425, 300, ["recall_turnout_not_over_half"]),
        (426, 213, ["recall_not_passed"]),
        (426, 214, []),
        (851, 851, ["recall_votes_impossible"]),
    ],
)
def test_where_households_elected_more_than_half_of_them_vote_on_the_recall(
    cast: int, in_favour: int, codes: list[str]
) -> None:
    decision = check_recall_vote(RecallVote(850, cast, in_favour, HOUSEHOLDS), book())
    assert codes_of(decision) == codes
    assert all(
        "户的代表850人" in found.message for found in decision.refusals if "not_passed" not in found.code
    )


@pytest.mark.parametrize(
    ("cast", "in_favour", "codes"),
    [
        (41, 20, ["recall_not_passed"]),
        (41, 21, []),
        (40, 40, ["recall_turnout_not_over_half"]),
    ],
)
def test_k12_the_recall_is_voted_on_as_the_member_was_elected(
    cast: int, in_favour: int, codes: list[str]
) -> None:
    assert codes_of(check_recall_vote(RecallVote(60, cast, in_favour, REPRESENTATIVES), book())) == codes


def test_k13_a_clan_is_no_bar_here() -> None:
    here = {bar["code"] for bar in book().value("statutory_bars")}
    village = {bar["code"] for bar in rulebook_for("99", DAY).value("statutory_bars")}
    assert (here - village, village - here) == ({"dark_forces"}, {"clan_or_dark_forces"})
    assert not any("宗族" in bar["label"] for bar in book().value("statutory_bars"))


def test_k14_before_2026_the_province_must_speak() -> None:
    old = book("99", date(2025, 12, 21))
    assert old.version == "community-2018"
    assert old.value("proxy_max") == 99
    decision = check_province_text(old)
    assert not decision.allowed
    assert "请先收录本省居民委员会选举的文件" in decision.refusals[0].message
    assert check_province_text(book()).allowed
    assert {one.law for one in old.parameters if one.verified} == {"R18"}


@pytest.mark.parametrize(
    ("body", "allowed"),
    [("group_meetings", False), ("villager_meeting", True), ("representatives_meeting", True)],
)
def test_k15_group_meetings_choose_no_committee(body: str, allowed: bool) -> None:
    decision = check_choice(ChoiceFacts(body=body, secret=True, rows=(), seats=0), book())
    assert ("body" not in codes_of(decision)) is allowed
    if not allowed:
        [finding] = [one for one in decision.refusals if one.code == "body"]
        assert finding.message == "居民选举委员会应由居民会议、居民代表会议推选产生。"
        assert str(finding.citation) == "《城市居民委员会组织法》第十五条第二款"


@pytest.mark.parametrize(("present", "enough"), [(425, False), (426, True)])
def test_households_at_a_meeting_are_more_than_half(present: int, enough: bool) -> None:
    held = Meeting("villager_meeting", 850, present, by_households=True)
    assert quorum(held, book()).passed is enough


@pytest.mark.parametrize(("present", "enough"), [(39, False), (40, True)])
def test_a_meeting_of_representatives_needs_at_least_two_thirds(present: int, enough: bool) -> None:
    """Two different two thirds: the election needs more than that share."""
    assert quorum(Meeting("representatives_meeting", 60, present), book()).passed is enough


@pytest.mark.parametrize(
    ("wish", "representatives", "posted", "codes"),
    [
        (True, 40, False, []),
        (False, 40, False, ["wish_missing"]),
        (True, 0, False, ["representatives_missing"]),
        (True, 40, True, ["roll_posted"]),
    ],
)
def test_the_representatives_vote_only_where_the_residents_wish(
    wish: bool, representatives: int, posted: bool, codes: list[str]
) -> None:
    decision = check_way(
        REPRESENTATIVES, roll_posted=posted, wish_recorded=wish, representatives=representatives, book=book()
    )
    assert codes_of(decision) == codes


@pytest.mark.parametrize(
    ("what", "now", "before", "village"),
    [
        ("misconduct", "第二十二条第一款", None, "第二十一条第一款"),
        ("investigation", "第二十二条第二款", None, "第二十一条第二款"),
        ("self_ending", "第二十三条", None, "第二十二条"),
        ("recall", "第二十条", "第十条第三款", "第十九条"),
        ("by_election", "第二十四条", "第十条第三款", "第二十三条"),
        ("incompetent", "第三十七条第二款", None, "第三十八条第二款"),
        ("group_leaders", "第十三条第二款", None, "第三十二条第三款"),
    ],
)
def test_a_passage_without_a_parameter_is_cited_from_the_law_of_the_election(
    what: str, now: str, before: str | None, village: str
) -> None:
    of_now = passage(what, book())
    assert (of_now.law, of_now.article) == ("城市居民委员会组织法", now)
    of_before = passage(what, rulebook_for("36", date(2025, 12, 21), kind="community"))
    if before:
        assert of_before.article == before
    else:
        assert not of_before.verified
    of_a_village = passage(what, rulebook_for("36", date(2026, 12, 20)))
    assert (of_a_village.law, of_a_village.article) == ("村民委员会组织法", village)
