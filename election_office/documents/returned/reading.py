"""What a reader sees in a Word file that came from outside: read without trusting a byte of it.

Unpacked sizes are counted while they are unpacked, no document type is allowed (entities are how a small file
becomes a large one), nothing is fetched, and only the parts with text are opened.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from lxml import etree

from election_office.documents.returned.rules import Returned

LARGEST_FILE = 10 << 20
LARGEST_PART = 40 << 20
MOST_PARTS = 2000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_TRACKED = {
    f"{_W}{name}"
    for name in (
        "ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge", "rPrChange", "pPrChange",
        "tblPrChange", "trPrChange", "tcPrChange", "sectPrChange", "numberingChange", "tblGridChange",
    )
}  # fmt: skip
_BREAKS = {f"{_W}{name}" for name in ("br", "cr", "p", "tc")}
_PICTURES = {f"{_W}{name}" for name in ("drawing", "pict", "object")}
_BESIDES = ("header", "footer", "footnotes", "endnotes")


class Unreadable(ValueError):
    """A Chinese sentence that says why the file is not read."""


def read(data: bytes) -> Returned:
    """Raises Unreadable."""
    package = _Package(data)
    main = package.main()
    body = package.tree(main)
    besides = [package.tree(part) for part in package.related(main, _BESIDES)]
    changed = [row.get(f"{_W}author", "") for tree in (body, *besides) for row in tree.iter(*_TRACKED)]
    comments = [
        row.get(f"{_W}author", "")
        for part in package.related(main, ("comments",))
        for row in package.tree(part).iter(f"{_W}comment")
    ]
    return Returned(
        text="".join(_text(body)),
        foot="\n".join("".join(_text(tree)) for tree in besides),
        changed_by=tuple(changed),
        commented_by=tuple(comments),
        pictures=sum(1 for _ in body.iter(*_PICTURES)),
    )


def _text(element: Any) -> Iterator[str]:
    """What is printed, in its order. Hidden text is not; of two forms of one thing the first is read."""
    tag = element.tag
    if tag == _FALLBACK or (tag == f"{_W}r" and _is_hidden(element)):
        return
    if tag == f"{_W}t":
        yield element.text or ""
    elif tag == f"{_W}noBreakHyphen":
        yield "-"
    elif tag == f"{_W}sym":
        yield f"〔符号{element.get(f'{_W}char', '')}〕"
    for child in element:
        if isinstance(child.tag, str):
            yield from _text(child)
    if tag in _BREAKS:
        yield "\n"


def _is_hidden(run: Any) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(f"{_W}val", "1") not in ("0", "false", "off")


class _Package:
    """The parts of a Word file."""

    def __init__(self, data: bytes) -> None:
        if len(data) > LARGEST_FILE:
            raise Unreadable(f"文件超过{LARGEST_FILE >> 20}兆，不是正常的公文。")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise Unreadable("不是Word文件（.docx）；旧格式.doc请另存为.docx再上传。") from error
        names = self._zip.namelist()
        if len(names) > MOST_PARTS or len(set(names)) != len(names):
            raise Unreadable("Word文件的结构不正常，没有读取。")
        self._left = LARGEST_PART

    def main(self) -> str:
        for row in self.tree("_rels/.rels").iter(_RELATION):
            if row.get("Type") == _OFFICE:
                return str(row.get("Target", "")).lstrip("/")
        raise Unreadable("不是Word文件：没有正文。")

    def related(self, part: str, kinds: tuple[str, ...]) -> list[str]:
        """The parts of these kinds that the part names, each once."""
        folder, name = posixpath.split(part)
        listing = posixpath.join(folder, "_rels", f"{name}.rels")
        if listing not in self._zip.namelist():
            return []
        found = []
        for row in self.tree(listing).iter(_RELATION):
            kind = str(row.get("Type", "")).rpartition("/")[2]
            if kind in kinds and row.get("TargetMode") != "External":
                target = str(row.get("Target", ""))
                found.append(
                    target.lstrip("/")
                    if target.startswith("/")
                    else posixpath.normpath(posixpath.join(folder, target))
                )
        return [part for part in dict.fromkeys(found) if part in self._zip.namelist()]

    def tree(self, part: str) -> Any:
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
        )
        try:
            root = etree.fromstring(self._unpacked(part), parser)
        except etree.XMLSyntaxError as error:
            raise Unreadable("Word文件的内容不完整，没有读取。") from error
        if root.getroottree().docinfo.doctype:
            raise Unreadable("Word文件中有文档类型定义，不是正常的公文，没有读取。")
        return root

    def _unpacked(self, part: str) -> bytes:
        """The part, counted while it is unpacked: what its head says of its size is not believed."""
        found = bytearray()
        try:
            with self._zip.open(part) as file:
                while piece := file.read(1 << 16):
                    found += piece
                    self._left -= len(piece)
                    if self._left < 0:
                        raise Unreadable("Word文件解开以后过大，不是正常的公文，没有读取。")
        except (
            KeyError,
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            RuntimeError,
            NotImplementedError,
        ) as error:
            raise Unreadable("Word文件已损坏或者设有密码，没有读取。") from error
        return bytes(found)
