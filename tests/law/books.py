"""The two days every test of versions needs, and the rulebook of a province on one of them."""

from __future__ import annotations

from datetime import date

from election_office.law.rulebooks import Overlay, Rulebook, rulebook_for

OLD = date(2021, 3, 20)
NEW = date(2026, 3, 20)
NATION = "99"  # a division code no province layer answers to


def book(area: str = NATION, day: date = NEW, *overlays: Overlay) -> Rulebook:
    return rulebook_for(area, day, overlays)


def paper(key: str, value: object) -> Overlay:
    return Overlay(key, value, "某镇换届〔2026〕3号", date(2026, 2, 1))
