"""Every declared paper, short and with the longest facts, in print and from Word: `make papers`.

Writes .cache/papers/ and tells each paper whose Word file, opened in LibreOffice, has other pages or another
text than its PDF. Ends with 1 when there is one. The facts are the examples of tests/notices; the longest
have a village of twelve characters and every list three times as long. Codes of papers after the
command print these alone.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "election_office.settings")

import django  # noqa: E402 -- after the path and the settings

django.setup()

from election_office.documents import gallery, paper_html, rendering, specimens  # noqa: E402
from election_office.documents.kinds import DocumentKind  # noqa: E402
from tests.word_pages import compared, grown, write_both  # noqa: E402

FOLDER = PROJECT / ".cache" / "papers"
LONG_VILLAGE = "演示超长地名十二个字的大村"
TIMES = 3


def _wanted() -> Iterator[tuple[DocumentKind, dict[str, Any], dict[str, Any]]]:
    """Every declared paper and every kind of which there is a specimen, with short and longest facts."""
    codes = sys.argv[1:]
    for kind in gallery.all_kinds():
        if codes and kind.code not in codes:
            continue
        if not kind.has_word:
            print(f"{kind.code}: PDF alone")
            continue
        facts = gallery.facts_of(kind, "short")
        if kind.notice is None:
            yield kind, facts, gallery.facts_of(kind, "longest")
        else:
            yield kind, facts, _longest(kind, facts)


def _longest(kind: DocumentKind, facts: dict[str, Any]) -> dict[str, Any]:
    """Every list three times as long; where a list is a row of cells, the longest by the names of facts."""
    longest: dict[str, Any] = grown(facts, {str(facts.get("village") or "演示村"): LONG_VILLAGE}, TIMES)
    layout = kind.compose or kind.word
    assert layout is not None
    try:
        paper_html.body(layout(longest))
    except (TypeError, ValueError, KeyError):
        return specimens.longest(facts)
    return longest


def main() -> int:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    names: list[str] = []
    faults: list[str] = []
    for kind, short, longest in _wanted():
        for length, said in (("short", short), ("longest", longest)):
            name = f"{kind.code}-{length}"
            marks = rendering.Printed(
                title=kind.title, number="演示选〔2026〕3号", dated=date(2026, 12, 20), code="7KQXMRT4WA"
            )
            try:
                write_both(kind, said, marks, FOLDER, name)
            except (TypeError, ValueError, KeyError) as error:
                faults.append(f"{name}: these facts cannot be printed: {error}")
                continue
            names.append(name)
    both = compared(FOLDER, names)
    faults += [fault for paper in both for fault in paper.faults]
    for paper in both:
        print(f"{paper.name}: {paper.pdf_pages} / {paper.word_pages}")
    print(*faults, sep="\n")
    print(f"{len(both)} papers, {len(faults)} faults; see .cache/papers")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
