"""The tree over a list that only grows (RFC 6962): one root for all of it, and a proof that it grew."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\0" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """Takes one entry after the other and keeps one digest for each full part: 64 for any length."""

    def __init__(self) -> None:
        self.size = 0
        self._parts: list[tuple[int, bytes]] = []

    def add(self, data: bytes) -> None:
        self.size += 1
        width, digest = 1, leaf(data)
        while self._parts and self._parts[-1][0] == width:
            digest = node(self._parts.pop()[1], digest)
            width *= 2
        self._parts.append((width, digest))

    def root(self) -> bytes:
        if not self._parts:
            return hashlib.sha256(b"").digest()
        digest = self._parts[-1][1]
        for _, part in reversed(self._parts[:-1]):
            digest = node(part, digest)
        return digest


def root(entries: Sequence[bytes]) -> bytes:
    tree = Tree()
    for entry in entries:
        tree.add(entry)
    return tree.root()


def _split(size: int) -> int:
    """The largest power of two smaller than the size."""
    return 1 << ((size - 1).bit_length() - 1)


def growth_proof(entries: Sequence[bytes], old: int) -> list[bytes]:
    """What shows that the first ``old`` entries are still the first. Raises ValueError when old > size."""
    if old > len(entries):
        raise ValueError("A log cannot have been longer than it is.")
    return [] if old in (0, len(entries)) else _subproof(entries, old, whole=True)


def _subproof(entries: Sequence[bytes], old: int, *, whole: bool) -> list[bytes]:
    if old == len(entries):
        return [] if whole else [root(entries)]
    split = _split(len(entries))
    if old <= split:
        return [*_subproof(entries[:split], old, whole=whole), root(entries[split:])]
    return [*_subproof(entries[split:], old - split, whole=False), root(entries[:split])]


def grew(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a log of ``new`` entries begins with the ``old`` ones a witness saw (RFC 9162, 2.1.4.2)."""
    if old > new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof
    steps = list(proof)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    was = now = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            was, now = node(step, was), node(step, now)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            now = node(now, step)
        first, last = first >> 1, last >> 1
    return last == 0 and was == old_root and now == new_root
