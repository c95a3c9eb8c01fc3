"""Whether the papers still hold what the trail recorded when they were issued and printed."""

from __future__ import annotations

from collections.abc import Iterator

from election_office.audit.evidence import Fault
from election_office.audit.models import AuditEvent
from election_office.documents import integrity
from election_office.documents.models import Document

SOME = 200


def paper_faults(area_prefix: str) -> Iterator[Fault]:
    """Papers whose facts or file are not those the trail recorded, and those it knows that are gone."""
    issued: dict[str, tuple[str, str]] = {}
    printed: dict[str, str] = {}
    acts = AuditEvent.objects.filter(
        action__in=("document.issued", "document.printed"), area_code__startswith=area_prefix
    )
    for event in acts.order_by("pk").iterator(chunk_size=2000):
        if event.action == "document.issued":
            issued[event.target] = event.area_code, event.after.get("sha256", "")
        else:
            printed[event.target] = event.after.get("pdf_sha256", "")
    rows = Document.objects.filter(area_code__startswith=area_prefix).order_by("pk")
    for document in rows.iterator(chunk_size=SOME):
        target = f"{Document._meta.label}:{document.pk}"
        recorded = issued.pop(target, None)
        for code, sentence in _faults(document, recorded, printed.get(target, "")):
            yield Fault(document.area_code, code, f"查验码{document.shown_code}的公文：{sentence}。")
    for target, (area_code, _) in issued.items():
        pk = target.rpartition(":")[2]
        yield Fault(area_code, "paper_missing", f"编号{pk}的公文不见了。")


def _faults(document: Document, recorded: tuple[str, str] | None, printed: str) -> Iterator[tuple[str, str]]:
    if recorded is None:
        yield "paper_untraced", "操作留痕中没有签发记录"
    elif document.facts_sha256 != recorded[1] or not integrity.facts_are_intact(document):
        yield "facts_changed", "内容与签发时记录的校验值不符"
    # One printed before printing left a trace is held to its own row.
    ready = document.file_status == Document.FileStatus.READY
    if ready and (
        document.pdf_sha256 != (printed or document.pdf_sha256) or not integrity.file_is_intact(document)
    ):
        yield "pdf_changed", "PDF文件与生成时记录的校验值不符"
