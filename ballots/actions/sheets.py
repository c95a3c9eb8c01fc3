from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ballots import queries
from ballots.actions.gates import require_round_stage, require_trained
from ballots.evidence import fingerprint_of
from ballots.models import BallotName, Batch, CountEntry, CountLine, CountSheet
from ballots.rules.sheets import (
    NAMES,
    Reading,
    check_decider,
    check_reading,
    check_typist,
    differing_cells,
    kept_cells,
    same_reading,
)
from election_office.accounts.access import require, require_apart
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.law.decision import Decision, Finding, RuleRefused
from villages.actions.elections import locked

STALE = "此计票单已被他人更新，请返回计票页重新打开。"
ENTRY_DUE = {CountSheet.State.OPEN: 1, CountSheet.State.FIRST: 2, CountSheet.State.THIRD: 3}
"""Which complete reading a sheet waits for."""


def locked_sheet(
    sheet: CountSheet, version: int | None, *, second: bool = False, reader: User | None = None
) -> CountSheet:
    """The sheet behind its lock, as the form saw it. The election is locked first: nothing is typed while
    a result is being declared. ``version`` None: for ballots and calls, which add and never replace.
    ``second``: a complete reading, which is the second where the first came in meanwhile. ``reader``: whose
    ``has_ballots`` is wanted."""
    shown = sheet.box.round.election
    election = locked(shown)
    if "rulebook" in vars(shown):
        # The rules of a round are frozen long before its count: the page has read them already.
        vars(election)["rulebook"] = shown.rulebook
    require_round_stage(election, sheet.box.round)
    rows = CountSheet.objects.select_for_update(of=("self",)).select_related("box__round", "post")
    row = (rows if reader is None else rows.read_by(reader)).get(pk=sheet.pk)
    queries.share_names(sheet, row)
    row.box.round.election = election
    if not row.box.round.is_counting:
        raise ValidationError("本轮不在计票过程中，计票单不能再录入。")
    if version is not None and row.version != version and not (second and _first_came_between(row, version)):
        raise ValidationError(STALE)
    return row


def _first_came_between(sheet: CountSheet, version: int) -> bool:
    """The form was opened for the first reading and somebody else saved theirs meanwhile. Nothing of theirs
    was seen, so what was typed is the second reading, whole as it is."""
    return sheet.state == CountSheet.State.FIRST and version == sheet.version - 1


@transaction.atomic
def enter_sheet(
    *,
    sheet: CountSheet,
    version: int,
    reading: Reading,
    valid: int,
    by: User,
    accepted: Sequence[str] = (),
    accepted_reason: str = "",
    from_ballots: bool = False,
) -> CountSheet:
    """The first, second or third complete reading of a sheet, whichever is due.

    ``version``: the sheet's, as the form showed it. ``valid``: ballots of this post that choose somebody.
    ``accepted``: codes of the warnings the typist confirms, with a reason. Answers with the sheet: after
    the second reading it is agreed, or the cells that differ are asked of both typists again. A third
    reading agrees with one of the two, or the committee has to choose. ``from_ballots``: the reading is the
    sum of the ballots this person read; who reads ballots does not type totals beside them.
    Raises RuleRefused with all faults at once; nothing is kept of a refused reading.
    """
    require(by, Permission.COUNT_ENTER, sheet)
    sheet = locked_sheet(sheet, version, second=True, reader=by)
    require_trained(sheet.box.round.election, by)
    book = sheet.box.round.election.rulebook
    if sheet.state not in ENTRY_DUE:
        raise ValidationError(STALE)
    check_typist(first_by=sheet.first_by_id, second_by=sheet.second_by_id, by=by.pk, book=book).require()
    require_apart(by, [sheet.first_by_id, sheet.second_by_id])
    if not from_ballots and getattr(sheet, "has_ballots", False):
        raise ValidationError("您在这张计票单上已逐票录入，请从逐票录入页提交合计。")
    names = queries.names_on(sheet)
    codes = _require_sound(sheet, reading, valid, names, accepted, accepted_reason)
    number = ENTRY_DUE[CountSheet.State(sheet.state)]
    entry = CountEntry(
        sheet=sheet,
        number=number,
        entered_by=by,
        entered_at=timezone.now(),
        from_ballots=from_ballots,
        void=reading.void,
        blank=reading.blank,
        accepted=codes,
        accepted_reason=accepted_reason.strip() if codes else "",
    )
    # The database checks the constraints at once; asking it beforehand costs eight statements a sheet.
    entry.full_clean(exclude=["sheet", "entered_by"], validate_constraints=False)
    entry.save()
    _write_lines(entry, reading, names)
    if number == 1:
        sheet.first_by, sheet.state = by, CountSheet.State.FIRST
        _save(sheet)
    elif number == 2:
        sheet.second_by = by
        _compare(sheet, queries.entries_of(sheet))
    else:
        sheet.third_by = by
        _compare_third(sheet, reading, queries.entries_of(sheet))
    record(
        "sheet.entered",
        target=sheet,
        area_code=sheet.area_code,
        by=by,
        after={
            "entry": number,
            "state": sheet.state,
            "accepted": codes,
            "entry_id": entry.pk,
            "lines": fingerprint_of(entry),
        },
        reason=entry.accepted_reason,
    )
    return sheet


@transaction.atomic
def retype_cells(
    *,
    sheet: CountSheet,
    version: int,
    reading: Reading,
    valid: int,
    by: User,
    accepted: Sequence[str] = (),
    accepted_reason: str = "",
) -> CountSheet:
    """The differing cells of one's own reading, typed again. Nobody can touch the other reading.

    ``reading``: the whole reading after the change; what was not asked must be as it was before.
    """
    require(by, Permission.COUNT_ENTER, sheet)
    sheet = locked_sheet(sheet, version)
    entries = queries.entries_of(sheet)
    task = queries.task_of(sheet, by, entries)
    if not task.recheck:
        raise ValidationError(task.why or STALE)
    entry, other = entries[task.number], entries[3 - task.number]
    before = queries.reading_of(entry)
    kept = kept_cells(before, queries.reading_of(other), sheet.differing)
    _require_untouched(kept, reading, sheet.differing)
    names = queries.ballot_names(sheet.box.round, sheet.post)
    codes = _require_sound(sheet, reading, valid, names, accepted, accepted_reason)
    entry.void, entry.blank, entry.recheck = reading.void, reading.blank, False
    entry.accepted, entry.accepted_reason = codes, accepted_reason.strip() if codes else ""
    entry.full_clean(exclude=["sheet", "entered_by"])
    entry.save(update_fields=["void", "blank", "recheck", "accepted", "accepted_reason", "updated_at"])
    entry.lines.all().delete()
    _write_lines(entry, reading, names)
    asked = list(sheet.differing)
    _compare(sheet, queries.entries_of(sheet))
    record(
        "sheet.retyped",
        target=sheet,
        area_code=sheet.area_code,
        by=by,
        before=_told(before, names),
        after=_told(reading, names)
        | {
            "entry": task.number,
            "asked": len(asked),
            "state": sheet.state,
            "entry_id": entry.pk,
            "lines": fingerprint_of(entry),
        },
        reason=entry.accepted_reason,
    )
    return sheet


@transaction.atomic
def settle_sheet(*, sheet: CountSheet, version: int, number: int, reason: str, by: User) -> CountSheet:
    """The committee's decision on a sheet that three people read in three ways: one of the readings counts,
    whole, as it was typed. ``number``: which. A number nobody typed cannot be chosen."""
    require(by, Permission.COUNT_DECIDE, sheet)
    sheet = locked_sheet(sheet, version)
    if sheet.state != CountSheet.State.SPLIT:
        raise ValidationError(f"三次计票都不一致的计票单才由{sheet.box.round.election.words.committee}认定。")
    typists = {sheet.first_by_id, sheet.second_by_id, sheet.third_by_id}
    check_decider(typists, by.pk, sheet.box.round.election.rulebook).require()
    require_apart(by, typists)
    if number not in queries.entries_of(sheet):
        raise ValidationError({"number": "请在三次计票中选定一次。"})
    if not reason.strip():
        raise ValidationError({"reason": "请写明认定的理由。"})
    sheet.state, sheet.counts, sheet.differing = CountSheet.State.AGREED, number, []
    _save(sheet)
    record(
        "sheet.settled",
        target=sheet,
        area_code=sheet.area_code,
        by=by,
        after={"entry": number, "counts": number},
        reason=reason.strip(),
    )
    return sheet


@transaction.atomic
def reset_sheet(*, sheet: CountSheet, version: int, reason: str, by: User) -> CountSheet:
    """Start a sheet anew: both readings are withdrawn, kept with the reason, and typed again."""
    require(by, Permission.COUNT_DECIDE, sheet)
    sheet = locked_sheet(sheet, version)
    if sheet.state == CountSheet.State.OPEN:
        raise ValidationError("这张计票单还没有录入，不需要重新开始。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明重新录入的事由。"})
    before = sheet.state
    withdraw_entries(sheet, reason=reason, by=by)
    record(
        "sheet.reset",
        target=sheet,
        area_code=sheet.area_code,
        by=by,
        before={"state": before},
        reason=reason,
    )
    return sheet


def withdraw_entries(sheet: CountSheet, *, reason: str, by: User) -> None:
    """Put aside what was typed on a locked sheet; the caller records why."""
    sheet.entries.filter(withdrawn_at__isnull=True).update(
        withdrawn_at=timezone.now(),
        withdrawn_by=by,
        withdrawn_reason=reason.strip()[:500],
        updated_at=timezone.now(),
    )
    Batch.objects.in_force().filter(sheet=sheet).update(
        withdrawn_at=timezone.now(),
        withdrawn_by=by,
        withdrawn_reason=reason.strip()[:300],
        updated_at=timezone.now(),
    )
    sheet.first_by = sheet.second_by = sheet.third_by = None
    sheet.state, sheet.differing, sheet.counts = CountSheet.State.OPEN, [], 1
    _save(sheet)


# ------------------------------------------------------------------ the parts


def _require_sound(
    sheet: CountSheet,
    reading: Reading,
    valid: int,
    names: Sequence[BallotName],
    accepted: Sequence[str],
    accepted_reason: str,
) -> str:
    """Raise with every fault, and with the warnings nobody has confirmed; answer with those confirmed."""
    facts = queries.sheet_facts(sheet, names)
    decision = check_reading(reading, valid, facts, sheet.box.round.election.rulebook)
    missing = [cell for cell in facts.names if cell not in reading.votes]
    unknown = [cell for cell in reading.votes if cell not in facts.names and not cell.startswith("w:")]
    if missing or unknown:
        raise ValidationError(STALE)
    faults = list(decision.refusals)
    if not faults:
        faults += [
            Finding(one.code, False, f"{one.message}确认无误的，请勾选确认并写明理由。")
            for one in decision.warnings
            if one.code not in accepted or not accepted_reason.strip()
        ]
    if faults:
        raise RuleRefused(Decision(tuple(faults)))
    return " ".join(one.code for one in decision.warnings)


def _require_untouched(kept: Reading, reading: Reading, differing: Sequence[str]) -> None:
    """Only the cells that were asked may have changed: a form is not to be trusted with the others."""
    changed = [cell for cell, votes in kept.votes.items() if reading.votes.get(cell) != votes]
    changed += [
        cell for cell in ("void", "blank") if cell not in differing and reading.cell(cell) != kept.cell(cell)
    ]
    changed += [
        cell
        for cell in reading.votes
        if cell not in kept.votes
        and cell not in differing
        and not (NAMES in differing and cell.startswith("w:"))
    ]
    if changed:
        raise ValidationError(STALE)


def _write_lines(entry: CountEntry, reading: Reading, names: Sequence[BallotName]) -> None:
    lines = [
        CountLine(entry=entry, candidate_id=name.candidate_id, name=name.name, votes=reading.votes[name.cell])
        for name in names
    ]
    lines += [CountLine(entry=entry, name=name, votes=votes) for name, votes in reading.write_ins.items()]
    CountLine.objects.bulk_create(lines)


def _compare(sheet: CountSheet, entries: dict[int, CountEntry]) -> None:
    """Agreed when both readings are the same; else both typists are asked again, each for their own, once.
    Still not the same: a third person counts."""
    first, second = entries[1], entries[2]
    sheet.differing = differing_cells(queries.reading_of(first), queries.reading_of(second))
    waiting = first.recheck or second.recheck
    asked = sheet.state == CountSheet.State.DIFFERS
    if not sheet.differing:
        sheet.state = CountSheet.State.AGREED
        if waiting:
            _ask_again(sheet, ask=False)
    elif not asked:
        sheet.state = CountSheet.State.DIFFERS
        _ask_again(sheet, ask=True)
    elif not waiting:
        sheet.state = CountSheet.State.THIRD
    _save(sheet)


def _ask_again(sheet: CountSheet, *, ask: bool) -> None:
    CountEntry.objects.filter(sheet=sheet, withdrawn_at__isnull=True).update(
        recheck=ask, updated_at=timezone.now()
    )


def _compare_third(sheet: CountSheet, third: Reading, entries: dict[int, CountEntry]) -> None:
    """Two equal readings are the result; with three different ones somebody has to choose."""
    others = {number: queries.reading_of(entries[number]) for number in (1, 2)}
    equal = [number for number, reading in others.items() if same_reading(reading, third)]
    if equal:
        sheet.state, sheet.counts, sheet.differing = CountSheet.State.AGREED, equal[0], []
    else:
        cells = [*sheet.differing, *(cell for one in others.values() for cell in differing_cells(one, third))]
        sheet.state, sheet.differing = CountSheet.State.SPLIT, list(dict.fromkeys(cells))
    _save(sheet)


def _save(sheet: CountSheet) -> None:
    sheet.version += 1
    sheet.save(
        update_fields=[
            "state",
            "version",
            "differing",
            "first_by",
            "second_by",
            "third_by",
            "counts",
            "updated_at",
        ]
    )


def _told(reading: Reading, names: Sequence[BallotName]) -> dict[str, object]:
    """A reading in the words of the audit trail."""
    labels = {name.cell: name.name for name in names}
    votes = {labels.get(cell, cell.removeprefix("w:")): count for cell, count in reading.votes.items()}
    return {"void": reading.void, "blank": reading.blank, "votes": votes}
