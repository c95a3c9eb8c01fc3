"""Acts on local values and on the texts of provinces and counties."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require, require_apart, require_in
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.law.frozen import written
from election_office.law.overlays import layer_of
from election_office.law.parameters import Unlawful
from election_office.law.rulebooks import rulebook_for
from villages.lawtexts import rules
from villages.lawtexts.workbook import TextRow
from villages.models import Election, FrozenRules, LawText, LawTextRow, RuleOverlay
from villages.models.elections import Stage


@transaction.atomic
def set_overlay(
    *,
    area_code: str,
    key: str,
    value: Any,
    paper_number: str,
    paper_date: dt.date,
    by: User,
    scan: File[bytes] | None = None,
    note: str = "",
    kind: str = "village",
) -> RuleOverlay:
    """A county's, township's or village's own value for one kind of election, with its paper. What the law
    does not leave to that rank is refused: ValidationError with the article."""
    require_in(by, Permission.RULES_OVERLAY, area_code)
    elections = Election.objects.filter(village__code__startswith=area_code, kind=kind)
    elections = elections.exclude(stage=Stage.CLOSED)
    days = list(elections.values_list("election_day", flat=True))
    day = min(days, default=timezone.localdate())
    layer = layer_of(area_code)
    papers = RuleOverlay.objects.in_force().filter(
        area_code__in=_above(area_code), kind=kind, election__isnull=True
    )
    papers = papers.exclude(key=key)
    texts = LawText.objects.covering([area_code]).as_layers()
    laid = [row.as_overlay() for row in papers.order_by("area_code")]
    book = rulebook_for(area_code, day, laid, kind=kind, texts=texts, strict=False)
    chooses = layer == "county" and key in book.by_key and book.parameter(key).on_conflict == "county"
    rules.check_paper(
        number=paper_number, paper_date=paper_date, today=timezone.localdate(), election_days=days,
        asks_note=chooses, note=note,
    ).require()  # fmt: skip
    overlay = RuleOverlay(
        area_code=area_code, kind=kind, key=key, value=value, paper_number=paper_number,
        paper_date=paper_date, note=note, entered_by=by,
    )  # fmt: skip
    if scan is not None:
        overlay.scan = scan
    try:
        rulebook_for(
            area_code,
            day,
            [*map(RuleOverlay.as_overlay, papers), overlay.as_overlay()],
            kind=kind,
            texts=texts,
        )
    except Unlawful as error:
        raise ValidationError({"value": error.sentence if error.key == key else str(error)}) from error
    except (ValueError, KeyError) as error:
        raise ValidationError({"value": str(error).strip("'")}) from error
    before = RuleOverlay.objects.in_force().filter(area_code=area_code, kind=kind, key=key)
    before.filter(election__isnull=True).update(ended_at=timezone.now())
    overlay.keep()
    record(
        "rule.overlay_set",
        target=overlay,
        by=by,
        after={"key": key, "value": value, "paper": paper_number},
        reason=note,
    )
    return overlay


@transaction.atomic
def end_overlay(*, overlay: RuleOverlay, reason: str, by: User) -> RuleOverlay:
    require_in(by, Permission.RULES_OVERLAY, overlay.area_code)
    if overlay.election_id is not None:
        raise ValidationError(f"这一取值由{overlay.paper_number}规定，须由会议修改选举办法，不能在这里停用。")
    overlay.ended_at = timezone.now()
    overlay.keep("ended_at")
    record(
        "rule.overlay_ended",
        target=overlay,
        by=by,
        before={"key": overlay.key, "value": overlay.value},
        reason=reason,
    )
    return overlay


@transaction.atomic
def enter_text(
    *,
    fields: Mapping[str, Any],
    rows: Sequence[TextRow],
    scan: File[bytes],
    workbook: bytes,
    place: str,
    by: User,
) -> LawText:
    """A text typed in from its workbook. It changes nothing until a second person has confirmed it.

    ``place``: the division the entering person serves; only texts that speak for it may be entered.
    The scan stays, sealed: it is what the second person compares with. Of the workbook its hash stays."""
    require_in(by, Permission.RULES_OVERLAY, place)
    text = LawText(**fields, filename=str(scan.name or "全文")[:120], entered_by=by)
    text.scan = scan
    if not place.startswith(text.area_code):
        raise ValidationError({"area_code": "只能录入本省、本市、本县的文本。"})
    text.keep()
    LawTextRow.objects.bulk_create(
        LawTextRow(text=text, key=row.key, value=row.value, article=row.article, sentence=row.sentence)
        for row in rows
    )
    record(
        "rule.text_entered",
        target=text,
        area_code=place,
        by=by,
        after={
            "title": text.title,
            "rows": len(rows),
            "sha256": hashlib.sha256(workbook).hexdigest(),
            "scan_sha256": _sha256(scan),
        },
    )
    return text


@transaction.atomic
def confirm_text(*, text: LawText, place: str, by: User, note: str = "") -> LawText:
    """A second person has compared every row with the scan: the text is in force from its day."""
    require_in(by, Permission.RULES_OVERLAY, place)
    text = _decidable(text)
    require_apart(by, [text.entered_by_id])
    rules.check_confirmation(
        entered_by=text.entered_by_id, by=by.pk, rows=text.rows.count(), has_scan=bool(text.scan)
    ).require()
    text.state, text.reason = LawText.State.CONFIRMED, note
    text.decided_by, text.decided_at = by, timezone.now()
    text.keep("state", "reason", "decided_by", "decided_at")
    record(
        "rule.text_confirmed", target=text, area_code=place, by=by, after={"title": text.title}, reason=note
    )
    return text


@transaction.atomic
def refuse_text(*, text: LawText, place: str, reason: str, by: User) -> LawText:
    """The rows do not say what the scan says: entered anew, nothing was in force."""
    require_in(by, Permission.RULES_OVERLAY, place)
    text = _decidable(text)
    require_apart(by, [text.entered_by_id])
    rules.check_confirmation(entered_by=text.entered_by_id, by=by.pk, rows=1, has_scan=True).require()
    text.state, text.reason = LawText.State.REFUSED, reason
    text.decided_by, text.decided_at = by, timezone.now()
    text.keep("state", "reason", "decided_by", "decided_at")
    record("rule.text_refused", target=text, area_code=place, by=by, reason=reason)
    return text


@transaction.atomic
def freeze_rules(*, election: Election, by: User) -> FrozenRules:
    """The formal list hangs: from here on this election keeps the rules it was called under.

    Called by the act that issues the formal list. Frozen once; a second call changes nothing."""
    require(by, Permission.DOCUMENT_ISSUE, election)
    held = FrozenRules.objects.filter(election=election).first()
    if held is not None:
        return held
    frozen = FrozenRules(
        election=election,
        frozen_on=timezone.localdate(),
        parameters=written(election.rulebook),
        frozen_by=by,
    ).keep()
    record("rule.frozen", target=frozen, by=by, after={"parameters": len(frozen.parameters)})
    return frozen


def _sha256(file: File[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def _decidable(text: LawText) -> LawText:
    text = text.lock()
    if text.state != LawText.State.ENTERED:
        raise ValidationError(f"这份文本{text.get_state_display()}，不能再核对。")
    return text


def _above(area_code: str) -> list[str]:
    return [area_code[:size] for size in (6, 9, 12) if size <= len(area_code)]
