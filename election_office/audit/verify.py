"""Walks the chains and names the first link that does not hold."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from election_office.audit import merkle, ties
from election_office.audit.chain import START, digest, unkeyed_digest
from election_office.audit.clock import CORRECTED, TOLERANCE
from election_office.audit.models import AuditCheckpoint, AuditEvent, AuditHead

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class ChainReport:
    """One division's chain: how many links were read, and what is wrong with the first that fails.

    ``code``: content_changed, event_missing, chain_cut, unreadable, unkeyed, time_back, tie_mismatch,
    checkpoint_mismatch, head_mismatch, head_missing or division_missing; empty when the chain holds.
    ``number``: the link the fault is at.
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


@dataclass(frozen=True, slots=True)
class _Correction:
    """Somebody said at ``at`` that the clock had run ahead, up to ``latest``."""

    at: dt.datetime
    latest: dt.datetime


class _Known:
    """What the other chains and the signed checkpoints say of a chain."""

    def __init__(self) -> None:
        self.ties: dict[str, dict[int, str]] = defaultdict(dict)
        self.corrections: list[_Correction] = []
        for event in AuditEvent.objects.filter(action=CORRECTED).order_by("pk"):
            latest = dt.datetime.fromisoformat(str(event.before.get("latest")))
            self.corrections.append(_Correction(event.at, latest))
        self.roots: dict[str, dict[int, str]] = defaultdict(dict)
        for row in AuditCheckpoint.objects.order_by("pk"):
            self.roots[row.area_code][row.size] = row.root

    def learn(self, event: AuditEvent) -> None:
        if event.action == ties.TIED:
            for code, (number, said) in event.after.get("heads", {}).items():
                self.ties["" if code == ties.ROOT else code][number] = said

    def excuses(self, before: dt.datetime, after: dt.datetime) -> bool:
        return any(
            correction.at <= after + TOLERANCE and correction.latest >= before - TOLERANCE
            for correction in self.corrections
        )


class _Walk:
    def __init__(self, area_code: str, known: _Known) -> None:
        self.area_code, self.count, self.last_hash = area_code, 0, START
        self.known, self.keyed = known, False
        self.at: dt.datetime | None = None
        self.tree = merkle.Tree()

    def fault(self, code: str, number: int, sentence: str) -> ChainReport:
        return ChainReport(self.area_code, self.count, self.last_hash, code, number, sentence)

    def take(self, event: AuditEvent) -> ChainReport | None:
        """The next link, or what is wrong with it."""
        expected = self.count + 1
        if event.number != expected:
            return self.fault("event_missing", expected, f"第{expected}条缺失，其后是第{event.number}条。")
        if digest(event) == event.hash:
            self.keyed = True
        elif self.keyed or unkeyed_digest(event) != event.hash:
            return self.fault("content_changed", expected, f"第{expected}条内容被改动，与当时的校验值不符。")
        if event.previous_hash != self.last_hash:
            return self.fault("chain_cut", expected, f"第{expected}条与前一条不衔接，前一条被改写过。")
        if (report := self._outside(event)) is not None:
            return report
        self.known.learn(event)
        self.count, self.last_hash, self.at = event.number, event.hash, event.at
        return None

    def _outside(self, event: AuditEvent) -> ChainReport | None:
        """What other chains, the signed checkpoints and the clock say of the link."""
        number = event.number
        if self.known.ties[self.area_code].get(number, event.hash) != event.hash:
            return self.fault(
                "tie_mismatch", number, f"第{number}条与上级操作留痕记下的校验值不符，被改写过。"
            )
        if number - 1 in (roots := self.known.roots[self.area_code]) and not self._is(roots[number - 1]):
            return self._changed_since(number - 1)
        self.tree.add(bytes.fromhex(event.hash))
        if (
            self.at is not None
            and event.at < self.at - TOLERANCE
            and not self.known.excuses(self.at, event.at)
        ):
            return self.fault("time_back", number, f"第{number}条的时间早于前一条，当时时钟被调回。")
        return None

    def _is(self, root: str) -> bool:
        return self.tree.root().hex() == root

    def _changed_since(self, size: int) -> ChainReport:
        return self.fault("checkpoint_mismatch", size, f"前{size}条与当时签名的检查点不符，被改写过。")

    def close(self, head: AuditHead | None) -> ChainReport:
        roots = self.known.roots[self.area_code]
        if self.count in roots and not self._is(roots[self.count]):
            return self._changed_since(self.count)
        held = max([*self.known.ties[self.area_code], *roots], default=0)
        if held > self.count:
            missing = self.count + 1
            said = f"上级操作留痕或者签名的检查点记到第{held}条，第{missing}条起缺失。"
            return self.fault("event_missing" if self.count else "division_missing", missing, said)
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
        if self.count and not self.keyed:
            return self.fault("unkeyed", self.count, "整条链没有用密钥校验的记录，被整个改写过。")
        return ChainReport(self.area_code, self.count, self.last_hash)


def verify_chains(area_prefix: str = "") -> Iterator[ChainReport]:
    """A report for every chain under the prefix, reading a few rows at a time.

    In the order of codes, so that a county's chain is read before those it vouches for; what lies in no
    division comes last.
    """
    known = _Known()
    heads = AuditHead.objects.filter(area_code__startswith=area_prefix).values_list("area_code", flat=True)
    events = AuditEvent.objects.filter(area_code__startswith=area_prefix)
    orphans = events.order_by("area_code").values_list("area_code", flat=True).distinct()
    signed = {code for code in known.roots if code.startswith(area_prefix)}
    done: set[str] = set()
    for area_code in sorted({*heads, *orphans, *signed}, key=lambda code: (code == "", code)):
        done.add(area_code)
        yield _verify(area_code, known)
    for area_code in sorted({code for code, held in known.ties.items() if held} - done):
        if area_code.startswith(area_prefix):
            yield _verify(area_code, known)


def _verify(area_code: str, known: _Known) -> ChainReport:
    walk = _Walk(area_code, known)
    while True:
        # The head first: acts recorded while we read lie beyond it and are read in the next round.
        head = AuditHead.objects.filter(area_code=area_code).first()
        before = walk.count
        links = AuditEvent.objects.filter(area_code=area_code, number__gt=walk.count).order_by("number")
        try:
            for event in links.iterator(chunk_size=CHUNK):
                if (report := walk.take(event)) is not None:
                    return report
        except Exception:
            if (report := _unreadable(walk)) is not None:
                return report
            raise
        if head is None or walk.count <= head.number or walk.count == before:
            return walk.close(head)


def _unreadable(walk: _Walk) -> ChainReport | None:
    """Which link it is that cannot be read: the ones before it are taken one by one."""
    while True:
        number = walk.count + 1
        try:
            event = AuditEvent.objects.filter(area_code=walk.area_code, number=number).first()
            if event is None:
                return None
            report = walk.take(event)
        except Exception as error:
            said = f"第{number}条无法读取（{type(error).__name__}），数据被改动过。"
            return walk.fault("unreadable", number, said)
        if report is not None:
            return report
