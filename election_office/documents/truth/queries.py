"""What a paper in force says and is no longer so."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from election_office.documents import notice as register
from election_office.documents.facts import Facts, from_json, to_json
from election_office.documents.models import Document
from election_office.documents.notice import Notice


def changes(notice: Notice[Any, Any], subject: Any, document: Document) -> tuple[str, ...]:
    """In words: which printed facts are no longer so. A fact that an old paper did not print is None.

    Where there is nothing to print any more, nothing of the paper holds.
    """
    printed = notice.printed(document)
    try:
        present = _present(notice, subject, printed)
    except ValidationError:
        return tuple(notice.untrue_when.values())
    return tuple(
        word
        for fact, word in notice.untrue_when.items()
        if (old := getattr(printed, fact)) is not None and to_json(old) != to_json(present[fact])
    )


def _present(notice: Notice[Any, Any], subject: Any, printed: Facts) -> dict[str, Any]:
    if notice.present is not None:
        return dict(notice.present(subject, printed))
    # There and back, as the printed facts went: a name with other spaces is no other name.
    facts = from_json(notice.facts_type, to_json(notice.facts(subject)))
    return {fact: getattr(facts, fact) for fact in notice.untrue_when}


def papers_an_act_touches(act: str, *, area_code: str) -> list[Document]:
    """Papers in force whose printed facts an act of that name may change: named before it is confirmed."""
    codes = [notice.code for notice in register.changed_by(act)]
    rows = Document.objects.in_force().filter(kind__in=codes, area_code__startswith=area_code)
    return list(rows.order_by("issued_at", "pk"))


def corrections_after(act: str, *, area_code: str) -> list[str]:
    """For the page that confirms such an act: a sentence for each paper it may make untrue."""
    return [
        f"《{paper.title}》{paper.number}已经{'张贴' if paper.first_posted_on else '签发'}，"
        f"其中{'、'.join(register.get(paper.kind).untrue_when.values())}改变的，须签发更正公告，在原处换贴。"
        for paper in papers_an_act_touches(act, area_code=area_code)
    ]


def untrue_papers(election_id: int) -> list[Document]:
    """The papers of an election for which a correction must be issued, oldest first. One statement."""
    return list(Document.objects.for_election(election_id).untrue().order_by("untrue_since", "pk"))
