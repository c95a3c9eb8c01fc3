"""Every change to a paper: issued, printed, posted, taken down, replaced, revoked; and the draft of one."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.files.base import ContentFile, File
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.audit.clock import require_forward
from election_office.documents import elections, fonts, integrity, kinds, photos, queries, rendering, rules
from election_office.documents.enclosing import pdf_to_keep
from election_office.documents.kinds import DocumentKind, Facts, Place
from election_office.documents.models import Document, NumberSeries, Posting
from election_office.documents.notice import Notice
from election_office.documents.tasks import render_document

logger = logging.getLogger(__name__)

UNWRITTEN = "写入文件时出错，稍后自动重试。"


def freeze(facts: Facts) -> Facts:
    """Facts as they will be read back: plain JSON, dates as text."""
    frozen: Facts = json.loads(json.dumps(facts, cls=DjangoJSONEncoder, ensure_ascii=False))
    return frozen


def check_facts(kind: DocumentKind, facts: Facts) -> None:
    """Refuse facts that must not or cannot be printed. Raises ValidationError with every sentence."""
    problems = []
    texts = list(rendering.texts_of(kind, facts))
    if kind.public:
        found = rules.text_with_id_number(texts)
        if found is not None:
            problems.append(f"「{found[:60]}」含有身份证号码，公开张贴的公文不得写身份证号码。")
    problems += fonts.glyph_problems(texts)
    if problems:
        raise ValidationError(problems)


def check_texts(texts: Iterable[str]) -> None:
    """Refuse what the fonts cannot draw. Raises ValidationError."""
    problems = fonts.glyph_problems(texts)
    if problems:
        raise ValidationError(problems)


def preview_pdf(kind: str, subject: Any) -> bytes:
    """The paper as it would be printed now, marked as a draft. Leaves no trace and takes no number."""
    paper_kind, facts = facts_now(kind, subject)
    return rendering.pdf_of(paper_kind, facts, rendering.draft(paper_kind, facts)).data


def working_pdf(kind: str, subject: Any) -> bytes:
    """A form to be written on or signed by hand: no number, no code, and no mark of a draft.

    Raises ValidationError for a name that cannot be printed."""
    paper_kind, facts = facts_now(kind, subject)
    title = str(facts.get("title") or paper_kind.title)
    return rendering.pdf_of(paper_kind, facts, rendering.Printed(title=title)).data


def facts_now(kind: str, subject: Any) -> tuple[DocumentKind, Facts]:
    paper_kind = kinds.get(kind)
    facts = freeze(paper_kind.facts(subject))
    try:
        check_facts(paper_kind, facts)
    except ValueError as lacking:  # a fact that the paper cannot do without is not known yet
        raise ValidationError("这份公文要写的情况还没有登记齐全，登记后再预览。") from lacking
    return paper_kind, facts


def next_number(kind: DocumentKind, subject: Any, on: date) -> tuple[str, str]:
    """(number, scope) taken from the kind's series. Call inside a transaction: a rollback gives it back."""
    rule = kind.number_rule
    scope = _number_scope(kind, subject, on)
    if rule is None:
        return "", scope
    area = rule.area(subject) if rule.area is not None else subject.area_code
    NumberSeries.objects.get_or_create(area_code=area, series=rule.series, scope=scope)
    series = NumberSeries.objects.select_for_update().get(area_code=area, series=rule.series, scope=scope)
    series.last += 1
    series.save(update_fields=["last"])
    return rule.label(subject, on.year, series.last), scope


def _number_scope(kind: DocumentKind, subject: Any, on: date) -> str:
    """Within which a number is given once: what the kind says, else the calendar year."""
    rule = kind.number_rule
    return rule.scope(subject) if rule is not None and rule.scope is not None else str(on.year)


def _new_code() -> str:
    while True:
        code = "".join(secrets.choice(rules.CODE_ALPHABET) for _ in range(rules.CODE_LENGTH))
        if not Document.objects.filter(code=code).exists():
            return code


@transaction.atomic
def issue(
    kind: str,
    subject: Any,
    *,
    by: User,
    number: str | None = None,
    places: Sequence[Place] | None = None,
    replaces: Document | None = None,
    reason: str = "",
    election_id: int | None = None,
    title: str = "",
    dated: date | None = None,
    at: datetime | None = None,
) -> Document:
    """Fix the facts, give the number, and leave the printing to the background.

    ``number``: None takes the next of the kind's series, "" gives none. ``title``: empty takes
    ``facts["title"]``, else the kind's. ``dated``: the date under the signature, today by default.
    ``at``: when it was issued, for loaders of past records; never later than now.
    Raises PermissionDenied, ValidationError naming what cannot be printed, or RuleRefused with what is
    still missing for its signature.
    """
    known = kinds.get(kind)
    require(by, known.permission, subject)
    require_forward()
    issued_at = at or timezone.now()
    if issued_at > timezone.now():
        raise ValidationError("签发时间不能晚于现在。")
    old = _lock_replaced(replaces, kind=kind, area_code=subject.area_code, reason=reason)
    if known.notice is not None:
        subject = _lock_subject(known.notice, subject)

    facts = freeze(known.facts(subject))
    if known.notice is not None:
        known.notice.signature(subject, correcting=old is not None).require()
        known.notice.signer(subject, known.issuer(facts), correcting=old is not None).require()
    check_facts(known, facts)
    on = timezone.localdate(issued_at)
    if number is None and known.notice is not None and known.notice.own_number is not None:
        number = known.notice.own_number(subject)
    if number is None:
        number, scope = next_number(known, subject, on)
    else:
        number, scope = number.strip(), _number_scope(known, subject, on)
    if places is None:
        places = list(known.places(subject)) if known.places else []
    document = Document(
        kind=kind,
        number=number,
        number_scope=scope,
        title=title or str(facts.get("title") or known.title),
        issuer=known.issuer(facts),
        area_code=subject.area_code,
        subject=queries.subject_label(subject),
        election_id=election_id if election_id is not None else getattr(subject, "election_id", None),
        facts=facts,
        facts_version=known.facts_version,
        facts_sha256=rules.sha256(rules.canonical(facts)),
        code=_new_code(),
        verify_address=rendering.verify_address(),
        verify_place=elections.where_to_ask(subject),
        phone=elections.office_phone(subject),
        chinese_date=settings.OFFICE_CHINESE_DATES,
        view_permission=known.view_permission.value,
        public=known.public,
        single=known.single,
        places=[asdict(place) for place in places],
        dated=dated or on,
        issued_at=issued_at,
        issued_by=by,
        replaces=old,
        replaced_reason=reason.strip() if old else "",
    )
    check_texts((document.number, document.title, document.issuer))
    return _put_in_force(document, known, by=by, reason=reason)


def _lock_subject(notice: Notice[Any, Any], subject: Any) -> Any:
    """The subject as it stands now, its row locked: the facts are fixed from it."""
    if not isinstance(subject, notice.subject):
        raise TypeError(f"{notice.code} is about {notice.subject.__name__}, not {type(subject).__name__}.")
    return notice.subject._default_manager.select_for_update(of=("self",)).get(pk=subject.pk)


def _put_in_force(document: Document, kind: DocumentKind, *, by: User, reason: str) -> Document:
    """Save the new paper, with what it replaces and what follows from it."""
    old = document.replaces
    if old is not None:
        # First, so that the new paper may carry the old one's number.
        old.state = Document.State.REPLACED
        old.save(update_fields=["state"])
    document.full_clean()
    document.save()
    record(
        "document.issued",
        target=document,
        by=by,
        before={"replaces": old.pk, "number": old.number} if old else None,
        after={
            "kind": document.kind,
            "number": document.number,
            "title": document.title,
            "sha256": document.facts_sha256,
        },
        reason=reason,
    )
    if kind.on_issued:
        kind.on_issued(document)
    if old is not None and kind.on_replaced:
        kind.on_replaced(document)
    transaction.on_commit(partial(_send, document.pk))
    return document


def _lock_replaced(replaces: Document | None, *, kind: str, area_code: str, reason: str) -> Document | None:
    if replaces is None:
        return None
    old = Document.objects.select_for_update(of=("self",)).get(pk=replaces.pk)
    if old.kind != kind or old.area_code != area_code:
        raise ValidationError("只能用同一地方的同类公文替代原公文。")
    if old.is_withdrawn:
        raise ValidationError(f"《{old.title}》{old.get_state_display()}，不能再次替代。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明更正原因。"})
    return old


def _send(pk: int) -> None:
    """Hand the printing to a worker. The paper is issued whether or not the queue can be reached:
    it then waits as PENDING for the supervisor (``documents.waiting``)."""
    try:
        render_document.delay(pk)
    except (OperationalError, OSError) as fault:
        # A full disk takes no message of the queue of files either.
        logger.error("The queue cannot be reached (%s); document %s waits.", type(fault).__name__, pk)


def render(document: Document) -> Document:
    """Make the PDF from the facts fixed at issue. Running it twice makes the same file once."""
    try:
        known = kinds.get(document.kind)
        if fault := integrity.facts_fault(document):
            return _note_failure(document, fault)
        pdf = pdf_to_keep(known, document)
    except rendering.CannotPrint as error:
        return _note_failure(document, str(error))
    except KeyError:
        return _note_failure(document, f"系统中没有“{document.kind}”这种公文。")
    except OSError:
        _note_failure(document, UNWRITTEN)
        raise
    except Exception:
        logger.exception("Document %s could not be printed.", document.pk)
        return _note_failure(document, "排版程序出错，请联系管理员查看日志后重新生成。")
    return _keep_file(document, pdf)


@transaction.atomic
def _keep_file(document: Document, pdf: rendering.Pdf) -> Document:
    row = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if row.file_status == Document.FileStatus.READY:
        return row
    row.pdf.save(f"{row.pk}-{row.code}.pdf", ContentFile(pdf.data), save=False)
    row.pdf_sha256 = rules.sha256(pdf.data)
    row.pages = pdf.pages
    row.form = pdf.form
    row.file_status = Document.FileStatus.READY
    row.file_problem = ""
    row.save(update_fields=["pdf", "pdf_sha256", "pages", "form", "file_status", "file_problem"])
    record(
        "document.printed",
        target=row,
        by=None,
        after={"pdf_sha256": row.pdf_sha256, "pages": row.pages},
    )
    return row


@transaction.atomic
def _note_failure(document: Document, problem: str) -> Document:
    row = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if row.file_status != Document.FileStatus.READY:
        row.file_status = Document.FileStatus.FAILED
        row.file_problem = problem[:500]
        row.save(update_fields=["file_status", "file_problem"])
    return row


@transaction.atomic
def print_again(document: Document, *, by: User) -> None:
    """Ask once more for a file that failed or never came."""
    require(by, kinds.get(document.kind).permission, document)
    row = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if row.file_status == Document.FileStatus.READY:
        return
    row.file_status = Document.FileStatus.PENDING
    row.file_problem = ""
    row.save(update_fields=["file_status", "file_problem"])
    transaction.on_commit(partial(_send, row.pk))


def requeue_unprinted() -> int:
    """Queue every paper whose file is still to be made, after a worker died. Returns how many."""
    waiting = list(
        Document.objects.filter(file_status=Document.FileStatus.PENDING).values_list("pk", flat=True)
    )
    for pk in waiting:
        _send(pk)
    return len(waiting)


# ------------------------------------------------------------------ postings


@transaction.atomic
def record_posting(
    document: Document,
    *,
    place_key: str,
    posted_at: datetime,
    by: User,
    posted_by: str = "",
    photo: File[bytes] | None = None,
    note: str = "",
) -> Posting:
    """Record that the paper really hangs at one of its places, since when, by whose hand.

    ``posted_at``: aware, not before the paper was issued and not after now. ``posted_by``: name of
    the person who hung it, the recording user by default. Raises ValidationError keyed by field.
    """
    require(by, Permission.DOCUMENT_POST, document)
    require_forward()
    row = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    kind = kinds.find(row.kind)
    place = _check_posting(row, place_key=place_key, posted_at=posted_at)
    if photo is None and kind is not None and kind.photo_required:
        raise ValidationError({"photo": "这类公文须上传张贴照片。"})

    posting = Posting(
        document=row,
        place_key=place.key,
        place_name=place.name,
        posted_at=posted_at,
        posted_by=posted_by.strip() or by.name,
        recorded_by=by,
        note=note.strip(),
    )
    picture = None
    if photo is not None:
        try:
            picture = photos.clean_photo(photo)
        except ValidationError as error:
            raise ValidationError({"photo": error.messages}) from error
        posting.photo_sha256 = rules.sha256(picture.jpeg)
        posting.photo_taken_at = picture.taken_at
    posting.full_clean()
    if picture is not None:
        posting.photo.save(f"{row.pk}-{secrets.token_hex(8)}.jpg", ContentFile(picture.jpeg), save=False)
    posting.save()
    _work_out_dates(row)
    record(
        "document.posted",
        target=row,
        by=by,
        after={
            "place": place.name,
            "posted_at": posted_at.isoformat(),
            "posted_by": posting.posted_by,
            "photo_sha256": posting.photo_sha256,
        },
    )
    if kind is not None and kind.on_posted:
        kind.on_posted(posting)
    return posting


@dataclass(frozen=True, slots=True)
class PostingEntry:
    """One place of a round. ``fields``: the form field of each argument, where its error stands."""

    place_key: str
    posted_at: datetime
    photo: File[bytes] | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def record_posting_round(
    document: Document,
    *,
    entries: Sequence[PostingEntry],
    posted_by: str,
    by: User,
    at_once: bool = False,
) -> list[Posting]:
    """Record one walk round several places, all of them or none. Raises ValidationError with every fault.

    ``at_once``: several people went at the same time. Nobody alone hangs two papers in the same minute.
    """
    require(by, Permission.DOCUMENT_POST, document)
    postings: list[Posting] = []
    faults = {} if at_once else _same_minutes(document, entries)
    for entry in entries:
        try:
            postings.append(
                record_posting(
                    document,
                    place_key=entry.place_key,
                    posted_at=entry.posted_at,
                    posted_by=posted_by,
                    photo=entry.photo,
                    by=by,
                )
            )
        except ValidationError as error:
            keyed = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
            for name, messages in keyed.items():
                faults.setdefault(entry.fields.get(name, NON_FIELD_ERRORS), []).extend(messages)
    if faults:
        raise ValidationError(faults)
    return postings


def _same_minutes(document: Document, entries: Sequence[PostingEntry]) -> dict[str, list[str]]:
    """The places that are said to have got the paper in the minute of an earlier one, with the sentence."""
    faults: dict[str, list[str]] = {}
    names = {place.key: place.name for place in document.place_list}
    first: dict[datetime, str] = {}
    for entry in entries:
        minute = entry.posted_at.replace(second=0, microsecond=0)
        earlier = first.setdefault(minute, entry.place_key)
        if earlier != entry.place_key:
            faults.setdefault(entry.fields.get("posted_at", NON_FIELD_ERRORS), []).append(
                f"与“{names.get(earlier, earlier)}”填的是同一时间，请按实际逐处填写；"
                "几个人分头同时张贴的，请在下面勾选。"
            )
    return faults


def _check_posting(document: Document, *, place_key: str, posted_at: datetime) -> Place:
    if document.is_withdrawn:
        raise ValidationError(f"《{document.title}》{document.get_state_display()}，不能再张贴。")
    place = next((place for place in document.place_list if place.key == place_key), None)
    if place is None:
        raise ValidationError({"place_key": "这不是本公文应张贴的地点。"})
    if timezone.is_naive(posted_at):
        raise ValueError("posted_at must carry its time zone.")
    if posted_at > timezone.now():
        raise ValidationError({"posted_at": "张贴时间不能晚于现在，请在实际张贴之后登记。"})
    # Forms give whole minutes.
    issued = timezone.localtime(document.issued_at).replace(second=0, microsecond=0)
    if posted_at < issued:
        raise ValidationError(
            {"posted_at": f"本公文于{issued:%Y年%-m月%-d日%H时%M分}签发，张贴时间不能早于签发时间。"}
        )
    return place


def _work_out_dates(document: Document) -> None:
    """Bring the paper's dates and state in line with its valid postings."""
    postings = list(document.postings.valid())
    document.first_posted_on, document.fully_posted_on = rules.publication_dates(
        ((posting.place_key, posting.posted_on) for posting in postings), document.required_keys
    )
    if not document.is_withdrawn:
        if not postings:
            document.state = Document.State.ISSUED
        elif any(posting.taken_down_at is None for posting in postings):
            document.state = Document.State.POSTED
        else:
            document.state = Document.State.TAKEN_DOWN
    document.save(update_fields=["first_posted_on", "fully_posted_on", "state"])


def _lock_posting(posting: Posting) -> tuple[Document, Posting]:
    """The paper first, then its posting: the same order everywhere."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=posting.document_id)
    row = Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
    row.document = document
    return document, row


@transaction.atomic
def take_down(posting: Posting, *, by: User, at: datetime | None = None, reason: str = "") -> Posting:
    """Record that the paper no longer hangs there. Its days of publication stay as they were."""
    require(by, Permission.DOCUMENT_POST, posting.document)
    document, row = _lock_posting(posting)
    now = timezone.now()
    if row.voided_at is not None or row.taken_down_at is not None:
        raise ValidationError(f"{row.place_name}的张贴已经撤下或作废。")
    if at is not None and at > now:
        raise ValidationError({"at": "撤下时间不能晚于现在。"})
    row.taken_down_at, row.taken_down_by, row.taken_down_reason = at or now, by, reason.strip()
    row.full_clean()
    row.save(update_fields=["taken_down_at", "taken_down_by", "taken_down_reason"])
    _work_out_dates(document)
    record(
        "document.taken_down",
        target=document,
        by=by,
        after={"place": row.place_name, "taken_down_at": row.taken_down_at.isoformat()},
        reason=reason,
    )
    kind = kinds.find(document.kind)
    if kind is not None and kind.on_taken_down:
        kind.on_taken_down(row)
    return row


@transaction.atomic
def void_posting(posting: Posting, *, by: User, reason: str) -> Posting:
    """Put right an entry made by mistake: it stays readable and counts for nothing."""
    require(by, Permission.DOCUMENT_POST, posting.document)
    document, row = _lock_posting(posting)
    if row.voided_at is not None:
        raise ValidationError("这条张贴登记已经作废。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明作废原因。"})
    row.voided_at, row.voided_by, row.voided_reason = timezone.now(), by, reason.strip()
    row.full_clean()
    row.save(update_fields=["voided_at", "voided_by", "voided_reason"])
    _work_out_dates(document)
    record(
        "document.posting_voided",
        target=document,
        by=by,
        before={"place": row.place_name, "posted_at": row.posted_at.isoformat()},
        reason=reason,
    )
    kind = kinds.find(document.kind)
    if kind is not None and kind.on_voided:
        kind.on_voided(row)
    return row


# ------------------------------------------------------------------ withdrawal


@transaction.atomic
def revoke(document: Document, *, by: User, reason: str) -> Document:
    """Withdraw a paper that nothing replaces. It stays on record and its code says 已撤销."""
    kind = kinds.get(document.kind)
    require(by, kind.permission, document)
    row = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if row.is_withdrawn:
        raise ValidationError(f"《{row.title}》{row.get_state_display()}，不能再次撤销。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明撤销原因。"})
    before = row.state
    row.state = Document.State.REVOKED
    row.revoked_at, row.revoked_by, row.revoked_reason = timezone.now(), by, reason.strip()
    row.full_clean()
    row.save(update_fields=["state", "revoked_at", "revoked_by", "revoked_reason"])
    record(
        "document.revoked",
        target=row,
        by=by,
        before={"state": before},
        after={"state": row.state},
        reason=reason,
    )
    if kind.on_revoked:
        kind.on_revoked(row)
    return row


def replace(
    document: Document, *, by: User, reason: str, subject: Any, number: str | None = None
) -> Document:
    """Issue a corrected paper of the same kind from the subject as it stands now."""
    known: dict[str, Any] = {"replaces": document, "reason": reason, "election_id": document.election_id}
    return issue(document.kind, subject, by=by, number=number, **known)
