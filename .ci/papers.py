"""Every declared paper, short and with the longest facts, in print and from Word: `make papers`.

Writes .cache/papers/ and tells each paper whose Word file, opened in LibreOffice, has other pages or another
text than its PDF. Ends with 1 when there is one. The facts are the examples of tests/notices; the longest
have a village of twelve characters and every list three times as long. Codes of papers after the
command print these alone.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from datetime import date
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "election_office.settings")

import django  # noqa: E402 -- after the path and the settings

django.setup()

from election_office.documents import notice as register  # noqa: E402
from election_office.documents import paper_html, rendering, specimens  # noqa: E402
from tests.word_pages import compared, grown, write_both  # noqa: E402

FOLDER = PROJECT / ".cache" / "papers"
EXAMPLES = PROJECT / "tests" / "notices" / "examples"
LONG_VILLAGE = "演示超长地名十二个字的大村"
TIMES = 3


def _longest(notice: register.Notice[Any, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """Every list three times as long; where a list is a row of cells, the longest by the names of facts."""
    longest: dict[str, Any] = grown(facts, {str(facts.get("village") or "演示村"): LONG_VILLAGE}, TIMES)
    compose = notice.as_kind().compose
    assert compose is not None
    try:
        paper_html.body(compose(longest))
    except (TypeError, ValueError, KeyError):
        return specimens.longest(facts)
    return longest


def main() -> int:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    names: list[str] = []
    faults: list[str] = []
    wanted = sys.argv[1:]
    for notice in register.every():
        if wanted and notice.code not in wanted:
            continue
        if notice.layout is None:
            print(f"{notice.code}: PDF alone")
            continue
        path = EXAMPLES / f"{notice.code}-v{notice.facts_type.version}.json"
        facts = json.loads(path.read_text(encoding="utf-8"))["facts"]
        for length, said in (("short", facts), ("longest", _longest(notice, facts))):
            name = f"{notice.code}-{length}"
            marks = rendering.Printed(
                title=notice.title, number="演示选〔2026〕3号", dated=date(2026, 12, 20), code="7KQXMRT4WA"
            )
            try:
                write_both(notice.as_kind(), said, marks, FOLDER, name)
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
