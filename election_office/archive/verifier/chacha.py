"""Opening of ChaCha20-Poly1305 (RFC 8439) in plain Python, for sealed archives.

A whole piece is computed at once: each of the sixteen words of the cipher's state is one long integer with a
lane of 64 bits for every block, so that Python's own arithmetic does a thousand blocks in a step.
"""

from __future__ import annotations

import hmac
import sys
from array import array
from functools import lru_cache

TAG_BYTES = 16
_CONSTANT = (0x61707865, 0x3320646E, 0x79622D32, 0x6B206574)
_COLUMNS = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15))
_DIAGONALS = ((0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))
_POLY = (1 << 130) - 5


class NotGenuine(ValueError):
    """The key is another one, or the bytes were changed."""


@lru_cache(maxsize=4)
def _lanes(blocks: int) -> tuple[int, int, int]:
    """1 in every lane, the number of each lane, and the mask of the 32 bits in use."""
    ones = int.from_bytes(b"\1\0\0\0\0\0\0\0" * blocks, "little")
    numbers = int.from_bytes(b"".join(i.to_bytes(8, "little") for i in range(blocks)), "little")
    return ones, numbers, ones * 0xFFFFFFFF


def _words(data: bytes) -> list[int]:
    return [int.from_bytes(data[at : at + 4], "little") for at in range(0, len(data), 4)]


def keystream(key: bytes, nonce: bytes, counter: int, blocks: int) -> bytes:
    ones, numbers, mask = _lanes(blocks)
    start = [word * ones for word in (*_CONSTANT, *_words(key), counter, *_words(nonce))]
    start[12] += numbers
    state = start.copy()

    def mix(into: int, added: int, turned: int, bits: int) -> None:
        state[into] = (state[into] + state[added]) & mask
        mixed = state[turned] ^ state[into]
        state[turned] = (mixed << bits | mixed >> (32 - bits)) & mask

    for _ in range(10):
        for a, b, c, d in (*_COLUMNS, *_DIAGONALS):
            mix(a, b, d, 16)
            mix(c, d, b, 12)
            mix(a, b, d, 8)
            mix(c, d, b, 7)
    stream = array("I", bytes(64 * blocks))
    for place in range(16):
        word = array("I", ((state[place] + start[place]) & mask).to_bytes(8 * blocks, sys.byteorder))
        if sys.byteorder == "big":
            word.reverse()
        stream[place::16] = word[::2]
    if sys.byteorder == "big":
        stream.byteswap()
    return stream.tobytes()


def _tag(key: bytes, sealed: bytes) -> bytes:
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    padded = sealed + bytes(-len(sealed) % 16) + bytes(8) + len(sealed).to_bytes(8, "little")
    for at in range(0, len(padded), 16):
        total = (total + int.from_bytes(padded[at : at + 16], "little") + (1 << 128)) * r % _POLY
    return ((total + int.from_bytes(key[16:], "little")) & ((1 << 128) - 1)).to_bytes(16, "little")


def opened(key: bytes, nonce: bytes, sealed: bytes) -> bytes:
    """Raises NotGenuine."""
    body, tag = sealed[:-TAG_BYTES], sealed[-TAG_BYTES:]
    stream = keystream(key, nonce, 0, 1 + -(-len(body) // 64))
    if not hmac.compare_digest(_tag(stream[:32], body), tag):
        raise NotGenuine("密文不完整或者口令不对。")
    both = int.from_bytes(body, "little") ^ int.from_bytes(stream[64 : 64 + len(body)], "little")
    return both.to_bytes(len(body), "little")
