"""The households of a file on their way through an import, and what each of them tells of relations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q

from villages.models import Kinship
from voters.imports.bulk import Table
from voters.imports.rows import RollRow
from voters.kinship.rules import Member, Offer, offers_of
from voters.models import KinshipOffer, RollImport

_COLUMNS = ("person_id", "relative_id", "kind", "words", "derived")


class Collector:
    """Takes judged rows whose people are known, batch by batch; the last household waits for the next batch.

    What has been declared, offered or declined between two people before is not offered again.
    """

    def __init__(self, roll_import: RollImport) -> None:
        self.election_id = roll_import.election_id
        self.village_id = roll_import.election.village_id
        self._table = Table(KinshipOffer, _COLUMNS, {"roll_import_id": roll_import.pk})
        self._last: tuple[tuple[str, ...], str, list[Member]] | None = None
        self.offered = 0

    def take(self, batch: Sequence[RollRow]) -> None:
        households: dict[tuple[str, ...], tuple[str, list[Member]]] = {}
        if self._last:
            key, head, members = self._last
            households[key] = (head, members)
        for row in batch:
            if row.household and (row.relation or row.name == row.head) and row.ready and row.person_id:
                key = (row.sheet, str(row.group_id), row.household)
                _, members = households.setdefault(key, (row.head, []))
                members.append(Member(row.person_id, row.name, row.relation))
        if households:
            key = next(reversed(households))
            self._last = (key, *households.pop(key))
        self._offer(households.values())

    def finish(self) -> int:
        """The number of relations offered."""
        if self._last:
            self._offer([self._last[1:]])
        self._last = None
        return self.offered

    def _offer(self, households: Iterable[tuple[str, list[Member]]]) -> None:
        found: dict[frozenset[int], Offer] = {}
        for head, members in households:
            for offer in offers_of(members, head):
                found.setdefault(frozenset((offer.person, offer.relative)), offer)
        for pair in self._known(found):
            found.pop(pair, None)
        self._table.insert(
            (row.person, row.relative, row.kind, row.words[:120], row.derived) for row in found.values()
        )
        self.offered += len(found)

    def _known(self, found: dict[frozenset[int], Offer]) -> list[frozenset[int]]:
        people = sorted({person for pair in found for person in pair})
        known: list[frozenset[int]] = []
        for start in range(0, len(people), 400):
            some = people[start : start + 400]
            declared = Kinship.objects.filter(
                Q(person__in=some) | Q(relative__in=some), ended_on__isnull=True
            )
            offered = KinshipOffer.objects.filter(Q(person__in=some) | Q(relative__in=some))
            for rows in (declared, offered):
                known += [frozenset(pair) for pair in rows.values_list("person_id", "relative_id")]
        return known
