"""Who is found at the desk, who lives in a household, who is away and was asked how often."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Prefetch, Q, QuerySet
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
    def tone(self) -> str:
        tones = {"registered": "done", "pending": "soon", "left_off": "void", "cancelled": "void"}
        return tones.get(self.status, "todo")

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


def person_here(election: Election, person_id: int) -> Person | None:
    return _people(election).select_related("group", "village").filter(pk=person_id).first()


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
