"""The comparison itself: a fixed number of statements over everybody on the rolls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import reduce
from itertools import combinations
from operator import or_
from typing import TypeVar

from django.db.models import Count, Exists, OuterRef, Q

from election_office.documents.fonts import missing_glyphs
from villages.models import Election
from villages.models.elections import Stage
from villages.queries import rulebooks_of
from voters.models import Registration, ScreeningCase, ScreeningParty
from voters.models.registrations import RegistrationQuerySet
from voters.models.screening import ScreeningCaseQuerySet
from voters.screening import rules
from voters.screening.rules import Found, Voter

Tell = Callable[[int, int, str], None]

CHUNK = 500
Value = TypeVar("Value")
_LIVE = (Registration.Status.REGISTERED, Registration.Status.PENDING)
_FIELDS = (
    "pk", "person_id", "election_id", "cycle_id", "election__village_id", "election__village__code",
    "election__village__name", "status", "person__name", "person__birth_date", "person__sex",
    "person__id_hash", "note", "person__died_on", "person__rights_deprived",
)  # fmt: skip


def find(
    elections: Sequence[Election], *, people: Collection[int] | None = None, tell: Tell | None = None
) -> dict[tuple[str, str], Found]:
    """Every situation on the rolls of these elections, by kind and key.

    Compared with every roll of the same county whose election is not closed, or is of the same cycle.
    ``people``: only what concerns them. ``tell`` hears how many of the kinds are done.
    """
    open_elections = [election for election in elections if election.stage != Stage.CLOSED]
    if not open_elections:
        return {}
    here = Registration.objects.filter(election__in=open_elections)
    if people is not None:
        here = here.filter(person__in=people)
    everywhere = _everywhere(open_elections)
    few = people is not None and len(people) <= CHUNK
    kinds: list[tuple[str, Callable[[], Iterator[Found]]]] = [
        ("核对一人多处登记", lambda: _on_two_rolls(here, everywhere)),
        ("核对姓名和出生日期", lambda: _twins(here, everywhere, few=few)),
        ("核对死亡和剥夺政治权利", lambda: _noted(here.registered())),
        ("核对年龄", lambda: _under_age(here.registered(), open_elections)),
        ("核对身份证号", lambda: _without_number(here.registered())),
        ("核对姓名用字", lambda: _unprintable(here.registered())),
    ]
    found: dict[tuple[str, str], Found] = {}
    for done, (doing, look) in enumerate(kinds):
        if tell:
            tell(done, len(kinds), doing)
        found.update({(row.kind, row.key): row for row in look()})
    if tell:
        tell(len(kinds), len(kinds), "正在登记结果")
    return found


def _everywhere(elections: Sequence[Election]) -> RegistrationQuerySet:
    cycles = {election.cycle_id for election in elections}
    counties = {election.village.code[:6] for election in elections}
    going_on = Q(cycle__in=cycles) | ~Q(election__stage=Stage.CLOSED)
    inside = reduce(or_, (Q(election__village__code__startswith=code) for code in sorted(counties)))
    return Registration.objects.filter(going_on, inside, status__in=_LIVE)


def _voters(rows: RegistrationQuerySet) -> Iterator[Voter]:
    for (
        pk, person, election, cycle, village, code, village_name, status, name, birth_date, sex, id_hash,
        note, died_on, rights_deprived,
    ) in rows.order_by().values_list(*_FIELDS).iterator(chunk_size=2_000):  # fmt: skip
        yield Voter(
            pk, person, election, cycle, village, code, village_name, status == "registered",
            name, birth_date, sex, id_hash, note, died_on, rights_deprived,
        )  # fmt: skip


def _chunks(values: Iterable[Value]) -> Iterator[list[Value]]:
    every = list(values)
    for start in range(0, len(every), CHUNK):
        yield every[start : start + CHUNK]


def _on_two_rolls(here: RegistrationQuerySet, everywhere: RegistrationQuerySet) -> Iterator[Found]:
    others = everywhere.filter(person=OuterRef("person")).exclude(pk=OuterRef("pk"))
    doubled = here.filter(Exists(others), status__in=_LIVE).order_by().values_list("person_id", flat=True)
    rows: dict[int, list[Voter]] = defaultdict(list)
    for some in _chunks(sorted(set(doubled))):
        for voter in _voters(everywhere.filter(person__in=some)):
            rows[voter.person].append(voter)
    for same in rows.values():
        if found := rules.on_two_rolls(same):
            yield found


def _twins(here: RegistrationQuerySet, everywhere: RegistrationQuerySet, *, few: bool) -> Iterator[Found]:
    """Two steps: which names and dates several people bear, and who of them is here.

    Grouped, not joined with itself: right after an import PostgreSQL knows nothing of the new rows, and
    a self-join then compares everybody with everybody.
    """
    voting = everywhere.registered()
    borne = voting
    if few:
        names = here.registered().order_by().values_list("person__name", flat=True).distinct()
        borne = voting.filter(person__name__in=list(names))
    shared = (
        borne.order_by()
        .values_list("person__name", "person__birth_date")
        .annotate(people=Count("person", distinct=True))
        .filter(people__gt=1)
    )
    several = {(name, born) for name, born, _ in shared}
    ours: dict[tuple[str, date], set[int]] = defaultdict(set)
    for some in _chunks(sorted({name for name, _ in several})):
        mine = here.registered().filter(person__name__in=some).order_by()
        for name, born, person in mine.values_list("person__name", "person__birth_date", "person_id"):
            if (name, born) in several:
                ours[name, born].add(person)
    rows: dict[tuple[str, date], dict[int, list[Voter]]] = defaultdict(lambda: defaultdict(list))
    for some in _chunks(sorted({name for name, _ in ours})):
        for voter in _voters(voting.filter(person__name__in=some)):
            if (voter.name, voter.birth_date) in ours:
                rows[voter.name, voter.birth_date][voter.person].append(voter)
    for what, people in rows.items():
        for first, other in combinations(sorted(people), 2):
            concerns_us = first in ours[what] or other in ours[what]
            if concerns_us and (found := rules.twins(people[first], people[other])):
                yield found


def _noted(here: RegistrationQuerySet) -> Iterator[Found]:
    parts = {
        kind: reduce(or_, (Q(note__contains=part) for part in words))
        for kind, words in rules.NOTE_PARTS.items()
    }
    of_record = Q(person__died_on__isnull=False) | Q(person__rights_deprived=True)
    for voter in _voters(here.filter(reduce(or_, parts.values(), of_record))):
        if dead := rules.deceased(voter):
            yield dead
        if deprived := rules.deprived(voter):
            yield deprived


def _under_age(here: RegistrationQuerySet, elections: Sequence[Election]) -> Iterator[Found]:
    """One condition for each election day and age in use; a township has one of both."""
    wanted: dict[date, list[int]] = defaultdict(list)
    ages: dict[int, tuple[date, int]] = {}
    for election, age, counts in _ages(elections):
        last = rules.last_birth_date(election.election_day, age, birthday_counts=counts)
        wanted[last].append(election.pk)
        ages[election.pk] = election.election_day, age
    too_young = (Q(election__in=pks, person__birth_date__gt=last) for last, pks in wanted.items())
    for voter in _voters(here.filter(reduce(or_, too_young))):
        yield rules.under_age(voter, *ages[voter.election])


def _ages(elections: Sequence[Election]) -> Iterator[tuple[Election, int, bool]]:
    books = rulebooks_of(elections)
    for election in elections:
        book = books[election.pk]
        yield election, book.value("voting_age"), book.value("birthday_on_election_day")


def _without_number(here: RegistrationQuerySet) -> Iterator[Found]:
    for voter in _voters(here.filter(person__id_hash__isnull=True)):
        yield rules.without_number(voter)


def _unprintable(here: RegistrationQuerySet) -> Iterator[Found]:
    """A database cannot tell which characters have a glyph: names pass by, each character is asked once."""
    printable: set[str] = set()
    bad: list[int] = []
    for pk, name in here.order_by().values_list("pk", "person__name").iterator(chunk_size=2_000):
        if printable.issuperset(name):
            continue
        if missing_glyphs(name):
            bad.append(pk)
        else:
            printable.update(name)
    for some in _chunks(bad):
        for voter in _voters(here.filter(pk__in=some)):
            yield rules.unprintable(voter, missing_glyphs(voter.name))


def touching(elections: Sequence[Election], people: Collection[int] | None) -> ScreeningCaseQuerySet:
    """Cases with somebody on one of these rolls, and among these people when they are given."""
    parties = ScreeningParty.objects.filter(case=OuterRef("pk"), registration__election__in=elections)
    if people is not None:
        parties = parties.filter(person__in=people)
    return ScreeningCase.objects.filter(Exists(parties))
