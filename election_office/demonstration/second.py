"""The second township of the demonstration: a village at every stage of an election.

Two lag in the preparation, one is deferred with the county's paper, the rest stand where their names in
``STANDS`` say. People, places and papers are invented as in the first.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

from django.utils import timezone

from ballots import actions as ballots
from ballots import queries as ballot_queries
from ballots.issuing.actions import Act, take_acts
from ballots.models import Box, Winner
from ballots.queries import CERTIFICATE
from election_office.accounts.models import User
from election_office.demonstration import afterwards, nomination, showcase
from election_office.documents import actions as documents
from villages import actions
from villages.models import Cycle, Election
from voters.models import Registration

TOWNSHIP = ("369901102", "青岭乡")
# name, population, households, groups
VILLAGES = (
    ("青石村", 410, 122, 3),
    ("古井村", 386, 115, 3),
    ("枫树村", 522, 150, 4),
    ("白马村", 470, 133, 3),
    ("黄泥村", 358, 104, 3),
    ("高峰村", 1211, 342, 4),
    ("杨梅村", 295, 90, 3),
    ("桐木村", 505, 148, 4),
    ("水口村", 340, 101, 3),
    ("沙田村", 1180, 335, 4),
    ("横岭村", 450, 130, 3),
    ("新塘村", 433, 127, 3),
)
# Its one community, elected by all its voters.
COMMUNITY = ("青溪社区", 640, 210, 3)
# The village whose collective elects its own bodies in the same cycle.
COLLECTIVE = "新塘村"
COMMUNITY_SHARES = (10, 9, 8, 7, 2)
PEOPLE = 150
POLL = {"主会场票箱": (140, 0, 138)}
# The third of three seats stays open: nobody else has more than half.
SHORT_SHARES = (9, 8, 4, 4, 2)
TURNOUT = 61


def stand(cycle: Cycle, officer: User, county: User, today: dt.date) -> None:
    """Bring each village to where it stands."""
    elections = {election.village.name: election for election in cycle.elections.with_places()}
    for name, bring in STANDS.items():
        bring(elections[name], officer, today)
    _defer(elections["枫树村"], officer, county)


def _defer(election: Election, officer: User, county: User) -> None:
    deferral = actions.request_deferral(
        election=election, reason="村级集体资产正在清理，三年账目尚未审结，拟清理后换届。", by=officer
    )
    actions.decide_deferral(
        deferral=deferral,
        approve=True,
        paper_number="示例换发〔2026〕7号",
        opinion="同意暂缓，清理结束后一个月内恢复换届。",
        by=county,
    )


def committee(election: Election, officer: User, today: dt.date) -> None:
    showcase.issue_and_post("villages.day_notice", election, election, today, officer)
    showcase.choose_committee(election, today, officer)


def _roll(election: Election, officer: User, today: dt.date) -> None:
    showcase.begin_election(election, today, officer)
    showcase.import_roll(election, PEOPLE, officer)


def posted(election: Election, officer: User, today: dt.date) -> None:
    _roll(election, officer, today)
    showcase.post_roll(election, today, officer)


def _nominated(election: Election, officer: User, today: dt.date) -> None:
    nomination.post_list(election, officer, today, second="qingling2")


def voting(election: Election, officer: User, today: dt.date) -> None:
    """Voting today: ballots go out while somebody looks."""
    voting = showcase.open_poll(election, officer, today, POLL, people=PEOPLE)
    box = Box.objects.select_related("round__election__village").get(round=voting)
    voters = Registration.objects.filter(election=election).registered().order_by("pk")[:TURNOUT]
    now = timezone.now()
    acts = [
        Act(token=uuid.uuid4(), kind="own", voter=voter.pk, at=now - dt.timedelta(seconds=20 * ago))
        for ago, voter in enumerate(voters)
    ]
    take_acts(box=box, acts=acts, by=officer)


def counting(election: Election, officer: User, today: dt.date) -> None:
    showcase.hold_poll(election, officer, today, POLL, people=PEOPLE)


def _short(election: Election, officer: User, today: dt.date) -> None:
    """A seat stays open; the village votes on it again."""
    showcase.hold_poll(election, officer, today, POLL, people=PEOPLE)
    showcase.declare(election, officer, shares=SHORT_SHARES)
    plan = ballot_queries.runoff_plan(election)
    assert plan is not None, "the shares leave a seat open"
    posts = {(post.kind, post.reserved): post for post in election.posts.all()}
    ballots.call_runoff(
        election=election,
        day=today + dt.timedelta(days=10),
        chosen={posts[post.key].pk: list(post.names)[: post.seats + 1] for post in plan.posts},
        by=officer,
    )


def _declared(election: Election, officer: User, today: dt.date) -> None:
    showcase.hold_poll(election, officer, today, POLL, people=PEOPLE)
    showcase.declare(election, officer)


def _community(election: Election, officer: User, today: dt.date) -> None:
    """A community with its own law, words and five seats, elected today, each winner with a certificate."""
    showcase.hold_poll(election, officer, today, POLL, people=PEOPLE)
    showcase.declare(election, officer, shares=COMMUNITY_SHARES)
    for winner in Winner.objects.with_places().filter(result__round__election=election):
        documents.issue(CERTIFICATE, winner, by=officer, election_id=election.pk)


def _handed_over(election: Election, officer: User, today: dt.date) -> None:
    """Declared, and the outgoing committee gave everything over the same day."""
    _declared(election, officer, today)
    afterwards.hand_over(election, officer, today)


def _seal_missing(election: Election, officer: User, today: dt.date) -> None:
    """Declared; the outgoing head has not given the seal."""
    _declared(election, officer, today)
    afterwards.hand_over_without_the_seal(election, officer, today)


STANDS: dict[str, Callable[[Election, User, dt.date], None]] = {
    "白马村": committee,
    "黄泥村": _roll,
    "高峰村": _nominated,
    "杨梅村": posted,
    "桐木村": voting,
    "水口村": counting,
    "沙田村": _short,
    "横岭村": _handed_over,
    "新塘村": _seal_missing,
    COMMUNITY[0]: _community,
}
