"""Walks the chains and names the first link that does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from election_office.audit.chain import START, digest
from election_office.audit.models import AuditEvent, AuditHead

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class ChainReport:
    """One division's chain: how many links were read, and what is wrong with the first that fails.

    ``code``: content_changed, event_missing, chain_cut, head_mismatch or head_missing; empty when
    the chain holds. ``number``: the link the fault is at.
    """

    area_code: str
    count: int
    last_hash: str
    code: str = ""
    number: int = 0
    fault: str = ""

    @property
    def holds(self) -> bool:
        return not self.code


class _Walk:
    def __init__(self, area_code: str) -> None:
        self.area_code, self.count, self.last_hash = area_code, 0, START

    def fault(self, code: str, number: int, sentence: str) -> ChainReport:
        return ChainReport(self.area_code, self.count, self.last_hash, code, number, sentence)

    def take(self, event: AuditEvent) -> ChainReport | None:
        """The next link, or what is wrong with it."""
        expected = self.count + 1
        if event.number != expected:
            return self.fault("event_missing", expected, f"第{expected}条缺失，其后是第{event.number}条。")
        if digest(event) != event.hash:
            return self.fault("content_changed", expected, f"第{expected}条内容被改动，与当时的校验值不符。")
        if event.previous_hash != self.last_hash:
            return self.fault("chain_cut", expected, f"第{expected}条与前一条不衔接，前一条被改写过。")
        self.count, self.last_hash = event.number, event.hash
        return None

    def close(self, head: AuditHead | None) -> ChainReport:
        if head is None:
            return self.fault("head_missing", self.count, "链尾记录缺失，无法确认末尾没有被删。")
        if head.number > self.count:
            missing = self.count + 1
            return self.fault("event_missing", missing, f"链尾记到第{head.number}条，第{missing}条起缺失。")
        if head.number < self.count:
            said = f"链尾只记到第{head.number}条，其后的记录不是由程序写入的。"
            return self.fault("head_mismatch", head.number + 1, said)
        if head.hash != self.last_hash:
            return self.fault(
                "head_mismatch", self.count, f"第{self.count}条与链尾的校验值不符，末条被改写过。"
            )
        return ChainReport(self.area_code, self.count, self.last_hash)


def verify_chains(area_prefix: str = "") -> Iterator[ChainReport]:
    """A report for every chain under the prefix, in the order of codes, reading a few rows at a time."""
    heads = AuditHead.objects.filter(area_code__startswith=area_prefix).values_list("area_code", flat=True)
    events = AuditEvent.objects.filter(area_code__startswith=area_prefix)
    orphans = events.order_by("area_code").values_list("area_code", flat=True).distinct()
    for area_code in sorted({*heads, *orphans}):
        yield _verify(area_code)


def _verify(area_code: str) -> ChainReport:
    walk = _Walk(area_code)
    while True:
        # The head first: acts recorded while we read lie beyond it and are read in the next round.
        head = AuditHead.objects.filter(area_code=area_code).first()
        before = walk.count
        links = AuditEvent.objects.filter(area_code=area_code, number__gt=walk.count).order_by("number")
        for event in links.iterator(chunk_size=CHUNK):
            if (report := walk.take(event)) is not None:
                return report
        if head is None or walk.count <= head.number or walk.count == before:
            return walk.close(head)
