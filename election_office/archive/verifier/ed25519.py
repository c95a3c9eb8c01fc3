"""Whether an Ed25519 signature holds (RFC 8032, 5.1.7), in plain Python.

Of our own, because Python's library has none and an archive must be checked in twenty years on a machine
without this program and without a network. It only checks: a secret key never comes near it, so that its
pace, which depends on what it computes, tells nobody anything.
"""

from __future__ import annotations

import hashlib

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, PRIME - 2, PRIME) % PRIME
_ROOT = pow(2, (PRIME - 1) // 4, PRIME)

# A point as (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z: adding needs no division then.
Point = tuple[int, int, int, int]
NEUTRAL: Point = (0, 1, 1, 0)


def _add(point: Point, other: Point) -> Point:
    a = (point[1] - point[0]) * (other[1] - other[0]) % PRIME
    b = (point[1] + point[0]) * (other[1] + other[0]) % PRIME
    c = 2 * point[3] * other[3] * _D % PRIME
    d = 2 * point[2] * other[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def _times(number: int, point: Point) -> Point:
    found = NEUTRAL
    while number:
        if number & 1:
            found = _add(found, point)
        point = _add(point, point)
        number >>= 1
    return found


def _same(point: Point, other: Point) -> bool:
    return (point[0] * other[2] - other[0] * point[2]) % PRIME == 0 and (
        point[1] * other[2] - other[1] * point[2]
    ) % PRIME == 0


def _point(data: bytes) -> Point | None:
    """The point these 32 bytes name; None where they name none or not in the only way allowed."""
    y = int.from_bytes(data, "little")
    odd, y = y >> 255, y & ((1 << 255) - 1)
    if y >= PRIME:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, PRIME - 2, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * _ROOT % PRIME
    if (x * x - square) % PRIME or (x == 0 and odd):
        return None
    if x & 1 != odd:
        x = PRIME - x
    return x, y, 1, x * y % PRIME


_BASE_Y = 4 * pow(5, PRIME - 2, PRIME) % PRIME
_BASE = _point(_BASE_Y.to_bytes(32, "little"))


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the holder of that key signed exactly these bytes."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, commitment = _point(public), _point(signature[:32])
    answer = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or answer >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    assert _BASE is not None
    return _same(_times(answer, _BASE), _add(commitment, _times(challenge, key)))
