"""The person's file: opened, filled, given its photograph and papers, handed in."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from candidates.models import ReviewFile, ReviewPaper
from candidates.review import queries
from candidates.review.actions.shared import STAGES, locked_file
from candidates.review.scans import checked_scan
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.documents.photos import clean_photo
from villages.actions import require_stage
from villages.actions.elections import locked
from villages.models import Election, Person
from villages.preparation.actions import settle

State = ReviewFile.State

# What the village writes into the file; everything else follows from acts.
FIELDS = (
    "post",
    "incumbency",
    "current_post",
    "education",
    "party",
    "party_joined_on",
    "health",
    "cv",
    "posts_held",
    "family",
)


@transaction.atomic
def open_file(*, election: Election, person: Person, purpose: str, by: User, **values: Any) -> ReviewFile:
    """Start a person's file; a second one for the same body is refused, whatever became of the first.

    ``values``: any of FIELDS. Raises ValidationError.
    """
    require(by, Permission.CANDIDATE_EDIT, election)
    election = locked(election)
    require_stage(election, *STAGES)
    if person.village_id != election.village_id:
        raise ValidationError({"person": f"{person.name}的人员记录不在{election.village.name}。"})
    known = {name: values[name] for name in FIELDS if name in values}
    file = ReviewFile(election=election, person=person, purpose=purpose, entered_by=by, **known)
    file.keep()
    record(
        "review.file_opened",
        target=file,
        by=by,
        after={"person": person.pk, "post": file.get_post_display()},
    )
    settle(election=election, code="review", by=by)
    return file


@transaction.atomic
def edit_file(*, file: ReviewFile, by: User, version: int | None = None, **values: Any) -> ReviewFile:
    """Fill in or correct what the file says, as long as the village has not handed it in."""
    require(by, Permission.CANDIDATE_EDIT, file)
    file = locked_file(file, State.DRAFTING).expect(version)
    changed = [name for name in FIELDS if name in values and getattr(file, name) != values[name]]
    for name in changed:
        setattr(file, name, values[name])
    file.keep(*changed)
    record("review.file_edited", target=file, by=by, after={"changed": changed})
    return file


@transaction.atomic
def set_photo(*, file: ReviewFile, photo: UploadedFile[Any], by: User) -> ReviewFile:
    """The person's photograph; position and device are taken out of it. Raises ValidationError."""
    require(by, Permission.CANDIDATE_EDIT, file)
    file = locked_file(file, State.DRAFTING)
    try:
        clean = clean_photo(photo)
    except ValidationError as error:
        raise ValidationError({"photo": error.messages}) from error
    digest = hashlib.sha256(clean.jpeg).hexdigest()
    file.photo.save(f"{digest[:16]}.jpg", ContentFile(clean.jpeg), save=False)
    file.keep("photo")
    record("review.photo_set", target=file, by=by, after={"sha256": digest})
    return file


@transaction.atomic
def set_paper(
    *,
    file: ReviewFile,
    kind: str,
    by: User,
    signed_on: dt.date | None = None,
    scan: UploadedFile[Any] | None = None,
    excused: str = "",
) -> ReviewPaper:
    """One of the three papers of discipline: signed and scanned, or why this person signs none."""
    require(by, Permission.CANDIDATE_EDIT, file)
    file = locked_file(file, State.DRAFTING)
    paper = ReviewPaper.objects.filter(file=file, kind=kind).first() or ReviewPaper(file=file, kind=kind)
    if scan is None and not excused.strip():
        raise ValidationError({"scan": "请上传扫描件；本人不须签订的，请写明理由。"})
    if scan is None and kind == ReviewPaper.Kind.COMMITMENT:
        raise ValidationError({"scan": "每名候选人都要签订换届纪律承诺书，请上传扫描件。"})
    if scan is not None:
        if signed_on is None:
            raise ValidationError({"signed_on": "请填写签字日期。"})
        if signed_on > timezone.localdate():
            raise ValidationError({"signed_on": "签字日期不能晚于今天。"})
        checked = checked_scan(scan)
        paper.scan, paper.filename, paper.sha256 = checked.file, checked.name, checked.sha256
    paper.signed_on, paper.excused, paper.entered_by = signed_on, excused.strip(), by
    if scan is None:
        paper.scan, paper.filename, paper.sha256, paper.signed_on = "", "", "", None
    paper.keep("scan", "filename", "sha256", "signed_on", "excused", "entered_by")
    record(
        "review.paper_set",
        target=file,
        by=by,
        after={"paper": paper.get_kind_display(), "sha256": paper.sha256, "excused": paper.excused},
    )
    return paper


@transaction.atomic
def submit_file(*, file: ReviewFile, by: User) -> ReviewFile:
    """Hand the complete file in for the village's own opinion. Raises RuleRefused with every gap."""
    require(by, Permission.CANDIDATE_EDIT, file)
    file = locked_file(file, State.DRAFTING)
    queries.check_file(file).require()
    file.state = State.VILLAGE
    file.keep("state")
    record("review.file_submitted", target=file, by=by, after={"round": file.round})
    return file
