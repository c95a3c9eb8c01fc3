"""Specimens of every kind: short, and with the longest facts. Made by a job, laid in the store, never in a
request. A specimen says 样张 across its page and takes no number and no code."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from election_office.documents import kinds, rendering, specimens
from election_office.documents.kinds import DocumentKind, Facts

FOLDER = "gallery"
LENGTHS = {"short": "短", "longest": "最长"}
EXAMPLES = Path(settings.BASE_DIR) / "tests" / "notices" / "examples"
THUMB_DPI = 40


@dataclass(frozen=True, slots=True)
class Made:
    """One specimen: its pages, or the sentence why there is none."""

    pages: int = 0
    problem: str = ""
    picture: bool = False


def all_kinds() -> list[DocumentKind]:
    """Those whose facts can be made up; the rest are printed from an election alone."""
    return [kind for kind in kinds.every() if _base(kind) is not None and not kind.code.startswith("test.")]


def _base(kind: DocumentKind) -> Callable[[], Facts] | None:
    if kind.notice is not None:
        facts_type = kind.notice.facts_type
        example = EXAMPLES / f"{kind.code}-v{facts_type.version}.json"
        if example.is_file():
            return lambda: dict(json.loads(example.read_text(encoding="utf-8"))["facts"])
        return lambda: specimens.made_up(facts_type)
    return kind.specimen


def facts_of(kind: DocumentKind, length: str) -> Facts:
    base = _base(kind)
    assert base is not None
    if length == "longest":
        return kind.specimen_longest(base()) if kind.specimen_longest else specimens.longest(base())
    return base()


def make_all(tell: Callable[[int, int, str], Any]) -> tuple[int, int]:
    """Every specimen anew: how many were made, and how many could not."""
    wanted = [(kind, length) for kind in all_kinds() for length in LENGTHS]
    index: dict[str, dict[str, Any]] = {}
    for done, (kind, length) in enumerate(wanted):
        tell(done, len(wanted), kind.title)
        made = make(kind, length)
        index.setdefault(kind.code, {})[length] = {
            "pages": made.pages,
            "problem": made.problem,
            "picture": made.picture,
        }
        _keep("index.json", json.dumps(index, ensure_ascii=False).encode())
    tell(len(wanted), len(wanted), "")
    failed = sum(bool(row["problem"]) for rows in index.values() for row in rows.values())
    return len(wanted) - failed, failed


def make(kind: DocumentKind, length: str) -> Made:
    marks = rendering.Printed(
        title=kind.title, dated=date(2026, 12, 20), is_draft=True, watermark="样张 不是公文"
    )
    try:
        pdf = rendering.pdf_of(kind, facts_of(kind, length), marks)
    except (rendering.CannotPrint, ValueError, TypeError, KeyError) as error:
        return Made(problem=str(error) if isinstance(error, rendering.CannotPrint) else "这些事实排不成版。")
    _keep(name(kind.code, length, "pdf"), pdf.data)
    picture = _picture(pdf.data)
    if picture:
        _keep(name(kind.code, length, "png"), picture)
    return Made(pages=pdf.pages, picture=bool(picture))


def name(code: str, length: str, format: str) -> str:
    return f"{code}-{length}.{format}"


def _picture(pdf: bytes) -> bytes:
    """The first page, small; nothing where this machine cannot draw pages."""
    tool = shutil.which("pdftoppm")
    if tool is None:
        return b""
    command = [tool, "-r", str(THUMB_DPI), "-png", "-f", "1", "-l", "1", "-singlefile", "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=False, timeout=60)  # noqa: S603 -- fixed
    return done.stdout


def _keep(file: str, data: bytes) -> None:
    path = f"{FOLDER}/{file}"
    default_storage.delete(path)
    default_storage.save(path, ContentFile(data))


def read(file: str) -> bytes | None:
    path = f"{FOLDER}/{file}"
    if not default_storage.exists(path):
        return None
    with default_storage.open(path) as stored:
        return bytes(stored.read())


def index() -> dict[str, dict[str, Made]]:
    """What was made last; empty before the first time."""
    stored = read("index.json")
    rows: dict[str, Any] = json.loads(stored) if stored else {}
    return {code: {length: Made(**item) for length, item in found.items()} for code, found in rows.items()}
