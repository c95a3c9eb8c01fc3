"""A county to test on: invented places and people by the hundred thousand, at every stage of an election.

Plans, papers and postings go through the product's own actions. People, registrations and the bulk of the
trail are written by COPY (batches on SQLite), with the product's own encryption and chain. Everything is
invented: names are a surname with counting words, ID numbers begin with 369901, which is nowhere.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from election_office.accounts.models import Assignment, User
from election_office.accounts.permissions import Role
from election_office.audit.chain import START, digest
from election_office.audit.models import AuditEvent, AuditHead
from election_office.core.idnumbers import check_digit
from election_office.demonstration import county_votes
from election_office.demonstration.county_after import BY_PAPERS, follow, post_everywhere
from election_office.demonstration.roll import BRANCHES, STEMS, SURNAMES
from election_office.law.words import words_for
from villages import actions
from villages.models import Cycle, Election, Group, Person, Step, Township, Village
from villages.models.elections import Stage
from villages.models.places import County
from voters.imports.bulk import Table, update
from voters.models import Registration

CODE, NAME = "369902", "试验县"
GROUPS = 6
ADVANCE = 60  # days from now to the common election day
OLDEST, DAYS = dt.date(1938, 1, 1), 24_800  # births; the youngest is of age
STRIDE = 7919  # a prime: no divisor of DAYS
LARGEST = 200  # villages of one township: three digits of its codes are theirs
PERSON = (
    "village_id", "group_id", "name", "sex", "birth_date", "id_cipher", "id_hash", "id_tail_hash",
    "household", "stroke_key", "initials",
)  # fmt: skip
EVENT = (
    "area_code", "number", "at", "action", "actor_id_text", "actor", "actor_role", "target",
    "before", "after", "previous_hash", "hash",
)  # fmt: skip
# How far the first round is, by the last step of the village.
VOTES = {
    "formal_list": county_votes.PREPARED,
    "polling_notice": county_votes.VOTING,
    "report": county_votes.DECLARED,
    "*": county_votes.DECLARED,
}
AT_THE_POLLS = (county_votes.COUNTING, county_votes.RUNOFF, county_votes.VOTING)
BY_ACTS = {"day_notice", *BY_PAPERS}
# Where a village stands, in turn, and the last step it has closed there.
PLACES = (
    (Stage.PREPARATION, ""),
    (Stage.PREPARATION, "talks"),
    (Stage.ELECTION, "supplies"),
    (Stage.ELECTION, "day_notice"),
    (Stage.ELECTION, "register"),
    (Stage.ELECTION, "roll_notice"),
    (Stage.ELECTION, "formal_list"),
    (Stage.ELECTION, "polling_notice"),
    (Stage.FOLLOW_UP, "report"),
    (Stage.CLOSED, "*"),
)


@dataclass(frozen=True)
class Size:
    townships: int
    villages: int
    people: int
    events: int
    seed: int

    def check(self) -> None:
        """Raises ValueError in a sentence."""
        if min(self.townships, self.villages, self.people) < 1 or self.events < 0:
            raise ValueError("乡镇、村和人数都至少是1。")
        if self.villages < self.townships or self.villages > self.townships * LARGEST:
            raise ValueError(f"每个乡镇应有1至{LARGEST}个村。")
        if self.people > DAYS * 400:
            raise ValueError(f"最多{DAYS * 400}人。")


def load(size: Size, tell: Callable[[str], None]) -> None:
    """Raises ValueError when the county is there already, or the size is out of reach."""
    size.check()
    if County.objects.filter(code=CODE).exists():
        raise ValueError(f"{NAME}（{CODE}）已经装入，不再装入第二次。")
    chance = random.Random(size.seed)  # noqa: S311 -- invented data, nothing to guard
    crowd = Crowd(chance)
    county = County.objects.create(code=CODE, name=NAME)
    supervisor = _supervisor()
    every = 0
    for index in range(size.townships):
        count = size.villages // size.townships + (index < size.villages % size.townships)
        officer, township = _township(county, index)
        elections = _elections(township, count, officer)
        for place, election in enumerate(elections):
            people = size.people // size.villages + (every < size.people % size.villages)
            events = size.events // size.villages
            stage, last = PLACES[(index + place) % len(PLACES)]
            # Every township has one at the polls: where it stands there goes by the township.
            how = AT_THE_POLLS[index % len(AT_THE_POLLS)] if last == "polling_notice" else ""
            _village(election, (stage, last), crowd, people, events, officer, how)
            every += 1
        _defer(elections, officer, supervisor)
        tell(f"{township.name}：{count}个村，已有{crowd.made}人。")
    _measure_tables()


def _measure_tables() -> None:
    """What came by COPY is not yet known to the planner, which would guess at tables that look empty."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _supervisor() -> User:
    user = User(username=f"shiyan{CODE}", name="试验县办")
    user.set_unusable_password()
    user.save()
    Assignment.objects.create(user=user, role=Role.COUNTY_SUPERVISOR, area_code=CODE)
    return user


def _defer(elections: list[Election], officer: User, supervisor: User) -> None:
    """In every township of some size one village that has not begun is taken off the clock by its county."""
    waiting = Election.objects.filter(pk__in=[election.pk for election in elections], stage=Stage.PREPARATION)
    election = waiting.with_places().order_by("-pk").first()
    if election is None or len(elections) < len(PLACES):
        return
    asked = actions.request_deferral(election=election, reason="试验：选情复杂。", by=officer)
    actions.decide_deferral(
        deferral=asked, approve=True, paper_number="试验县函〔2026〕1号", opinion="同意。", by=supervisor
    )


@transaction.atomic
def _township(county: County, index: int) -> tuple[User, Township]:
    code = f"{CODE}{101 + index:03d}"
    township = Township.objects.create(county=county, code=code, name=f"试验{index + 1}镇")
    officer = User(username=f"shiyan{code}", name=f"试验镇办{index + 1}")
    officer.set_unusable_password()
    officer.save()
    Assignment.objects.create(user=officer, role=Role.TOWNSHIP_OFFICER, area_code=code)
    return officer, township


@transaction.atomic
def _elections(township: Township, count: int, officer: User) -> list[Election]:
    """Villages and groups in bulk; the plan by the acts people use."""
    Village.objects.bulk_create(
        Village(
            township=township,
            code=f"{township.code}{201 + n:03d}",
            name=f"试验{n + 1}村",
            body_name=f"试验{n + 1}村{words_for(township.code).body}",
            population=600 + n * 37 % 2400,
            households=200 + n * 11 % 600,
        )
        for n in range(count)
    )
    villages = list(township.villages.all())
    Group.objects.bulk_create(
        Group(village=village, number=number, notice_place=f"第{number}组公告栏")
        for village in villages
        for number in range(1, GROUPS + 1)
    )
    cycle = actions.create_cycle(
        township=township,
        ordinal=12,
        default_day=timezone.localdate() + dt.timedelta(days=ADVANCE),
        paper_number="试验发〔2026〕1号",
        by=officer,
    )
    actions.approve_cycle(cycle=cycle, by=officer)
    return list(Cycle.objects.get(pk=cycle.pk).elections.with_places())


@transaction.atomic
def _village(
    election: Election,
    place: tuple[str, str],
    crowd: Crowd,
    people: int,
    events: int,
    by: User,
    how: str,
) -> None:
    """One village whole, or not at all."""
    stage, last = place
    steps = list(election.steps.order_by("order"))
    codes = [step.code for step in steps]
    closed = 0 if not last else len(codes) if last == "*" else codes.index(last) + 1
    # Closed by their own papers and records below; what nothing below closes is closed by a word.
    _close([step for step in steps[:closed] if step.code not in BY_ACTS], by)
    # A paper of the election is issued in the election's own stage; the village then stands where it shall.
    election.stage = Stage.ELECTION
    election.save(update_fields=["stage"])
    if "day_notice" in codes[:closed]:
        post_everywhere("villages.day_notice", election, election, by)
    rows = crowd.people(election.village, list(election.village.groups.all()), people)
    ids = Table(Person, PERSON, {}).insert_numbered(rows)
    registered = stage != Stage.PREPARATION
    if registered:
        same = {
            "election_id": election.pk,
            "cycle_id": election.cycle_id,
            "status": Registration.Status.REGISTERED,
            "roll_class": Registration.RollClass.A,
            "hukou_here": True,
            "lives_here": True,
            "entered_by_id": by.pk,
        }
        names = ("person_id", "group_id", "serial")
        numbered = zip(ids, rows, strict=True)
        Table(Registration, names, same).insert(
            (pk, row[1], serial) for serial, (pk, row) in enumerate(numbered, start=1)
        )
    if last in VOTES:
        county_votes.vote(election, how or VOTES[last], by)
    if stage in (Stage.FOLLOW_UP, Stage.CLOSED):
        follow(election, by, whole=stage == Stage.CLOSED)
    still = Step.objects.filter(election=election, code__in=codes[:closed], done_on__isnull=True)
    _close(list(still), by)
    Election.objects.filter(pk=election.pk).update(stage=stage)
    _trail(election.area_code, steps, events, by)


def _close(steps: list[Step], by: User) -> None:
    for step in steps:
        step.done_on, step.closed_at = timezone.localdate(), timezone.now()
        step.closed_by, step.evidence = by.name, "试验数据"
    update(steps, ["done_on", "closed_at", "closed_by", "evidence"])


def _trail(area_code: str, steps: list[Step], count: int, by: User) -> None:
    """More of the trail, tied to the end of the division's own chain, as ``record`` would tie it."""
    if not count:
        return
    AuditHead.objects.get_or_create(area_code=area_code, defaults={"number": 0, "hash": START})
    head = AuditHead.objects.select_for_update().get(area_code=area_code)
    rows = []
    for n in range(count):
        step = steps[n % len(steps)]
        event = AuditEvent(
            area_code=area_code,
            number=head.number + 1,
            at=timezone.now(),
            action="step.recorded",
            actor_id_text=str(by.pk),
            actor=by.name,
            actor_role=by.role_title,
            target=f"villages.Step:{step.pk}",
            before={},
            after={"step": step.code, "finishes": False},
            previous_hash=head.hash,
        )
        event.hash = digest(event)
        head.number, head.hash = event.number, event.hash
        rows.append(tuple(getattr(event, name) for name in EVENT))
    Table(AuditEvent, EVENT, {"reason": ""}).insert(rows)
    head.save(update_fields=["number", "hash"])


class Crowd:
    """Invented people, each with a number nobody else of the office has."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.made = 0
        self.number = 0
        # The demonstration's people may be there already, with numbers of the same nowhere.
        self.taken = set(Person.objects.exclude(id_hash=None).values_list("id_hash", flat=True))
        self.keys: dict[str, tuple[str, str, str]] = {}

    def people(self, village: Village, groups: list[Group], count: int) -> list[tuple[Any, ...]]:
        return list(self._people(village, groups, count))

    def _people(self, village: Village, groups: list[Group], count: int) -> Iterator[tuple[Any, ...]]:
        for n in range(count):
            person = Person(village=village)
            self._number(person)
            name, stroke_key, initials = self._name()
            group = groups[n * len(groups) // count]
            self.made += 1
            yield (
                village.pk, group.pk, name, person.sex, person.birth_date, person.id_cipher,
                person.id_hash, person.id_tail_hash, f"{n // 3 + 1:04d}", stroke_key, initials,
            )  # fmt: skip

    def _number(self, person: Person) -> None:
        """Set by the person's own method: whatever it stores of a number is stored here too."""
        while True:
            half, sex = divmod(self.number, 2)
            turn, day = divmod(half, DAYS)
            turn = turn * 2 + sex  # the last figure of the serial number is odd for men
            self.number += 1
            person.sex = "male" if sex else "female"
            # Every day of birth once before any comes again, and all ages in every village.
            person.birth_date = OLDEST + dt.timedelta(days=day * STRIDE % DAYS)
            body = f"369901{person.birth_date:%Y%m%d}{turn:03d}"
            person.set_id_number(body + check_digit(body))
            if person.id_hash not in self.taken:
                return

    def _name(self) -> tuple[str, str, str]:
        draw = self.chance
        name = (
            draw.choice(SURNAMES)
            + draw.choice(STEMS)
            + (draw.choice(BRANCHES) if draw.random() < 0.8 else "")
        )
        if name not in self.keys:
            person = Person()
            person.set_name(name)
            self.keys[name] = person.name, person.stroke_key, person.initials
        return self.keys[name]
