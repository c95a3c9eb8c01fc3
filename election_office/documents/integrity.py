"""Whether a paper is still what was issued: its facts and its file, each by the digest taken that day."""

from __future__ import annotations

import logging

from election_office.documents import rules
from election_office.documents.models import Document

logger = logging.getLogger(__name__)

FACTS = "登记的内容"
FILE = "PDF文件"


class Altered(Exception):
    """The stored paper is not the one that was issued; the message is for people."""

    def __init__(self, document: Document, what: list[str]) -> None:
        super().__init__(
            f"《{document.title}》的{'和'.join(what)}与签发时的校验值不符，已被改动，不能再提供。"
            "请停止使用，向县级管理员报告，用备份核对后在原公文上办理更正。"
        )


def facts_are_intact(document: Document) -> bool:
    return rules.sha256(rules.canonical(document.facts)) == document.facts_sha256


def file_is_intact(document: Document) -> bool:
    """True for a paper whose file is still to be made. Reads the whole file."""
    if document.file_status != Document.FileStatus.READY:
        return True
    try:
        with document.pdf.storage.open(document.pdf.name or "") as file:
            return rules.sha256(file.read()) == document.pdf_sha256
    except (OSError, ValueError):
        # A sealed file that somebody changed does not open; one that somebody took away is not there.
        return False


def facts_fault(document: Document) -> str:
    """Why nothing more may be made from the facts of this paper; empty while they are as issued."""
    return "" if facts_are_intact(document) else str(Altered(document, [FACTS]))


def alterations(document: Document) -> list[str]:
    """What is no longer as it was issued; empty when all is."""
    found = [] if facts_are_intact(document) else [FACTS]
    found += [] if file_is_intact(document) else [FILE]
    if found:
        logger.error("Document %s no longer agrees with its digests.", document.pk)
    return found


def require_intact(document: Document) -> None:
    """Raises Altered. Asked before a file of the paper is handed out or made."""
    if found := alterations(document):
        raise Altered(document, found)
