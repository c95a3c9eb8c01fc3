"""Running the comparison: the work list is brought in line with what is on the rolls.

The acts that run it stand in ``voters.actions.screening`` (the import of a roll) and in ``actions`` here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone

from villages.models import Cycle, Election
from voters.models import ScreeningCase, ScreeningParty
from voters.screening import rules
from voters.screening.find import CHUNK, Tell, find, touching
from voters.screening.rules import Found


@dataclass(frozen=True, slots=True)
class Screened:
    """What one run did: situations ``found``, cases newly ``opened``, cases that were over (``gone``)."""

    found: int
    opened: int
    gone: int


def screen(
    elections: Sequence[Election], *, people: Collection[int] | None = None, tell: Tell | None = None
) -> Screened:
    """Bring the work list of these rolls (and of these people) in line with what is on them now."""
    cycles = {election.cycle_id for election in elections}
    # One run at a time: two would both miss what the other is about to write.
    list(Cycle.objects.select_for_update(of=("self",)).filter(pk__in=cycles).order_by("pk").values_list("pk"))
    found = find(elections, people=people, tell=tell)
    listed = _listed(touching(elections, people).to_settle(), found)
    missing = [case for key, case in listed.items() if key not in found]
    found |= _looked_at_again(missing, elections)
    _update(listed, found)
    gone = _close([case for case in missing if (case.kind, case.key) not in found])
    opened = _open([item for key, item in found.items() if key not in listed])
    return Screened(len(found), opened, gone)


def _listed(
    open_cases: Iterable[ScreeningCase], found: Collection[tuple[str, str]]
) -> dict[tuple[str, str], ScreeningCase]:
    """The open cases of these rolls, and those of the same people opened from another roll."""
    listed = {(case.kind, case.key): case for case in open_cases}
    keys = [key for kind, key in found if (kind, key) not in listed]
    for start in range(0, len(keys), CHUNK):
        for case in ScreeningCase.objects.to_settle().filter(key__in=keys[start : start + CHUNK]):
            if (case.kind, case.key) in found:
                listed.setdefault((case.kind, case.key), case)
    return listed


def _looked_at_again(
    missing: list[ScreeningCase], elections: Sequence[Election]
) -> dict[tuple[str, str], Found]:
    """A case no longer found here may still stand between two other villages."""
    seen = {election.pk for election in elections}
    parties = ScreeningParty.objects.filter(case__in=missing).exclude(registration__election__in=seen)
    rest = set(parties.values_list("registration__election", "person"))
    if not rest:
        return {}
    others = Election.objects.filter(pk__in={election for election, _ in rest}).select_related("village")
    wanted = {(case.kind, case.key) for case in missing}
    again = find(list(others), people={person for _, person in rest})
    return {key: item for key, item in again.items() if key in wanted}


def _update(listed: dict[tuple[str, str], ScreeningCase], found: dict[tuple[str, str], Found]) -> None:
    """An open case tells of things as they are now."""
    for key, case in listed.items():
        row = found.get(key)
        if row is not None and (row.facts, row.detail) != (case.facts, case.detail):
            case.facts, case.detail, case.area_code = row.facts, row.detail, row.area_code
            case.save(update_fields=["facts", "detail", "area_code", "updated_at"])
            case.parties.all().delete()
            ScreeningParty.objects.bulk_create(_parties(case.pk, row))


def _close(cases: list[ScreeningCase]) -> int:
    now, closed = timezone.now(), 0
    pks = [case.pk for case in cases]
    for start in range(0, len(pks), CHUNK):
        closed += (
            ScreeningCase.objects.to_settle()
            .filter(pk__in=pks[start : start + CHUNK])
            .update(state="settled", settlement=rules.GONE, settled_at=now, updated_at=now)
        )
    return closed


def _open(found: list[Found]) -> int:
    """Cases nobody has decided on yet. A decision holds while the facts are the same."""
    opened, now = 0, timezone.now()
    for start in range(0, len(found), CHUNK):
        some = {(row.kind, row.key): row for row in found[start : start + CHUNK]}
        keys = [key for _, key in some]
        decided = set(
            ScreeningCase.objects.filter(settlement__in=rules.REMEMBERED, key__in=keys).values_list(
                "kind", "key", "facts"
            )
        )
        fresh = {key: row for key, row in some.items() if (*key, row.facts) not in decided}
        cases = [
            ScreeningCase(
                kind=row.kind,
                key=row.key,
                facts=row.facts,
                detail=row.detail,
                area_code=row.area_code,
                found_at=now,
            )
            for row in fresh.values()
        ]
        # Another township's run may have opened the same case a moment ago.
        ScreeningCase.objects.bulk_create(cases, ignore_conflicts=True)
        rows = ScreeningCase.objects.to_settle().filter(key__in=keys).values_list("kind", "key", "pk")
        pks = {(kind, key): pk for kind, key, pk in rows}
        parties = [party for key, item in fresh.items() for party in _parties(pks[key], item)]
        ScreeningParty.objects.bulk_create(parties, ignore_conflicts=True)
        opened += len(fresh)
    return opened


def _parties(case_id: int, found: Found) -> Iterator[ScreeningParty]:
    for voter in found.voters:
        yield ScreeningParty(
            case_id=case_id,
            registration_id=voter.registration,
            person_id=voter.person,
            village_id=voter.village,
        )
