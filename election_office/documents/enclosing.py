"""What an issued paper carries inside its PDF, so that a machine can read in fifty years what it says."""

from __future__ import annotations

import json
from typing import Any

from django.utils import timezone

from election_office.audit.chain import mask_numbers
from election_office.documents import rendering
from election_office.documents.kinds import DocumentKind
from election_office.documents.models import Document
from election_office.documents.rendering import Enclosed

NAME = "facts.json"
FORMAT = "office-paper/1"


def pdf_to_keep(kind: DocumentKind, document: Document) -> rendering.Pdf:
    """The paper as PDF/A-3b with its facts inside. Raises CannotPrint."""
    marks, facts = rendering.printed(document), kind.facts_of(document)
    return rendering.pdf_of(kind, facts, marks, enclosed=facts_file(document))


def facts_file(document: Document) -> Enclosed:
    """The facts as they were fixed. A paper that hangs in public carries no person's number with it."""
    facts = _without_numbers(document.facts) if document.public else document.facts
    content = {
        "format": FORMAT,
        "kind": document.kind,
        "facts_version": document.facts_version,
        "facts_sha256": document.facts_sha256,
        "title": document.title,
        "number": document.number,
        "dated": document.dated.isoformat(),
        "code": document.code,
        "facts": facts,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    return Enclosed(NAME, text.encode(), "Facts of this paper", timezone.localtime(document.issued_at))


def _without_numbers(value: Any) -> Any:
    match value:
        case str():
            return mask_numbers(value)
        case list():
            return [_without_numbers(item) for item in value]
        case dict():
            return {key: _without_numbers(item) for key, item in value.items()}
    return value
