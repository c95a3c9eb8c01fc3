"""Every change to ballots read one by one, to calls, and to the link of the screen."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from ballots import queries
from ballots.actions.gates import require_trained
from ballots.actions.sheets import enter_sheet, locked_sheet, retype_cells
from ballots.models import (
    Batch,
    Call,
    CountEntry,
    CountSheet,
    Marking,
    NameMerge,
    Round,
    Ruling,
    Screen,
)
from ballots.rules.shapes import text_fault
from ballots.rules.sheets import kept_cells, tidy_name
from ballots.rules.tally import CommandError, final_cell, parse_command
from ballots.tally import queries as tally
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.actions.elections import locked
from villages.models import Post

TOKEN = re.compile(r"[0-9A-Za-z-]{8,40}")
MOST_CALLS = 500
"""A browser that was cut off sends its queue in parts of this many."""


def _tick(sheet: CountSheet) -> None:
    """Tell the screens that something changed, without making open forms stale."""
    CountSheet.objects.filter(pk=sheet.pk).update(ticks=F("ticks") + 1, updated_at=timezone.now())


def _require_turn(sheet: CountSheet, by: User) -> None:
    """It is this person's turn to read the sheet, and nothing of theirs is handed in already."""
    task = queries.task_of(sheet, by)
    if not task.number:
        raise ValidationError(task.why)
    if task.recheck and not queries.entries_of(sheet)[task.number].from_ballots:
        raise ValidationError("您是按合计数录入的，请在计票单上重新录入不一致的项目。")


@transaction.atomic
def open_batch(*, sheet: CountSheet, size: int, by: User) -> Batch:
    """The next numbered batch of this person for a sheet."""
    require(by, Permission.COUNT_ENTER, sheet)
    sheet = locked_sheet(sheet, None)
    require_trained(sheet.box.round.election, by)
    _require_turn(sheet, by)
    rows = Batch.objects.filter(sheet=sheet, entered_by=by)
    if rows.in_force().filter(closed_at__isnull=True).exists():
        raise ValidationError("上一批还没有录完，请先封批。")
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    batch = Batch(sheet=sheet, entered_by=by, number=number, size=size)
    batch.full_clean(exclude=["sheet"])
    batch.save()
    record("batch.opened", target=sheet, by=by, after={"batch": number})
    return batch


def _locked_batch(batch: Batch, by: User) -> Batch:
    """One's own batch, behind the lock of its sheet."""
    sheet = locked_sheet(batch.sheet, None)
    row = Batch.objects.get(pk=batch.pk)
    row.sheet = sheet
    if row.entered_by_id != by.pk:
        raise ValidationError("这一批由另一人录入，您不能改动。")
    if row.revoked_at is not None:
        raise ValidationError("这一批已经作废。")
    return row


@transaction.atomic
def add_ballot(*, batch: Batch, text: str, token: str, by: User) -> Marking:
    """One command as typed (``ballots.rules.tally.COMMANDS``). Sent again with the same token, it is the line
    already kept. Refused beyond the size of the batch and beyond the ballots found in the box."""
    require(by, Permission.COUNT_ENTER, batch)
    batch = _locked_batch(batch, by)
    if not TOKEN.fullmatch(token):
        raise ValidationError("请从录入页面提交。")
    stored = Marking.objects.filter(batch=batch, token=token).first()
    if stored is not None:
        return stored
    sheet = batch.sheet
    _require_turn(sheet, by)
    if batch.closed_at is not None:
        raise ValidationError("这一批已经封批，请另开一批。")
    voting = sheet.box.round
    names = queries.ballot_names(voting, sheet.post)
    allowed = voting.election.rulebook.value("write_in_allowed")[voting.judged_as]
    try:
        ballot = parse_command(text, [name.cell for name in names], write_ins=allowed)
    except CommandError as error:
        raise ValidationError(str(error)) from error
    rows = tally.markings_of(sheet, by)
    in_batch = sum(row.copies for row in rows if row.batch_id == batch.pk)
    if in_batch + ballot.copies > batch.size:
        raise ValidationError(f"本批{batch.size}张，已录{in_batch}张，不能再录{ballot.copies}张。")
    total, recovered = sum(row.copies for row in rows), sheet.box.counted
    if total + ballot.copies > recovered:
        raise ValidationError(f"本箱收回{recovered}张，已录{total}张，不能再录{ballot.copies}张。")
    if ballot.label and any(row.label == ballot.label for row in rows):
        raise ValidationError(f"疑难票{ballot.label}已经录过，编号不能重复。")
    marking = Marking(
        batch=batch,
        kind=ballot.kind,
        marks=list(ballot.marks),
        copies=ballot.copies,
        label=ballot.label,
        token=token,
    )
    marking.full_clean(exclude=["batch"], validate_constraints=False)
    marking.save()
    _tick(sheet)
    return marking


@transaction.atomic
def withdraw_ballot(*, marking: Marking, reason: str, by: User) -> Marking:
    """Take a line back: it stays, marked with who and why, and counts no longer. One's own lines only."""
    require(by, Permission.COUNT_ENTER, marking.batch)
    batch = _locked_batch(marking.batch, by)
    _require_turn(batch.sheet, by)
    row = Marking.objects.select_for_update().get(pk=marking.pk)
    if row.revoked_at is not None:
        raise ValidationError("这一条已经撤回。")
    row.keep(*row.revoke(by=by, reason=reason.strip()[:300] or "录入时撤回"))
    _tick(batch.sheet)
    record(
        "ballot.withdrawn",
        target=batch.sheet,
        by=by,
        before={"batch": batch.number, "copies": row.copies},
        reason=row.revoked_reason,
    )
    return row


@transaction.atomic
def close_batch(*, batch: Batch, counted: int, by: User) -> Batch:
    """``counted``: the ballots of the bundle counted by hand; they must be as many as were entered."""
    require(by, Permission.COUNT_ENTER, batch)
    batch = _locked_batch(batch, by)
    if batch.closed_at is not None:
        raise ValidationError("这一批已经封批。")
    rows = tally.markings_of(batch.sheet, by)
    read = sum(row.copies for row in rows if row.batch_id == batch.pk)
    if read != counted:
        raise ValidationError({"counted": f"本批已录{read}张，清点为{counted}张，两数不符，请核对后再封批。"})
    batch.closed_at = timezone.now()
    batch.save(update_fields=["closed_at", "updated_at"])
    record(
        "batch.closed",
        target=batch.sheet,
        by=by,
        after={"batch": batch.number, "copies": read},
    )
    return batch


@transaction.atomic
def submit_ballots(
    *,
    sheet: CountSheet,
    version: int,
    by: User,
    accepted: Sequence[str] = (),
    accepted_reason: str = "",
) -> CountSheet:
    """Hand in the sum of one's ballots as one's reading: judged and compared like typed totals."""
    require(by, Permission.COUNT_ENTER, sheet)
    row = locked_sheet(sheet, version)
    _require_turn(row, by)
    if Batch.objects.in_force().filter(sheet=row, entered_by=by, closed_at__isnull=True).exists():
        raise ValidationError("还有一批没有封批，请清点后封批再提交。")
    names = queries.ballot_names(row.box.round, row.post)
    sums = tally.own_totals(row, by, names)
    if sums.open:
        raise ValidationError(f"疑难票{'、'.join(sums.open)}还没有认定，认定后再提交。")
    if row.state != CountSheet.State.DIFFERS:
        return enter_sheet(
            sheet=row,
            version=version,
            reading=sums.reading,
            valid=sums.valid,
            by=by,
            accepted=accepted,
            accepted_reason=accepted_reason,
            from_ballots=True,
        )
    entries, asked = queries.entries_of(row), row.differing
    own = queries.task_of(row, by).number
    unasked = kept_cells(entries[own].reading(), entries[3 - own].reading(), asked)
    moved = [cell for cell, votes in unasked.votes.items() if sums.reading.votes.get(cell) != votes]
    moved += [
        cell
        for cell in ("void", "blank")
        if cell not in asked and sums.reading.cell(cell) != unasked.cell(cell)
    ]
    if moved:
        raise ValidationError(
            "改动选票后，原来两次一致的项目也变了；确需改动的，请申请作废这张计票单的录入，重新计票。"
        )
    return retype_cells(
        sheet=row,
        version=version,
        reading=sums.reading,
        valid=sums.valid,
        by=by,
        accepted=accepted,
        accepted_reason=accepted_reason,
    )


# ------------------------------------------------------------------ what the committee decides


@transaction.atomic
def rule_ballot(*, sheet: CountSheet, label: str, verdict: str, text: str, reason: str, by: User) -> Ruling:
    """The committee's decision on a ballot set aside. ``text``: whom it chooses, as a command; only when the
    ballot is valid."""
    require(by, Permission.COUNT_DECIDE, sheet)
    sheet = locked_sheet(sheet, None)
    names = queries.ballot_names(sheet.box.round, sheet.post)
    known = {row.label: row.ruling for row in tally.doubtful_of(sheet, names)}
    if label not in known:
        raise ValidationError(f"没有编号为{label}的疑难票。")
    if known[label] is not None:
        raise ValidationError(f"疑难票{label}已经认定；要改的先撤回原认定。")
    if sheet.state == CountSheet.State.AGREED:
        raise ValidationError("这张计票单已经完成，不能再认定。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明认定的理由。"})
    marks: list[str] = []
    if verdict == Ruling.Verdict.MARKED:
        voting = sheet.box.round
        allowed = voting.election.rulebook.value("write_in_allowed")[voting.judged_as]
        try:
            ballot = parse_command(text, [name.cell for name in names], write_ins=allowed)
        except CommandError as error:
            raise ValidationError({"text": str(error)}) from error
        if ballot.kind != "marked" or ballot.copies != 1:
            raise ValidationError({"text": "认定有效的，请写明所选的候选人，例如“1 3”。"})
        if len(ballot.marks) > sheet.seats:
            raise ValidationError({"text": f"所选不能超过应选名额{sheet.seats}人。"})
        marks = list(ballot.marks)
    ruling = Ruling(
        sheet=sheet,
        label=label,
        verdict=verdict,
        marks=marks,
        reason=reason.strip(),
        decided_by=by,
        decided_at=timezone.now(),
    )
    ruling.full_clean(exclude=["sheet", "decided_by"])
    ruling.save()
    _tick(sheet)
    record(
        "ballot.ruled",
        target=sheet,
        by=by,
        after={"label": label, "verdict": verdict, "marks": tally.told_marks(marks, names)},
        reason=ruling.reason,
    )
    return ruling


@transaction.atomic
def withdraw_ruling(*, ruling: Ruling, reason: str, by: User) -> Ruling:
    """Take a decision back, while no reading was handed in under it."""
    require(by, Permission.COUNT_DECIDE, ruling)
    sheet = locked_sheet(ruling.sheet, None)
    row = Ruling.objects.select_for_update().get(pk=ruling.pk)
    if row.revoked_at is not None:
        raise ValidationError("这项认定已经撤回。")
    if CountEntry.objects.filter(sheet=sheet, revoked_at__isnull=True, from_ballots=True).exists():
        raise ValidationError("已有录入按这项认定提交；要改的请先作废这张计票单的录入。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明撤回的理由。"})
    row.keep(*row.revoke(by=by, reason=reason.strip()[:300]))
    _tick(sheet)
    record(
        "ballot.ruling_withdrawn",
        target=sheet,
        by=by,
        before={"label": row.label, "verdict": row.verdict},
        reason=row.revoked_reason,
    )
    return row


def _counting_round(round: Round, *, also_before: bool = False) -> Round:
    round.election = locked(round.election)
    row = Round.objects.select_for_update().get(pk=round.pk)
    row.election = round.election
    if not row.is_counting and not (also_before and row.takes_ballots):
        raise ValidationError("本轮不在计票过程中。")
    return row


@transaction.atomic
def merge_names(
    *, round: Round, post: Post, written: str, counted_as: str, reason: str, by: User
) -> NameMerge:
    """Count a written-in name as another, in every box: a nickname, a wrong character. ``counted_as`` is a
    printed name of the post or another written-in one."""
    require(by, Permission.COUNT_DECIDE, round)
    voting = _counting_round(round)
    names = queries.ballot_names(voting, post)
    written, target = tidy_name(written), tidy_name(counted_as)
    for field, name in (("written", written), ("counted_as", target)):
        if fault := text_fault(name):
            raise ValidationError({field: f"姓名{fault}"})
    merged = tally.merges_of(voting, post, names)
    cells = {name.name: name.cell for name in names}
    end = final_cell(cells.get(target, f"w:{target}"), merged)
    if written in cells:
        raise ValidationError({"written": f"{written}是印在选票上的候选人，不能并入他人。"})
    if end == f"w:{written}":
        raise ValidationError({"counted_as": f"{target}已经计入{written}，不能再反过来。"})
    if f"w:{written}" in merged:
        raise ValidationError({"written": f"{written}已经合并；要改的先撤回原决定。"})
    if not reason.strip():
        raise ValidationError({"reason": "请写明合并的理由。"})
    merge = NameMerge(
        round=voting, post=post, written=written, counted_as=target, reason=reason.strip(), decided_by=by
    )
    merge.full_clean(exclude=["round", "post", "decided_by"])
    merge.save()
    record(
        "names.merged",
        target=voting,
        by=by,
        after={"written": written, "counted_as": target},
        reason=merge.reason,
    )
    return merge


@transaction.atomic
def withdraw_merge(*, merge: NameMerge, reason: str, by: User) -> NameMerge:
    require(by, Permission.COUNT_DECIDE, merge)
    _counting_round(merge.round)
    row = NameMerge.objects.select_for_update().get(pk=merge.pk)
    if row.revoked_at is not None:
        raise ValidationError("这项合并已经撤回。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明撤回的理由。"})
    row.keep(*row.revoke(by=by, reason=reason.strip()[:300]))
    record(
        "names.merge_withdrawn",
        target=merge.round,
        by=by,
        before={"written": row.written, "counted_as": row.counted_as},
        reason=row.revoked_reason,
    )
    return row


# ------------------------------------------------------------------ calls and the screen


@transaction.atomic
def record_calls(
    *, sheet: CountSheet, calls: Sequence[Mapping[str, object]], undone: Sequence[str], by: User
) -> list[str]:
    """Calls of a sheet, {"token", "cell"} each, and tokens of calls taken back. Answers with the tokens that
    are kept now; sent again they are kept once. Nothing is kept of a sending that has a fault."""
    require(by, Permission.COUNT_ENTER, sheet)
    if len(calls) + len(undone) > MOST_CALLS:
        raise ValidationError(f"一次最多发送{MOST_CALLS}条。")
    sheet = locked_sheet(sheet, None)
    voting = sheet.box.round
    cells = {name.cell for name in queries.ballot_names(voting, sheet.post)} | {"void", "blank"}
    allowed = voting.election.rulebook.value("write_in_allowed")[voting.judged_as]
    if sheet.state == CountSheet.State.AGREED:
        # What a browser sends late is on the agreed sheet already, and its tokens are forgotten.
        return [str(call.get("token", "")) for call in calls] + list(undone)
    rows = []
    for call in calls:
        token, cell = str(call.get("token", "")), str(call.get("cell", ""))
        written = cell.startswith("w:") and allowed and not text_fault(tidy_name(cell[2:]))
        if not TOKEN.fullmatch(token) or not (cell in cells or written) or len(cell) > 62:
            raise ValidationError("唱票记录的内容不对，请刷新页面后重试。")
        rows.append(Call(sheet=sheet, cell=cell, called_by=by, token=token))
    already = set(
        Call.objects.filter(sheet=sheet, token__in=[row.token for row in rows]).values_list(
            "token", flat=True
        )
    )
    new = {row.token: row for row in rows if row.token not in already}
    Call.objects.bulk_create(new.values())
    taken = 0
    if undone:
        taken = Call.objects.filter(sheet=sheet, token__in=list(undone), revoked_at__isnull=True).update(
            revoked_at=timezone.now(), revoked_by=by, revoked_reason="计票员撤回"
        )
    if new or taken:
        _tick(sheet)
    return [row.token for row in rows] + list(undone)


@transaction.atomic
def open_screen(*, round: Round, by: User) -> Screen:
    """A secret link for the hall. Made again, the old link stops working."""
    require(by, Permission.COUNT_DECIDE, round)
    voting = _counting_round(round, also_before=True)
    _revoke(voting, by)
    screen = Screen(round=voting, token=secrets.token_urlsafe(24), made_by=by)
    screen.full_clean(exclude=["round", "made_by"])
    screen.save()
    record("screen.opened", target=voting, by=by)
    return screen


@transaction.atomic
def revoke_screen(*, round: Round, by: User) -> None:
    require(by, Permission.COUNT_DECIDE, round)
    locked(round.election)
    if not _revoke(round, by):
        raise ValidationError("本轮没有在用的大屏链接。")
    record("screen.revoked", target=round, by=by)


def _revoke(round: Round, by: User) -> int:
    return Screen.objects.filter(round=round, revoked_at__isnull=True).update(
        revoked_at=timezone.now(), revoked_by=by, updated_at=timezone.now()
    )
