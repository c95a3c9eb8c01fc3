"""What happens to a counting paper when it is read. Inner steps: the act that calls them has asked who may,
holds the lock of the paper, judges the numbers, saves the paper and records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.utils import timezone

from election_office.accounts.access import require_apart
from election_office.accounts.models import User
from election_office.law.decision import Citation, Decision
from election_office.law.words import Words
from villages.readings import rules
from villages.readings.models import ReadSheet, SheetReading
from villages.readings.rules import Comparison, Readable, Reading

READERS = {1: "first_by", 2: "second_by", 3: "third_by"}
COLUMNS = ("state", "first_by", "second_by", "third_by", "counts", "settled_by", "settled_reason")
"""What these steps change of a paper."""
STALE = "您在另一个窗口已经重录过，请返回计票页重新打开。"


def readings_of(sheet: ReadSheet) -> dict[int, Any]:
    """The readings in force by number; those put aside are not among them. Two statements, and none where
    they were read with the paper."""
    if "entries" not in _fetched(sheet):
        prefetch_related_objects([sheet], "entries__lines")
    entries: Any = sheet.entries  # type: ignore[attr-defined]
    return {entry.number: entry for entry in entries.all() if not entry.is_revoked}


def _fetched(row: object) -> dict[str, Any]:
    known: dict[str, Any] = getattr(row, "_prefetched_objects_cache", {})
    return known


def agreed_reading(sheet: ReadSheet) -> Any:
    """What the paper says; None while nobody may see it."""
    return readings_of(sheet)[sheet.counts].reading() if sheet.agreed else None


def differing(sheet: ReadSheet) -> list[str]:
    """Keys of the cells two people read differently; nothing while they are not asked for."""
    if sheet.state != ReadSheet.State.DIFFERS:
        return []
    entries = readings_of(sheet)
    found: list[str] = entries[1].reading().differing(entries[2].reading())
    return found


def own_recheck(sheet: ReadSheet, by: User) -> SheetReading | None:
    """The reading of which this person still has to type the differing cells again."""
    if sheet.state != ReadSheet.State.DIFFERS:
        return None
    mine = (entry for entry in readings_of(sheet).values() if entry.entered_by_id == by.pk and entry.recheck)
    return next(mine, None)


def _words(sheet: ReadSheet) -> Words:
    """Every counting paper belongs to an election; only its own table says to which."""
    words: Words = sheet.election.words  # type: ignore[attr-defined]
    return words


def take_reading(
    sheet: ReadSheet, reading: Readable, by: User, *, law: Citation | None = None, **columns: Any
) -> Any:
    """The first, second or third complete reading, whichever is due; answers with its row. Another person's
    complete reading is taken even where its form was opened before the earlier one was saved.

    ``law``: the article that asks for two people, where there is one. ``columns``: what else this vote
    keeps of a reading. Out of turn: RuleRefused with that article, else ValidationError."""
    _refuse(rules.check_typist(sheet.state, sheet.typists, by.pk, _words(sheet), law), law)
    require_apart(by, sheet.typists)
    number = rules.DUE[sheet.state]
    entry: SheetReading = sheet.entries.model(  # type: ignore[attr-defined]
        sheet=sheet, number=number, entered_by=by, **reading.numbers(), **columns
    )
    # The database checks the constraints at once; asking it beforehand costs eight statements a paper.
    entry.full_clean(exclude=["sheet", "entered_by"], validate_constraints=False)
    entry.save()
    entry.write(reading)
    setattr(sheet, READERS[number], by)
    found = {1: entry} if number == 1 else _fresh(sheet)
    if number == 1:
        sheet.state = ReadSheet.State.FIRST
        _fetched(sheet).pop("entries", None)
    elif number == 2:
        _compare(sheet, found)
    else:
        _follow(sheet, rules.compare_third(*(found[key].reading() for key in (1, 2, 3))))
    return found[number]


def _refuse(decision: Decision, law: Citation | None) -> None:
    if law is not None:
        decision.require()
    elif not decision.allowed:
        raise ValidationError([finding.message for finding in decision.refusals])


def reread(sheet: ReadSheet, cells: Mapping[str, int], by: User, typed: int | None = None) -> Reading:
    """One of the two types the differing cells again; answers with the whole reading as it stands then.
    ``typed``: the draft the form showed."""
    entry: Any = own_recheck(sheet, by)
    if entry is None:
        raise ValidationError(_why_not(sheet, by))
    if typed is not None and entry.typed != typed:
        raise ValidationError(STALE)
    if set(cells) != set(differing(sheet)):
        raise ValidationError("请把不一致的格子全部重录，其他格子不动。")
    reading = rules.with_cells(entry.reading(), cells)
    type_again(sheet, entry, reading)
    return reading


def type_again(sheet: ReadSheet, entry: Any, reading: Readable, **columns: Any) -> None:
    """Put this whole reading in place of what the same person typed before, and compare anew."""
    for name, value in (reading.numbers() | columns).items():
        setattr(entry, name, value)
    entry.typed, entry.recheck = entry.typed + 1, False
    entry.full_clean(exclude=["sheet", "entered_by"], validate_constraints=False)
    entry.save()
    entry.lines.all().delete()
    _fetched(entry).pop("lines", None)
    entry.write(reading)
    _compare(sheet, _fresh(sheet))


def _why_not(sheet: ReadSheet, by: User) -> str:
    if sheet.state != ReadSheet.State.DIFFERS:
        return "这张计票单没有不一致的格子。"
    if by.pk not in sheet.typists:
        return "不一致的格子由原来录入的两人各自重录。"
    return "您已经重录，请等另一人重录。"


def settle(
    sheet: ReadSheet, *, number: int, names: str, reason: str, by: User, law: Citation | None = None
) -> None:
    """The committee's choice between three readings, by name and with its reason. Raises RuleRefused."""
    rules.check_settling(
        state=sheet.state,
        typists=sheet.typists,
        by=by.pk,
        number=number,
        names=names,
        reason=reason,
        words=_words(sheet),
        law=law,
    ).require()
    require_apart(by, sheet.typists)
    sheet.state, sheet.counts = ReadSheet.State.AGREED, number
    sheet.settled_by, sheet.settled_reason = names.strip(), reason.strip()


def reset(sheet: ReadSheet, *, reason: str, by: User) -> None:
    """Start a paper anew: its readings are put aside with the reason. Raises RuleRefused."""
    rules.check_reset(state=sheet.state, reason=reason).require()
    put_aside(sheet, reason=reason, by=by)


def put_aside(sheet: ReadSheet, *, reason: str, by: User) -> None:
    """The readings of a paper no longer count; they are kept, with who put them aside and why."""
    now = timezone.now()
    sheet.entries.filter(revoked_at__isnull=True).update(  # type: ignore[attr-defined]
        revoked_at=now, revoked_by=by, revoked_reason=reason.strip()[:500], updated_at=now
    )
    _fetched(sheet).pop("entries", None)
    sheet.first_by = sheet.second_by = sheet.third_by = None
    sheet.state, sheet.counts = ReadSheet.State.OPEN, 1
    sheet.settled_by = sheet.settled_reason = ""


def _fresh(sheet: ReadSheet) -> dict[int, Any]:
    """The readings as the database has them now, whatever was fetched with the paper."""
    _fetched(sheet).pop("entries", None)
    return readings_of(sheet)


def _compare(sheet: ReadSheet, entries: dict[int, Any]) -> None:
    first, second = entries[1], entries[2]
    found = rules.compare_two(
        first.reading(), second.reading(), state=sheet.state, waiting=first.recheck or second.recheck
    )
    _follow(sheet, found)
    changed = [entry for entry in (first, second) if found.ask not in (None, entry.recheck)]
    if changed:
        rows = sheet.entries.filter(pk__in=[entry.pk for entry in changed])  # type: ignore[attr-defined]
        rows.update(recheck=found.ask, updated_at=timezone.now())
    for entry in changed:
        entry.recheck = found.ask


def _follow(sheet: ReadSheet, found: Comparison) -> None:
    sheet.state, sheet.counts = ReadSheet.State(found.state), found.counts
