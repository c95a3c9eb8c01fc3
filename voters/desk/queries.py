"""Who is found at the desk, who lives in a household, who is away and was asked how often."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import (
    Count,
    Exists,
    IntegerField,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from election_office.law.dates import cn_date
from election_office.law.decision import Decision
from villages.models import Election, Person
from villages.models.people import PersonQuerySet, person_named
from voters.desk.rules import AwayFacts, check_leaving_away, ground_for
from voters.models import ContactAttempt, DeskEntry, Registration, RollSettings
from voters.models.registrations import RegistrationQuerySet

SHOWN = 40
Status = Registration.Status


@dataclass(frozen=True, slots=True)
class Found:
    """One person as the desk shows them. ``registration`` None: never looked at in this election."""

    person: Person
    registration: Registration | None

    @property
    def status(self) -> str:
        return self.registration.status if self.registration else ""

    @property
    def label(self) -> str:
        if self.person.died_on and self.status != Status.REGISTERED:
            return "已去世"
        return self.registration.get_status_display() if self.registration else "未登记"

    @property
    def age(self) -> int:
        return self.person.age_on(timezone.localdate())

    @property
    def tone(self) -> str:
        tones = {"registered": "done", "pending": "soon", "left_off": "void", "cancelled": "void"}
        return tones.get(self.status, "todo")

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to say something about this person's vote."""
        return self.status in ("", Status.PENDING) and not self.person.died_on

    @property
    def last_contact(self) -> ContactAttempt | None:
        rows = list(self.registration.contacts.all()) if self.registration else []
        return rows[-1] if rows else None

    @property
    def last_entry(self) -> DeskEntry | None:
        """The act of the desk that made the registration what it is; None when something came after it."""
        if self.registration is None:
            return None
        rows = [row for row in self.registration.desk_entries.all() if not row.is_revoked]
        return rows[-1] if rows and rows[-1].seen == self.registration.updated_at else None


def _people(election: Election) -> PersonQuerySet:
    """Those the village keeps and those on its roll, whoever keeps them."""
    return _either(election, Q(), Q())


def _keys(election: Election, belongs: Q, registered: Q) -> QuerySet[Any, Any]:
    """``kept``: what is asked of people of the village, ``registered`` the same of rows of the roll. Each is
    found by its own index; one condition with OR made PostgreSQL read the people of the whole county."""
    here = Person.objects.filter(belongs, village=election.village_id).order_by().values_list("pk")
    on_roll = Registration.objects.filter(registered, election=election).order_by().values_list("person_id")
    return here.union(on_roll)


def _either(election: Election, belongs: Q, registered: Q) -> PersonQuerySet:
    people: PersonQuerySet = Person.objects.filter(pk__in=_keys(election, belongs, registered))
    return people


def _with_registrations(people: QuerySet[Person], election: Election) -> list[Found]:
    """Four statements, however many people."""
    contacts = Prefetch("contacts", ContactAttempt.objects.in_order())
    entries = Prefetch("desk_entries", DeskEntry.objects.select_related("entered_by").order_by("pk"))
    mine = (
        Registration.objects.filter(election=election)
        .select_related("group")
        .prefetch_related(contacts, entries)
    )
    rows = people.select_related("group").prefetch_related(
        Prefetch("registrations", mine, to_attr="rows_here")
    )
    found = []
    for person in rows:
        [registration] = cast(Any, person).rows_here or [None]
        if registration is not None:
            registration.person, registration.election = person, election
        found.append(Found(person, registration))
    return found


def search(election: Election, words: str) -> list[Found]:
    """At most ``SHOWN`` people by name, pinyin initials, last four of the ID number, or household."""
    words = words.strip()
    if not words:
        return []
    # The keys are fetched first: a pattern the planner knows nothing of (「%」) would make it read everybody.
    hit = _keys(
        election,
        person_named(words) | Q(household=words),
        person_named(words, "person__") | Q(person__household=words),
    )
    people = Person.objects.filter(pk__in=[pk for (pk,) in hit])
    return _with_registrations(
        people.order_by("group__number", "household", "stroke_key", "pk")[:SHOWN], election
    )


def household(election: Election, person: Person) -> list[Found]:
    """Everybody of that person's household, the eldest first; the person alone without a number."""
    if not person.household:
        return _with_registrations(_people(election).filter(pk=person.pk), election)
    alike = {"village": person.village_id, "group": person.group_id, "household": person.household}
    people = _either(election, Q(**alike), Q(**{f"person__{name}": value for name, value in alike.items()}))
    return _with_registrations(people.order_by("birth_date", "pk"), election)


def in_question(found: list[Found], person: Person) -> int:
    """Whose choices are open: the person asked for while something is open about them, else the next one
    of the household, else the person asked for. The others are a line each."""
    waiting = [row.person.pk for row in found if row.is_open]
    return person.pk if person.pk in waiting or not waiting else waiting[0]


def last_act(found: list[Found]) -> tuple[Found, DeskEntry] | None:
    """The newest act in this household that can still be taken back."""
    acts = [(row, row.last_entry) for row in found if row.last_entry is not None]
    rows = [(row, entry) for row, entry in acts if entry is not None]
    return max(rows, key=lambda pair: pair[1].pk, default=None)


def person_here(election: Election, person_id: int) -> Person | None:
    return _people(election).select_related("group", "village").filter(pk=person_id).first()


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The household before or after, by the people of the village in the order of groups and numbers."""

    household: str
    person_id: int


def neighbours(election: Election, person: Person) -> tuple[Neighbour | None, Neighbour | None]:
    """The households to go to from here: the one before and the one after. One statement."""
    if not person.household:
        return None, None
    rows = (
        Person.objects.filter(village=election.village_id)
        .exclude(household="")
        .order_by()
        .values_list("group__number", "group_id", "household")
        .annotate(first=Min("pk"))
    )
    doors = sorted(rows, key=lambda row: (row[0] is None, row[0] or 0, _in_order(row[2])))
    keys = [(group, household) for _, group, household, _ in doors]
    if (person.group_id, person.household) not in keys:
        return None, None
    here = keys.index((person.group_id, person.household))
    before, after = doors[here - 1] if here else None, doors[here + 1] if here + 1 < len(doors) else None
    return _neighbour(before), _neighbour(after)


def _neighbour(door: tuple[int | None, int | None, str, int] | None) -> Neighbour | None:
    return Neighbour(door[2], door[3]) if door else None


def _in_order(household: str) -> tuple[int, str]:
    """9 before 10, whether or not the numbers were filled with noughts."""
    plain = household if household.isascii() and household.isdecimal() else ""
    return int(plain or 0), household


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the registering has come: done today at the desk, people still open, people away."""

    today: int
    open: int
    away: int


def standing(election: Election) -> Standing:
    """The three numbers at the head of the desk, in one statement."""
    morning = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    done = DeskEntry.objects.filter(
        registration__election=election,
        act__in=[DeskEntry.Act.REGISTER, DeskEntry.Act.DECLARED],
        created_at__gte=morning,
        revoked_at=None,
    )
    settled = Registration.objects.filter(election=election, person=OuterRef("pk")).exclude(
        status=Status.PENDING
    )
    waiting = Person.objects.filter(~Exists(settled), village=election.village_id, died_on=None)
    numbers = (
        Election.objects.filter(pk=election.pk)
        .order_by()
        .values_list(_counted(done), _counted(waiting), _counted(away(election)))
    )
    return Standing(*numbers.get())


def _counted(rows: QuerySet[Any, Any]) -> Coalesce:
    """The number of these rows as a part of another statement."""
    every = rows.order_by().annotate(every=Value(1)).values("every")
    return Coalesce(Subquery(every.annotate(rows=Count("pk")).values("rows"), IntegerField()), 0)


# ------------------------------------------------------------------ those who are away


def settings_of(election: Election) -> RollSettings | None:
    return RollSettings.objects.select_related("notice").filter(election=election).first()


def away(election: Election) -> RegistrationQuerySet:
    """户籍在本村、不在本村居住 without their own word: those to be asked.

    Somebody pending of whom nobody knows where they live is asked too; a voter only once noted as away.
    """
    waiting = Q(status=Status.PENDING) & ~Q(lives_here=True)
    listed = Q(status=Status.REGISTERED, roll_class="B", lives_here=False)
    rows: RegistrationQuerySet = Registration.objects.filter(waiting | listed, election=election)
    return rows.exclude(hukou_here=False).exclude(conditions__has_key="declared")


def with_contacts(rows: RegistrationQuerySet) -> RegistrationQuerySet:
    """With person, group and the log in its order."""
    log = ContactAttempt.objects.in_order().select_related("recorded_by")
    found: RegistrationQuerySet = (
        rows.with_people().in_roll_order().prefetch_related(Prefetch("contacts", log))
    )
    return found


def away_facts(
    registration: Registration, settings: RollSettings | None, today: dt.date, *, confirmed: bool = True
) -> AwayFacts:
    """From the prefetched log; no statement."""
    log = list(registration.contacts.all())
    said = next((row for row in reversed(log) if row.answer != ContactAttempt.Answer.NONE), None)
    return AwayFacts(
        hukou_here=registration.hukou_here is not False,
        lives_here=registration.lives_here is True,
        answer=cast(Any, said.answer if said else ""),
        answered_on=timezone.localdate(said.at) if said else None,
        attempts=len(log),
        means=len({row.how for row in log}),
        reply_by=settings.reply_by if settings else None,
        notice=settings.notice_number if settings else "",
        today=today,
        confirmed=confirmed,
    )


@dataclass(frozen=True, slots=True)
class AwayRow:
    """One line of the page of those away."""

    registration: Registration
    facts: AwayFacts
    decision: Decision
    ground: str

    @property
    def contacts(self) -> list[ContactAttempt]:
        return list(self.registration.contacts.all())


def away_rows(registrations: Iterable[Registration], election: Election) -> list[AwayRow]:
    """Each person with what the rule says today; one statement for the deadline."""
    settings, today, book = settings_of(election), timezone.localdate(), election.rulebook
    rows = []
    for registration in registrations:
        facts = away_facts(registration, settings, today)
        rows.append(AwayRow(registration, facts, check_leaving_away(facts, book), ground_for(facts, book)))
    return rows


def reason_for(row: AwayRow) -> str:
    """What the decision says about one person: facts of the log, nothing else."""
    facts, here = row.facts, row.registration.election.words.here
    ways = "、".join(dict.fromkeys(contact.get_how_display() for contact in row.contacts))
    asked = f"户籍在{here}、不在{here}居住，经{ways}联系{facts.attempts}次"
    if facts.answer == "no" and facts.answered_on:
        return f"{asked}，本人于{cn_date(facts.answered_on)}表示不参加本届选举。"
    return f"{asked}，到{cn_date(facts.reply_by or facts.today)}没有答复。"
