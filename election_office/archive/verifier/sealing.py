"""How the content of an archive is closed under a passphrase, and opened again.

OFARCH1\\0, 16 bytes of salt, 7 bytes of prefix; then pieces of 65,536 bytes (the last may be shorter), each
sealed with ChaCha20-Poly1305 (RFC 8439) and followed by its tag. Key: scrypt(passphrase, salt, N=32768, r=8,
p=1), 32 bytes. Nonce of a piece: the prefix, its number (4 bytes, the highest first), 1 for the last piece
and 0 for the others: a piece left out, moved or cut off is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import IO, Any

from election_office.archive.verifier.chacha import TAG_BYTES, NotGenuine, opened

MAGIC = b"OFARCH1\0"
PIECE = 1 << 16
SALT_BYTES, PREFIX_BYTES = 16, 7
HEAD_BYTES = len(MAGIC) + SALT_BYTES + PREFIX_BYTES


def key_of(passphrase: str, salt: bytes) -> bytes:
    return hashlib.scrypt(passphrase.encode(), salt=salt, n=1 << 15, r=8, p=1, maxmem=1 << 26, dklen=32)


def nonce_of(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + (b"\1" if last else b"\0")


def sealed_pieces(pieces: Iterable[bytes], cipher: Any, head: bytes) -> Iterator[bytes]:
    """``cipher`` seals with ``encrypt(nonce, data, None)``; ``head``: magic, salt and prefix."""
    yield head
    prefix, number, held = head[-PREFIX_BYTES:], 0, bytearray()
    for piece in pieces:
        held += piece
        while len(held) > PIECE:
            yield cipher.encrypt(nonce_of(prefix, number, last=False), bytes(held[:PIECE]), None)
            del held[:PIECE]
            number += 1
    yield cipher.encrypt(nonce_of(prefix, number, last=True), bytes(held), None)


def opened_pieces(source: IO[bytes], passphrase: str) -> Iterator[bytes]:
    """Raises NotGenuine for another passphrase or a changed byte."""
    head = source.read(HEAD_BYTES)
    if len(head) != HEAD_BYTES or not head.startswith(MAGIC):
        raise NotGenuine("加密内容的开头不对。")
    key, prefix = key_of(passphrase, head[len(MAGIC) : len(MAGIC) + SALT_BYTES]), head[-PREFIX_BYTES:]
    number, sealed = 0, source.read(PIECE + TAG_BYTES)
    while True:
        following = source.read(PIECE + TAG_BYTES)
        nonce = nonce_of(prefix, number, last=not following)
        yield opened(key, nonce, sealed)
        if not following:
            return
        number, sealed = number + 1, following
