"""An entered text as the file it can ship as: one file of `election_office/law/provinces/`."""

from __future__ import annotations

from collections.abc import Sequence

from election_office.law.spoken import as_toml
from villages.lawtexts.workbook import TextRow
from villages.models import LawText


def text_as_toml(text: LawText, rows: Sequence[TextRow]) -> str:
    """The law is named by its title here; whoever ships the file enters it in the catalogue of texts."""
    head = {
        "version": f"{text.area_code}-{text.valid_from.year}",
        "layer": text.level,
        **({} if text.kind == "village" else {"election": text.kind}),
        "area": text.area_code,
        "title": text.title,
        "law": text.title,
        "passed": text.passed_on,
        "valid_from": text.valid_from,
        "valid_to": text.valid_to,
        "verified": text.state == LawText.State.CONFIRMED,
    }
    return as_toml(head, [(row.key, row.value, row.article, row.sentence) for row in rows])
