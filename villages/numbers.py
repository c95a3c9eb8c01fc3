"""ID and phone numbers: sealed at rest, found by keyed hashes, and shown by their end to few.

In the database no part of a number stands open: with the birth date and the village beside it the
last four characters are the whole number. The end has a hash of its own for the search, made anew in
every village, so that somebody's known number tells nothing of the people of other villages.
"""

from __future__ import annotations

from collections.abc import Iterable

from election_office.accounts import viewer
from election_office.accounts.permissions import Permission
from election_office.core import cipher
from election_office.core.idnumbers import TAIL, mask

encrypt, encrypt_all, decrypt = cipher.seal, cipher.seal_all, cipher.unseal
fingerprint, fingerprints = cipher.fingerprint, cipher.fingerprints
PRESENT = "已登记"


def tail_hash(village_id: int, number: str) -> str:
    """What finds a number by its last four among the people of one village; empty for no number."""
    return cipher.fingerprint(_tail_text(village_id, number[-4:]))[:16] if number else ""


def tail_hashes(village_ids: Iterable[int], words: str) -> list[str]:
    """The hashes of this end of a number in those villages; none when the words are no such end."""
    if TAIL.fullmatch(words.upper()) is None:
        return []
    texts = (_tail_text(village_id, words.upper()) for village_id in village_ids)
    return [item[:16] for text in texts for item in cipher.fingerprints(text)]


def _tail_text(village_id: int, tail: str) -> str:
    return f"tail {village_id} {tail}"


def seen_villages() -> frozenset[int]:
    """The villages of whose people the reader of this page may know numbers. One statement a page."""
    reading = viewer.current()
    if reading is None:
        return frozenset()
    if "villages" not in reading.known:
        from villages.models import Village  # noqa: PLC0415 -- the models use this module

        areas = reading.user.areas(Permission.NUMBERS_VIEW)
        ids = Village.objects.holding(areas).values_list("pk", flat=True) if areas else ()
        reading.known["villages"] = frozenset(ids)
    found: frozenset[int] = reading.known["villages"]
    return found


def shown(sealed: str, village_id: int) -> str:
    """What a list says of a number: its last four to whom it concerns, to others that there is one."""
    if not sealed:
        return ""
    return mask(decrypt(sealed)) if village_id in seen_villages() else PRESENT
