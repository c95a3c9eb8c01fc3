"""A community in an approved plan: its kind, seats, steps and the way it elects."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.law.decision import RuleRefused
from election_office.law.rulebooks import rulebook_for
from tests.factories import (
    ElectionFactory,
    PersonFactory,
    RegistrationFactory,
    TownshipFactory,
    UserFactory,
    VillageFactory,
)
from villages import actions
from villages.bodies import rules as bodies
from villages.models import Body, Election, Holder, LastTermMember, Township, Village
from villages.preparation.queries import audit_standing
from villages.rules import SeatBand, SeatRow, seats_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def township() -> Township:
    row: Township = TownshipFactory()
    return row


@pytest.fixture
def officer(township: Township) -> User:
    row: User = UserFactory(serving=township.code, role=Role.TOWNSHIP_OFFICER)
    return row


@pytest.fixture
def community(township: Township, officer: User) -> Village:
    village = actions.add_village(
        township=township, code=f"{township.code}001", name="演示社区", population=900, households=850,
        notice_place="村民委员会公告栏", kind="community", by=officer,
    )  # fmt: skip
    actions.set_groups(village=village, count=2, by=officer)
    return village


@pytest.fixture
def election(township: Township, officer: User, community: Village) -> Election:
    VillageFactory(township=township, population=800)
    cycle = actions.create_cycle(
        township=township, ordinal=12, default_day=timezone.localdate() + dt.timedelta(days=80),
        paper_number="演示发〔2026〕1号", by=officer,
    )  # fmt: skip
    made = actions.approve_cycle(cycle=cycle, by=officer)
    return next(one for one in made if one.village == community)


def seat_representatives(election: Election, officer: User, count: int = 3) -> list[Holder]:
    body = Body.objects.create(
        election=election, kind="representatives", chosen_by="group_meetings",
        chosen_on=timezone.localdate(), recorded_by=officer,
    )  # fmt: skip
    return [
        Holder.objects.create(
            body=body, person=PersonFactory(village=election.village), post="representative",
            elected_on=timezone.localdate(), term_from=timezone.localdate(), entered_by="演示",
        )
        for _ in range(count)
    ]  # fmt: skip


def test_the_places_of_a_community_are_called_by_its_own_words(community: Village) -> None:
    assert community.committee_name == "演示社区居民委员会"
    assert community.notice_place == "居民委员会公告栏"
    assert [group.title for group in community.groups.all()] == ["第一居民小组", "第二居民小组"]


def test_an_approved_plan_gives_a_community_its_own_election(election: Election) -> None:
    assert (election.kind, election.way, election.electing_way) == ("community", "all_voters", "all_voters")
    assert sum(post.seats for post in election.posts.all()) == 5
    assert str(election).endswith("居民委员会换届选举")
    titles = "".join(step.title for step in election.steps.all())
    assert "村" not in titles
    assert "选民名单" in titles
    roll = election.steps.get(code="roll_notice")
    assert roll.limit_source == "《城市居民委员会组织法》第十七条第一款"


def test_the_village_beside_it_keeps_its_own(election: Election) -> None:
    village = Election.objects.get(cycle=election.cycle, kind="village")
    assert (village.way, village.electing_way) == ("", "")
    assert sum(post.seats for post in village.posts.all()) == 3


def test_the_table_of_seats_is_filled_up_with_members() -> None:
    book = rulebook_for("99", dt.date(2026, 12, 20), kind="community")
    bands = [SeatBand(None, 1, 0, 2)]
    assert seats_of(100, bands, book) == [SeatRow("director", 1), SeatRow("member", 4)]
    more = [SeatBand(None, 1, 2, 3, woman=1)]
    assert sum(row.seats for row in seats_of(100, more, book)) == 7


@pytest.mark.parametrize(("members", "allowed"), [(3, True), (6, True), (7, False), (2, False)])
def test_a_community_has_five_to_nine_seats(
    election: Election, officer: User, members: int, allowed: bool
) -> None:
    rows = [SeatRow("director", 1), SeatRow("deputy", 2 if members > 3 else 1), SeatRow("member", members)]
    if not allowed:
        with pytest.raises(RuleRefused, match="5至9人"):
            actions.set_posts(election=election, rows=rows, by=officer)
        return
    actions.set_posts(election=election, rows=rows, by=officer)
    assert sum(post.seats for post in election.posts.all()) in (5, 9)


def decide(election: Election, by: User, **changes: Any) -> Election:
    lawful = {
        "way": "residents_representatives",
        "way_decided_on": timezone.localdate(),
        "way_note": "居民代表会议应到40人、实到36人，36人同意。",
    }
    return actions.set_way(election=election, by=by, **lawful | changes)


def test_the_way_is_decided_with_its_meeting_and_leaves_its_trace(election: Election, officer: User) -> None:
    seat_representatives(election, officer)
    decide(election, officer)
    election.refresh_from_db()
    assert election.by_delegates
    assert election.get_way_display() == "由居民代表选举"
    event = AuditEvent.objects.get(action="election.way_set")
    assert event.after["way"] == "residents_representatives"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"way_decided_on": None}, "应当根据居民意见决定"),
        ({"way_note": " "}, "应当根据居民意见决定"),
        ({"way": "by_lot"}, "选举方式应当是"),
    ],
)
def test_a_way_without_its_meeting_is_refused(
    election: Election, officer: User, changes: dict[str, Any], message: str
) -> None:
    seat_representatives(election, officer)
    with pytest.raises(RuleRefused, match=message):
        decide(election, officer, **changes)
    election.refresh_from_db()
    assert election.way == "all_voters"
    assert not AuditEvent.objects.filter(action="election.way_set").exists()


def test_nobody_votes_as_representative_before_the_representatives_are_chosen(
    election: Election, officer: User
) -> None:
    with pytest.raises(RuleRefused, match="还没有推选新一届居民代表"):
        decide(election, officer)


def test_the_way_stays_once_the_roll_hangs(election: Election, officer: User) -> None:
    election.steps.filter(code="roll_notice").update(
        done_on=timezone.localdate(), closed_at=timezone.now(), closed_by="演示"
    )
    with pytest.raises(RuleRefused, match="选民名单已经公布"):
        decide(election, officer, way="household_representatives")


def test_a_village_knows_no_ways_and_a_clerk_decides_none(election: Election, officer: User) -> None:
    village = Election.objects.get(cycle=election.cycle, kind="village")
    with pytest.raises(ValidationError, match="只有社区选举"):
        decide(village, officer)
    with pytest.raises(PermissionDenied):
        decide(election, UserFactory(serving=election.village.code))


def test_the_page_of_the_way_saves_and_says_what_is_missing(election: Election, officer: User) -> None:
    client = Client()
    client.force_login(officer)
    url = reverse("villages:way", args=[election.pk])
    assert "由居民代表选举" in client.get(url).content.decode()
    refused = client.post(url, {"way": "residents_representatives", "version": election.version})
    assert "还没有推选新一届居民代表" in refused.content.decode()
    saved = client.post(url, {"way": "household_representatives", "version": election.version})
    assert saved.status_code == 302
    page = client.get(reverse("villages:election_detail", args=[election.pk])).content.decode()
    assert "由每户派代表选举。" in page


def _fields(election: Election) -> dict[str, Any]:
    return {name: getattr(election, name) for name in ("village", "cycle", "election_day")}


def test_no_election_of_a_village_has_a_way() -> None:
    with pytest.raises(ValidationError, match="只有社区选举才分选举方式"):
        Election(**{**_fields(ElectionFactory()), "way": "all_voters"}).full_clean(validate_unique=False)


@pytest.mark.parametrize(
    ("page", "arguments", "said"),
    [
        ("villages:bodies", [], "居务监督委员会"),
        ("villages:body_add", ["representatives"], "居民小组会议"),
        ("villages:committee", [], "居民选举委员会"),
        ("villages:kinship", [], "居务人员"),
    ],
)
def test_the_pages_of_a_community_never_speak_of_villagers(
    election: Election, officer: User, client: Client, page: str, arguments: list[str], said: str
) -> None:
    client.force_login(officer)

    shown = client.get(reverse(page, args=[election.pk, *arguments])).content.decode()

    main = shown[shown.index("<main") : shown.index("</main>")]
    assert said in main
    assert [word for word in ("村民", "村务", "本村") if word in main] == []


def test_the_place_and_its_people_are_called_by_the_words_of_a_community(
    community: Village, officer: User, client: Client
) -> None:
    client.force_login(officer)

    for name in ("villages:detail", "villages:person_add"):
        shown = client.get(reverse(name, args=[community.pk])).content.decode()
        assert "居民小组" in shown
        assert "村民小组" not in shown


# ------------------------------------------------------------------ bodies, audit, two rolls


LAW = rulebook_for("36", dt.date(2026, 12, 20), kind="community")
OF_A_VILLAGE = rulebook_for("36", dt.date(2026, 12, 20))


def test_leaders_of_groups_come_from_the_representatives_of_a_community_and_not_of_a_village() -> None:
    leaders = [
        bodies.Seat(1, "演示甲", "leader", group="一组"),
        bodies.Seat(2, "演示乙", "leader", group="二组"),
    ]
    groups = ["一组", "二组"]
    assert bodies.check_group_leaders(leaders, groups, LAW, {1, 2}).allowed
    [refused] = bodies.check_group_leaders(leaders, groups, LAW, {1}).refusals
    assert refused.message == "演示乙不是居民代表，居民小组组长应当从居民代表中推选。"
    assert str(refused.citation) == "《城市居民委员会组织法》第十三条第二款"
    assert bodies.check_group_leaders(leaders, groups, OF_A_VILLAGE, {1}).allowed


def test_no_finance_member_is_asked_for_and_the_committee_and_its_kin_stay_out() -> None:
    seats = [
        bodies.Seat(number, f"演示{number}", "member" if number > 1 else "chair", drawn_from="residents")
        for number in (1, 2, 3)
    ]
    meeting = bodies.Meeting(30, 20)
    facts = bodies.SupervisionFacts(seats, {3: "演示3", 9: "演示9"}, {}, [(9, 2, "child")], meeting=meeting)
    found = {one.code: str(one.citation) for one in bodies.check_supervision(facts, LAW).refusals}
    article = "《城市居民委员会组织法》第三十六条第一款"
    assert found == {"committee_member": article, "near_relative": article}
    assert "no_finance" in {one.code for one in bodies.check_supervision(facts, OF_A_VILLAGE).refusals}


def test_only_the_chair_of_a_community_is_audited(election: Election) -> None:
    village = ElectionFactory()
    for one in (election, village):
        for name, post in (("演示甲", "主任"), ("演示乙", "副主任")):
            LastTermMember.objects.create(
                village=one.village, body="committee", post=post, name=name, sex="male", birth_year=1970,
                birth_month=1, education="senior",
            )  # fmt: skip
    said = [audit_standing(one).refusals[0].message for one in (election, village)]
    assert said == [
        "还有1人没有登记离任审计结果：演示甲。",
        "还有2人没有登记离任审计结果：演示甲、演示乙。",
    ]


def test_the_database_lets_one_person_stand_on_two_rolls_of_communities_alone(election: Election) -> None:
    other = ElectionFactory(cycle=election.cycle, village__township=election.village.township)
    person = PersonFactory(village=election.village)
    RegistrationFactory(election=election, person=person, roll_class="hukou")
    RegistrationFactory(election=other, person=person, roll_class="A")
    third = ElectionFactory(cycle=election.cycle, village__township=election.village.township)
    RegistrationFactory(election=third, person=person, roll_class="lives")
    with pytest.raises(IntegrityError), transaction.atomic():
        RegistrationFactory(
            election=ElectionFactory(cycle=election.cycle, village__township=election.village.township),
            person=person, roll_class="B",
        )  # fmt: skip


def test_labels_fixed_for_villages_are_said_in_the_words_of_the_community(
    client: Client, election: Election, officer: User
) -> None:
    Election.objects.filter(pk=election.pk).update(stage="election")
    RegistrationFactory(election=election, roll_class="hukou")
    client.force_login(officer)
    step = election.steps.get(code="method")
    for page, said in (
        (reverse("villages:step", args=[step.pk]), "居民选举委员会"),
        (reverse("voters:roll", args=[election.pk]), "居民小组"),
        (reverse("voters:registration_add", args=[election.pk]), "居民小组"),
        (reverse("documents:board", args=[election.pk]), "居务监督委员会"),
    ):
        shown = client.get(page).content.decode()
        main = shown[shown.index("<main") : shown.index("</main>")]
        assert said in main, page
        assert [word for word in ("村民", "村务", "本村") if word in main] == [], page
