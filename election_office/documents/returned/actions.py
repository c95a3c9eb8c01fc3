"""A Word copy that comes back: kept as the posted version when it says what was issued."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.audit.actions import record
from election_office.documents import integrity, kinds, rendering, rules, word
from election_office.documents.models import Document, ReturnedCopy
from election_office.documents.returned.reading import LARGEST_FILE, Unreadable, read
from election_office.documents.returned.rules import Returned, check_return


def as_issued(document: Document) -> Returned:
    """What the office's own Word file of the paper says."""
    kind, marks = kinds.get(document.kind), rendering.printed(document)
    paper = rendering.paper_of(kind, kind.facts_of(document), marks)
    return read(word.docx_of(paper, foot=marks.foot))


@transaction.atomic
def keep_copy(*, document: Document, file: File[Any], note: str = "", by: User) -> ReturnedCopy:
    """Raises ValidationError for a file that cannot be read or is kept already, RuleRefused for one with
    changes nobody accepted or another text."""
    kind = kinds.get(document.kind)
    require(by, kind.permission, document)
    row = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if row.is_withdrawn:
        raise ValidationError(f"《{row.title}》{row.get_state_display()}，不再收存张贴稿。")
    if not kind.has_word:
        raise ValidationError("这种公文没有Word文件。")
    if fault := integrity.facts_fault(row):
        raise ValidationError(fault)
    data = file.read(LARGEST_FILE + 1)
    try:
        copy = read(data)
    except Unreadable as error:
        raise ValidationError({"file": str(error)}) from error
    check_return(as_issued(row), copy).require()
    remaining = ReturnedCopy(
        document=row, sha256=rules.sha256(data), pictures=copy.pictures, note=note.strip(), uploaded_by=by
    )
    remaining.full_clean(exclude=["file"])
    remaining.file.save("copy.docx", ContentFile(data), save=False)
    remaining.save()
    record(
        "document.copy_kept",
        target=row,
        by=by,
        after={"copy_sha256": remaining.sha256, "pictures": remaining.pictures},
    )
    return remaining
