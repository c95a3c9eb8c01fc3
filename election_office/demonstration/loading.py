"""The demonstration: everything in it is invented, and made by the same actions people use.

Division code 369901 belongs to no place. Names of people are a surname with a counting word, so that
nobody takes them for somebody. What lies in the past is entered with its own day, as a clerk would.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from election_office.accounts.models import Assignment, User
from election_office.accounts.permissions import Role
from election_office.demonstration import ballots as demo_ballots
from election_office.demonstration import collective as demo_collective
from election_office.demonstration import party as demo_party
from election_office.demonstration import preparation as demo_preparation
from election_office.demonstration import review as demo_review
from election_office.demonstration import second
from election_office.demonstration import showcase as demo_showcase
from election_office.demonstration import stations as demo_stations
from election_office.demonstration import supervision as demo_supervision
from villages import actions
from villages.models import County, Cycle, Election, Township, Village

COUNTY = ("369901", "示例县")
TOWNSHIP = ("369901101", "清禾镇")
PASSWORD = "qinghe-2026-demo"  # noqa: S105 -- the demonstration's own, printed at start

# name, population, households, groups
VILLAGES = (
    ("东山村", 1052, 312, 11),
    ("南溪村", 864, 251, 6),
    ("西塘村", 1730, 498, 12),
    ("北坡村", 640, 190, 5),
    ("石桥村", 2315, 671, 14),
    ("柳湾村", 1198, 344, 8),
    ("竹林村", 952, 280, 7),
    ("长冲村", 1466, 421, 10),
    ("大坪村", 720, 206, 6),
    ("上河村", 1874, 533, 13),
    ("下河村", 1325, 388, 9),
    ("老街村", 2890, 822, 16),
)


@dataclass(frozen=True)
class Account:
    username: str
    name: str
    role: Role
    area_code: str
    unit: str = ""


ACCOUNTS = (
    Account("xian", "县办甲", Role.COUNTY_SUPERVISOR, COUNTY[0]),
    Account("zhen", "镇办甲", Role.TOWNSHIP_OFFICER, TOWNSHIP[0]),
    Account("zhen2", "镇办乙", Role.TOWNSHIP_OFFICER, TOWNSHIP[0]),
    Account("zhidao", "指导组甲", Role.GUIDANCE_MEMBER, TOWNSHIP[0]),
    Account("gongan", "公安联审员甲", Role.DEPARTMENT_REVIEWER, COUNTY[0], "公安"),
    Account("dongshan", "东山经办甲", Role.VILLAGE_CLERK, "369901101201"),
    Account("jipiao1", "计票员甲", Role.COUNT_CLERK, "369901101201"),
    Account("jipiao2", "计票员乙", Role.COUNT_CLERK, "369901101201"),
    Account("qingling", "青岭办甲", Role.TOWNSHIP_OFFICER, second.TOWNSHIP[0]),
    Account("qingling2", "青岭办乙", Role.TOWNSHIP_OFFICER, second.TOWNSHIP[0]),
    Account("jiandu", "监督员甲", Role.OBSERVER, "369901101201"),
)


def is_empty() -> bool:
    """Nothing has been entered yet: no township and nobody to log in."""
    return not (Township.objects.exists() or User.objects.exists())


def load() -> None:
    """Fill an empty office. The caller has made sure that it is empty."""
    today = timezone.localdate()
    officer = _load_plan(today)
    _load_showcase(officer, today)
    _load_second(today)


@transaction.atomic
def _load_plan(today: dt.date) -> User:
    password = make_password(PASSWORD)
    for account in ACCOUNTS:
        _make_account(account, password)
    officer = User.objects.get(username="zhen")
    township = _make_places(officer, TOWNSHIP, VILLAGES)
    cycle = _approved_cycle(township, today, officer)
    _prepare_all(list(cycle.elections.with_places()), today, officer)
    return officer


@transaction.atomic
def small_township(
    place: tuple[str, str],
    villages: Sequence[tuple[str, int, int, int]],
    accounts: Sequence[Account],
    password: str,
    today: dt.date,
) -> Cycle:
    """One township with its approved plan, every village prepared; its first account is an officer's.

    ``password``: hashed, the same for all accounts."""
    staff = [_make_account(account, password) for account in accounts]
    officer = staff[0]
    township = _make_places(officer, place, villages)
    cycle = _approved_cycle(township, today, officer)
    _prepare_all(list(cycle.elections.with_places()), today, officer)
    return cycle


def _load_showcase(officer: User, today: dt.date) -> None:
    """Each in its own transactions, as the acts of people are."""
    elections = {election.village.name: election for election in Election.objects.with_places()}
    for name in ("东山村", "南溪村"):
        demo_showcase.begin_election(elections[name], today, officer)
    demo_showcase.import_roll(elections["南溪村"], 640, officer)
    demo_showcase.post_roll(elections["南溪村"], today, officer)
    demo_review.send_for_review(elections["南溪村"], officer)
    demo_ballots.begin(elections["南溪村"], officer)
    demo_stations.prepare(elections["南溪村"], officer, watchers=2)
    demo_party.recommend(elections["西塘村"], officer, User.objects.get(username="zhen2"), today)
    demo_showcase.count_today(elections["北坡村"], officer, today)
    actions.request_deferral(
        election=elections["长冲村"],
        reason="集体资产账目有争议，群众反映强烈，拟先整顿后换届。",
        by=officer,
    )


def _load_second(today: dt.date) -> None:
    """The other township: its own office, its own plan."""
    officer, county = User.objects.get(username="qingling"), User.objects.get(username="xian")
    with transaction.atomic():
        township = _make_places(officer, second.TOWNSHIP, second.VILLAGES)
        _make_community(officer, township, second.COMMUNITY)
        cycle = _approved_cycle(township, today, officer)
        _prepare_all(list(cycle.elections.with_places()), today, officer)
    second.stand(cycle, officer, county, today)
    demo_collective.elect(cycle.township.villages.get(name=second.COLLECTIVE), cycle, officer, today)


def _make_account(account: Account, password: str) -> User:
    """``password``: hashed once for all of them, since it is the same and public."""
    user = User(username=account.username, name=account.name, password=password)
    user.save()
    Assignment.objects.create(user=user, role=account.role, area_code=account.area_code, unit=account.unit)
    return user


def _make_places(
    officer: User, place: tuple[str, str], villages: Sequence[tuple[str, int, int, int]]
) -> Township:
    county, _ = County.objects.get_or_create(code=COUNTY[0], defaults={"name": COUNTY[1]})
    township = Township.objects.create(county=county, code=place[0], name=place[1])
    for index, (name, population, households, groups) in enumerate(villages, start=201):
        village = actions.add_village(
            township=township,
            code=f"{place[0]}{index}",
            name=name,
            population=population,
            households=households,
            notice_place=f"{name}委会公告栏",
            by=officer,
        )
        places = {number: f"{name}{number}组公告牌" for number in range(1, groups + 1)}
        actions.set_groups(village=village, count=groups, places=places, by=officer)
    return township


def _make_community(officer: User, township: Township, place: tuple[str, int, int, int]) -> None:
    name, population, households, groups = place
    community = actions.add_village(
        township=township,
        code=f"{township.code}001",
        name=name,
        population=population,
        households=households,
        notice_place=f"{name}公告栏",
        kind=Village.Kind.COMMUNITY,
        by=officer,
    )
    places = {number: f"{name}{number}组公告牌" for number in range(1, groups + 1)}
    actions.set_groups(village=community, count=groups, places=places, by=officer)


def _approved_cycle(township: Township, today: dt.date, officer: User) -> Cycle:
    cycle = actions.create_cycle(
        township=township,
        ordinal=12,
        default_day=today + dt.timedelta(days=38),
        paper_number=f"{township.name[:2]}发〔{today.year}〕18号",
        by=officer,
    )
    actions.approve_cycle(cycle=cycle, by=officer)
    cycle.refresh_from_db()
    return cycle


# Villages that lag behind, so that the board shows what lagging looks like: these steps are still open.
BEHIND = {
    "大坪村": ("audit", "training"),
    "老街村": ("talks",),
    "青石村": ("training",),
    "古井村": ("mobilize", "talks"),
}


def _prepare_all(elections: Sequence[Election], today: dt.date, officer: User) -> None:
    demo_preparation.prepare(elections, today, officer, BEHIND)
    for election in elections:
        if not set(BEHIND.get(election.village.name, ())) & {"audit", "training"}:
            actions.open_election_stage(election=election, by=officer)
    demo_supervision.supervise(elections, today, officer)


def _prepare(election: Election, today: dt.date, officer: User) -> None:
    """One village of any township brought through its preparation; the journeys use it too."""
    demo_preparation.prepare([election], today, officer, {})
    actions.open_election_stage(election=election, by=officer)


def village(name: str) -> Village:
    return Village.objects.get(township__code=TOWNSHIP[0], name=name)
