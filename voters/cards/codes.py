"""The short code under a card's QR: eight characters nobody can guess and one that catches a slip."""

from __future__ import annotations

import secrets
from collections.abc import Collection

# No 0/O, 1/I/L, 5/S, 8/B, U/V: read from paper and typed by hand. Twenty-five characters.
ALPHABET = "234679ACDEFGHJKMNPQRTWXYZ"
LENGTH = 9
# Each weight, and each difference of neighbours, is coprime to 25: one wrong character and two
# neighbours exchanged always show.
WEIGHTS = (1, 2, 3, 4)


def check_character(body: str) -> str:
    """What must follow these characters. ValueError for a character outside the alphabet."""
    total = sum(
        WEIGHTS[place % len(WEIGHTS)] * ALPHABET.index(char) for place, char in enumerate(reversed(body), 1)
    )
    return ALPHABET[-total % len(ALPHABET)]


def is_code(text: str) -> bool:
    """Whether these characters can be a card's code at all, before any look-up."""
    return (
        len(text) == LENGTH
        and all(char in ALPHABET for char in text)
        and check_character(text[:-1]) == text[-1]
    )


def new_codes(count: int, taken: Collection[str] = ()) -> list[str]:
    """``count`` different codes, none of them taken."""
    known = set(taken)
    made: list[str] = []
    while len(made) < count:
        body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
        code = body + check_character(body)
        if code not in known:
            known.add(code)
            made.append(code)
    return made
