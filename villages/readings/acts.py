"""What happens to a counting paper when it is read. Inner steps: the act that calls them has asked who may,
holds the lock of the paper, judges the numbers and records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from election_office.accounts.access import require_apart
from election_office.accounts.models import User
from election_office.law.words import Words
from villages.readings import rules
from villages.readings.models import ReadSheet, SheetReading
from villages.readings.rules import Comparison, Reading

READERS = {1: "first_by", 2: "second_by", 3: "third_by"}
STALE = "您在另一个窗口已经重录过，请返回计票页重新打开。"


def readings_of(sheet: ReadSheet) -> dict[int, SheetReading]:
    """The readings in force by number; those put aside are not among them. Two statements at most."""
    entries: Any = sheet.entries  # type: ignore[attr-defined]
    return {one.number: one for one in entries.all() if one.withdrawn_at is None}


def agreed_reading(sheet: ReadSheet) -> Reading | None:
    """What the paper says; None while nobody may see it."""
    return readings_of(sheet)[sheet.counts].reading() if sheet.agreed else None


def differing(sheet: ReadSheet) -> list[str]:
    """Keys of the cells two people read differently; nothing while they are not asked for."""
    if sheet.state != ReadSheet.State.DIFFERS:
        return []
    entries = readings_of(sheet)
    return rules.differing_cells(entries[1].reading(), entries[2].reading())


def own_recheck(sheet: ReadSheet, by: User) -> SheetReading | None:
    """The reading of which this person still has to type the differing cells again."""
    if sheet.state != ReadSheet.State.DIFFERS:
        return None
    mine = (one for one in readings_of(sheet).values() if one.entered_by_id == by.pk and one.recheck)
    return next(mine, None)


def _words(sheet: ReadSheet) -> Words:
    """Every counting paper belongs to an election; only its own table says to which."""
    words: Words = sheet.election.words  # type: ignore[attr-defined]
    return words


def take_reading(sheet: ReadSheet, reading: Reading, by: User) -> None:
    """The first, second or third complete reading, whichever is due. Another person's complete reading is
    taken even where its form was opened before the earlier one was saved. Out of turn: ValidationError."""
    decision = rules.check_typist(sheet.state, sheet.typists, by.pk, _words(sheet))
    if not decision.allowed:
        raise ValidationError([one.message for one in decision.refusals])
    require_apart(by, sheet.typists)
    number = rules.DUE[sheet.state]
    entry: SheetReading = sheet.entries.model(  # type: ignore[attr-defined]
        sheet=sheet,
        number=number,
        entered_by=by,
        recovered=reading.recovered,
        void=reading.void,
        blank=reading.blank,
    )
    entry.full_clean()
    entry.save()
    entry.write(reading)
    setattr(sheet, READERS[number], by)
    if number == 1:
        sheet.state = ReadSheet.State.FIRST
    elif number == 2:
        _compare(sheet)
    else:
        found = {number: one.reading() for number, one in _fresh(sheet).items()}
        _follow(sheet, rules.compare_third(found[1], found[2], found[3]))


def reread(sheet: ReadSheet, cells: Mapping[str, int], by: User, typed: int | None = None) -> Reading:
    """One of the two types the differing cells again; answers with the whole reading as it stands then.
    ``typed``: the draft the form showed."""
    entry = own_recheck(sheet, by)
    if entry is None:
        raise ValidationError(_why_not(sheet, by))
    if typed is not None and entry.typed != typed:
        raise ValidationError(STALE)
    if set(cells) != set(differing(sheet)):
        raise ValidationError("请把不一致的格子全部重录，其他格子不动。")
    reading = rules.with_cells(entry.reading(), cells)
    entry.recovered, entry.void, entry.blank = reading.recovered, reading.void, reading.blank
    entry.typed, entry.recheck = entry.typed + 1, False
    entry.full_clean()
    entry.save()
    entry.write(reading)
    _compare(sheet)
    return reading


def _why_not(sheet: ReadSheet, by: User) -> str:
    if sheet.state != ReadSheet.State.DIFFERS:
        return "这张计票单没有不一致的格子。"
    if by.pk not in sheet.typists:
        return "不一致的格子由原来录入的两人各自重录。"
    return "您已经重录，请等另一人重录。"


def settle(sheet: ReadSheet, *, number: int, names: str, reason: str, by: User) -> None:
    """The committee's choice between three readings, by name and with its reason. Raises RuleRefused."""
    require_apart(by, sheet.typists)
    rules.check_settling(
        state=sheet.state,
        typists=sheet.typists,
        by=by.pk,
        number=number,
        names=names,
        reason=reason,
        words=_words(sheet),
    ).require()
    sheet.state, sheet.counts = ReadSheet.State.AGREED, number
    sheet.settled_by, sheet.settled_reason = names.strip(), reason.strip()


def reset(sheet: ReadSheet, *, reason: str, by: User) -> None:
    """Start a paper anew: its readings are put aside with the reason. Raises RuleRefused."""
    rules.check_reset(state=sheet.state, reason=reason).require()
    for entry in _fresh(sheet).values():
        entry.withdrawn_at, entry.withdrawn_by, entry.withdrawn_reason = timezone.now(), by, reason.strip()
        entry.full_clean()
        entry.save()
    sheet.first_by = sheet.second_by = sheet.third_by = None
    sheet.state, sheet.counts = ReadSheet.State.OPEN, 1
    sheet.settled_by = sheet.settled_reason = ""


def _fresh(sheet: ReadSheet) -> dict[int, SheetReading]:
    """The readings as the database has them now, whatever was fetched with the paper."""
    getattr(sheet, "_prefetched_objects_cache", {}).pop("entries", None)
    return readings_of(sheet)


def _compare(sheet: ReadSheet) -> None:
    entries = _fresh(sheet)
    first, second = entries[1], entries[2]
    found = rules.compare_two(
        first.reading(), second.reading(), state=sheet.state, waiting=first.recheck or second.recheck
    )
    _follow(sheet, found)
    if found.ask is not None:
        for entry in (first, second):
            if entry.recheck != found.ask:
                entry.recheck = found.ask
                entry.save(update_fields=["recheck", "updated_at"])
        _fresh(sheet)


def _follow(sheet: ReadSheet, found: Comparison) -> None:
    sheet.state, sheet.counts = ReadSheet.State(found.state), found.counts
