"""What lies in the archive of an election: papers, photographs, scans, counts, trail, by boxes."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.utils import timezone

from ballots import counts
from ballots.models import Result
from election_office.archive import queries
from election_office.archive.boxes import Box, Shelf, file_name
from election_office.archive.scans import scans_of
from election_office.audit.exports import csv_lines, safe_cell
from election_office.audit.models import AuditCheckpoint, AuditEvent
from election_office.documents import integrity, kinds, rendering, word
from election_office.documents.models import Document, Posting
from election_office.law.dates import cn_date
from election_office.law.frozen import printed
from villages.models import Election
from voters.models import Registration

PIECE = 1 << 16
Pieces = Callable[[], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One file. ``sha256``: what it must come to, where that was noted when it was made."""

    box: Box
    title: str
    suffix: str
    pieces: Pieces
    number: str = ""
    dated: str = ""
    pages: int | None = None
    note: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class CountFiles:
    title: str
    count: Entry
    outcome: Entry


@dataclass
class Contents:
    shelf: Shelf
    entries: list[Entry] = field(default_factory=list)
    results: list[CountFiles] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def contents_of(election: Election) -> Contents:
    """In the order of the boxes, and in each by what it is and when it was made."""
    found = Contents(queries.shelf_of(election.area_code))
    for document in Document.objects.for_election(election.pk).order_by("issued_at", "pk"):
        _paper(document, found)
    for scan in scans_of(election, found.shelf):
        found.entries.append(
            Entry(scan.box, scan.title, scan.suffix, partial(stored, scan.name), note="扫描件")
        )
    _results(election, found)
    found.entries += _data(election, found.shelf)
    found.entries.sort(key=lambda entry: entry.box.number)
    return found


def stored(name: str) -> Iterator[bytes]:
    """A file of the office's storage, unsealed. Raises OSError or ValueError where it does not open."""
    with default_storage.open(name) as file:
        while piece := file.read(PIECE):
            yield piece


# ------------------------------------------------------------------ papers


def _paper(document: Document, found: Contents) -> None:
    lies_in = found.shelf.of_paper(document.kind)
    kind = kinds.find(document.kind)
    title = re.sub(r"\s+", "", document.title) if document.public else document.kind_title
    plain: dict[str, Any] = {"number": document.number, "dated": cn_date(document.dated)}
    state = "" if document.state in ("issued", "posted") else document.get_state_display()
    if document.file_status == Document.FileStatus.READY:
        pdf = partial(stored, document.pdf.name or "")
        sha256 = document.pdf_sha256
        found.entries.append(
            Entry(lies_in, title, ".pdf", pdf, pages=document.pages, note=state, sha256=sha256, **plain)
        )
    else:
        found.missing.append(f"《{title}》（{document.number or '无文号'}）的PDF没有生成。")
    if not integrity.facts_are_intact(document):
        found.missing.append(f"《{title}》登记的内容被改动，没有Word文件。")
    elif kind is not None and kind.has_word:
        file = partial(_word, document)
        found.entries.append(Entry(lies_in, title, ".docx", file, note=state or "Word文件", **plain))
    for copy in document.copies.all():
        file = partial(stored, copy.file.name or "")
        found.entries.append(
            Entry(lies_in, f"{title}张贴稿", ".docx", file, note="张贴稿", sha256=copy.sha256, **plain)
        )
    bare = [row.place_name for row in document.postings.valid() if not _photo(row, title, lies_in, found)]
    if bare:
        found.missing.append(f"《{title}》{len(bare)}处没有张贴照片：{'、'.join(bare)}。")


def _word(document: Document) -> Iterator[bytes]:
    kind, marks = kinds.get(document.kind), rendering.printed(document)
    paper = rendering.fitted_paper(kind, kind.facts_of(document), marks, document.form)
    yield word.docx_of(paper, foot=marks.foot)


def _photo(posting: Posting, title: str, lies_in: Box, found: Contents) -> bool:
    """Whether there is one."""
    at = cn_date(posting.posted_on)
    if not posting.photo:
        return False
    name = f"{title}张贴{file_name(posting.place_name)}"
    file = partial(stored, posting.photo.name or "")
    found.entries.append(
        Entry(lies_in, name, ".jpg", file, dated=at, note="张贴照片", sha256=posting.photo_sha256)
    )
    return True


# ------------------------------------------------------------------ the count


def _results(election: Election, found: Contents) -> None:
    results = Result.objects.filter(round__election=election).select_related("round")
    for result in results.order_by("round__number", "declared_at"):
        title = result.round.title + ("（已作废）" if result.revoked_at else "")
        dated, lies_in = cn_date(timezone.localdate(result.declared_at)), found.shelf.box("result")
        files = CountFiles(
            title,
            _json(lies_in, f"{title}计票数据", result.count, dated, result.count_sha256),
            _json(lies_in, f"{title}选举结果", result.outcome, dated, result.outcome_sha256),
        )
        found.entries += [files.count, files.outcome]
        found.results.append(files)


def _json(lies_in: Box, title: str, data: Any, dated: str, sha256: str) -> Entry:
    return Entry(lies_in, title, ".json", lambda: [counts.canonical(data)], dated=dated, sha256=sha256)


# ------------------------------------------------------------------ roll, rules, trail


def _data(election: Election, shelf: Shelf) -> list[Entry]:
    rules, today = shelf.box("rules"), cn_date(timezone.localdate())
    events = AuditEvent.objects.filter(area_code=election.area_code).order_by("number")
    county = election.area_code[:6]
    last = AuditCheckpoint.objects.filter(area_code=county).order_by("-size").first()
    found = [
        Entry(shelf.box("roll"), "参选人员名册", ".csv", partial(_roll, election), dated=today),
        Entry(rules, "适用规则", ".json", lambda: [_text(printed(election.rulebook))], dated=today),
        Entry(rules, "适用规则", ".csv", partial(_rules, election), dated=today),
        Entry(
            rules,
            "操作留痕",
            ".csv",
            lambda: csv_lines(events),
            dated=today,
            note=f"{election.words.here}全部记录",
        ),
    ]
    if last is not None:
        note = last.note.encode()
        at = cn_date(timezone.localdate(last.at))
        found.append(Entry(rules, "全县留痕检查点", ".txt", lambda: [note], dated=at, note="已签名"))
    return found


def _text(data: Any) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _roll(election: Election) -> Iterator[bytes]:
    """Who was on the roll, by its numbers. No personal number leaves the office this way."""
    yield b"\xef\xbb\xbf" + _line(
        ("序号", "组别", "姓名", "性别", "出生年份", "类别", "状态", "理由", "文号")
    )
    rows = Registration.objects.filter(election=election).with_people().in_roll_order()
    for row in rows.iterator(chunk_size=1000):
        person = row.person
        yield _line(
            (
                row.serial or "",
                row.place,
                person.name,
                person.get_sex_display(),
                person.birth_date.year,
                row.class_label,
                row.get_status_display(),
                row.reason,
                row.paper_number,
            )
        )


def _rules(election: Election) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf" + _line(("规则", "取值", "依据", "性质"))
    for parameter in election.rulebook.parameters:
        yield _line((parameter.label, parameter.display, str(parameter.citation), parameter.kind))


def _line(cells: Iterable[Any]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow([safe_cell(cell) for cell in cells])
    return line.getvalue().encode()
