"""Holds an archive to its manifest: every file, the signature, and the result worked out anew."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from ballots.rules import CountFileError, adjudicate, load_count
from election_office.archive.verifier import container, sealing, signing
from election_office.archive.verifier.chacha import NotGenuine
from election_office.archive.verifier.container import Unreadable

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
CONTENT, VERIFIER, README = "content.sealed", "verify.pyz", "说明.txt"
LARGEST_TEXT = 1 << 26


@dataclass
class Report:
    """``faults``: what differs, a sentence each that names the file; none: the archive is as it was made."""

    faults: list[str] = field(default_factory=list)
    files: int = 0
    results: list[str] = field(default_factory=list)
    title: str = ""
    made_at: str = ""
    key: str = ""
    missing: list[str] = field(default_factory=list)

    def within(self, name: str, inner: Report) -> None:
        self.faults += [f"{name}：{fault}" for fault in inner.faults]
        self.results += [f"{name}：{line}" for line in inner.results]
        self.files += inner.files


def check(
    source: IO[bytes], *, passphrase: str = "", key: str = "", content: IO[bytes] | None = None
) -> Report:
    """``key``: the office's public key as it is known from elsewhere. ``content``: where the archive goes
    that stands sealed in this file. Raises Unreadable for a file that is no archive."""
    archive = container.opened(source)
    names = set(archive.namelist())
    if CONTENT not in names or MANIFEST in names:
        return _check(archive, key)
    if not passphrase:
        raise Unreadable("内容用口令加密，请用--passphrase-file给出口令文件。")
    faults = container.form_faults(archive)
    faults += [f"多出文件：{name}" for name in sorted(names - {CONTENT, VERIFIER, README})]
    with tempfile.TemporaryFile() as scratch:
        target = content or scratch
        try:
            with archive.open(CONTENT) as sealed:
                for piece in sealing.opened_pieces(sealed, passphrase):
                    target.write(piece)
        except (NotGenuine, zipfile.BadZipFile) as error:
            raise Unreadable(f"解不开{CONTENT}：口令不对，或者文件被改动。") from error
        target.seek(0)
        inner = container.opened(target)
        report = _check(inner, key)
        for name in (VERIFIER, README):
            faults += _compared(archive, inner, name)
    report.faults = faults + report.faults
    return report


def _compared(archive: zipfile.ZipFile, inner: zipfile.ZipFile, name: str) -> list[str]:
    """What lies in clear beside the sealed content is what lies in it."""
    if name not in archive.namelist():
        return [f"缺少文件：{name}"]
    try:
        same = container.content(archive, name, LARGEST_TEXT) == container.content(inner, name, LARGEST_TEXT)
    except (Unreadable, KeyError):
        same = False
    return [] if same else [f"文件被改动：{name}"]


def _check(archive: zipfile.ZipFile, key: str) -> Report:
    report = Report(faults=container.form_faults(archive))
    try:
        manifest = _manifest(archive, report, key)
    except Unreadable as error:
        report.faults.append(str(error))
        return report
    listed: dict[str, Any] = {row["path"]: row for row in manifest["files"]}
    here = set(archive.namelist()) - {MANIFEST, SIGNATURE}
    report.faults += [f"缺少文件：{name}" for name in listed if name not in here]
    report.faults += [f"多出文件：{name}" for name in sorted(here - listed.keys())]
    intact = {name for name, row in listed.items() if name in here and _is_as_listed(archive, row, report)}
    report.files = len(intact)
    for row in manifest["results"]:
        if {row["count"], row["outcome"]} <= intact:
            _recompute(archive, row, report)
    for name in manifest["archives"]:
        if name in intact:
            report.within(name, _nested(archive, name, report.key))
    return report


def _manifest(archive: zipfile.ZipFile, report: Report, key: str) -> dict[str, Any]:
    for name in (MANIFEST, SIGNATURE):
        if name not in archive.namelist():
            raise Unreadable(f"缺少文件：{name}")
    data = container.content(archive, MANIFEST, LARGEST_TEXT)
    try:
        manifest: dict[str, Any] = json.loads(data)
        note = container.content(archive, SIGNATURE, LARGEST_TEXT).decode()
        if manifest["format"] != signing.FORMAT:
            raise Unreadable("这份档案的格式本版本不认识，请用档案内的verify.pyz校验。")
        report.title, report.made_at, report.key = manifest["title"], manifest["made_at"], manifest["signer"]
        report.missing = list(manifest["missing"])
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"文件被改动：{MANIFEST}") from error
    signer = signing.signer_of(report.key)
    if signer is None or not signing.is_signed(note, signer, data):
        report.faults.append(f"签名不符：{MANIFEST}或者{SIGNATURE}被改动。")
    if key and key.strip() != report.key:
        report.faults.append(f"签名的不是给出的公钥，而是{report.key}。")
    return manifest


def _is_as_listed(archive: zipfile.ZipFile, row: Mapping[str, Any], report: Report) -> bool:
    name, digest, size = row["path"], hashlib.sha256(), 0
    try:
        for piece in container.pieces(archive, name):
            digest.update(piece)
            size += len(piece)
            if size > row["size"]:
                break
    except Unreadable:
        size = -1
    if size == row["size"] and digest.hexdigest() == row["sha256"]:
        return True
    report.faults.append(f"文件被改动：{name}")
    return False


def _recompute(archive: zipfile.ZipFile, row: Mapping[str, Any], report: Report) -> None:
    """The result from the count alone, by the rules packed with this program."""
    count = container.content(archive, row["count"], LARGEST_TEXT).decode()
    declared = json.loads(container.content(archive, row["outcome"], LARGEST_TEXT))
    try:
        found = adjudicate(load_count(count)).as_dict()
    except CountFileError as error:
        report.faults.append(f"计票数据不能计算：{row['count']}（{error.faults[0]}）")
        return
    if decisive(found) == decisive(declared):
        report.results.append(f"{row['title']}按计票数据重新计算，与宣布的结果一致。")
    else:
        report.faults.append(f"按计票数据重新计算的结果与宣布的不同：{row['outcome']}")


def decisive(outcome: Mapping[str, Any]) -> dict[str, Any]:
    """What an outcome decides, without the words in which it is said."""
    findings = sorted((item["code"], item["severity"]) for item in outcome["findings"])
    return {
        "valid": outcome["valid"],
        "turnout": outcome["turnout"],
        "posts": outcome["posts"],
        "why": findings,
    }


def _nested(archive: zipfile.ZipFile, name: str, key: str) -> Report:
    with tempfile.TemporaryFile() as scratch:
        for piece in container.pieces(archive, name):
            scratch.write(piece)
        scratch.seek(0)
        try:
            return _check(container.opened(scratch), key)
        except Unreadable as error:
            return Report(faults=[str(error)])
