"""Figures as results are declared, the lists behind them, and the same cost for any size."""

from __future__ import annotations

import datetime as dt
import io
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django.asserts import assertContains, assertNotContains

from ballots import actions as ballots
from ballots.aftermath.actions import reopening
from ballots.models import HandOut
from election_office.accounts.permissions import Role
from election_office.figures import actions, recount
from election_office.figures.models import HourCount, LastPolling, Polling, Target, TeamMember
from election_office.figures.queries import Row, Team, figures_of, moves, scope_of, team_cards
from election_office.figures.records import COUNTED_WITH
from tests.ballots.scenes import Scene
from tests.factories import CycleFactory, TownshipFactory, UserFactory
from villages.models import Election, LastTermMember, Step, Township, Village
from voters.models import Registration

pytestmark = pytest.mark.django_db
OVERVIEW = reverse("figures:overview")


@pytest.fixture
def scene() -> Scene:
    scene = Scene()
    LastTermMember.objects.create(
        village=scene.election.village, body="committee", post="主任", name="委甲", sex="male",
        birth_year=scene.candidates["委甲"].person.birth_date.year, birth_month=1, education="senior",
    )  # fmt: skip
    return scene


def test_a_declared_result_fills_the_figures_and_its_withdrawal_empties_them(scene: Scene) -> None:
    ballots.declare_result(round=scene.agreed(), by=scene.officer)

    row = Polling.objects.get(election=scene.election)
    assert (row.registered, row.voted, row.issued, row.void) == (24, 20, 20, 1)
    assert (row.seats, row.elected, row.rounds, row.at_first) == (3, 3, 1, True)
    team = {one.name: one for one in TeamMember.objects.filter(election=scene.election, term="new")}
    assert {name: one.post for name, one in team.items()} == {"主甲": "主任", "委甲": "委员", "委乙": "委员"}
    assert team["委甲"].reelected
    assert not team["主甲"].reelected
    assert TeamMember.objects.get(election=scene.election, term="last").education == "senior"

    # An education put right is counted again by the act itself.
    from villages import actions as villages  # noqa: PLC0415 -- beside its only use

    villages.update_person(person=team["主甲"].person, education="大学本科", reason="核对", by=scene.officer)
    assert TeamMember.objects.get(election=scene.election, name="主甲").college

    request = reopening.request_reopening(
        result=scene.election.rounds.get().results.get(),
        reason="重数",
        paper_number="演示1号",
        by=scene.clerk,
    )
    reopening.decide_reopening(request=request, approve=True, opinion="同意", by=scene.officer)

    row.refresh_from_db()
    assert (row.rounds, row.registered, row.withdrawn, row.at_first) == (0, 0, 1, False)
    assert not TeamMember.objects.filter(election=scene.election, term="new").exists()


def test_a_vote_that_needs_another_is_no_success_at_first(scene: Scene) -> None:
    scene.counting()
    scene.agree("director", scene.reading(主甲=10, 主乙=10))
    scene.agree("member", scene.reading(void=1, 委甲=14, 委乙=13, 委丙=8))
    ballots.declare_result(round=scene.round, by=scene.officer)

    row = Polling.objects.get(election=scene.election)
    assert (row.at_first, row.elected) == (False, 2)


def test_pages_open_the_rows_behind_each_number_and_another_township_is_404(
    scene: Scene, client: Client
) -> None:
    ballots.declare_result(round=scene.agreed(), by=scene.officer)
    Target.objects.create(
        division=scene.officer.areas_in_view()[0], key="women", value=50, paper_number="演示〔2026〕1号",
        set_by=scene.officer,
    )  # fmt: skip
    client.force_login(scene.officer)

    page = client.get(OVERVIEW)
    assertContains(page, "83.3%")  # 20 of 24
    assertContains(page, "33.3%")  # one woman of three
    assertContains(page, "目标不低于50%")
    behind = client.get(reverse("figures:behind", args=["women"]))
    assertContains(behind, "委乙")
    assertNotContains(behind, "委甲")
    assertContains(client.get(reverse("figures:behind", args=["women"]), {"term": "last"}), "没有记录")
    assertContains(client.get(reverse("figures:behind", args=["at_first"])), scene.election.village.name)
    assertContains(client.get(reverse("figures:day")), "选举有效")
    assert client.get(reverse("figures:behind", args=["nothing"])).status_code == 404
    other = TownshipFactory(code="369901199")
    for name in ("overview", "odd", "day", "export", "print"):
        assert client.get(reverse(f"figures:{name}"), {"area": other.code}).status_code == 404

    book = load_workbook(io.BytesIO(client.get(reverse("figures:export")).content))
    assert book.sheetnames == ["进度", "统计", "结构", "花名册"]
    assert {row[4].value for row in book["花名册"].iter_rows(min_row=2)} == {"主甲", "委甲", "委乙"}
    assert client.get(reverse("figures:print")).content[:4] == b"%PDF"


def test_a_target_is_set_and_changed_by_those_who_guide(scene: Scene, client: Client) -> None:
    area = scene.officer.areas_in_view()[0]
    client.force_login(scene.officer)
    data = {"key": "young", "value": 30, "paper_number": "演示〔2026〕2号"}
    client.post(reverse("figures:target"), data)
    client.post(reverse("figures:target"), data | {"value": 40})

    assert Target.objects.get(division=area).value == 40
    assertContains(client.post(reverse("figures:target"), data | {"value": 101}), "101", status_code=200)
    assert Target.objects.get(division=area).value == 40


def test_what_shall_rise_and_fall_is_said_of_the_secretaries_first() -> None:
    last = Team({"secretary": 4, "secretary_college": 1}, secretary_ages=208, secretaries_with_age=4)
    new = Team(
        {"secretary": 4, "secretary_college": 2, "secretary_wealth": 1},
        secretary_ages=192,
        secretaries_with_age=4,
    )
    rows = moves(rows_of(new, last))[:3]
    assert [(row.last, row.new, row.words) for row in rows] == [
        ("25.0%", "50.0%", "上升25.0个百分点"),
        ("0.0%", "25.0%", "上升25.0个百分点"),
        ("52.0", "48.0", "下降4.0岁"),
    ]
    cards = {card.label: card.note for card in team_cards(rows_of(new, last), {"secretary_age": 47})}
    assert cards["书记平均年龄"] == "上届52.0岁，目标不高于47岁"


def rows_of(new: Team, last: Team) -> Row:
    return Row("369955", "演示县", new=new, last=last)


def test_ballots_are_counted_by_the_hour_as_they_go_out_and_come_back(scene: Scene) -> None:
    at = dt.datetime(2026, 12, 20, 9, 59, tzinfo=timezone.get_current_timezone())
    scene.box()
    for minutes, sign in ((0, 1), (0, 1), (1, 1), (0, -1)):
        actions.add_to_hour(scene.round.pk, at + dt.timedelta(minutes=minutes), sign)

    assert dict(HourCount.objects.values_list("hour", "voters")) == {9: 1, 10: 1}


def villages_with_figures(count: int, townships: int, people: int) -> None:
    """That many villages, each counted, with that many on the roll: made in bulk."""
    for number in range(townships):
        code = f"369955{100 + number:03d}"
        township = Township.objects.filter(code=code).first()
        township = township or TownshipFactory(code=code, county__code="369955")
        cycle = township.cycles.first() or CycleFactory(township=township, ordinal=12)
        places = Village.objects.bulk_create(
            Village(township=township, code=f"{township.code}{200 + n:03d}", name=f"演示{number}-{n}村")
            for n in range(count // townships)
        )
        elections = Election.objects.bulk_create(
            Election(village=place, cycle=cycle, election_day=cycle.default_day) for place in places
        )
        Step.objects.bulk_create(
            Step(
                election=election,
                code="method",
                title="选举办法",
                stage="election",
                order=1,
                responsible="committee",
            )
            for election in elections
        )
        Polling.objects.bulk_create(
            Polling(
                election=election, declared_at=timezone.now(), registered=people, voted=people * 9 // 10,
                issued=people, recovered=people, seats=5, elected=5, rounds=1, at_first=True,
            )
            for election in elections
        )  # fmt: skip
        TeamMember.objects.bulk_create(
            TeamMember(
                election=election,
                term="new",
                body="committee",
                post="委员",
                name="演示员",
                sex="female",
                age=40,
            )
            for election in elections
            for _ in range(5)
        )


def nobody() -> None:
    Step.objects.all().delete()
    Polling.objects.all().delete()
    TeamMember.objects.all().delete()
    Election.objects.all().delete()
    Village.objects.all().delete()


def cost(client: Client, url: str, **query: str) -> tuple[int, int]:
    with CaptureQueriesContext(connection) as statements:
        page = client.get(url, query)
    assert page.status_code == 200
    return len(statements), len(page.content)


def test_a_county_of_600_villages_costs_what_one_of_24_costs(client: Client) -> None:
    villages_with_figures(24, 12, 1000)
    client.force_login(UserFactory(serving="369955", role=Role.COUNTY_SUPERVISOR))
    pages = [
        reverse("dashboard:board"),
        OVERVIEW,
        reverse("figures:day"),
        reverse("figures:behind", args=["women"]),
    ]
    client.get(OVERVIEW)  # what a process reads once
    small = [cost(client, url) for url in pages]
    small.append(cost(client, OVERVIEW, area="369955100"))
    nobody()
    villages_with_figures(600, 12, 1_666)
    large = [cost(client, url) for url in pages]
    large.append(cost(client, OVERVIEW, area="369955100"))

    assert [number for number, _ in small] == [number for number, _ in large]
    assert max(number for number, _ in large) <= 12
    figures = figures_of(scope_of(UserFactory(serving="369955", role=Role.COUNTY_SUPERVISOR)))
    assert (figures.whole.sums["registered"], figures.whole.new.people) == (999_600, 3_000)
    assert figures.whole.turnout == "90.0%"


def test_both_boards_cost_the_same_for_24_and_600_villages_and_for_a_million_people(client: Client) -> None:
    url = reverse("dashboard:board")
    supervisor = UserFactory(serving="369955", role=Role.COUNTY_SUPERVISOR)
    officer = UserFactory(serving="369955100", role=Role.TOWNSHIP_OFFICER)
    found = []
    for villages, people in ((24, 1000), (600, 1_667)):
        nobody()
        villages_with_figures(villages, 1, people)
        client.force_login(supervisor)
        client.get(url)  # what a process reads once
        county = [cost(client, url)[0], cost(client, url, open="369955100")[0]]
        assertContains(client.get(url), f"{villages}/{villages}村")
        assert Polling.objects.aggregate(people=Sum("registered"))["people"] == villages * people
        client.force_login(officer)
        assertContains(client.get(url), f"{villages}/{villages}村")
        found.append([*county, cost(client, url)[0]])
    assert found[0] == found[1]
    assert max(found[1]) <= 12


def test_what_was_never_counted_is_counted_by_itself_hours_and_all(scene: Scene) -> None:
    ballots.declare_result(round=scene.agreed(), by=scene.officer)
    box = scene.round.boxes.first()
    voters = Registration.objects.filter(election=scene.election)[:3]
    at = timezone.now()
    HandOut.objects.bulk_create(
        HandOut(round=scene.round, box=box, voter=row, token=uuid4(), handed_at=at, handed_by=scene.clerk)
        for row in voters
    )
    Polling.objects.update(counted_with=0, registered=1)
    TeamMember.objects.all().delete()
    recount.continue_recount()
    row = Polling.objects.get(election=scene.election)
    assert (row.registered, row.counted_with) == (24, COUNTED_WITH)
    assert TeamMember.objects.filter(term="new").count() == 3
    assert HourCount.objects.get().voters == 3
    with CaptureQueriesContext(connection) as statements:
        assert recount.continue_recount() is False
    assert len(statements) == 2
    assert HourCount.objects.get().voters == 3


def test_the_vote_before_is_typed_where_this_office_did_not_run_it(scene: Scene, client: Client) -> None:
    ballots.declare_result(round=scene.agreed(), by=scene.officer)
    url = reverse("figures:last_polling", args=[scene.election.pk])
    client.force_login(scene.officer)
    typed = {"registered": 20, "voted": 21, "source": "演示报告1号"}
    assertContains(client.post(url, typed), "不能多于登记人数")
    assert not LastPolling.objects.exists()
    client.post(url, typed | {"voted": 12})
    page = client.get(OVERVIEW, {"area": scene.election.village.code})
    assertContains(page, "上届登记20人，参加投票12人，参选率60.0%。")
    page = client.get(reverse("figures:odd"), {"area": scene.election.village.code})
    assertContains(page, "上届60.0%，本届83.3%。")
    assertContains(page, "上届20人，本届24人。")
    earlier = Election.objects.create(
        village=scene.election.village,
        cycle=CycleFactory(
            township=scene.election.village.township, ordinal=scene.election.cycle.ordinal - 1
        ),
        election_day=scene.election.election_day - dt.timedelta(days=1800),
    )
    Polling.objects.create(election=earlier, declared_at=timezone.now(), registered=25, voted=20)
    assertContains(client.post(url, typed | {"voted": 15}), "不用另填")
    page = client.get(reverse("figures:odd"), {"area": scene.election.village.code})
    assertNotContains(page, "参选率比上届")


def test_marks_of_the_last_team_count_and_carry_over_to_who_sits_again(scene: Scene, client: Client) -> None:
    ballots.declare_result(round=scene.agreed(), by=scene.officer)
    member = LastTermMember.objects.get()
    client.force_login(scene.officer)
    url = reverse("villages:incumbent_edit", args=[member.pk])
    typed = {"post": "主任", "sex": "male", "education": "senior", "wealth": "on", "version": member.version}
    assert client.post(url, typed).status_code == 302
    rows = TeamMember.objects.filter(wealth=True).order_by("term")
    assert [(row.term, row.name) for row in rows] == [("last", "委甲"), ("new", "委甲")]
    page = client.get(OVERVIEW, {"area": scene.election.village.code})
    assertContains(page, 'href="/figures/behind/wealth/?area=')
    assertContains(page, "下降66.7个百分点")
