"""The office's keys as printed shares: any few of them put together give the keys, fewer give nothing.

Shamir's scheme over the field of 256 elements, byte by byte. Written here because it is a page of
arithmetic that tests hold to the field's axioms and to every choice of shares, while the packages that
offer it bring more than they save.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Sequence

_FORM = "OFK1"


class BadShares(ValueError):
    """Why these texts do not give the keys back: a Chinese sentence."""


def _tables() -> tuple[list[int], list[int]]:
    """Powers and logarithms of the generator 3 in GF(2^8) with the polynomial of AES."""
    powers, logs, value = [0] * 255, [0] * 256, 1
    for index in range(255):
        powers[index], logs[value] = value, index
        doubled = value << 1
        value ^= doubled ^ (0x11B if doubled & 0x100 else 0)
    return powers, logs


_POWERS, _LOGS = _tables()


def times(a: int, b: int) -> int:
    return _POWERS[(_LOGS[a] + _LOGS[b]) % 255] if a and b else 0


def over(a: int, b: int) -> int:
    return _POWERS[(_LOGS[a] - _LOGS[b]) % 255] if a else 0


def split(secret: bytes, *, count: int, needed: int) -> list[str]:
    """``count`` shares, any ``needed`` of which give the secret. Each carries a check of its own."""
    if not 2 <= needed <= count <= 20:
        raise ValueError("Between 2 and 20 shares, at least 2 needed.")
    name = secrets.token_hex(3).upper()
    polynomials = [[byte, *secrets.token_bytes(needed - 1)] for byte in secret]
    return [
        _written(name, needed, x, bytes(_at(polynomial, x) for polynomial in polynomials))
        for x in range(1, count + 1)
    ]


def _at(polynomial: Sequence[int], x: int) -> int:
    total = 0
    for coefficient in reversed(polynomial):
        total = times(total, x) ^ coefficient
    return total


def _written(name: str, needed: int, x: int, values: bytes) -> str:
    head = f"{_FORM}-{name}-{needed:02d}-{x:02d}"
    body = base64.b32encode(values).decode().rstrip("=")
    groups = [body[start : start + 5] for start in range(0, len(body), 5)]
    return "-".join([head, *groups, _check(head, values)])


def _check(head: str, values: bytes) -> str:
    return base64.b32encode(hashlib.sha256(head.encode() + values).digest())[:5].decode()


def combine(texts: Sequence[str]) -> bytes:
    """The secret. Raises BadShares for a share that is misread, of another set, or when there are too few."""
    names, points, needed = set(), dict[int, bytes](), 0
    for number, text in enumerate(texts, start=1):
        parts = "".join(text.upper().split()).split("-")
        try:
            form, name, wanted, place = parts[:4]
            body = "".join(parts[4:-1])
            values = base64.b32decode(body + "=" * (-len(body) % 8))
            x, needed = int(place), int(wanted)
        except (ValueError, IndexError) as error:
            raise BadShares(f"第{number}份不完整，请照打印的原样重新录入。") from error
        if form != _FORM or parts[-1] != _check("-".join(parts[:4]), values):
            raise BadShares(f"第{number}份有字符录错，请照打印的原样重新录入。")
        names.add(name)
        points[x] = values
    if len(names) > 1:
        raise BadShares("这些份额不是同一次打印的，请核对每份开头的编号。")
    if len(points) < needed or not points:
        raise BadShares(f"需要{needed}份不同的份额，现在只有{len(points)}份。")
    chosen = list(points.items())[:needed]
    length = {len(values) for _, values in chosen}
    assert len(length) == 1
    return bytes(_at_zero([(x, values[index]) for x, values in chosen]) for index in range(length.pop()))


def _at_zero(points: Sequence[tuple[int, int]]) -> int:
    total = 0
    for x, y in points:
        weight = 1
        for other, _ in points:
            if other != x:
                weight = times(weight, over(other, other ^ x))
        total ^= times(y, weight)
    return total
