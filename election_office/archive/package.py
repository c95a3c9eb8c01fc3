"""The archive as a stream: a ZIP written front to back, never whole in memory, its manifest last."""

from __future__ import annotations

import hashlib
import json
import secrets
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.utils import timezone

from ballots.rules import CountFileError, adjudicate
from election_office.archive import catalogue, missing
from election_office.archive.boxes import file_name
from election_office.archive.catalogue import Row
from election_office.archive.contents import Contents, Entry, contents_of
from election_office.archive.verifier import sealing, signing
from election_office.archive.verifier.checking import CONTENT, MANIFEST, README, SIGNATURE, VERIFIER, decisive
from election_office.archive.verifier.pack import verifier
from election_office.audit import notes, ties
from election_office.documents import offline
from election_office.documents.rendering import CannotPrint
from villages.models import Election

# Already packed: trying again costs time and gains nothing.
PACKED = (".pdf", ".docx", ".xlsx", ".jpg", ".jpeg", ".png", ".webp", ".zip", ".pyz", ".sealed")
README_TEXT = Path(__file__).with_name("readme.txt").read_text(encoding="utf-8")


# What a file that was taken away, changed or cannot be printed any more raises.
UNREADABLE = (OSError, ValueError, CannotPrint)


@dataclass
class Receipt:
    """What was written, known when the last byte is out."""

    election: Election
    missing: list[str] = field(default_factory=list)
    files: int = 0
    size: int = 0
    sha256: str = ""
    manifest_sha256: str = ""


class _Sink:
    """Takes what the ZIP writer writes until it is handed on."""

    def __init__(self) -> None:
        self.held: list[bytes] = []

    def write(self, data: bytes) -> int:
        if data:
            self.held.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass

    def drained(self) -> Iterator[bytes]:
        held, self.held = self.held, []
        yield from held


class Writer:
    """A ZIP as a stream. Each ``add`` yields what can be sent on."""

    def __init__(self, at: datetime) -> None:
        self.moment = timezone.localtime(at)
        self._sink = _Sink()
        # The library writes to anything that takes bytes; its type wants a whole file.
        self._zip = zipfile.ZipFile(cast(IO[bytes], self._sink), "w")
        self.files: list[dict[str, Any]] = []

    def add(self, path: str, pieces: Iterable[bytes], **more: Any) -> Iterator[bytes]:
        """``more`` stands in the manifest beside path, size and digest."""
        local = self.moment
        date_time = (local.year, local.month, local.day, local.hour, local.minute, local.second)
        info = zipfile.ZipInfo(path, date_time)
        info.create_system, info.external_attr = 3, 0o600 << 16  # the same from every machine
        info.compress_type = zipfile.ZIP_STORED if path.endswith(PACKED) else zipfile.ZIP_DEFLATED
        digest, size, cut = hashlib.sha256(), 0, False
        source = iter(pieces)
        piece = next(source, None)  # what cannot be opened at all raises before anything of it is written
        # Large files are told by 64-bit sizes; nobody knows beforehand how long one gets.
        with self._zip.open(info, "w", force_zip64=path.endswith((".zip", ".sealed"))) as file:
            while piece is not None:
                digest.update(piece)
                size += len(piece)
                file.write(piece)
                yield from self._sink.drained()
                try:
                    piece = next(source, None)
                except UNREADABLE:
                    piece, cut = None, True
        yield from self._sink.drained()
        row = {"path": path, "size": size, "sha256": digest.hexdigest(), **more}
        self.files.append(row | ({"cut": True} if cut else {}))

    def finish(self) -> Iterator[bytes]:
        self._zip.close()
        yield from self._sink.drained()


# ------------------------------------------------------------------ one village


def village_pieces(
    election: Election, receipt: Receipt, *, at: datetime, tell: Callable[[int, int, str], None]
) -> Iterator[bytes]:
    """The archive of one village. ``tell``: how far it is. Fills in the receipt."""
    digest = hashlib.sha256()
    for piece in _village(election, receipt, at, tell):
        digest.update(piece)
        receipt.size += len(piece)
        yield piece
    receipt.sha256 = digest.hexdigest()


def _village(
    election: Election, receipt: Receipt, at: datetime, tell: Callable[[int, int, str], None]
) -> Iterator[bytes]:
    contents, writer = contents_of(election), Writer(at)
    rows: list[Row] = []
    gone: list[str] = []
    paths = _paths(contents.entries)
    for number, (entry, path) in enumerate(zip(contents.entries, paths, strict=True), start=1):
        tell(number - 1, len(paths), entry.title)
        try:
            yield from writer.add(path, entry.pieces(), box=entry.box.code, title=entry.title)
        except UNREADABLE:
            gone.append(f"{path}在平台上读不出来，没有归档。")
            continue
        written = writer.files[-1]
        if "cut" in written:
            gone.append(f"{path}在平台上已损坏，只归档了前{written['size']}字节。")
        elif entry.sha256 and written["sha256"] != entry.sha256:
            gone.append(f"{path}与登记的校验值不符，已被改动。")
        rows.append(Row(entry, path, written["size"], written["sha256"]))
    results, differing = _results(contents, dict(zip(map(id, contents.entries), paths, strict=True)))
    receipt.missing = [*missing.of(election), *contents.missing, *gone, *differing]
    key = signer()
    book = catalogue.Catalogue(election, at, tuple(rows), tuple(receipt.missing), key.text)
    tell(len(paths), len(paths), "目录")
    for name, data in _around(book):
        yield from writer.add(name, [data])
    head = {
        "kind": "village",
        "title": f"{election.village.name}{election.cycle.title}选举档案",
        "area_code": election.area_code,
        "election": election.pk,
        "election_day": election.election_day.isoformat(),
        "results": results,
        "archives": [],
        "missing": receipt.missing,
    }
    receipt.files = len(writer.files)
    yield from _close(writer, head, at, receipt)


def _paths(entries: list[Entry]) -> list[str]:
    """Numbered within each box."""
    paths, counted = [], dict[str, int]()
    for entry in entries:
        counted[entry.box.code] = counted.get(entry.box.code, 0) + 1
        number = counted[entry.box.code]
        paths.append(f"{entry.box.folder}/{number:03}{file_name(entry.title)}{entry.suffix}")
    return paths


def _results(contents: Contents, paths: dict[int, str]) -> tuple[list[dict[str, str]], list[str]]:
    """The counts that anybody may compute anew; one that comes to something else today is named."""
    results, differing = [], []
    for files in contents.results:
        row = {"title": files.title, "count": paths[id(files.count)], "outcome": paths[id(files.outcome)]}
        if _comes_to(files.count) == decisive(json.loads(b"".join(files.outcome.pieces()))):
            results.append(row)
        else:
            differing.append(f"{files.title}按计票数据重新计算与宣布的不同，由目前的规则程序算不出原结果。")
    return results, differing


def _comes_to(count: Entry) -> dict[str, Any] | None:
    try:
        return decisive(adjudicate(json.loads(b"".join(count.pieces()))).as_dict())
    except CountFileError:
        return None


def _around(book: catalogue.Catalogue) -> Iterator[tuple[str, bytes]]:
    yield "目录.html", catalogue.as_html(book)
    yield "目录.pdf", catalogue.as_pdf(book)
    yield "目录.xlsx", catalogue.as_workbook(book)
    yield catalogue.CHECKER, offline.page()
    yield README, README_TEXT.encode()
    yield VERIFIER, verifier()


# ------------------------------------------------------------------ a township


def township_pieces(
    title: str, area_code: str, villages: Iterable[tuple[Election, Iterable[bytes]]], *, at: datetime
) -> Iterator[bytes]:
    """One file with the archive of each village inside; of each only what flows through is in memory."""
    writer, inside = Writer(at), []
    for election, pieces in villages:
        path = f"{election.village.code}{file_name(election.village.name)}.zip"
        yield from writer.add(path, pieces, title=str(election.village.name))
        inside.append(path)
    yield from writer.add(README, [README_TEXT.encode()])
    yield from writer.add(VERIFIER, [verifier()])
    head = {
        "kind": "township",
        "title": title,
        "area_code": area_code,
        "results": [],
        "archives": inside,
        "missing": [],
    }
    yield from _close(writer, head, at, None)


# ------------------------------------------------------------------ signed, sealed


def signer() -> signing.Signer:
    return signing.Signer(ties.name("archive"), notes.verifier(ties.signing_key(), "office").public)


def _close(writer: Writer, head: dict[str, Any], at: datetime, receipt: Receipt | None) -> Iterator[bytes]:
    key = signer()
    manifest = {
        "format": signing.FORMAT,
        **head,
        "made_at": timezone.localtime(at).isoformat(timespec="seconds"),
        "signer": key.text,
        "files": list(writer.files),
    }
    data = (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()
    if receipt is not None:
        receipt.manifest_sha256 = hashlib.sha256(data).hexdigest()
    yield from writer.add(MANIFEST, [data])
    note = notes.sign(signing.text_for(key.name, data), ties.signing_key(), key.name)
    yield from writer.add(SIGNATURE, [note.encode()])
    yield from writer.finish()


def sealed(pieces: Iterable[bytes], passphrase: str, *, at: datetime) -> Iterator[bytes]:
    """The same closed under a passphrase: a ZIP with the sealed content, the verifier and how to open it."""
    salt, prefix = secrets.token_bytes(sealing.SALT_BYTES), secrets.token_bytes(sealing.PREFIX_BYTES)
    cipher = ChaCha20Poly1305(sealing.key_of(passphrase, salt))
    writer = Writer(at)
    yield from writer.add(README, [README_TEXT.encode()])
    yield from writer.add(VERIFIER, [verifier()])
    head = sealing.MAGIC + salt + prefix
    yield from writer.add(CONTENT, sealing.sealed_pieces(pieces, cipher, head))
    yield from writer.finish()
