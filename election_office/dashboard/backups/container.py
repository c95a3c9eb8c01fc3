"""The form of a backup: entries one after the other, each closed by its own digest, all of it sealed.

OFBACK1\\0, K (the office's key) or P (a passphrase), 16 bytes of salt, then a sealed stream of
E name, D data …, Z {"rows", "sha256"}; the last entry is closed by M {the whole of it}.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from election_office.core import cipher
from election_office.core.storage import write_whole

MAGIC = b"OFBACK1\0"
LARGEST = 1 << 26


class BadBackup(Exception):
    """What is wrong with a backup: a Chinese sentence that names the place."""


def frame(kind: bytes, data: bytes) -> bytes:
    return kind + len(data).to_bytes(4, "big") + data


def entry(name: str, pieces: Iterable[bytes], rows: int | None = None) -> Iterator[bytes]:
    """The frames of one entry. What it is closed by says how long it is and what it holds."""
    yield frame(b"E", name.encode())
    digest, count = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        count += 1
        yield frame(b"D", piece)
    closing = {"pieces": count, "sha256": digest.hexdigest()}
    yield frame(b"Z", json.dumps(closing).encode())


def passphrase_key(passphrase: str, salt: bytes) -> bytes:
    """A quarter of a second and 32 MB for each guess (scrypt)."""
    return hashlib.scrypt(passphrase.encode(), salt=salt, n=1 << 15, r=8, p=1, maxmem=1 << 26, dklen=32)


def write(path: Path, frames: Iterable[bytes], passphrase: str | None) -> None:
    """Write the file whole or not at all; one that stands there is replaced only by a whole one."""
    salt = secrets.token_bytes(16)
    key = settings.PERSON_CIPHER_KEY if passphrase is None else passphrase_key(passphrase, salt)

    def pieces() -> Iterator[bytes]:
        yield MAGIC + (b"K" if passphrase is None else b"P") + salt
        yield from cipher.sealed_pieces(frames, key)

    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        write_whole(draft, pieces())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


class Reader:
    """Goes through a backup; ``entries`` yields (name, pieces) and holds each entry to its digest."""

    def __init__(self, path: Path, passphrase: str | None) -> None:
        self.path, self.where = path, "开头"
        self.manifest: dict[str, Any] = {}
        self._stream = self._opened(path, passphrase)

    def _opened(self, path: Path, passphrase: str | None) -> IO[bytes]:
        try:
            source = path.open("rb")
        except OSError as error:
            raise BadBackup(f"打不开备份文件{path}：{error.strerror}。") from error
        head = source.read(len(MAGIC) + 17)
        if len(head) != len(MAGIC) + 17 or not head.startswith(MAGIC):
            source.close()
            raise BadBackup(f"{path}不是本平台的备份文件。")
        keys = None
        if head[len(MAGIC) : len(MAGIC) + 1] == b"P":
            if passphrase is None:
                source.close()
                raise BadBackup("这个备份用口令加密，请用--passphrase-file给出口令文件。")
            keys = [passphrase_key(passphrase, head[-16:])]
        try:
            return cipher.opened(source, keys)
        except cipher.Unreadable as error:
            wrong = "口令不对" if keys else "它是用另一个密钥加密的，请先放回原来的密钥文件"
            if "损坏" in str(error):
                wrong = "文件不完整，末尾被截断或者改动过"
            raise BadBackup(f"解不开备份文件：{wrong}。") from error

    def entries(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        while True:
            kind, data = self._frame()
            if kind == b"M":
                self.manifest = json.loads(data)
                return
            if kind != b"E":
                raise BadBackup(f"备份文件在{self.where}之后不完整。")
            self.where = data.decode()
            pieces = self._pieces()
            yield self.where, pieces
            for _ in pieces:  # what nobody read is still held to its digest
                pass

    def _pieces(self) -> Iterator[bytes]:
        digest = hashlib.sha256()
        while True:
            kind, data = self._frame()
            if kind == b"D":
                digest.update(data)
                yield data
                continue
            if kind != b"Z" or json.loads(data)["sha256"] != digest.hexdigest():
                raise BadBackup(f"备份中的{self.where}与备份时不符。")
            return

    def _frame(self) -> tuple[bytes, bytes]:
        head = self._read(5)
        size = int.from_bytes(head[1:], "big")
        if size > LARGEST:
            raise BadBackup(f"备份中的{self.where}已损坏。")
        return head[:1], self._read(size)

    def _read(self, size: int) -> bytes:
        try:
            data = self._stream.read(size)
        except cipher.Unreadable as error:
            raise BadBackup(f"备份文件已损坏或者被改动过：改动在{self.where}处。") from error
        if len(data) != size:
            raise BadBackup(f"备份文件在{self.where}处中断，不完整。")
        return data

    def close(self) -> None:
        self._stream.close()
