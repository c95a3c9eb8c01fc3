from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ballots import queries
from ballots.actions.gates import require_round_stage, require_trained
from ballots.actions.secrecy import forget_order
from ballots.evidence import fingerprint_of
from ballots.models import BallotName, Batch, CountSheet
from ballots.rules.sheets import NAMES, Reading, check_reading, kept_cells
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.law.decision import Decision, Finding, RuleRefused
from villages.actions.elections import locked
from villages.readings import acts
from villages.readings.rules import DUE

STALE = "此计票单已被他人更新，请返回计票页重新打开。"


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
    if sheet.state not in DUE:
        raise ValidationError(STALE)
    if not from_ballots and getattr(sheet, "has_ballots", False) and by.pk not in sheet.typists:
        raise ValidationError("您在这张计票单上已逐票录入，请从逐票录入页提交合计。")
    codes = _require_sound(sheet, reading, valid, accepted, accepted_reason)
    entry = acts.take_reading(
        sheet,
        reading,
        by,
        law=sheet.box.round.election.rulebook.cite("open_count"),
        from_ballots=from_ballots,
        accepted=codes,
        accepted_reason=accepted_reason.strip() if codes else "",
    )
    _save(sheet)
    record(
        "sheet.entered",
        target=sheet,
        by=by,
        after={
            "entry": entry.number,
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
    task = queries.task_of(sheet, by)
    if not task.recheck:
        raise ValidationError(task.why or STALE)
    entries = queries.entries_of(sheet)
    entry, other = entries[task.number], entries[3 - task.number]
    before, asked = entry.reading(), sheet.differing
    _require_untouched(kept_cells(before, other.reading(), asked), reading, asked)
    codes = _require_sound(sheet, reading, valid, accepted, accepted_reason)
    reason = accepted_reason.strip() if codes else ""
    acts.type_again(sheet, entry, reading, accepted=codes, accepted_reason=reason)
    _save(sheet)
    names = sheet.printed_names
    record(
        "sheet.retyped",
        target=sheet,
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
def settle_sheet(
    *, sheet: CountSheet, number: int, names: str, reason: str, by: User, version: int | None = None
) -> CountSheet:
    """The committee's decision on a sheet that three people read in three ways: one of the readings counts,
    whole, as it was typed. ``number``: which; ``names``: the members who decided. Raises RuleRefused."""
    require(by, Permission.COUNT_DECIDE, sheet)
    sheet = locked_sheet(sheet, version)
    law = sheet.box.round.election.rulebook.cite("open_count")
    acts.settle(sheet, number=number, names=names, reason=reason, by=by, law=law)
    _save(sheet)
    record(
        "sheet.settled",
        target=sheet,
        by=by,
        after={"entry": number, "counts": number, "settled_by": sheet.settled_by},
        reason=sheet.settled_reason,
    )
    return sheet


@transaction.atomic
def reset_sheet(*, sheet: CountSheet, version: int, reason: str, by: User) -> CountSheet:
    """Start a sheet anew: both readings are withdrawn, kept with the reason, and typed again."""
    require(by, Permission.COUNT_DECIDE, sheet)
    sheet = locked_sheet(sheet, version)
    before = sheet.state
    acts.reset(sheet, reason=reason, by=by)
    _withdraw_ballots(sheet, reason, by)
    _save(sheet)
    record("sheet.reset", target=sheet, by=by, before={"state": before}, reason=reason)
    return sheet


def withdraw_entries(sheet: CountSheet, *, reason: str, by: User) -> None:
    """Put aside what was typed on a locked sheet; the caller records why."""
    acts.put_aside(sheet, reason=reason, by=by)
    _withdraw_ballots(sheet, reason, by)
    _save(sheet)


def _withdraw_ballots(sheet: CountSheet, reason: str, by: User) -> None:
    Batch.objects.in_force().filter(sheet=sheet).update(
        revoked_at=timezone.now(),
        revoked_by=by,
        revoked_reason=reason.strip()[:300],
        updated_at=timezone.now(),
    )


# ------------------------------------------------------------------ the parts


def _require_sound(
    sheet: CountSheet,
    reading: Reading,
    valid: int,
    accepted: Sequence[str],
    accepted_reason: str,
) -> str:
    """Raise with every fault, and with the warnings nobody has confirmed; answer with those confirmed."""
    facts = queries.sheet_facts(sheet, sheet.printed_names)
    decision = check_reading(reading, valid, facts, sheet.box.round.election.rulebook)
    missing = [cell for cell in facts.names if cell not in reading.votes]
    unknown = [cell for cell in reading.votes if cell not in facts.names and not cell.startswith("w:")]
    if missing or unknown:
        raise ValidationError(STALE)
    faults = list(decision.refusals)
    if not faults:
        faults += [
            Finding(finding.code, False, f"{finding.message}确认无误的，请勾选确认并写明理由。")
            for finding in decision.warnings
            if finding.code not in accepted or not accepted_reason.strip()
        ]
    if faults:
        raise RuleRefused(Decision(tuple(faults)))
    return " ".join(finding.code for finding in decision.warnings)


def _require_untouched(former: Reading, reading: Reading, differing: Sequence[str]) -> None:
    """Only the cells that were asked may have changed: a form is not to be trusted with the others."""
    changed = [cell for cell, votes in former.votes.items() if reading.votes.get(cell) != votes]
    changed += [
        cell
        for cell in ("void", "blank")
        if cell not in differing and reading.cell(cell) != former.cell(cell)
    ]
    changed += [
        cell
        for cell in reading.votes
        if cell not in former.votes
        and cell not in differing
        and not (NAMES in differing and cell.startswith("w:"))
    ]
    if changed:
        raise ValidationError(STALE)


def _save(sheet: CountSheet) -> None:
    sheet.version += 1
    sheet.save(
        update_fields=[
            "state",
            "version",
            "first_by",
            "second_by",
            "third_by",
            "counts",
            "settled_by",
            "settled_reason",
            "updated_at",
        ]
    )
    forget_order(sheet)


def _told(reading: Reading, names: Sequence[BallotName]) -> dict[str, object]:
    """A reading in the words of the audit trail."""
    labels = {name.cell: name.name for name in names}
    votes = {labels.get(cell, cell.removeprefix("w:")): count for cell, count in reading.votes.items()}
    return {"void": reading.void, "blank": reading.blank, "votes": votes}
