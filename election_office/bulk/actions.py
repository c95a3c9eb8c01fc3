"""Orders for all villages: placed, worked through a thing at a time, packed, handed out."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.audit.exports import safe_cell
from election_office.bulk import queries
from election_office.bulk.models import Batch, Item
from election_office.core import scratch
from election_office.core.forms import refusal_sentence
from election_office.documents import actions as documents
from election_office.documents import integrity
from election_office.documents import notice as register
from election_office.documents.models import Document
from election_office.documents.queries import current_document
from election_office.documents.rendering import CannotPrint
from election_office.jobs.actions import submit
from election_office.jobs.models import Job
from election_office.law.decision import RuleRefused
from villages.models import Cycle, Election
from voters.cards.actions import issue_cards, mark_printed
from voters.cards.queries import printable
from voters.cards.tasks import print_cards

JOB = "bulk.make"
REFUSED = (RuleRefused, ValidationError, PermissionDenied, CannotPrint, integrity.Altered)
HEAD = ("村", "材料", "文号", "文件", "页数", "SHA-256", "办理结果", "原因")


@transaction.atomic
def order(*, cycle: Cycle, what: str, by: User) -> Batch:
    """Have everything of that kind made. Raises ValidationError where there is nothing to make."""
    require(by, Permission.CYCLE_PLAN, cycle)
    wanted = queries.planned(cycle, what, timezone.localdate())
    if not wanted:
        raise ValidationError("现在没有要制发的。")
    batch = Batch(cycle=cycle, what=what, ordered_by=by).keep()
    Item.objects.bulk_create(
        Item(batch=batch, election=row.election, code=row.code, subject=row.subject, title=row.title)
        for row in wanted
    )
    record(
        "bulk.ordered", target=batch, by=by, after={"what": batch.get_what_display(), "items": len(wanted)}
    )
    _submit(batch, by)
    return batch


def _submit(batch: Batch, by: User) -> Job:
    return submit(
        JOB,
        params={"batch": batch.pk},
        key=f"batch:{batch.pk}",
        area_code=batch.area_code,
        by=by,
        title=f"批量制发{batch.get_what_display()}",
    )


@transaction.atomic
def try_again(*, batch: Batch, by: User) -> Job:
    """What failed waits once more; what is done stays done."""
    require(by, Permission.CYCLE_PLAN, batch)
    batch = batch.lock()
    again = batch.items.filter(state=Item.State.FAILED).update(state=Item.State.WAITING, reason="")
    record("bulk.tried_again", target=batch, by=by, after={"items": again})
    return _submit(batch, by)


# ------------------------------------------------------------------ the work


def work(*, batch: Batch, job: Job, by: User, tell: Callable[[int, int, str], None]) -> Batch:
    """Make what still waits, then pack everything. Run again after a dead worker it goes on where that
    stopped: each thing and its row are saved in one transaction."""
    require(by, Permission.CYCLE_PLAN, batch)
    items = list(queries.items_of(batch))
    total = len(items) + 1
    for number, item in enumerate(items):
        tell(number, total, f"{item.election.village.name}{item.title}"[:200])
        if item.state == Item.State.WAITING:
            _make(item, job, by)
    tell(total - 1, total, "打包")
    _pack(batch, by)
    tell(total, total, "")
    return batch


def _make(item: Item, job: Job, by: User) -> None:
    try:
        if item.code == queries.CARDS:
            _make_cards(item, job, by)
        else:
            _make_paper(item, by)
    except REFUSED as refused:
        item.state, item.reason = Item.State.FAILED, sentence_of(refused)[:500]
        item.keep("state", "reason")


def sentence_of(refused: Exception) -> str:
    """Why one thing was not made, in words."""
    match refused:
        case RuleRefused():
            return "".join(map(refusal_sentence, refused.decision.refusals))
        case ValidationError():
            return "".join(refused.messages)
        case PermissionDenied():
            return str(refused) or "办理人没有签发这种公文的权限。"
    return str(refused) or "没有办成。"


@transaction.atomic
def _make_paper(item: Item, by: User) -> None:
    notice = register.get(item.code)
    election = Election.objects.with_places().get(pk=item.election_id)
    subjects = [
        subject for subject in notice.subjects_of(election) if not item.subject or subject.pk == item.subject
    ]
    if not subjects or not notice.needed(subjects[-1]):
        raise ValidationError("还没有可以签发的内容，或者已经不需要。")
    # Somebody may have issued it meanwhile: there is never a second one.
    paper = current_document(subjects[-1], item.code) or documents.issue(item.code, subjects[-1], by=by)
    item.document, item.state = paper, Item.State.DONE
    item.keep("document", "state")


def _make_cards(item: Item, job: Job, by: User) -> None:
    election = Election.objects.with_places().get(pk=item.election_id)
    issue_cards(election=election, by=by)
    cards = printable(election, only_new=True)
    if not cards:
        raise ValidationError(f"没有新制发的{election.words.card}要打印。")
    # Typesetting takes long and locks nothing; the print is noted together with its file.
    pdf = print_cards(election, cards)
    with transaction.atomic():
        mark_printed(election=election, cards=cards, job=job, by=by)
        item.file.save("cards.pdf", ContentFile(pdf.data), save=False)
        item.sha256, item.pages, item.state = hashlib.sha256(pdf.data).hexdigest(), pdf.pages, Item.State.DONE
        item.keep("file", "sha256", "pages", "state")


# ------------------------------------------------------------------ the package


def _pack(batch: Batch, by: User) -> None:
    """One ZIP with all that is done and an index of everything, what failed included."""
    digest = hashlib.sha256()
    with scratch.file() as target:
        lines: list[tuple[Any, ...]] = []
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            for number, item in enumerate(queries.items_of(batch), 1):
                lines.append(_into(package, number, item))
            package.writestr("目录.csv", _index(lines))
        size = target.tell()
        target.seek(0)
        while piece := target.read(1 << 16):
            digest.update(piece)
        target.seek(0)
        with transaction.atomic():
            row = batch.lock()
            row.file.save("a.zip", File(target), save=False)
            row.sha256, row.size, row.packed_at = digest.hexdigest(), size, timezone.now()
            row.keep("file", "sha256", "size", "packed_at")
            record("bulk.packed", target=row, by=by, after={"sha256": row.sha256, "items": len(lines)})


def _into(package: zipfile.ZipFile, number: int, item: Item) -> tuple[Any, ...]:
    village = item.election.village
    name, pages, digest, said = "", 0, "", item.reason
    if item.state == Item.State.DONE:
        try:
            data, pages = _data(item)
            name = f"{village.code}-{village.name}/{number:04d}-{_plain(item.title)}.pdf"
            digest = hashlib.sha256(data).hexdigest()
            package.writestr(name, data)
        except REFUSED as refused:
            said = f"已经签发，文件没有打包：{sentence_of(refused)}"
    paper = item.document.number if item.document else ""
    return (village.name, item.title, paper, name, pages or "", digest, item.get_state_display(), said)


def _plain(title: str) -> str:
    return "".join(char for char in title if char.isalnum() or char in "（）()，、")


def _data(item: Item) -> tuple[bytes, int]:
    if item.document is None:
        with item.file.open() as file:
            return file.read(), item.pages
    paper: Document = item.document
    if paper.file_status != Document.FileStatus.READY:
        paper = documents.render(paper)
    if paper.file_status != Document.FileStatus.READY:
        raise ValidationError(paper.file_problem or "公文的文件还没有生成。")
    integrity.require_intact(paper)
    with paper.pdf.open() as file:
        return file.read(), paper.pages or 0


def _index(lines: list[tuple[Any, ...]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD)
    writer.writerows([safe_cell(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


@transaction.atomic
def note_download(*, batch: Batch, by: User) -> None:
    """Before the first byte goes out: who fetched it."""
    require(by, Permission.CYCLE_PLAN, batch)
    if not batch.file:
        raise ValidationError("压缩包还没有做好。")
    record("bulk.downloaded", target=batch, by=by, after={"sha256": batch.sha256})
