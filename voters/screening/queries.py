"""Reads of the work list: counts, rows, and the two people of a case side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from election_office.accounts.access import can_in, within
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.core.fetching import totals
from election_office.core.gather import rows_once
from election_office.law.dates import cn_date
from election_office.law.words import GENERAL
from villages.models import Cycle, Village
from voters.models import ScreeningCase, ScreeningParty
from voters.models.screening import READERS, ScreeningCaseQuerySet
from voters.screening import rules

Kind = ScreeningCase.Kind


def may_read(user: User) -> bool:
    """Whether there is any place whose cases this user may see."""
    return any(user.areas(permission) for permission in READERS)


def open_cases_count(user: User) -> int:
    """Cases waiting for a decision in the user's divisions: one statement, for the dashboard."""
    return open_cases(user)[0]["open"] if may_read(user) else 0


@rows_once
def open_cases(user: User) -> QuerySet[Any, dict[str, int]]:
    return totals(ScreeningCase.objects.visible_to(user).to_settle(), open=Count("pk"))


@dataclass(frozen=True, slots=True)
class KindCount:
    code: str
    label: str
    open: int
    settled: int


def counts_by_kind(cases: QuerySet[ScreeningCase]) -> list[KindCount]:
    """Every kind in its order, those without a case too. One statement."""
    rows = (
        cases.order_by().values("kind").annotate(open=Count("pk", filter=Q(state="open")), every=Count("pk"))
    )
    counted = {row["kind"]: row for row in rows}
    none = {"open": 0, "every": 0}
    return [
        KindCount(kind.value, str(kind.label), row["open"], row["every"] - row["open"])
        for kind in Kind
        for row in [counted.get(kind.value, none)]
    ]


def villages_with_cases(user: User) -> list[Village]:
    """The user's own villages that have a case, for the filter. One statement."""
    parties = ScreeningParty.objects.none()
    for permission in READERS:
        parties = parties | within(ScreeningParty.objects.all(), user, permission, "village__code")
    return list(Village.objects.filter(pk__in=parties.order_by().values("village")))


def cycles_to_screen(user: User) -> list[Cycle]:
    """The cycles whose rolls this user may have compared. One statement."""
    cycles = Cycle.objects.visible_to(user).exclude(state=Cycle.State.CLOSED).select_related("township")
    return [
        cycle
        for cycle in cycles.order_by("township__code", "-ordinal")
        if can_in(user, Permission.SUPERVISE, cycle.area_code)
    ]


def with_parties(cases: ScreeningCaseQuerySet) -> ScreeningCaseQuerySet:
    """With what the list and the export show of the people, two statements more."""
    return cases.select_related("settled_by").prefetch_related("parties__village", "parties__person")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison; ``differs`` only where both sides say something."""

    label: str
    values: list[str]
    differs: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One registration of a case. ``ours``: the village is one of the reader's."""

    party: ScreeningParty
    ours: bool

    @property
    def title(self) -> str:
        village = self.party.village
        return village.name if self.ours else f"{village.township.name}{village.name}"


@dataclass(frozen=True, slots=True)
class Comparison:
    sides: list[Side]
    lines: list[Line]


ELSEWHERE = "由所在村掌握"


def compare(parties: Sequence[ScreeningParty], user: User) -> Comparison:
    """The registrations of a case beside each other; numbers masked everywhere.

    Of a village that is not the reader's only what the comparison itself rests on is shown.
    """
    sides = [
        Side(party, any(can_in(user, permission, party.village.code) for permission in READERS))
        for party in parties
    ]
    rows = [_facts(side) for side in sides]
    lines = []
    for label in rows[0]:
        values = [row[label] for row in rows]
        said = {value for value in values if value not in ("", ELSEWHERE)}
        lines.append(Line(label, values, len(said) > 1))
    return Comparison(sides, lines)


def _facts(side: Side) -> dict[str, str]:
    row, person = side.party.registration, side.party.person
    own = {
        GENERAL.group: row.place,
        "户号": person.household,
        "住址": person.address,
        "电话": "已登记" if person.phone_cipher else "",
        "备注": row.note,
        "人员记录": _record(side),
    }
    return {
        "姓名": person.name,
        "性别": person.get_sex_display(),
        "出生日期": cn_date(person.birth_date),
        "身份证号": person.has_number or "未登记",
        "登记状态": row.get_status_display(),
        "登记类别": row.class_label,
        **{label: value if side.ours else ELSEWHERE for label, value in own.items()},
    }


def _record(side: Side) -> str:
    person = side.party.person
    said = [f"{cn_date(person.died_on)}死亡"] if person.died_on else []
    if person.rights_deprived:
        said.append("依法被剥夺政治权利")
    return "、".join(said)


def parties_of(case: ScreeningCase) -> list[ScreeningParty]:
    """Everything the page of a case shows of its people. One statement."""
    rows = case.parties.select_related(
        "village__township", "person", "registration__group", "registration__election"
    )
    return list(rows.order_by("village__code", "registration"))


def ways_of(case: ScreeningCase) -> list[tuple[str, str]]:
    """How this kind of case may be settled, with the words for it."""
    labels = dict(ScreeningCase.Settlement.choices)
    return [(way, str(labels[way])) for way in rules.WAYS[case.kind]]
