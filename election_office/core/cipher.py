"""What the office keeps under its keys: short texts, files, and the keyed hashes that find them.

A sealed text names its key (``3fa9c1d2:…``), so that two keys may be in use while they are exchanged; a
text without a name is of the time before, and every key is tried. A file is sealed piece by piece
(the STREAM construction: a counter and a last-piece mark in each nonce), so that a large one is
neither read nor written whole, and a piece left out, moved or cut off is refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import io
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import IO, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12
TAG_BYTES = 16
PIECE = 1 << 16
MAGIC = b"OFSEAL2\0"
_HEADER = len(MAGIC) + 4 + 7


class Unreadable(ValueError):
    """None of the office's keys opens this, or it was changed."""


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    """Set up once a key, not once a number: a roll has tens of thousands."""
    return AESGCM(key)


@lru_cache(maxsize=16)
def key_name(key: bytes) -> str:
    """Eight hexadecimal digits by which a sealed text names its key; they say nothing of the key."""
    return hashlib.sha256(b"office key " + key).hexdigest()[:8]


def _keys() -> list[bytes]:
    """The key in use, then those being taken out of use."""
    return [settings.PERSON_CIPHER_KEY, *settings.PERSON_CIPHER_KEYS_OLD]


def seal(text: str) -> str:
    """AES-256-GCM; an empty text stays empty. The same text is sealed differently each time."""
    if not text:
        return ""
    key = settings.PERSON_CIPHER_KEY
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = nonce + _cipher(key).encrypt(nonce, text.encode(), None)
    return f"{key_name(key)}:{base64.b64encode(sealed).decode('ascii')}"


def seal_all(texts: Sequence[str]) -> list[str]:
    """The same of thousands of texts: the key is looked up once, and chance is asked for once."""
    key = settings.PERSON_CIPHER_KEY
    encrypt, name = _cipher(key).encrypt, key_name(key)
    chance = secrets.token_bytes(NONCE_BYTES * len(texts))
    sealed = []
    for start, text in zip(range(0, len(chance), NONCE_BYTES), texts, strict=True):
        if text:
            nonce = chance[start : start + NONCE_BYTES]
            body = binascii.b2a_base64(nonce + encrypt(nonce, text.encode(), None), newline=False)
            sealed.append(f"{name}:{body.decode('ascii')}")
        else:
            sealed.append("")
    return sealed


def unseal(sealed: str) -> str:
    """The text; raises Unreadable when the text or the key is not the right one."""
    if not sealed:
        return ""
    name, _, body = sealed.rpartition(":")
    try:
        raw = base64.b64decode(body, validate=True)
    except ValueError as error:
        raise Unreadable("密文已损坏，无法解开。") from error
    for key in _keys():
        if name and name != key_name(key):
            continue
        try:
            return _cipher(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None).decode()
        except InvalidTag:
            continue
    raise Unreadable("本机的密钥解不开这段密文：密钥不对，或者密文被改动过。")


def is_current(sealed: str) -> bool:
    """Sealed with the key in use, so that nothing is to be done when keys are exchanged."""
    return not sealed or sealed.startswith(f"{key_name(settings.PERSON_CIPHER_KEY)}:")


def fingerprint(text: str) -> str:
    """HMAC-SHA256 in hex: equal for equal texts, and of no use without the key."""
    return hmac.digest(settings.PERSON_HASH_KEY, text.encode(), "sha256").hex()


def fingerprints(text: str) -> list[str]:
    """By the key in use and by those being taken out of use: what a search must look for."""
    keys = [settings.PERSON_HASH_KEY, *settings.PERSON_HASH_KEYS_OLD]
    return [hmac.digest(key, text.encode(), "sha256").hex() for key in keys]


class Sealing:
    """A file being sealed while its content comes in: each call gives what can be written by now."""

    def __init__(self, key: bytes | None = None) -> None:
        key = settings.PERSON_CIPHER_KEY if key is None else key
        assert isinstance(key, bytes)
        self._prefix = secrets.token_bytes(7)
        self._cipher, self._number, self._held = _cipher(key), 0, bytearray()
        self._ready = [MAGIC + bytes.fromhex(key_name(key)) + self._prefix]

    def add(self, piece: bytes) -> bytes:
        self._held += piece
        while len(self._held) > PIECE:
            self._seal(bytes(self._held[:PIECE]), last=False)
            del self._held[:PIECE]
        return self._given()

    def end(self) -> bytes:
        self._seal(bytes(self._held), last=True)
        return self._given()

    def _seal(self, content: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, last=last)
        self._ready.append(self._cipher.encrypt(nonce, content, None))
        self._number += 1

    def _given(self) -> bytes:
        given = b"".join(self._ready)
        self._ready.clear()
        return given


def sealed_pieces(pieces: Iterable[bytes], key: bytes | None = None) -> Iterator[bytes]:
    """The sealed form of a file, ready to be written one after the other."""
    sealing = Sealing(key)
    for piece in pieces:
        if ready := sealing.add(piece):
            yield ready
    yield sealing.end()


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + (b"\1" if last else b"\0")


def opened(source: IO[bytes], keys: Iterable[bytes] | None = None) -> IO[bytes]:
    """The content of a sealed file, readable and seekable. A file of the time before is given as it is.

    What stands before the source's present place is no part of it.
    """
    start = source.tell()
    head = source.read(_HEADER)
    if not head.startswith(MAGIC):
        source.seek(start)
        return source
    name = head[len(MAGIC) : len(MAGIC) + 4].hex()
    for key in _keys() if keys is None else keys:
        if key_name(key) == name:
            try:
                content = _Opened(source, key, head[-7:], start)
            except Unreadable:
                source.close()
                raise
            return cast(IO[bytes], io.BufferedReader(content, PIECE))
    source.close()
    raise Unreadable("本机的密钥解不开这个文件：它是用另一个密钥加密的。")


def is_sealed(head: bytes) -> bool:
    return head.startswith(MAGIC)


def plain_size(sealed_size: int) -> int:
    """How long the content of a sealed file is."""
    body = sealed_size - _HEADER
    return max(0, body - TAG_BYTES * -(-body // (PIECE + TAG_BYTES)))


class _Opened(io.RawIOBase):
    """Reads piece by piece; a piece that does not fit its place raises Unreadable."""

    def __init__(self, source: IO[bytes], key: bytes, prefix: bytes, start: int) -> None:
        super().__init__()
        self._source, self._cipher, self._prefix = source, _cipher(key), prefix
        self._start = start + _HEADER
        body = source.seek(0, os.SEEK_END) - self._start
        self._count = max(1, -(-body // (PIECE + TAG_BYTES)))
        self._size = plain_size(body + _HEADER)
        self._at = 0
        self._number, self._piece = -1, b""
        self._load(self._count - 1)  # a file cut off is refused before anything of it is read

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        if self._at >= self._size:
            return 0
        number, start = divmod(self._at, PIECE)
        self._load(number)
        some = self._piece[start : start + len(buffer)]
        buffer[: len(some)] = some
        self._at += len(some)
        return len(some)

    def close(self) -> None:
        self._source.close()
        super().close()

    def _load(self, number: int) -> None:
        if number == self._number:
            return
        self._source.seek(self._start + number * (PIECE + TAG_BYTES))
        sealed = self._source.read(PIECE + TAG_BYTES)
        nonce = _nonce(self._prefix, number, last=number == self._count - 1)
        try:
            self._piece = self._cipher.decrypt(nonce, sealed, None)
        except InvalidTag as error:
            raise Unreadable("文件已损坏或者被改动过，无法解开。") from error
        self._number = number
