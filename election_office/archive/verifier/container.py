"""A ZIP file read strictly: every byte of it belongs to a file that its table of contents names."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import IO

PIECE = 1 << 16
_LOCAL = struct.Struct("<4s5H3L2H")
_END = struct.Struct("<4s4H2LH")
_LISTED_BYTES = 46
_FULL = 0xFFFFFFFF
_LONG = struct.pack("<HHQQ", 1, 16, 0, 0)
# What the library raises for heads and data that make no sense.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
# How an archive is written: for nobody but its owner, whatever the machine.
_PLAIN = (3, 0, 0, 0, 0o600 << 16)
_DESCRIBED = 0x08  # sizes and CRC follow the data


class Unreadable(ValueError):
    """A Chinese sentence that says what is wrong with the file as a whole."""


def opened(source: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError, struct.error, ValueError, NotImplementedError) as error:
        raise Unreadable(f"不是完整的ZIP文件，读不出来（{error}）。") from error


def form_faults(archive: zipfile.ZipFile) -> list[str]:
    """What is wrong between the files: names that stand twice, hidden bytes, heads that differ."""
    infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
    counted = Counter(info.filename for info in infos)
    faults = [f"同名文件出现{count}次：{name}" for name, count in counted.items() if count > 1]
    at = 0
    for info in infos:
        after = _end_of(archive, info, at)
        if after is None:
            return [*faults, f"文件的头尾被改动：{info.filename}"]
        at = after
    if archive.start_dir != at or not _listed(archive) or not _ends_there(archive):
        faults.append("ZIP文件的目录或者末尾被改动。")
    return faults


def _end_of(archive: zipfile.ZipFile, info: zipfile.ZipInfo, at: int) -> int | None:
    """Where the next file begins; None where this one does not begin at ``at`` or says something else."""
    source = archive.fp
    assert source is not None
    plain = (info.create_system, info.reserved, info.volume, info.internal_attr, info.external_attr)
    if info.header_offset != at or plain != _PLAIN or info.extra or info.comment:
        return None
    source.seek(at)
    head = source.read(_LOCAL.size)
    if len(head) != _LOCAL.size:
        return None
    mark, version, flags, method, time, date, crc, packed, size, name_bytes, extra_bytes = _LOCAL.unpack(head)
    year, month, day, hour, minute, second = info.date_time
    moment = ((year - 1980) << 9 | month << 5 | day, hour << 11 | minute << 5 | second // 2)
    listed = (info.extract_version, info.flag_bits, info.compress_type)
    same = mark == b"PK\3\4" and (version, flags, method) == listed and info.create_version == version
    source.seek(name_bytes, 1)
    extra = source.read(extra_bytes)
    if not same or (date, time) != moment or extra not in (b"", _LONG):
        return None
    at += _LOCAL.size + name_bytes + extra_bytes
    if not _fills(source, at, info):
        return None
    at += info.compress_size
    if not flags & _DESCRIBED:
        return at if (crc, packed, size) == (info.CRC, info.compress_size, info.file_size) else None
    if (crc, packed, size) != ((0, _FULL, _FULL) if extra else (0, 0, 0)):
        return None
    source.seek(at)
    form = "<4sLQQ" if extra else "<4sLLL"
    said = struct.pack(form, b"PK\7\10", info.CRC, info.compress_size, info.file_size)
    return at + len(said) if source.read(len(said)) == said else None


def _fills(source: IO[bytes], at: int, info: zipfile.ZipInfo) -> bool:
    """The packed data ends in its last byte, and the bits that are left over there are nought: nothing that
    unpacks to the same could be written instead."""
    if info.compress_type != zipfile.ZIP_DEFLATED:
        return True
    source.seek(at)
    unpacking, left = zlib.decompressobj(-zlib.MAX_WBITS), info.compress_size - 1
    try:
        while left > 0:
            piece = source.read(min(PIECE, left))
            left -= len(piece) or left
            unpacking.decompress(piece)
        last = source.read(1)
        other = unpacking.copy()
        end = unpacking.decompress(last)
    except (zlib.error, ValueError):
        return False
    if not unpacking.eof or unpacking.unused_data or not last:
        return False
    highest = 1 << last[0].bit_length() >> 1
    try:
        same = highest and other.decompress(bytes([last[0] ^ highest])) == end and other.eof
    except zlib.error:
        return True
    return not same


def _listed(archive: zipfile.ZipFile) -> bool:
    """The table of contents holds its entries one after the other and nothing else."""
    source = archive.fp
    assert source is not None
    source.seek(archive.start_dir)
    for info in archive.filelist:
        head = source.read(_LISTED_BYTES)
        lengths = struct.unpack_from("<3H", head, 28) if len(head) == _LISTED_BYTES else ()
        if lengths != (len(info.orig_filename.encode()), 0, 0):
            return False
        source.seek(lengths[0], 1)
    return source.read(4) in (b"PK\5\6", b"PK\6\6")


def _ends_there(archive: zipfile.ZipFile) -> bool:
    """The record at the end says what is there. Of a file too large for it the library has read another."""
    source, count = archive.fp, len(archive.infolist())
    assert source is not None
    at = source.seek(-_END.size, 2)
    mark, disk, first, here, every, size, offset, comment = _END.unpack(source.read(_END.size))
    said = (disk, first, here, every, size, offset)
    true = (0, 0, count, count, at - archive.start_dir, archive.start_dir)
    large = _FULL in (size, offset) or every == 0xFFFF
    return mark == b"PK\5\6" and comment == 0 and (large or said == true)


def pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Raises Unreadable where the data does not unpack to what its head says."""
    try:
        with archive.open(name) as file:
            while piece := file.read(PIECE):
                yield piece
    except _BROKEN as error:
        raise Unreadable(f"读不出文件：{name}") from error


def content(archive: zipfile.ZipFile, name: str, at_most: int) -> bytes:
    """A small file whole."""
    found = bytearray()
    for piece in pieces(archive, name):
        found += piece
        if len(found) > at_most:
            raise Unreadable(f"文件太大：{name}")
    return bytes(found)
