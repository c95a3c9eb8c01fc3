"""The smallest lawful thing of each kind; a test says only what matters to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import factory
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from candidates.models import Candidate
from election_office.accounts.models import Assignment, User
from election_office.accounts.permissions import Role
from election_office.core.idnumbers import check_digit
from villages.actions.cycles import step_row
from villages.actions.steps import close_step
from villages.models import (
    County,
    Cycle,
    Election,
    Group,
    LawText,
    LawTextRow,
    Person,
    PlanStep,
    Post,
    Step,
    Township,
    Village,
)
from villages.models.elections import Stage
from villages.preparation.sheets import BY_SHEET
from villages.rules import plan_steps
from voters.models import Registration


class UserFactory(factory.django.DjangoModelFactory):
    """``UserFactory(serving="369901001001")``: a clerk of that village.

    ``UserFactory(serving="369901001", role=Role.TOWNSHIP_OFFICER)``: any role; ``unit`` for 联审单位.
    Without ``serving`` a person who may nothing. Give ``password`` only where somebody logs in:
    hashing one costs more than most tests.
    """

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"staff{n}")
    name = factory.Sequence(lambda n: f"测试员{n}")

    @classmethod
    def _create(cls, model_class: type[User], *args: object, **kwargs: object) -> User:
        serving = kwargs.pop("serving", None)
        role = kwargs.pop("role", Role.VILLAGE_CLERK)
        unit = kwargs.pop("unit", "")
        password = kwargs.pop("password", None)
        user = model_class(*args, **kwargs)
        if password is None:
            user.set_unusable_password()
        else:
            user.set_password(password)
        user.save()
        if serving:
            Assignment.objects.create(user=user, role=role, area_code=serving, unit=unit)
        return user


class CountyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = County
        django_get_or_create = ("code",)

    code = "369901"
    name = "云岭县"


class TownshipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Township

    county = factory.SubFactory(CountyFactory)
    # Round again after eight hundred: a process that runs every test makes more of them. Codes below 200 are
    # for townships that a test names itself.
    code = factory.Sequence(lambda n: f"369901{200 + n % 800:03d}")
    name = factory.Sequence(lambda n: f"演示{n}镇")


class VillageFactory(factory.django.DjangoModelFactory):
    """``VillageFactory(groups=3)``: a village with that many groups (two by default)."""

    class Meta:
        model = Village
        skip_postgeneration_save = True

    township = factory.SubFactory(TownshipFactory)
    code = factory.LazyAttributeSequence(lambda o, n: f"{o.township.code}{200 + n % 800:03d}")
    name = factory.Sequence(lambda n: f"演示{n}村")
    population = 1052
    households = 300

    @factory.post_generation
    def groups(self, create, count, **kwargs):
        for number in range(1, (2 if count is None else count) + 1):
            Group.objects.create(village=self, number=number)


class CycleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Cycle

    township = factory.SubFactory(TownshipFactory)
    ordinal = factory.Sequence(lambda n: 1 + n % 99)
    default_day = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=60))
    seat_table = factory.LazyFunction(
        lambda: [{"up_to": None, "director": 1, "deputy": 1, "member": 3, "woman": 0}]
    )


class PlanStepFactory(factory.django.DjangoModelFactory):
    """A step of the township's own in a draft plan."""

    class Meta:
        model = PlanStep

    cycle = factory.SubFactory(CycleFactory)
    code = factory.Sequence(lambda n: f"own-{n}")
    title = "自定事项"
    stage = "preparation"
    order = 1
    days_before = 40
    responsible = "township"
    own = True


class ElectionFactory(factory.django.DjangoModelFactory):
    """An election in its election stage, with posts 1 + 1 + 3 and no steps.

    ``ElectionFactory(steps=True)`` also lays out the steps as an approved plan does, but a step that a paper
    or an act closes waits for nothing: a test does the one it is about. ``steps="in order"``: as in life.
    """

    class Meta:
        model = Election
        skip_postgeneration_save = True

    village = factory.SubFactory(VillageFactory)
    cycle = factory.SubFactory(CycleFactory, township=factory.SelfAttribute("..village.township"))
    election_day = factory.SelfAttribute("cycle.default_day")
    stage = Stage.ELECTION

    @factory.post_generation
    def posts(self, create, seats, **kwargs):
        for order, (kind, count) in enumerate(
            zip(Post.Kind.values, seats or (1, 1, 3), strict=True), start=1
        ):
            if count:
                Post.objects.create(election=self, kind=kind, seats=count, order=order)

    @factory.post_generation
    def steps(self, create, wanted, **kwargs):
        if not wanted:
            return
        rows = [step_row(self, planned, {}) for planned in plan_steps(self.rulebook, self.election_day)]
        for row in rows:
            ends = (
                row.closes_with.startswith(("document:", "issued:", "act:")) and row.closes_with != BY_SHEET
            )
            if wanted != "in order" and ends:
                row.waits_for = []
        Step.objects.bulk_create(rows)


@transaction.atomic
def done(election: Election, *codes: str, by: User, on: dt.date | None = None) -> None:
    """These steps as their own records would have closed them, for tests about something else."""
    for code in codes:
        close_step(
            election=election, code=code, done_on=on or timezone.localdate(), evidence="演示记录", by=by
        )


class PersonFactory(factory.django.DjangoModelFactory):
    """``PersonFactory(village=…, name="演示甲")``: an adult without an ID number unless one is given."""

    class Meta:
        model = Person

    village = factory.SubFactory(VillageFactory)
    name = factory.Sequence(lambda n: f"演示{n}")
    sex = "male"
    birth_date = dt.date(1980, 6, 15)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        name, number = kwargs.pop("name"), kwargs.pop("id_number", "")
        person = model_class(*args, **kwargs)
        person.set_name(name)
        person.set_id_number(number)
        person.save()
        return person


def made_up_number(birth_date: dt.date, sex: str, n: int) -> str:
    """A valid ID number of the fictitious division 369901 and on; 500 for each sex, day and division."""
    first = f"3699{1 + n // 500 % 99:02d}{birth_date:%Y%m%d}{n % 500 * 2 + (sex == 'male'):03d}"
    return first + check_digit(first)


class RegistrationFactory(factory.django.DjangoModelFactory):
    """A registered voter of class A in the village's first group, with an ID number of their own.

    ``RegistrationFactory(election=…, name="演示甲")``: the person is made along with the row.
    """

    class Meta:
        model = Registration

    class Params:
        name = factory.Sequence(lambda n: f"演示{n}")
        sex = "male"
        birth_date = dt.date(1980, 6, 15)
        id_number = factory.LazyAttributeSequence(lambda o, n: made_up_number(o.birth_date, o.sex, n))

    election = factory.SubFactory(ElectionFactory)
    cycle = factory.SelfAttribute("election.cycle")
    person = factory.SubFactory(
        PersonFactory,
        village=factory.SelfAttribute("..election.village"),
        name=factory.SelfAttribute("..name"),
        sex=factory.SelfAttribute("..sex"),
        birth_date=factory.SelfAttribute("..birth_date"),
        id_number=factory.SelfAttribute("..id_number"),
    )
    group = factory.LazyAttribute(lambda o: o.election.village.groups.order_by("number").first())
    roll_class = "A"
    hukou_here = True
    lives_here = True
    entered_by = factory.SubFactory(UserFactory)


class CandidateFactory(factory.django.DjangoModelFactory):
    """A formal candidate for the election's first post, from the roll.

    ``CandidateFactory(registration=…)`` or ``CandidateFactory(registration__election=…, kind="member")``.
    """

    class Meta:
        model = Candidate

    class Params:
        kind = "director"

    registration = factory.SubFactory(RegistrationFactory, is_candidate=True)
    election = factory.SelfAttribute("registration.election")
    person = factory.SelfAttribute("registration.person")
    post = factory.LazyAttribute(lambda o: o.election.posts.get(kind=o.kind, reserved=""))
    entered_by = factory.SubFactory(UserFactory)


def law_text(
    area_code: str,
    level: str = "province",
    state: str = "confirmed",
    filename: str = "全文.pdf",
    valid_from: dt.date = dt.date(2026, 1, 5),
    **values: Any,
) -> LawText:
    """A text of a province or a county that says exactly these values."""
    second = {"decided_by": UserFactory(), "decided_at": timezone.now()} if state == "confirmed" else {}
    text = LawText(
        level=level, area_code=area_code, title=f"演示{area_code}选举办法", passed_on=dt.date(2026, 1, 5),
        valid_from=valid_from, filename=filename, entered_by=UserFactory(), state=state, **second,
    )  # fmt: skip
    text.scan.save(filename, ContentFile("演示全文".encode()), save=True)
    for key, value in values.items():
        LawTextRow.objects.create(
            text=text, key=key, value=value, article="第九条", sentence="演示文本写明。"
        )
    return text
