"""Whether the count and its outcome are still what the trail recorded when they were typed and declared."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ballots import counts
from ballots.models import CountEntry, Result
from election_office.audit import chain
from election_office.audit.evidence import Fault
from election_office.audit.models import AuditEvent

SOME = 500


def fingerprint_of(entry: CountEntry) -> str:
    """Of every number of a reading. Keyed, so that nobody finds the numbers by trying them."""
    lines = sorted((line.name, line.votes) for line in entry.lines.all())
    content = [entry.pk, entry.number, entry.void, entry.blank, lines]
    return chain.fingerprint(json.dumps(content, ensure_ascii=False))


def count_faults(area_prefix: str) -> Iterator[Fault]:
    """Readings and declared results that say something else than the trail says of them."""
    yield from _entry_faults(area_prefix)
    yield from _result_faults(area_prefix)


def _entry_faults(area_prefix: str) -> Iterator[Fault]:
    said: dict[int, tuple[str, str]] = {}
    acts = AuditEvent.objects.filter(
        action__in=("sheet.entered", "sheet.retyped"), area_code__startswith=area_prefix
    )
    for event in acts.order_by("pk").iterator(chunk_size=SOME):
        if (pk := event.after.get("entry_id")) is not None:
            said[pk] = event.area_code, event.after["lines"]
    rows = CountEntry.objects.select_related("sheet__box", "sheet__post").prefetch_related("lines")
    # What was typed before readings left a fingerprint is held by the digests of the declared result.
    for entry in rows.filter(pk__in=said).order_by("pk").iterator(chunk_size=SOME):
        area_code, fingerprint = said.pop(entry.pk)
        if fingerprint_of(entry) != fingerprint:
            yield Fault(
                area_code, "count_changed", f"计票单{entry.sheet}第{entry.number}次录入的票数与录入时不符。"
            )
    for pk, (area_code, _) in sorted(said.items()):
        yield Fault(area_code, "count_missing", f"编号{pk}的计票录入不见了。")


def _result_faults(area_prefix: str) -> Iterator[Fault]:
    acts = AuditEvent.objects.filter(action="result.declared", area_code__startswith=area_prefix)
    said = {event.target: event for event in acts.order_by("pk").iterator(chunk_size=SOME)}
    rows = Result.objects.filter(round__election__village__code__startswith=area_prefix)
    for result in rows.select_related("round__election__village").order_by("pk").iterator(chunk_size=SOME):
        event = said.pop(f"{Result._meta.label}:{result.pk}", None)
        if event is None:
            yield Fault(result.area_code, "result_untraced", f"{result}在操作留痕中没有宣布记录。")
            continue
        now = {
            "count_sha256": counts.sha256(result.count),
            "outcome_sha256": counts.sha256(result.outcome),
        }
        stored = {name: getattr(result, name) for name in now}
        recorded = {name: event.after.get(name) for name in now}
        if not now == stored == recorded:
            yield Fault(result.area_code, "result_changed", f"{result}与宣布时记录的校验值不符。")
    for target, event in said.items():
        pk = target.rpartition(":")[2]
        yield Fault(event.area_code, "result_missing", f"编号{pk}的选举结果不见了。")
