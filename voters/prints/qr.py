"""QR codes by the thousand.

With a fixed mask a code is affine over GF(2): changing one character of a text flips the same modules
whatever its other characters are. The encoder is asked once for each character at each place; every
further code of that length is a few exclusive ors.
"""

from __future__ import annotations

from functools import lru_cache

import segno

# A fixed mask: trying all eight costs six times as long, and every reader knows all of them.
MASK = 3
FILLER = "A"


def modules(text: str) -> list[str]:
    """The rows of the code from above, a dark module as 1.

    As bytes, so that each character has eight bits of its own."""
    if not text.isascii():
        size, bits = _encoded(text)
    else:
        size, bits = _encoded_plain(len(text))
        for place, char in enumerate(text):
            bits ^= _difference(len(text), place, char)
    cells = f"{bits:0{size * size}b}"
    return [cells[start : start + size] for start in range(0, size * size, size)]


def _encoded(text: str) -> tuple[int, int]:
    matrix = segno.make(text, error="m", micro=False, mask=MASK, mode="byte").matrix
    return len(matrix), int("".join(str(cell) for row in matrix for cell in row), 2)


@lru_cache(maxsize=64)
def _encoded_plain(length: int) -> tuple[int, int]:
    return _encoded(FILLER * length)


@lru_cache(maxsize=20_000)
def _difference(length: int, place: int, char: str) -> int:
    text = FILLER * place + char + FILLER * (length - place - 1)
    return _encoded(text)[1] ^ _encoded_plain(length)[1]
