"""Archives made and handed out; what is kept on paper and what of it was destroyed."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require, require_in
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.archive import package, queries, rules
from election_office.archive.boxes import originals
from election_office.archive.models import Archive, BoxOrder, Destruction, Holding, TownshipArchive
from election_office.archive.package import Receipt
from election_office.audit.actions import record
from election_office.core.storage import write_whole
from villages.actions import close_step
from villages.models import County, Cycle, Election
from villages.order.queries import check_turn

Tell = Callable[[int, int, str], None]


def quiet(done: int, total: int, doing: str) -> None:
    """For callers that show no progress."""


class Stream(File):  # type: ignore[type-arg]
    """Pieces as a file that the storage takes as they come."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        super().__init__(None)
        self._pieces = pieces

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield from self._pieces


# ------------------------------------------------------------------ making


def make_archive(*, election: Election, by: User, tell: Tell = quiet) -> Archive:
    """The archive of a village, kept in the office until it is fetched."""
    require(by, Permission.ARCHIVE_MAKE, election)
    at, receipt = timezone.now(), Receipt(election)
    row = Archive(election=election, made_at=at, made_by=by)
    row.file.save("a.zip", Stream(package.village_pieces(election, receipt, at=at, tell=tell)), save=False)
    return _keep(row, receipt, by)


def make_township_archive(*, cycle: Cycle, by: User, tell: Tell = quiet) -> TownshipArchive:
    """All villages of a plan in one file, one after the other."""
    require(by, Permission.ARCHIVE_MAKE, cycle)
    row = TownshipArchive(cycle=cycle, made_at=timezone.now(), made_by=by)
    receipts, counted = list[Receipt](), _Counted()
    row.file.save("a.zip", Stream(counted.through(_township(cycle, row.made_at, receipts, tell))), save=False)
    return _keep_township(row, receipts, counted, by)


def write_archive(path: Path, *, election: Election, passphrase: str | None) -> Archive:
    """The command's: written to a file that must not exist yet. Raises OSError."""
    at, receipt, counted = timezone.now(), Receipt(election), _Counted()
    pieces = package.village_pieces(election, receipt, at=at, tell=quiet)
    write_whole(path, counted.through(_closed(pieces, passphrase, at)))
    return _keep(Archive(election=election, made_at=at), receipt, None)


def write_township_archive(path: Path, *, cycle: Cycle, passphrase: str | None) -> TownshipArchive:
    """The command's, for every village of a plan."""
    row, receipts, counted = TownshipArchive(cycle=cycle, made_at=timezone.now()), list[Receipt](), _Counted()
    pieces = _township(cycle, row.made_at, receipts, quiet)
    write_whole(path, counted.through(_closed(pieces, passphrase, row.made_at)))
    return _keep_township(row, receipts, counted, None)


def _closed(pieces: Iterator[bytes], passphrase: str | None, at: dt.datetime) -> Iterator[bytes]:
    return pieces if passphrase is None else package.sealed(pieces, passphrase, at=at)


class _Counted:
    """Counts and hashes what flows through."""

    def __init__(self) -> None:
        self.size, self._digest = 0, hashlib.sha256()

    def through(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.size += len(piece)
            self._digest.update(piece)
            yield piece

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def _township(cycle: Cycle, at: dt.datetime, receipts: list[Receipt], tell: Tell) -> Iterator[bytes]:
    elections = list(Election.objects.with_places().filter(cycle=cycle).order_by("village__code"))

    def villages() -> Iterator[tuple[Election, Iterable[bytes]]]:
        for number, election in enumerate(elections):
            tell(number, len(elections), str(election.village.name))
            receipt = Receipt(election)
            receipts.append(receipt)
            yield election, package.village_pieces(election, receipt, at=at, tell=quiet)

    title = f"{cycle.township.name}{cycle.title}选举档案"
    return package.township_pieces(title, cycle.area_code, villages(), at=at)


@transaction.atomic
def _keep(row: Archive, receipt: Receipt, by: User | None, within: str = "") -> Archive:
    """The row, the step it closes, the trace."""
    row.sha256, row.size, row.files = receipt.sha256, receipt.size, receipt.files
    row.manifest_sha256, row.missing, row.within = receipt.manifest_sha256, receipt.missing, within
    row.keep()
    record(
        "archive.made",
        target=row,
        by=by,
        after={
            "files": row.files,
            "sha256": row.sha256,
            "manifest_sha256": row.manifest_sha256,
            "missing": len(row.missing),
        },
    )
    closing = rules.check_closing(*queries.closing_facts(row.election))
    if closing.allowed and check_turn(row.election, queries.STEP).allowed:
        close_step(
            election=row.election,
            code=queries.STEP,
            done_on=timezone.localdate(row.made_at),
            evidence=f"电子档案{row.files}个文件，校验值{row.sha256[:16]}",
            by=by,
        )
    return row


@transaction.atomic
def _keep_township(
    row: TownshipArchive, receipts: list[Receipt], counted: _Counted, by: User | None
) -> TownshipArchive:
    row.sha256, row.size, row.villages = counted.sha256, counted.size, len(receipts)
    row.keep()
    for receipt in receipts:
        part = Archive(election=receipt.election, made_at=row.made_at, made_by=by)
        _keep(part, receipt, by, within=f"全镇档案{row.sha256[:16]}")
    after = {"villages": row.villages, "sha256": row.sha256}
    record("archive.township_made", target=row, by=by, after=after)
    return row


@transaction.atomic
def note_download(*, archive: Archive | TownshipArchive, with_passphrase: bool, by: User) -> None:
    """Before the first byte goes out: who fetched it. It holds what the whole office knows of the village."""
    require(by, Permission.ARCHIVE_MAKE, archive)
    if not archive.file:
        raise ValidationError("这份档案的文件没有存放在平台上。")
    after = {"sha256": archive.sha256, "with_passphrase": with_passphrase}
    record("archive.downloaded", target=archive, by=by, after=after)


# ------------------------------------------------------------------ the county's boxes


@transaction.atomic
def set_boxes(
    *, county: County, boxes: list[dict[str, Any]], basis: str, seen: int | None, by: User
) -> BoxOrder:
    """The boxes of archives made from now on. ``seen``: the number of the order it was made from."""
    require_in(by, Permission.PLACES_MANAGE, county.code)
    County.objects.select_for_update(of=("self",)).get(pk=county.pk)
    last = BoxOrder.objects.filter(county=county).order_by("-number").first()
    number = last.number if last else 0
    if (seen or 0) != number:
        raise ValidationError(f"档案盒次序已由别人改为第{number}版，请重新打开本页再改。")
    shelf = queries.shelf_of(county.code)
    before = [{"code": box.code, "number": box.number, "title": box.title} for box in shelf.boxes]
    ordered = sorted(boxes, key=lambda row: (row["number"], row["code"]))
    known = [box.code for box in shelf.boxes]
    rules.check_boxes(ordered, known=known, before=before, basis=basis).require()
    row = BoxOrder(county=county, number=number + 1, boxes=ordered, basis=basis.strip(), set_by=by)
    row.keep()
    was = [box.folder for box in shelf.boxes]
    after = {"box_order": row.lines, "basis": row.basis, "order_number": row.number}
    record("archive.boxes_set", target=row, by=by, before={"box_order": was}, after=after)
    return row


# ------------------------------------------------------------------ on paper


@transaction.atomic
def record_holding(
    *,
    election: Election,
    what: str,
    pieces: int,
    keeper: str,
    kept_at: str,
    sealed_on: dt.date,
    note: str = "",
    by: User,
) -> Holding:
    """Enter what is kept in the original."""
    require(by, Permission.STEP_RECORD, election)
    election = election.lock()
    if what not in originals():
        raise ValidationError({"what": "请在列出的原件中选择。"})
    rules.check_holding(
        sealed_on=sealed_on, today=timezone.localdate(), election_day=election.election_day, what=what
    ).require()
    row = Holding(
        election=election,
        what=what,
        pieces=pieces,
        keeper=keeper,
        kept_at=kept_at,
        sealed_on=sealed_on,
        note=note,
        recorded_by=by,
    ).keep()
    record("holding.recorded", target=row, by=by, after=_facts_of(row))
    return row


def _facts_of(row: Holding) -> dict[str, Any]:
    return {
        "what": row.title,
        "pieces": row.pieces,
        "keeper": row.keeper,
        "kept_at": row.kept_at,
        "sealed_on": row.sealed_on,
    }


@transaction.atomic
def revoke_holding(*, holding: Holding, reason: str, by: User) -> Holding:
    """An entry made by mistake. What was destroyed stays entered."""
    require(by, Permission.STEP_RECORD, holding)
    holding = holding.lock()
    if holding.is_revoked:
        raise ValidationError("这条登记已经撤回。")
    if Destruction.objects.filter(holding=holding).exists():
        raise ValidationError("这批原件已经登记销毁，不能撤回。")
    holding.keep(*holding.revoke(by=by, reason=reason))
    record("holding.revoked", target=holding, by=by, before=_facts_of(holding), reason=reason)
    return holding


@transaction.atomic
def record_destruction(
    *,
    holding: Holding,
    destroyed_on: dt.date,
    approval: str,
    approved_by: str,
    method: str,
    witnesses: list[str],
    by: User,
) -> Destruction:
    """Papers destroyed after their time. It cannot be taken back."""
    require(by, Permission.ARCHIVE_MAKE, holding)
    holding = holding.lock()
    if holding.is_revoked or Destruction.objects.filter(holding=holding).exists():
        raise ValidationError("这批原件的登记已经撤回，或者已经登记销毁。")
    election = Election.objects.with_places().get(pk=holding.election_id)
    rules.check_destruction(
        retention=queries.retention_for(election, holding.what),
        sealed_on=holding.sealed_on,
        on=destroyed_on,
        today=timezone.localdate(),
        approval=approval,
        witnesses=witnesses,
    ).require()
    row = Destruction(
        holding=holding,
        destroyed_on=destroyed_on,
        approval=approval.strip(),
        approved_by=approved_by,
        method=method,
        witnesses=[name.strip() for name in witnesses],
        recorded_by=by,
    ).keep()
    after = {
        "what": holding.title,
        "destroyed_on": destroyed_on,
        "approval": approval,
        "witnesses": witnesses,
    }
    record("holding.destroyed", target=row, by=by, after=after)
    return row
