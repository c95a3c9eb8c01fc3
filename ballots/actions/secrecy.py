"""What is kept of ballots read one by one once their sheet is agreed: how many of each, in no order.

While two people read, the order of their lines lets them find a mistake. Afterwards it would only say in
which order the ballots lay in the box, and beside the order in which voters came, more than anybody may know.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from django.utils import timezone

from ballots.models import Batch, Call, CountSheet, Marking

MOST_COPIES = 1000  # of one line
Pattern = tuple[str, tuple[str, ...], str]


def merged(lines: Iterable[Marking]) -> Iterator[tuple[Pattern, int]]:
    """Equal lines as one, sorted by what they say; a line holds a thousand at most."""
    sums: Counter[Pattern] = Counter()
    for line in lines:
        sums[line.kind, tuple(sorted(line.marks)), line.label] += line.copies
    for pattern in sorted(sums):
        for rest in range(sums[pattern], 0, -MOST_COPIES):
            yield pattern, min(rest, MOST_COPIES)


def forget_order(sheet: CountSheet) -> None:
    """Of readings put aside nothing stays but their bundles; of agreed ones the sums, out of order."""
    if sheet.ticks == 0 or sheet.state not in (CountSheet.State.AGREED, CountSheet.State.OPEN):
        return  # no ballot was read one by one and none called; or it is still being read
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    of_reader: dict[int, list[Batch]] = defaultdict(list)
    put_aside = []
    for batch in Batch.objects.filter(sheet=sheet).order_by("pk"):
        if batch.revoked_at is None:
            of_reader[batch.entered_by_id].append(batch)
        else:
            put_aside.append(batch)
    if put_aside:
        Marking.objects.filter(batch__in=put_aside).delete()
    if sheet.state == CountSheet.State.AGREED:
        for own in of_reader.values():
            _merge_lines(own, midnight)
        _shuffle_calls(sheet, midnight)


def _merge_lines(batches: list[Batch], midnight: dt.datetime) -> None:
    """All lines of one reader hang at the first of the bundles; each bundle says how many were in it."""
    lines = list(Marking.objects.filter(batch__in=batches))
    counted = [line for line in lines if line.revoked_at is None]
    for batch in batches:
        batch.copies = sum(line.copies for line in counted if line.batch_id == batch.pk)
        batch.save(update_fields=["copies"])
    Marking.objects.filter(batch__in=batches).delete()
    written = Marking.objects.bulk_create(
        Marking(
            batch=batches[0], kind=kind, marks=list(marks), label=label, copies=copies, token=f"sum-{number}"
        )
        for number, ((kind, marks, label), copies) in enumerate(merged(counted))
    )
    Marking.objects.filter(pk__in=[line.pk for line in written]).update(
        created_at=midnight, updated_at=midnight
    )


def _shuffle_calls(sheet: CountSheet, midnight: dt.datetime) -> None:
    """The calls that count, as many of each as there were, sorted by what was called."""
    called = list(
        Call.objects.filter(sheet=sheet, revoked_at__isnull=True).order_by("cell", "called_by", "pk")
    )
    Call.objects.filter(sheet=sheet).delete()
    Call.objects.bulk_create(
        Call(sheet=sheet, cell=call.cell, called_by_id=call.called_by_id, token=f"sum-{number}")
        for number, call in enumerate(called)
    )
    Call.objects.filter(sheet=sheet).update(created_at=midnight, updated_at=midnight)
